#!/usr/bin/env python3
"""Every check of a site file, broken once and put right again, through `wireaudit check`.

A row of ROWS: the id, the changes that break check.yaml, the changes of its twin that stays right, ids that come
along. A caret in a change marks where a message of the id must stand, each caret one message; it is taken out. A
change of PATH: TEXT is a file beside the site file.
"""

import glob
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SITE = "site.yaml"
LINE = re.compile(r"^([^:]+):(\d+):(\d+): (error|warning): (.+) \[(CFG-[A-Z]+(?:-\d\d)?)\]$")
CSV = ("client_ranges:\n", "client_ranges:\n  list: {file: pcs.csv, type: computer, site: C01, mgmt: intranet_only}\n")
HEAD = "name,address,type,site,mgmt,join,fsp,http_roaming\n"


def row(id, level, wrong, right=(), also=()):
    return id, level, list(wrong), list(right), set(also)


def csv(text):
    return [CSV, {"pcs.csv": text}]


ROWS = [
    # the file itself
    row("CFG-YAML", "error", [("policy: cm2007", "policy: ^&p cm2007")]),
    row("CFG-YAML", "error", [("policy: cm2007", "policy: ^!!str cm2007")]),
    row("CFG-YAML", "error", [("zones:\n", "^---\nzones:\n")]),
    row("CFG-YAML", "error", [("policy: cm2007", "policy: [cm2007\nzones^:")]),
    row("CFG-KEY-01", "error", [("172.20.0.14, site: C01, roles", "172.20.0.14, site: C01, ^rols")]),
    row("CFG-KEY-01", "error", [("policy: cm2007", "policy: ^cm2008")]),
    row("CFG-KEY-01", "error", [("roles: {SMP: {}}", "roles: {^SPM: {}}")]),
    row("CFG-KEY-01", "error", [("roles: {SMP: {}}", "roles: {SMP: {bits: ^yes}}")]),
    row("CFG-KEY-01", "error", [("active: yes", "active: ^unknown")], [("active: yes", "active: true")]),
    row("CFG-KEY-01", "error", [("\nproxies:", "\n^sites:\n  Z01: {}\nproxies:")]),
    row("CFG-KEY-01", "error", [("  phone:", "  ^desk:")]),
    row("CFG-KEY-01", "error", [("type: mobile, site: C01", "type: mobile, ^type: mobile, site: C01")]),
    row("CFG-KEY-01", "error", [("address: 172.20.5.1,", "address: [172.20.5.1, ^172.20.5.256],")],
        [("address: 172.20.5.1,", "address: [172.20.5.1, '::ffff:172.20.5.2'],")]),
    row("CFG-KEY-01", "error", [("      - 172.20.0.0/16", "      - ^172.20.0.0/33")],
        [("      - 172.20.0.0/16", "      - 172.20.255.255/16")]),
    row("CFG-KEY-01", "error", [("172.20.64.0-172.20.64.99", "^172.20.64.99-172.20.64.0")]),
    row("CFG-KEY-01", "error", [("172.20.64.0-172.20.64.99", "^172.20.64.0-fd20::1")]),
    row("CFG-KEY-01", "error", [("roles: {SMP: {}}", "roles: {SMP: {http_ports: ^[80]}}")]),
    row("CFG-KEY-01", "error", [("{kind: branch}", "{kind: ^branche}")]),
    row("CFG-KEY-01", "error", [("[push, manual]", "[push, ^manuel]")], [("[push, manual]", "logon")]),
    row("CFG-KEY-01", "error", [("between: [internet, perimeter]", "between: ^[internet]")]),
    row("CFG-KEY-01", "error", [("{fallback_window: 600", "{fallback_window: ^10m")]),
    row("CFG-KEY-01", "error", [("fsp: edge-fsp", "fsp: ^egde-fsp")]),
    row("CFG-KEY-01", "error", [("client_ranges:\n", "rules: {^DP-6: {enabled: no}}\nclient_ranges:\n")],
        [("client_ranges:\n", "rules: {DP-06: {enabled: no}}\nclient_ranges:\n")]),
    row("CFG-KEY-01", "error", [("client_ranges:\n", "waivers: {a: {rule: ^DP-6, reason: r, approver: b, expires: 2028-02-29}}\nclient_ranges:\n")],
        [("client_ranges:\n", "waivers: {a: {rule: DP-06, reason: r, approver: b, expires: 2028-02-29}}\nclient_ranges:\n")]),
    row("CFG-KEY-01", "error", [("client_ranges:\n",
        "waivers: {a: {rule: DP-06, reason: r, approver: b, expires: ^2027-02-29}}\nclient_ranges:\n")]),
    row("CFG-KEY-01", "error", [("client_ranges:\n",
        "waivers: {a: {client: ^dsek, reason: r, approver: b, expires: 2027-02-28}}\nclient_ranges:\n")],
        [("client_ranges:\n", "waivers: {a: {client: desk, reason: r, approver: b, expires: 2027-02-28}}\nclient_ranges:\n")]),
    row("CFG-KEY-01", "warning", [("client_ranges:\n", "waivers: {^^^a: {rule: DP-06}}\nclient_ranges:\n")]),
    row("CFG-KEY-01", "warning", [("client_ranges:\n",
        "waivers: {^a: {reason: r, approver: b, expires: 2027-02-28}}\nclient_ranges:\n")],
        [("client_ranges:\n", "waivers: {a: {server: 10.0.0.0/8, reason: r, approver: b, expires: 2027-02-28}}\nclient_ranges:\n")]),
    row("CFG-KEY-01", "error", csv("name,^adress\n")),
    row("CFG-KEY-01", "error", csv(HEAD + "a,^172.20.30,,,,,,\nb,172.20.30.2,^tablet,,,,,\n"),
        csv(HEAD + "a,172.20.30.1,,,,,,\r\nb,\"172.20.30.2;fd20:1::7\",mobile,,,,,")),
    row("CFG-KEY-01", "error", [("client_ranges:\n", "client_ranges:\n  list: {file: ^none.csv}\n")]),

    # sites
    row("CFG-SITE-01", "error", [("\n  X02: {", "\n  ^X2: {"), ("site: X02", "site: X2")]),
    row("CFG-SITE-01", "error", [("\n  X02: {", "\n  ^X002: {"), ("site: X02", "site: X002")],
        [("\n  X02: {", "\n  010: {"), ("site: X02", "site: 010")]),
    row("CFG-SITE-01", "error", [("\n  X02: {", "\n  ^x02: {"), ("site: X02", "site: x02")],
        [("\n  X02: {", "\n  0E0: {"), ("site: X02", "site: 0E0")]),
    row("CFG-SITE-01", "error", [("\n  X02: {", "\n  ^X-2: {"), ("site: X02", "site: X-2")]),
    row("CFG-SITE-02", "error", [("{type: secondary, parent: C01", "{type: secondary, mode: ^mixed, parent: C01")],
        [("{type: secondary, parent: C01", "{type: secondary, mode: native, parent: C01")]),
    row("CFG-SITE-02", "error", [("  S01: {type: secondary, parent: C01,", "  ^S01: {type: secondary,")]),
    row("CFG-SITE-02", "error", [("{type: primary, parent: X01, mode: mixed", "{type: secondary, parent: ^S01")],
        [("{type: primary, parent: X01, mode: mixed", "{type: secondary, parent: X01")]),
    row("CFG-SITE-03", "error", [("{type: primary, parent: C01, mode: native", "{type: primary, parent: ^X01, mode: native")],
        [("{type: primary, parent: C01, mode: native", "{type: primary, mode: native")]),
    row("CFG-SITE-03", "error", [("parent: X01, mode: mixed", "parent: ^X01, mode: native"),
                                 ("C02: {type: primary, parent: C01", "C02: {type: primary, parent: ^X01")]),
    row("CFG-SITE-04", "error", [("    type: primary\n", "    type: primary\n    parent: ^X02\n")]),
    row("CFG-SITE-04", "error", [("    type: primary\n", "    type: primary\n    parent: ^C01\n")]),
    row("CFG-SITE-04", "error", [("parent: X01, mode: mixed", "parent: ^X10, mode: mixed")],
        [("parent: X01, mode: mixed", "parent: C02, mode: mixed")]),
    row("CFG-SITE-05", "error", [("https_ports: [443], boundaries: 172.22", "https_ports: ^[], boundaries: 172.22")]),
    row("CFG-SITE-05", "error", [("http_ports: [80, 8080], boundaries", "http_ports: ^[], boundaries")],
        [("http_ports: [80, 8080], boundaries", "https_ports: [], boundaries")]),
    row("CFG-SITE-05", "error", [("https_ports: [443, 4443], boundaries: [172.21", "https_ports: ^[], boundaries: [172.21")]),
    row("CFG-SITE-06", "error", [("http_ports: [80, 8080], boundaries", "http_ports: [80, ^443, 8080], boundaries")],
        [("http_ports: [80, 8080], boundaries", "http_ports: [80, 8080], https_ports: [443, 8443], boundaries")]),
    row("CFG-SITE-06", "error", [("http_ports: [80, 8080], boundaries",
                                  "http_ports: [80, ^443, ^8443], https_ports: [8443, 443], boundaries")]),
    row("CFG-SITE-06", "error", [("      - 8080", "      - ^4443")], [("      - 8080", "      - 4444")]),
    row("CFG-SITE-06", "error", [("http_ports: [80, 8080], boundaries",
                                  "http_ports: ^444, https_ports_off: [444], boundaries")]),
    row("CFG-SITE-07", "warning", [("https_ports: [443], boundaries: 172.22", "https_ports: [^8443], boundaries: 172.22")],
        [("https_ports: [443], boundaries: 172.22", "https_ports: [8443, 443], boundaries: 172.22")]),
    row("CFG-SITE-07", "warning", [("http_ports: [80, 8080], boundaries", "https_ports: ^4443, boundaries")]),
    row("CFG-SITE-08", "error", [("http_ports: [80, 8080], boundaries", "http_ports: [80, ^0, ^65536, ^80x, ^-1], boundaries")],
        [("http_ports: [80, 8080], boundaries", "http_ports: [80, 65535, 1], boundaries")]),
    row("CFG-SITE-08", "error", [("sql_port: 1433", "sql_port: ^99999999999999999999")]),
    row("CFG-SITE-08", "error", [("http_ports: [80], https_ports: [443, 4443]}", "http_ports: ^eighty, https_ports: [443, 4443]}")]),

    # software update points
    row("CFG-WSUS-01", "error", [("http_ports: [80], https_ports: [443], active", "http_ports: [80], https_ports: [^8531], active")],
        [("http_ports: [80], https_ports: [443], active", "https_ports: 443, active")]),
    row("CFG-WSUS-01", "error", [("SUP: {ssl: yes, active: yes}", "SUP: {https_ports: ^444, ssl: yes, active: yes}")]),
    row("CFG-WSUS-02", "error", [("https_ports: [8531], active", "https_ports: [^443], active")]),
    row("CFG-WSUS-02", "error", [("https_ports: [8531], active", "https_ports: [^8532], active")],
        [("http_ports: [8530], https_ports: [8531], active: yes", "http_ports: [9000], https_ports: [9001], active: yes"),
         ("    http_ports: [80, 8530]", "    http_ports: [80, 9000]"), ("      - 8531", "      - 9001")],
        {"CFG-FW-01"}),
    row("CFG-WSUS-02", "error", [("http_ports: [80], https_ports: [443], active", "http_ports: ^8530, active")]),
    row("CFG-WSUS-02", "error", [("http_ports: [80], https_ports: [443], active", "http_ports: [80], https_ports: ^[443, 444], active")]),
    row("CFG-WSUS-02", "error", [("http_ports: [80], https_ports: [443], active", "http_ports: [^65535], https_ports: [65536], active")],
        [("http_ports: [80], https_ports: [443], active", "http_ports: [65534], https_ports: [65535], active")],
        {"CFG-SITE-08"}),
    row("CFG-WSUS-03", "warning", [("active: yes, ssl: yes", "active: yes, ssl: ^no")]),
    row("CFG-WSUS-03", "warning", [("{SUP: {ssl: yes, active", "{^SUP: {active")],
        [("site: X01, roles: {SUP: {", "site: X01, roles: {SUP: {ssl: no, ")]),
    row("CFG-WSUS-03", "warning", [("s1-mp:", "s1-sup: {address: 172.21.0.13, site: S01, roles: {SUP: {ssl: ^no}}}\n  s1-mp:")]),
    row("CFG-SUP-01", "error", [("https_ports: [8531], active: yes", "https_ports: [8531], active: no"),
                                ("sync: online", "sync: ^online")],
        [("https_ports: [8531], active: yes", "https_ports: [8531], active: no"), ("sync: online", "sync: export")]),
    row("CFG-SUP-01", "error", [("{SUP: {ssl: yes, active: yes}}}", "{SUP: {ssl: yes}}}"),
                                ("site: C02, roles: {SUP: {ssl: yes", "site: C02, internet_fqdn: s, roles: {SUP: {scope: both, sync: ^online, ssl: yes")],
        also={"CFG-IBCM-08", "CFG-IBCM-09"}),

    # internet scope
    row("CFG-IBCM-01", "error", [("172.23.0.10, site: X01, roles: {MP: {", "198.51.100.30, site: X01, internet_fqdn: x, roles: {MP: {scope: ^internet, ")],
        [("172.22.0.13, site: C02, roles: {SUP: {", "198.51.100.30, site: C02, internet_fqdn: x, roles: {MP: {scope: both}, SUP: {scope: internet, ")],
        {"CFG-FW-01"}),
    row("CFG-IBCM-01", "error", [("{type: secondary, parent: C01", "{type: secondary, parent: X01"),
                                 ("172.21.0.10, site: S01, roles: {MP: {", "198.51.100.30, site: S01, internet_fqdn: x, roles: {MP: {scope: ^both, ")],
        also={"CFG-IBCM-02", "CFG-FW-01"}),
    row("CFG-IBCM-02", "error", [("172.21.0.10, site: S01, roles: {MP: {", "198.51.100.30, site: S01, internet_fqdn: x, roles: {MP: {scope: ^both, ")],
        [("site: S01, roles: {MP: {", "site: S01, roles: {MP: {scope: intranet, ")]),
    row("CFG-IBCM-03", "error", [("198.51.100.13, site: C01, internet_fqdn: fsp.example.com, roles: {",
                                  "198.51.100.13, site: C01, internet_fqdn: fsp.example.com, roles: {SMP: {scope: ^internet}, PXE: {scope: ^both}, ")],
        [("roles: {SMP: {}}", "roles: {SMP: {scope: intranet}}")]),
    row("CFG-IBCM-04", "error", [("172.20.7.1, site: C01,", "198.51.100.31, site: C01, internet_fqdn: b,"), ("{kind: branch}", "{kind: branch, scope: ^internet}")]),
    row("CFG-IBCM-05", "error", [("{scope: internet, bits: yes", "{scope: internet, protected: ^172.20.9.0/24, bits: yes")],
        [("bits: no, run_from_dp: no, protected: [172.20.9.0/24]", "scope: intranet, bits: yes, run_from_dp: no, protected: ['fd20:1::/64', 172.20.9.0-172.20.9.7]")]),
    row("CFG-IBCM-05", "error", [("fsp.example.com, roles: {", "fsp.example.com, roles: {DP: {bits: no, protected: ^[172.20.9.0/24, 172.20.10.1-172.20.10.9]}, ")],
        also={"CFG-FSP-02"}),
    row("CFG-IBCM-06", "error", [("{scope: internet, bits: yes", "{scope: internet, bits: ^no")], [("{scope: internet, bits: yes", "{scope: internet, bits: true")]),
    row("CFG-IBCM-06", "error", [("{DP: {scope: internet, bits: yes", "{^DP: {scope: internet")]),
    row("CFG-IBCM-06", "error", [("{scope: internet, bits: yes", "{scope: internet, bits: ^unknown")]),
    row("CFG-IBCM-07", "warning", [("  edge-mp:    {address: 198.51.100.10, site: C01, internet_fqdn: mp.example.com,", "  ^edge-mp:    {address: 198.51.100.10, site: C01, fqdn: mp.example.com,")]),
    row("CFG-IBCM-08", "warning", [("C02: {type", "^C02: {type"), ("172.22.0.13, site: C02, roles: {SUP: {", "198.51.100.30, site: C02, internet_fqdn: x, roles: {SUP: {scope: internet, ")],
        [("172.22.0.13, site: C02, roles: {SUP: {", "198.51.100.30, site: C02, internet_fqdn: x, roles: {MP: {scope: both}, SUP: {scope: internet, ")]),
    row("CFG-IBCM-09", "warning", [("address: 198.51.100.10, site", "address: [198.51.100.10, ^172.20.0.77], site")],
        [("address: 198.51.100.10, site", "address: [198.51.100.10, 172.20.0.77], site"), ("    type: primary\n", "    type: primary\n    ibcm_scenario: 4nic\n")]),
    row("CFG-IBCM-09", "warning", [("address: 198.51.100.13, site", "address: ^'fd20:1::13', site"), ("type: primary\n", "type: primary\n    ibcm_scenario: 4int\n")],
        [("address: 198.51.100.13, site", "address: 'fd20:1::13', site"), ("fsp: 198.51.100.13", "fsp: edge-fsp"),
         ("firewalls:\n", "firewalls:\n  straight: {between: [intranet, internet], https_ports: [443, 4443]}\n")],
        {"CFG-CLI-07"}),

    # clients
    row("CFG-CLI-01", "error", [("join: domain_trusted", "join: ^workgroup")]),
    row("CFG-CLI-01", "error", [("join: domain_trusted", "join: ^domain_untrusted")]),
    row("CFG-CLI-01", "error", csv(HEAD + "a,172.20.30.1,,,both,^workgroup,edge-fsp,\n"), csv(HEAD + "a,172.20.30.1,,,both,domain_trusted,edge-fsp,\n")),
    row("CFG-CLI-01", "error", [("state: installed", "mgmt: both, join: ^workgroup, fsp: edge-fsp"), ("site: C01, mgmt: intranet_only, mgmt", "site: C01, mgmt")]),
    row("CFG-CLI-02", "error", [("type: mobile, site: C01, mgmt: intranet_only", "type: mobile, site: C01, mgmt: ^both")],
        [("type: mobile, site: C01, mgmt: intranet_only", "type: mobile, site: C01, mgmt: internet_only")]),
    row("CFG-CLI-02", "error", csv(HEAD + "a,172.20.30.1,mobile,,^both,,,\nb,172.20.30.2,mobile,,^both,,,\n")),
    row("CFG-CLI-03", "error", [("address: 172.20.5.1, type: computer, site: C01", "address: 172.20.5.1, type: computer, site: ^S01")]),
    row("CFG-CLI-03", "error", [("172.21.32.0/24, type: computer, site: C01", "172.21.32.0/24, type: computer, site: ^S01")]),
    row("CFG-CLI-03", "error", csv("site,nets\n^S01,172.20.30.0/24\nC01,172.20.31.0/24\n^S01,fd20:1::/64\n"), csv("nets,site\n172.20.30.0/24 172.20.31.1-172.20.31.9,C01\n")),
    row("CFG-CLI-04", "error", [("type: computer, site: X01, mgmt: intranet_only", "type: computer, site: X01, mgmt: ^internet_only")]),
    row("CFG-CLI-04", "error", [("type: computer, site: C02, mgmt: intranet_only", "type: computer, site: C02, mgmt: ^both, join: domain_trusted")],
        [("type: computer, site: C02, mgmt: intranet_only", "type: computer, site: C02, mgmt: unknown")]),
    row("CFG-CLI-04", "error", csv(HEAD + "a,172.22.30.1,,C02,^internet_only,,edge-fsp,\n"), csv(HEAD + "a,203.0.113.9,,C01,internet_only,,198.51.100.13,\n"),
        {"CFG-DEP-01"}),
    row("CFG-CLI-05", "warning", [("mgmt: internet_only, join", "mgmt: internet_only, http_roaming: ^yes, join")]),
    row("CFG-CLI-05", "warning", [("type: mobile, site: X01, mgmt: intranet_only", "type: mobile, site: X01, http_roaming: ^true")],
        [("type: mobile, site: X01, mgmt: intranet_only", "type: mobile, site: X01, http_roaming: no")]),
    row("CFG-CLI-05", "warning", csv(HEAD + "a,172.20.30.1,mobile,,,,,^yes\n"), csv(HEAD + "a,172.20.30.1,computer,,,,,yes\n")),
    row("CFG-CLI-06", "warning", [("mgmt: both, join: domain_trusted", "mgmt: ^both, join: unknown")]),
    row("CFG-CLI-06", "warning", [("mgmt: both, join: domain_trusted,", "mgmt: ^both,")]),
    row("CFG-CLI-06", "warning", csv(HEAD + "a,172.20.30.1,,,^both,,edge-fsp,\n")),
    row("CFG-CLI-07", "error", [("fsp: edge-fsp", "fsp: ^edge-mp")], [("fsp: edge-fsp", "fsp: 198.51.100.13")]),
    row("CFG-CLI-07", "error", [("fsp: 198.51.100.13", "fsp: ^198.51.100.12")]),
    row("CFG-CLI-07", "error", [("fsp: 198.51.100.13", "fsp: ^203.0.113.200")]),
    row("CFG-CLI-07", "error", csv(HEAD + "a,172.20.30.1,,,,,^c1-mp,\nb,172.20.30.2,,,,,c1-fsp,\n"), csv(HEAD + "a,172.20.30.1,,,,,172.20.0.15,\n")),
    row("CFG-FSP-01", "warning", [("  road:     {address: 203.0.113.4", "  ^road:     {address: 203.0.113.4"), (", fsp: 198.51.100.13", "")],
        [("type: computer, site: C01, mgmt: internet_only, join: workgroup, fsp: 198.51.100.13", "type: mobile, site: C01, mgmt: internet_only")]),
    row("CFG-FSP-01", "warning", [("fsp: edge-fsp", "fsp: ^c1-fsp")]),
    row("CFG-FSP-01", "warning", csv(HEAD + "^a,172.20.30.1,,,internet_only,,,\n"), csv(HEAD + "a,172.20.30.1,,,internet_only,,edge-fsp,\n"), {"CFG-DEP-01"}),
    row("CFG-FSP-02", "warning", [("run_from_dp: no}, SLP: {}", "run_from_dp: no}, ^FSP: {}")], [("run_from_dp: no}, SLP: {}", "run_from_dp: no}, PXE: {}")]),
    row("CFG-FSP-02", "warning", [("site: S01, roles: {MP", "site: S01, roles: {^FSP: {}, MP")], [("roles: {SMP: {}}", "roles: {SMP: {}, RP: {}}")]),
    row("CFG-MOB-01", "warning", [("\n  X01: {", "\n  ^X01: {"), ("x1-dp:      {address: 172.23.0.11, site: X01, roles: {DP: {bits: yes", "x1-dp:      {address: 172.23.0.11, site: X01, roles: {DP: {bits: no")],
        [("x1-dp:      {address: 172.23.0.11, site: X01, roles: {DP: {bits: yes", "x1-dp:      {address: 172.23.0.11, site: X01, roles: {DP: {bits: no"), ("type: mobile, site: X01", "type: computer, site: X01")]),
    row("CFG-MOB-01", "warning", [("\n  C02: {", "\n  ^C02: {"), ("yes}, DP: {bits: yes, run_from_dp: no}, SLP", "yes}, SLP")] + csv(HEAD + "a,172.22.30.1,mobile,C02,,,,\n")),
    row("CFG-DEP-01", "warning", [("deploy: [push, manual]", "deploy: [^push, manual]"), ("site: C01, mgmt: intranet_only}\n  shop", "site: C01, mgmt: internet_only, fsp: edge-fsp}\n  shop")],
        [("deploy: [push, manual]", "deploy: [manual]"), ("site: C01, mgmt: intranet_only}\n  shop", "site: C01, mgmt: internet_only, fsp: edge-fsp}\n  shop")]),
    row("CFG-DEP-01", "warning", [("deploy: [push, manual]", "deploy: ^push"), ("nets: 172.21.32.0/24", "nets: [172.21.32.0/24, 198.51.100.128-198.51.100.140]")],
        [("nets: 172.21.32.0/24", "nets: [172.21.32.0/24, 'fd20:1:5::/64']")]),
    row("CFG-DEP-01", "warning", [("deploy: [push, manual]", "deploy: [^push, manual]")] + csv("nets\n203.0.113.0/28\n"), csv("nets\n172.20.70.0/28\n")),
    row("CFG-DEP-01", "warning", [("deploy: [push, manual]", "deploy: [^push, manual]")] + csv("address,mgmt,fsp\n172.20.30.1,internet_only,edge-fsp\n")),

    # keys beside a CSV file: told once, where they stand
    row("CFG-CLI-03", "error", [("client_ranges:\n", "client_ranges:\n  list: {file: pcs.csv, site: ^S01}\n"), {"pcs.csv": "address,site\n172.20.30.1,\n172.20.30.2,\n172.20.30.3,C01\n"}]),
    row("CFG-CLI-03", "error", [("client_ranges:\n", "client_ranges:\n  list: {file: pcs.csv, site: ^S01}\n"), {"pcs.csv": "address,site\n172.20.30.1,\n172.20.30.2,^S01\n172.20.30.3,C01\n"}]),
    row("CFG-CLI-07", "error", [("client_ranges:\n", "client_ranges:\n  list: {file: pcs.csv, fsp: ^c1-mp}\n"), {"pcs.csv": "address,fsp\n172.20.30.1,\n172.20.30.2,\n172.20.30.3,edge-fsp\n"}]),
    row("CFG-CLI-01", "error", [("client_ranges:\n", "client_ranges:\n  list: {file: pcs.csv, mgmt: both, site: C01, fsp: edge-fsp}\n"), {"pcs.csv": "address,join\n172.20.30.1,^workgroup\n172.20.30.2,domain_trusted\n172.20.30.3,^domain_untrusted\n"}]),
    row("CFG-FSP-01", "warning", [("client_ranges:\n", "client_ranges:\n  list: {file: pcs.csv, mgmt: ^internet_only, site: C01}\n"), {"pcs.csv": "address\n172.20.30.1\n172.20.30.2\n"}], also={"CFG-DEP-01"}),
    row("CFG-KEY-01", "error", csv(HEAD + "a,172.20.30.1,,,,,,\n^a,172.20.30.2,,,,,,\n^desk,172.20.30.3,,,,,,\n"), csv("address,name\n172.20.30.1,\n172.20.30.2,\n")),
    row("CFG-KEY-01", "error", csv(HEAD + "a,172.20.30.1,,,,,,\nb^\0,172.20.30.2,,,,,,\n")),
    row("CFG-KEY-01", "error", csv("^name;address\na;172.20.30.1\n")),
    row("CFG-KEY-01", "error", csv("name,address,^name\n")),
    row("CFG-KEY-01", "error", csv("name,address,^\na,172.20.30.1,\n")),
    row("CFG-KEY-01", "error", csv("\ufeffname,address\n\"a \"\"1\"\"\",172.20.30.1\n^\"b,172.20.30.2\nc,^172.20.30"), csv("\ufeff\"name\",address\r\n\r\n \"a, b\" , 172.20.30.1\r\n" + "c" * 70000 + ",172.20.30.2")),
    row("CFG-KEY-01", "error", [("client_ranges:\n", "client_ranges:\n  list: {file: ^.}\n")]),
    row("CFG-KEY-01", "error", [("client_ranges:\n", "client_ranges:\n  list: {file: ^pipe}\n")]),
    row("CFG-KEY-01", "error", [("client_ranges:\n", "client_ranges:\n  list: {file: ^/dev/zero}\n")]),

    # distribution points
    row("CFG-BDP-01", "error", [("{kind: branch}", "{kind: ^branch}"), ("c1-dp:      {address: 172.20.0.11, site: C01, roles: {DP: {bits: yes", "c1-dp:      {address: 172.20.0.11, site: C01, roles: {DP: {bits: no"),
                                ("DP: {scope: internet, bits: yes, run_from_dp: no}", "FSP: {scope: internet}")], also={"CFG-MOB-01"}),
    row("CFG-BDP-01", "error", [("x2-mp:", "x2-b: {address: 172.21.129.1, site: X02, also_client: yes, roles: {DP: {kind: ^branch}}}\n  x2-mp:"), (", DP: {bits: yes, run_from_dp: yes}", "")],
        [("x2-mp:", "x2-b: {address: 172.21.129.1, site: X02, also_client: yes, roles: {DP: {kind: branch}}}\n  x2-mp:")]),
    row("CFG-BDP-02", "error", [("{kind: branch}", "{kind: branch, bits: ^yes}")], [("{kind: branch}", "{kind: branch, scope: intranet}")]),
    row("CFG-BDP-02", "error", [("{kind: branch}", "{bits: ^no, kind: branch}")]),
    row("CFG-BDP-03", "warning", [("also_client: yes, roles: {DP: {kind", "roles: {^DP: {kind")]),
    row("CFG-BDP-03", "warning", [("{DP: {kind", "{^DP: {kind"), ("  phone:", "  host: {address: 172.20.7.1, site: C01, join: workgroup}\n  phone:")],
        [("  phone:", "  host: {address: 172.20.7.1, site: C01, join: domain_trusted}\n  phone:")]),
    row("CFG-BDP-03", "warning", [("{DP: {kind", "{^DP: {kind"), ("  phone:", "  host: {address: 172.20.7.1, site: X01}\n  phone:")]),
    row("CFG-BDP-03", "warning", [("{DP: {kind", "{^DP: {kind"), ("  shop:", "  road: {nets: 172.20.7.0/24, site: C01, mgmt: internet_only, fsp: edge-fsp}\n  shop:")],
        [("  shop:", "  road: {nets: 172.20.7.0/24, site: C01}\n  shop:")], {"CFG-DEP-01"}),
    row("CFG-SQL-01", "warning", [("sql_port: 1433", "sql_port: ^50433")]),
    row("CFG-SQL-01", "warning", [("roles: {SMP: {}}", "roles: {SMP: {}, DB_REPLICA: {sql_port: ^1434}}")], [("roles: {SMP: {}}", "roles: {SMP: {}, DB_REPLICA: {}}")]),
    row("CFG-MP-01", "error", [("MP: {default: no}", "MP: {default: ^yes}")],
        [("MP: {default: no}", "MP: {default: yes}"), ("172.20.0.9, site: C01", "172.20.0.9, site: C01, nlb: yes"), ("'fd20:1::10'], site: C01", "'fd20:1::10'], site: C01, nlb: yes")]),
    row("CFG-MP-01", "error", [("MP: {default: no}", "MP: {default: ^yes}"), ("roles: {SMP: {}}", "roles: {SMP: {}, MP: {default: ^yes}}")]),

    # networks
    row("CFG-NET-01", "error", [("172.22.0.0-172.22.127.255", "^172.20.128.0/17")], [("172.22.0.0-172.22.127.255", "172.22.0.0/17")]),
    row("CFG-NET-01", "error", [("[172.23.0.0/17, 172.23.128.0/24]", "[172.23.0.0/17, ^172.20.255.255-172.20.255.255]")]),
    row("CFG-NET-01", "error", [("[172.21.128.0/17]", "[172.21.128.0/17, ^'fd20:1:ffff::-fd20:1:ffff::1']")], [("[172.21.128.0/17]", "[172.21.128.0/17, 'fd20:2::/32']")]),
    row("CFG-NET-01", "error", [("[172.21.0.0/18]", "[^172.20.64.0/18]"), ("172.22.0.0-172.22.127.255", "^^172.20.96.0/20")]),
    row("CFG-NET-01", "warning", [("[172.23.0.0/17, 172.23.128.0/24]", "[172.23.0.0/17, ^172.23.127.0-172.23.128.9]")]),
    row("CFG-NET-02", "error", [("nets: 198.51.100.0/24", "nets: [198.51.100.0/24, ^172.22.0.0/16]")], [("nets: 198.51.100.0/24", "nets: [198.51.100.0/24, 172.24.0.0/16]")]),
    row("CFG-NET-02", "error", [("nets: [172.20.0.0/14, 'fd20::/16']", "nets: [172.20.0.0/14, 'fd20::/16', 198.51.100.255-198.51.101.1]"), ("nets: 198.51.100.0/24", "nets: ^198.51.100.0/24")]),
    row("CFG-NET-02", "error", [("  internet:  {default: yes}", "  internet:  {nets: ['2001:db8::/32', ^'fd20:8000::/17'], default: yes}")]),
    row("CFG-NET-02", "error", [("\nzones:", "\n^zones:"), ("{default: yes}\nfire", "{default: no}\nfire")]),
    row("CFG-NET-02", "error", [("{default: yes}\nfire", "{default: ^yes}\nfire"), ("nets: 198.51.100.0/24", "nets: 198.51.100.0/24, default: yes")],
        [("nets: 198.51.100.0/24", "nets: 198.51.100.0/24, default: no")]),
    row("CFG-NET-03", "error", [("address: 172.20.0.9,", "address: ^172.20.0.10,")]),
    row("CFG-NET-03", "error", [("address: 172.20.0.9,", "address: [172.20.0.9, ^'FD20:1:0::10'],")]),
    row("CFG-NET-03", "error", [("address: [172.20.5.3, 203.0.113.3]", "address: [172.20.5.3, ^172.20.0.14]")],
        [("address: [172.20.5.3, 203.0.113.3]", "address: [172.20.5.3, 172.20.7.1]")], {"CFG-BDP-03"}),
    row("CFG-NET-03", "error", csv(HEAD + "a,^172.20.0.14,,,,,,\nb,\"172.20.30.2 172.20.30.3\",,,,,,\nc,^172.20.0.14,,,,,,\n"), csv(HEAD + "a,172.20.7.1,,,,,,\nb,172.20.5.1,,,,,,\n")),
    row("CFG-NET-04", "warning", [("boundaries: [172.21.128.0/17]", "ad_site: ^Default-First-Site")], [("boundaries: [172.21.128.0/17]", "ad_site: Default-First-Site, boundaries: [172.21.128.0/17]")]),
    row("CFG-NET-04", "warning", [("boundaries: [172.21.128.0/17]", "boundaries: [], ad_site: ^Branch")]),
    row("CFG-NET-05", "warning", [("address: 172.20.0.14,", "address: [172.20.0.14, ^192.0.2.14],")],
        [("address: 172.20.0.14,", "address: [172.20.0.14, 192.0.2.14],"), ("[172.21.128.0/17]", "[172.21.128.0/17, 192.0.2.0/28]")]),

    # firewalls
    row("CFG-FW-01", "warning", [("https_ports: [443, 4443]}\n  inner", "https_ports: ^[443]}\n  inner")]),
    row("CFG-FW-01", "warning", [("  outer: {between: [internet, perimeter], http_ports: [80], https_ports: [443, 4443]}", "  ^outer: {between: [perimeter, internet], http_ports: [80]}")],
        [("  outer: {between: [internet, perimeter], http_ports: [80]", "  outer: {between: [perimeter, internet]")]),
    row("CFG-FW-01", "warning", [("    https_ports:\n      - 443\n      - 4443\n      - 8531\n", "    https_ports:\n      ^^- 443\n")]),
    row("CFG-FW-01", "warning", [("http_ports: [80, 8530]", "http_ports: ^80")]),
    row("CFG-FW-01", "warning", [("ssl: yes, sync: online", "http_ports: 8530, https_ports: 8531, ssl: yes, sync: online"), ("http_ports: [80], https_ports: [443, 4443]}", "http_ports: ^[80], https_ports: ^[443, 4443]}")],
        [("ssl: yes, sync: online", "http_ports: 8530, https_ports: 8531, ssl: yes, sync: online"), ("http_ports: [80], https_ports: [443, 4443]}", "http_ports: [80, 8530], https_ports: [443, 4443, 8531]}")]),
]


