/* Site files for tests: loaded from a text, with their messages; and one that has every section. */
#ifndef TESTS_UNIT_SITELOAD_H
#define TESTS_UNIT_SITELOAD_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "policy/site.h"

enum { SITELOAD_MESSAGES = 64, SITELOAD_LINE = 1024 };

struct siteload {
    struct site *site;
    size_t errors, warnings;
    char message[SITELOAD_MESSAGES][SITELOAD_LINE]; /* without the file's name: "12:3: error: ..." */
    struct err err;
};

static inline void siteload_keep(void *context, bool is_error, const char *text)
{
    struct siteload *l = context;
    size_t n = l->errors + l->warnings;
    const char *colon = strchr(text, ':');
    if (n < SITELOAD_MESSAGES)
        (void)snprintf(l->message[n], SITELOAD_LINE, "%s", colon != NULL ? colon + 1 : text);
    l->errors += is_error;
    l->warnings += !is_error;
}

static inline bool siteload_rule_known(const char *pack, const char *id)
{
    return strcmp(pack, "cm2007") == 0 && (strcmp(id, "MODE-02") == 0 || strcmp(id, "DP-06") == 0);
}

static inline const char *siteload_rule_at(const char *pack, size_t i)
{
    static const char *const ids[] = {"MODE-02", "DP-06"};
    (void)pack;
    return i < 2 ? ids[i] : NULL;
}

/* A path that opens these bytes while the test's process lives. */
static inline void siteload_file(char path[64], const void *text, size_t n)
{
    int fd = memfd_create("site", 0);
    cr_assert(fd >= 0 && write(fd, text, n) == (ssize_t)n);
    (void)snprintf(path, 64, "/proc/self/fd/%d", fd);
}

/* Call siteload_end() afterwards. */
static inline void siteload_path(struct siteload *l, const char *path)
{
    memset(l, 0, sizeof *l);
    struct site_reporter reporter = {l, siteload_keep, siteload_rule_known, siteload_rule_at};
    l->site = site_load(path, &reporter, &l->err);
}

static inline void siteload(struct siteload *l, const char *text, size_t n)
{
    char path[64];
    int fd = -1;
    siteload_file(path, text, n);
    siteload_path(l, path);
    cr_assert_eq(sscanf(path, "/proc/self/fd/%d", &fd), 1);
    (void)close(fd);
}

static inline void siteload_end(struct siteload *l)
{
    site_free(l->site);
    l->site = NULL;
}

static inline bool siteload_says(const struct siteload *l, const char *part)
{
    size_t n = l->errors + l->warnings;
    for (size_t i = 0; i < n && i < SITELOAD_MESSAGES; i++)
        if (strstr(l->message[i], part) != NULL)
            return true;
    return false;
}

/* All messages, to show when an expectation fails. */
static inline const char *siteload_all(const struct siteload *l)
{
    static char text[SITELOAD_MESSAGES * 256];
    size_t n = l->errors + l->warnings, used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < n && i < SITELOAD_MESSAGES && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "\n  %.240s", l->message[i]);
    return text;
}

