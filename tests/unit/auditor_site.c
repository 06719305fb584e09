#include "auditor.h"

/* A hierarchy with mixed and native sites, every role, and clients at home, away and on the internet. */
const char *const auditor_site[] = {
    "policy: cm2007",
    "options:",
    "  assume_assigned: boundary",
    "  internet_unlisted: unknown",
    "  wsus_unsecured_roots: yes",
    "  fallback_window: 900",
    "  idle_gap: 600",
    "zones:",
    "  intranet:  {nets: [10.0.0.0/8]}",
    "  perimeter: {nets: [192.0.2.0/24]}",
    "  internet:  {default: yes}",
    "firewalls:",
    "  front: {between: [internet, perimeter], http_ports: [80], https_ports: [443, 8443]}",
    "  back:  {between: [perimeter, intranet], http_ports: [80, 8530], https_ports: [443, 8443, 8531]}",
    "sites:",
    "  N01:",
    "    type: primary",
    "    mode: native",
    "    http_ports: [80]",
    "    http_ports_off: [8080]",
    "    https_ports: [443, 8443]",
    "    boundaries: [10.1.0.0/16]",
    "    deploy: [push, manual]",
    "    install_source: [10.1.0.30]",
    "  N02: {type: secondary, parent: N01, http_ports: [80], http_ports_off: [8080], https_ports: [443, "
    "8443], boundaries: [10.4.0.0/16]}",
    "  N03: {type: primary, parent: N01, mode: native, http_ports: [80], https_ports: [443], boundaries: "
    "[10.3.0.0/16]}",
    "  M01: {type: primary, parent: N01, mode: mixed, http_ports: [80, 8080], https_ports: [443], "
    "boundaries: [10.2.0.0/16], deploy: [gpo]}",
    "  M02: {type: primary, parent: N01, mode: mixed, http_ports: [80], https_ports: [443], boundaries: "
    "[10.5.0.0/16]}",
    "systems:",
    "  n01-server: {address: 10.1.0.5,  site: N01, roles: {SITE_SERVER: {}}}",
    "  n01-db:     {address: 10.1.0.6,  site: N01, roles: {SITE_DB: {sql_port: 1433}}}",
    "  n01-mp:     {address: 10.1.0.10, site: N01, roles: {MP: {default: yes}}}",
    "  n01-dp1:    {address: 10.1.0.11, site: N01, roles: {DP: {bits: yes, run_from_dp: no}}}",
    "  n01-dp2:    {address: 10.1.0.12, site: N01, roles: {DP: {bits: no}}}",
    "  n01-sup:    {address: 10.1.0.13, site: N01, roles: {SUP: {http_ports: [8530], https_ports: [8531], "
    "active: yes, ssl: yes}}}",
    "  n01-smp:    {address: 10.1.0.14, site: N01, roles: {SMP: {}}}",
    "  n01-fsp:    {address: 10.1.0.15, site: N01, roles: {FSP: {}}}",
    "  n01-slp:    {address: 10.1.0.16, site: N01, roles: {SLP: {}}}",
    "  n01-rp:     {address: 10.1.0.17, site: N01, roles: {RP: {http_ports: [80], https_ports: [443]}}}",
    "  n01-pxe:    {address: 10.1.0.18, site: N01, roles: {PXE: {}}}",
    "  n01-shv:    {address: 10.1.0.19, site: N01, roles: {SHV: {}}}",
    "  n01-dp-protected: {address: 10.1.0.21, site: N01, roles: {DP: {bits: yes, run_from_dp: no, protected: "
    "[10.1.9.0/24]}}}",
    "  n01-dp-run:       {address: 10.1.0.22, site: N01, roles: {DP: {bits: yes, run_from_dp: yes}}}",
    "  n01-dp-unknown:   {address: 10.1.0.23, site: N01, roles: {DP: {bits: yes, run_from_dp: unknown}}}",
    "  n01-source: {address: 10.1.0.30, site: N01, roles: {SRC_SHARE: {}}}",
    "  n01-provider: {address: 10.1.0.7, site: N01, roles: {SMS_PROVIDER: {}}}",
    "  n01-oob:    {address: 10.1.0.8, site: N01, roles: {OOB: {}}}",
    "  n01-branch: {address: 10.1.7.50, site: N01, also_client: yes, roles: {DP: {kind: branch}}}",
    "  n01-imp:  {address: 192.0.2.10, site: N01, internet_fqdn: imp.example.com,  roles: {MP: {scope: "
    "internet}}}",
    "  n01-idp:  {address: 192.0.2.11, site: N01, internet_fqdn: idp.example.com,  roles: {DP: {scope: "
    "internet, bits: yes, run_from_dp: no}}}",
    "  n01-isup: {address: 192.0.2.12, site: N01, internet_fqdn: isup.example.com, roles: {SUP: {scope: "
    "internet, http_ports: [80], https_ports: [443], ssl: yes, sync: online}}}",
    "  n01-ifsp: {address: 192.0.2.13, site: N01, internet_fqdn: ifsp.example.com, roles: {FSP: {scope: "
    "internet}}}",
    "  n01-replica: {address: 192.0.2.14, site: N01, roles: {DB_REPLICA: {}}}",
    "  n03-imp:  {address: 192.0.2.30, site: N03, internet_fqdn: imp3.example.com, roles: {MP: {scope: "
    "internet}}}",
    "  n02-mp:     {address: 10.4.0.10, site: N02, roles: {MP: {default: yes}}}",
    "  n02-dp:     {address: 10.4.0.11, site: N02, roles: {DP: {bits: yes}}}",
    "  n03-server: {address: 10.3.0.5,  site: N03, roles: {SITE_SERVER: {}}}",
    "  n03-multi:  {address: 10.3.0.10, site: N03, roles: {MP: {default: yes}, DP: {bits: yes}, FSP: {}}}",
    "  n03-dpsmp:  {address: 10.3.0.12, site: N03, roles: {DP: {bits: yes}, SMP: {}}}",
    "  n03-sup:    {address: 10.3.0.13, site: N03, roles: {SUP: {http_ports: [80], https_ports: [443], ssl: "
    "yes, active: yes}}}",
    "  m01-server: {address: 10.2.0.5,  site: M01, roles: {SITE_SERVER: {}}}",
    "  m01-mp:     {address: 10.2.0.10, site: M01, roles: {MP: {default: yes}}}",
    "  m01-dp:     {address: 10.2.0.11, site: M01, roles: {DP: {bits: yes, run_from_dp: no}}}",
    "  m01-sup:    {address: 10.2.0.13, site: M01, roles: {SUP: {http_ports: [80], https_ports: [443], "
    "active: yes}}}",
    "  m01-smp:    {address: 10.2.0.14, site: M01, roles: {SMP: {}}}",
    "  m01-fsp:    {address: 10.2.0.15, site: M01, roles: {FSP: {}}}",
    "  m02-mp:     {address: 10.5.0.10, site: M02, roles: {MP: {default: yes}}}",
    "  m02-dp:     {address: 10.5.0.11, site: M02, roles: {DP: {bits: yes}}}",
    "proxies:",
    "  web:     {address: 10.1.0.40, site: N01, kind: forward}",
    "  inet:    {address: 203.0.113.80, kind: forward}",
    "  publish: {address: 192.0.2.20, site: N01, kind: reverse, publishes: [192.0.2.10]}",
    "clients:",
    "  home:          {address: 10.1.5.1, type: computer, site: N01, mgmt: intranet_only, http_roaming: no}",
    "  roamer:        {address: 10.1.5.2, type: computer, site: N01, mgmt: intranet_only, http_roaming: yes, "
    "fsp: 10.1.0.15}",
    "  both:          {address: [10.1.5.3, 203.0.113.51], type: computer, site: N01, mgmt: both, join: "
    "domain_trusted, http_roaming: no, fsp: 192.0.2.13}",
    "  internet-only: {address: [10.1.5.5, 203.0.113.52], type: computer, site: N01, mgmt: internet_only, "
    "join: workgroup, http_roaming: no}",
    "  device:        {address: [10.1.5.6, 10.2.6.6], type: mobile, site: N01, mgmt: intranet_only}",
    "  device-inet:   {address: 203.0.113.53, type: mobile, site: N01, mgmt: internet_only}",
    "  mixed:         {address: [10.2.5.1, 10.1.6.1, 10.5.6.1, 203.0.113.60], type: computer, site: M01, "
    "mgmt: intranet_only}",
    "  mixed-device:  {address: 10.2.5.6, type: mobile, site: M01, mgmt: intranet_only}",
    "  away-no:       {address: 10.2.6.1, type: computer, site: N01, mgmt: intranet_only, http_roaming: no}",
    "  away-yes:      {address: 10.2.6.2, type: computer, site: N01, mgmt: intranet_only, http_roaming: yes}",
    "  away-unknown:  {address: 10.2.6.3, type: computer, site: N01, mgmt: intranet_only, http_roaming: "
    "unknown}",
    "  away-native:   {address: 10.3.6.1, type: computer, site: N01, mgmt: intranet_only, http_roaming: no}",
    "  home-n03:      {address: 10.3.6.2, type: computer, site: N03, mgmt: intranet_only, http_roaming: no}",
    "  in-secondary:  {address: 10.4.5.1, type: computer, site: N01, mgmt: intranet_only, http_roaming: no}",
    "  deploying:     {address: 10.1.8.1, type: computer, site: N01, mgmt: intranet_only, http_roaming: no, "
    "state: deploying}",
    "  in-protected:  {address: 10.1.9.5, type: computer, site: N01, mgmt: intranet_only, http_roaming: no}",
    "  lost:          {address: 203.0.113.61, type: computer, site: N01, mgmt: intranet_only, http_roaming: "
    "no}",
    NULL,
};