# Facts that are missing: what breaks, the note (a regular expression) at each caret, and what makes it go.
NOTES = [
    ([("DP: {bits: yes, run_from_dp: no}}}\n  c1-old", "^DP: {bits: yes}}}\n  c1-old")], r"DP c1-dp: run_from_dp is absent: SMB to it stays undeterminable \(DP-03, DP-06\)", []),
    ([("DP: {bits: yes, run_from_dp: no}}}\n  c1-old", "DP: {bits: yes, run_from_dp: ^unknown}}}\n  c1-old")], r"DP c1-dp: run_from_dp is unknown: SMB to it stays undeterminable \(DP-03, DP-06\)", []),
    ([("{bits: no, run_from_dp: no}", "{bits: ^unknown, run_from_dp: no}")], r"DP c1-old: bits is unknown: .*SMB.* to it stay undeterminable \(.*DP-02.*\)", []),
    ([("{bits: no, run_from_dp: no}", "{bits: no}")], None, []),
    ([("{kind: branch}", "{kind: branch, run_from_dp: unknown}")], None, []),
    ([("{DP: {bits: no, run_from_dp: no}}", "{^DP: {}}")], r"DP c1-old: bits is absent, so no: .*SMB.* to it are judged by that \(DP-01, .*\)", []),
    ([("http_ports: [80], https_ports: [443], active: yes", "http_ports: [80], https_ports: [443], active: yes, ssl: yes")], None, []),
    ([("\n  C01:\n", "\n  ^C01:\n")], r"site C01: http_roaming is absent, so no: .*SLP-02.*", [("    type: primary\n", "    type: primary\n    http_roaming: no\n")]),
    ([("    type: primary\n", "    type: primary\n    http_roaming: ^unknown\n")], r"site C01: http_roaming is unknown: .* stay undeterminable \(.*SLP-02.*\)", [("    type: primary\n", "    type: primary\n    http_roaming: yes\n")]),
    ([("\n  X02:", "\n  ^X02:"), (", boundaries: [172.21.128.0/17]", "")], r"site X02: boundaries are absent: .*", []),
    ([("fallback_window: 600", "internet_unlisted: ^unknown")], r"options: internet_unlisted is unknown: .* internet clients that are not listed stay undeterminable .*", [("fallback_window: 600", "internet_unlisted: assume_target")]),
    ([("mgmt: intranet_only, http_roaming: no", "mgmt: intranet_only, http_roaming: ^unknown")], r"client desk: http_roaming is unknown: .*", []),
    ([("type: computer, site: C01, mgmt: intranet_only, http", "type: ^unknown, site: C01, mgmt: intranet_only, http")], r"client desk: type is unknown: .*MOB-04.*", []),
    ([("site: C01, mgmt: intranet_only, http", "site: C01, mgmt: ^unknown, http")], r"client desk: mgmt is unknown: .* of it stay undeterminable \(.*IBCM-07.*\)", []),
    ([("  desk: ", "  ^desk: "), ("site: C01, mgmt: intranet_only, http", "site: C01, http")], r"client desk: mgmt is absent: .*IBCM-0.*", []),
    ([("site: C02, mgmt: intranet_only}", "site: C02}")], None, []),
    (csv(HEAD + "a,172.20.30.1,^unknown,,,,,\nb,172.20.30.2,unknown,,,,,\nc,172.20.30.3,,,,,,\n"), r"client a and 1 more: type is unknown: .*", csv(HEAD + "a,172.20.30.1,computer,,,,,\n")),
]
NOTE = re.compile(r"^([^:]+):(\d+):(\d+): note: (.+)$")