static const char siteload_example[] =
    "policy: cm2007\n"
    "options: {internet_unlisted: unknown, idle_gap: 300, sees_web: no}\n"
    "rules: {DP-06: {severity: low}, MODE-02: {enabled: no}}\n"
    "zones:\n"
    "  intranet:  {nets: [172.16.0.0/12, 'fd00::/8']}\n"
    "  perimeter: {nets: 198.51.100.0/24}\n"
    "  internet:  {default: yes}\n"
    "firewalls:\n"
    "  outer: {between: [internet, perimeter], http_ports: [80], https_ports: [443, 9443]}\n"
    "  inner: {between: [perimeter, intranet], http_ports: [80, 8530], https_ports: [443, 9443, 8531]}\n"
    "sites:\n"
    "  HQ1:\n"
    "    type: primary\n"
    "    mode: native\n"
    "    http_ports: 80\n"
    "    http_ports_off: [8080]\n"
    "    https_ports: [443, 9443]\n"
    "    boundaries: [172.16.0.0/16, 'fd00:1::/32']\n"
    "    deploy: [push, manual]\n"
    "    install_source: 172.16.0.40\n"
    "    http_roaming: unknown\n"
    "    ibcm_scenario: 1r\n"
    "  BR1: {type: secondary, parent: HQ1, https_ports: [443, 9443], boundaries: [172.17.0.0/16]}\n"
    "  HQ2: {type: primary, parent: HQ1, mode: native, boundaries: [172.18.0.0/16]}\n"
    "  OLD: {type: primary, parent: HQ1, mode: mixed, http_ports: [80, 8080], boundaries: "
    "172.19.0.0-172.19.255.255}\n"
    "systems:\n"
    "  hq1-server: {address: 172.16.0.5, site: HQ1, roles: {SITE_SERVER: {}}}\n"
    "  hq1-db:     {address: 172.16.0.6, site: HQ1, roles: {SITE_DB: {sql_port: 1433}}}\n"
    "  hq1-mp:     {address: [172.16.0.10, 'fd00:1::10'], site: HQ1, fqdn: mp.example, roles: {MP: {default: "
    "yes}}}\n"
    "  hq1-mp2:    {address: 172.16.0.9, site: HQ1, roles: {MP: }}\n"
    "  hq1-dp:     {address: 172.16.0.11, site: HQ1, roles: {DP: {bits: yes, run_from_dp: unknown}}}\n"
    "  hq1-sup:    {address: 172.16.0.13, site: HQ1, roles: {SUP: {http_ports: [8530], https_ports: [8531], "
    "ssl: yes, active: yes}}}\n"
    "  hq1-smp:    {address: 172.16.0.14, site: HQ1, roles: {SMP: {}}}\n"
    "  hq1-fsp:    {address: 172.16.0.15, site: HQ1, roles: {FSP: {}}}\n"
    "  hq1-branch: {address: 172.16.7.1, site: HQ1, also_client: yes, roles: {DP: {kind: branch}}}\n"
    "  edge-mp:    {address: 198.51.100.10, site: HQ1, internet_fqdn: mp.example.com, roles: {MP: {scope: "
    "internet}}}\n"
    "  edge-dp:    {address: 198.51.100.11, site: HQ1, internet_fqdn: dp.example.com, roles: {DP: {scope: "
    "internet, bits: yes}}}\n"
    "  edge-sup:   {address: 198.51.100.12, site: HQ1, internet_fqdn: sup.example.com, roles: {SUP: {scope: "
    "internet, ssl: yes, sync: online}}}\n"
    "  edge-fsp:   {address: 198.51.100.13, site: HQ1, internet_fqdn: fsp.example.com, roles: {FSP: {scope: "
    "internet}}}\n"
    "  br1-mp:     {address: 172.17.0.10, site: BR1, roles: {MP: {scope: intranet}}}\n"
    "  hq2-mp:     {address: 172.18.0.10, site: HQ2, roles: {MP: {default: yes}}}\n"
    "  old-mp:     {address: 172.19.0.10, site: OLD, roles: {MP: {default: yes}, DP: {bits: yes}, FSP: {}}}\n"
    "  old-sup:    {address: 172.19.0.13, site: OLD, roles: {SUP: {http_ports: [80], https_ports: [443]}}}\n"
    "proxies:\n"
    "  way-out: {address: 172.16.0.50, site: HQ1, kind: forward}\n"
    "  way-in:  {address: 198.51.100.20, kind: reverse, publishes: [198.51.100.10]}\n"
    "clients:\n"
    "  desk:   {address: 172.16.5.1, type: computer, site: HQ1, mgmt: intranet_only}\n"
    "  laptop: {address: [172.16.5.3, 203.0.113.3], site: HQ1, mgmt: both, join: domain_trusted, fsp: "
    "edge-fsp}\n"
    "  road:   {address: 203.0.113.4, site: HQ1, mgmt: internet_only, join: workgroup, fsp: 198.51.100.13}\n"
    "  phone:  {address: 172.16.5.6, type: mobile, site: HQ1, mgmt: intranet_only}\n"
    "  branch: {address: 172.17.5.1, site: HQ1}\n"
    "  old:    {address: 172.19.5.1, site: OLD, mgmt: intranet_only}\n"
    "  oldphone: {address: 172.19.5.6, type: mobile, site: OLD}\n"
    "client_ranges:\n"
    "  floor:  {nets: [172.16.8.0/22], site: HQ1, mgmt: intranet_only}\n"
    "  lab:    {nets: 172.16.9.0/24, type: unknown, state: deploying}\n"
    "evidence: {SMP: {path: [/State//Store/, '/a/../b%41?x'], share: 'STATE$'}}\n"
    "waivers: {w1: {rule: DP-06, client: 172.16.5.1, reason: known, approver: me, expires: 2026-12-31}}\n";

enum { SITELOAD_CHANGES = 6 };

/* The example with the first of each `from` replaced by the `to` behind it, up to a NULL. */
static inline void siteload_changed(struct siteload *l, const char *const change[SITELOAD_CHANGES])
{
    static char text[sizeof siteload_example + 4096], changed[sizeof text];
    (void)snprintf(text, sizeof text, "%s", siteload_example);
    for (size_t i = 0; i + 1 < SITELOAD_CHANGES && change[i] != NULL; i += 2) {
        const char *at = strstr(text, change[i]);
        cr_assert_not_null(at, "the example has no %s", change[i]);
        (void)snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, change[i + 1],
                       at + strlen(change[i]));
        memcpy(text, changed, sizeof text);
    }
    siteload(l, text, strlen(text));
}

static inline void siteload_unchanged(struct siteload *l)
{
    siteload(l, siteload_example, sizeof siteload_example - 1);
}

#endif