def places_of(path, text, marks):
    """The text without its carets; where they stood goes to marks."""
    out = ""
    for part in re.split(r"(\^)", text):
        if part == "^":
            line = out.count("\n") + 1
            marks.append((path, line, len(out) - (out.rfind("\n") + 1) + 1))
        else:
            out += part
    return out


def write(folder, base, changes):
    marks = []
    text = base
    for change in changes:
        if isinstance(change, dict):
            for name, content in change.items():
                with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as f:
                    f.write(places_of(name, content, marks))
            continue
        old, new = change
        if old not in text.replace("^", "") and old not in text:
            raise SystemExit(f"not in check.yaml: {old!r}")
        text = text.replace(old, new, 1)
    with open(os.path.join(folder, SITE), "w", encoding="utf-8") as f:
        f.write(places_of(SITE, text, marks))
    return sorted(marks)


def check(program, folder):
    done = subprocess.run([program, "check", "-q", "-c", SITE], cwd=folder, capture_output=True, text=True, timeout=30)
    found, odd = [], done.stderr.splitlines()
    for line in done.stdout.splitlines():
        m = LINE.match(line)
        if m is None:
            odd.append(line)
        else:
            found.append((m[6], m[4], (m[1], int(m[2]), int(m[3])), line))
    return done.returncode, found, odd


def complaints(id, level, marks, also, status, found, odd):
    out = [f"odd line: {line}" for line in odd]
    own = sorted(place for i, _, place, _ in found if i == id)
    if own != marks:
        out.append(f"{id} at {own}, not at {marks}")
    out += [f"also: {line}" for i, _, _, line in found if i != id and i not in also]
    out += [f"as a {l}: {line}" for i, l, _, line in found if i == id and l != level]
    errors = any(l == "error" for _, l, _, _ in found)
    if status != (65 if errors else 0):
        out.append(f"status {status}")
    site_lines = [place[1:] for _, _, place, _ in found if place[0] == SITE]
    if site_lines != sorted(site_lines):
        out.append("not in the order of the file")
    return out


def notes_of(program, folder):
    """The notes with their places, and what is wrong with the whole of the output."""
    done = subprocess.run([program, "check", "-c", SITE], cwd=folder, capture_output=True, text=True, timeout=30)
    lines = done.stdout.splitlines()
    kinds = ["note" if NOTE.match(line) else "message" if LINE.match(line) else "sum" for line in lines]
    odd = [] if kinds == sorted(kinds) and kinds[-1] == "sum" and "sum" not in kinds[:-1] else ["order: " + ", ".join(kinds)]
    odd += [line for line in lines if NOTE.match(line) and "CFG-" in line]
    if done.returncode or done.stderr or not re.match(r"^0 errors, \d+ warnings?$", lines[-1]):
        odd.append(f"status {done.returncode}, {done.stderr}, {lines[-1]}")
    found = [NOTE.match(line) for line in lines]
    return [((m[1], int(m[2]), int(m[3])), m[4]) for m in found if m is not None], odd


def check_notes(program, folder, base):
    write(folder, base, [])
    plain = {text for _, text in notes_of(program, folder)[0]}
    for n, (wrong, pattern, right) in enumerate(NOTES, 1):
        marks = write(folder, base, wrong)
        found, odd = notes_of(program, folder)
        if pattern is None:
            odd += [f"a note: {text}" for _, text in found if text not in plain and not re.match(r"client .* and \d+ more", text)]
        else:
            own = [place for place, text in found if re.fullmatch(pattern, text)]
            odd += [] if own == marks else [f"at {own}, not at {marks}: {found}"]
        tell(f"check: note {n}", odd)
        if right:
            write(folder, base, right)
            found, odd = notes_of(program, folder)
            tell(f"check: the twin of note {n}", odd + [text for _, text in found if re.fullmatch(pattern, text)])
    write(folder, base, [("policy: cm2007", "policy: cm2008")])
    out = subprocess.run([program, "check", "-c", SITE], cwd=folder, capture_output=True, text=True, timeout=30).stdout
    tell("check: no notes beside errors", [] if ": note: " not in out else [out])


def tell(name, problems):
    print(("not ok " if problems else "ok ") + name)
    for p in problems:
        print("    " + p)


def ids_of(pattern, *paths):
    found = set()
    for path in paths:
        with open(path, encoding="utf-8") as f:
            found |= set(re.findall(pattern, f.read()))
    return found


def main():
    program = os.path.realpath(sys.argv[1])
    with open(os.path.join(HERE, "check.yaml"), encoding="utf-8") as f:
        base = f.read()
    with tempfile.TemporaryDirectory() as folder:
        os.mkfifo(os.path.join(folder, "pipe"))
        write(folder, base, [])
        status, found, odd = check(program, folder)
        tell("check: nothing is wrong with check.yaml", odd + [f[3] for f in found] + (["status"] if status else []))
        for n, (id, level, wrong, right, also) in enumerate(ROWS, 1):
            marks = write(folder, base, wrong)
            tell(f"check: row {n}, {id}", complaints(id, level, marks, also, *check(program, folder)))
            if not right:
                continue
            write(folder, base, right)
            status, found, odd = check(program, folder)
            tell(f"check: the twin of row {n}, {id}",
                 odd + [line for i, _, _, line in found if i not in also] + (["status"] if status else []))
        check_notes(program, folder, base)
    tested = {r[0] for r in ROWS}
    printed = ids_of(r'"(CFG-[A-Z]+(?:-\d\d)?)"', *glob.glob(os.path.join(ROOT, "policy", "site*.c")))
    tell("check: every id has a row", sorted(printed - tested))
    listed = ids_of(r"(?m)^\| (CFG-[A-Z]+(?:-\d\d)?) \|", os.path.join(ROOT, "docs", "site-file.md"))
    tell("check: every id stands in docs/site-file.md, and no other", sorted(printed ^ listed))


main()
