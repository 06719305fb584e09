#include "siteload.h"

static struct siteload l;

TestSuite(sitecheck, .timeout = 60);

/* The changes of policy.md 10.5, and more: each gives its id, and no other than those named. */
static const struct {
    const char *id, *change[SITELOAD_CHANGES], *other[2];
} wrong[] = {
    {"error: CFG-SITE-01", {"  OLD: {", "  OL: {"}, {NULL, NULL}},
    {"error: CFG-SITE-01", {"  OLD: {", "  Old: {"}, {"CFG-KEY-01", NULL}},
    {"error: CFG-SITE-02", {"parent: HQ1, https", "parent: HQ1, mode: mixed, https"}, {NULL, NULL}},
    {"error: CFG-SITE-02", {"secondary, parent: HQ1", "secondary"}, {NULL, NULL}},
    {"error: CFG-SITE-02",
     {"{type: primary, parent: HQ1, mode: native, bound", "{type: secondary, parent: BR1, bound"},
     {NULL, NULL}},
    {"error: CFG-SITE-03", {"parent: HQ1, mode: native", "parent: OLD, mode: native"}, {NULL, NULL}},
    {"error: CFG-SITE-04", {"    type: primary\n", "    type: primary\n    parent: HQ2\n"}, {NULL, NULL}},
    {"error: CFG-SITE-04", {"    type: primary\n", "    type: primary\n    parent: HQ1\n"}, {NULL, NULL}},
    {"error: CFG-SITE-04", {"parent: HQ1, mode: native", "parent: HQ9, mode: native"}, {NULL, NULL}},
    {"error: CFG-SITE-05", {"mode: native, bound", "mode: native, https_ports: [], bound"}, {NULL, NULL}},
    {"error: CFG-SITE-05", {"http_ports: [80, 8080]", "http_ports: []"}, {NULL, NULL}},
    {"error: CFG-SITE-06", {"http_ports: [80, 8080]", "http_ports: [80, 443]"}, {NULL, NULL}},
    {"error: CFG-SITE-06", {"http_ports_off: [8080]", "http_ports_off: [9443]"}, {NULL, NULL}},
    {"warning: CFG-SITE-07", {"    https_ports: [443, 9443]", "    https_ports: [9443]"}, {NULL, NULL}},
    {"error: CFG-SITE-08", {"http_ports: [80, 8080]", "http_ports: [0]"}, {NULL, NULL}},
    {"error: CFG-SITE-08", {"http_ports: [80, 8080]", "http_ports: [65536]"}, {NULL, NULL}},
    {"error: CFG-SITE-08", {"http_ports: [80, 8080]", "http_ports: [80x]"}, {NULL, NULL}},
    {"error: CFG-SITE-08", {"sql_port: 1433", "sql_port: -1"}, {NULL, NULL}},
    {"error: CFG-WSUS-01",
     {"http_ports: [80], https_ports: [443]}}}\n", "http_ports: [80], https_ports: [8531]}}}\n"},
     {NULL, NULL}},
    {"error: CFG-WSUS-02", {"https_ports: [8531], ssl", "https_ports: [443], ssl"}, {NULL, NULL}},
    {"error: CFG-WSUS-02", {"https_ports: [8531], ssl", "https_ports: [8532], ssl"}, {"CFG-FW-01", NULL}},
    {"error: CFG-WSUS-02",
     {"https_ports: [8531], ssl", "https_ports: [8531, 8533], ssl"},
     {"CFG-FW-01", NULL}},
    {"error: CFG-WSUS-02",
     {"http_ports: [8530], https_ports: [8531], ssl", "http_ports: [65535], https_ports: [65536], ssl"},
     {"CFG-SITE-08", "CFG-FW-01"}},
    {"warning: CFG-WSUS-03", {"ssl: yes, active", "ssl: no, active"}, {NULL, NULL}},
    {"warning: CFG-WSUS-03", {"ssl: yes, active", "active"}, {NULL, NULL}},
    {"error: CFG-IBCM-01",
     {"site: OLD, roles: {MP: {default: yes}", "site: OLD, internet_fqdn: o, roles: {MP: {scope: internet}"},
     {"CFG-IBCM-09", "CFG-FW-01"}},
    {"error: CFG-IBCM-02",
     {"site: BR1, roles: {MP: {scope: intranet}", "site: BR1, internet_fqdn: o, roles: {MP: {scope: both}"},
     {"CFG-IBCM-09", NULL}},
    {"error: CFG-IBCM-03",
     {"site: HQ1, roles: {SMP: {}}", "site: HQ1, internet_fqdn: o, roles: {SMP: {scope: internet}}"},
     {"CFG-IBCM-09", NULL}},
    {"error: CFG-IBCM-04", {"kind: branch", "kind: branch, scope: internet"}, {"CFG-IBCM-07", "CFG-IBCM-09"}},
    {"error: CFG-IBCM-05",
     {"{scope: internet, bits: yes", "{scope: internet, bits: yes, protected: 172.16.9.0/24"},
     {NULL, NULL}},
    {"error: CFG-IBCM-06", {"{scope: internet, bits: yes", "{scope: internet, bits: no"}, {NULL, NULL}},
    {"error: CFG-IBCM-06", {"{scope: internet, bits: yes", "{scope: internet"}, {NULL, NULL}},
    {"warning: CFG-IBCM-07", {"internet_fqdn: mp.example.com, ", ""}, {NULL, NULL}},
    {"warning: CFG-IBCM-08",
     {"MP: {scope: internet}", "DP: {scope: internet, bits: yes}", "mgmt: both", "mgmt: unknown",
      "mgmt: internet_only", "mgmt: unknown"},
     {NULL, NULL}},
    {"warning: CFG-IBCM-09", {"address: 198.51.100.10, site", "address: 172.16.0.77, site"}, {NULL, NULL}},
    {"error: CFG-CLI-01", {"join: domain_trusted", "join: workgroup"}, {NULL, NULL}},
    {"error: CFG-CLI-01", {"join: domain_trusted", "join: domain_untrusted"}, {NULL, NULL}},
    {"error: CFG-CLI-02",
     {"type: mobile, site: HQ1, mgmt: intranet_only", "type: mobile, site: HQ1, mgmt: both"},
     {NULL, NULL}},
    {"error: CFG-CLI-03", {"172.17.5.1, site: HQ1", "172.17.5.1, site: BR1"}, {NULL, NULL}},
    {"error: CFG-CLI-04", {"site: OLD, mgmt: intranet_only", "site: OLD, mgmt: internet_only"}, {NULL, NULL}},
    {"error: CFG-CLI-04",
     {"172.17.5.1, site: HQ1", "172.17.5.1, site: HQ2, mgmt: internet_only"},
     {NULL, NULL}},
    {"warning: CFG-CLI-05", {"mgmt: internet_only", "mgmt: internet_only, http_roaming: yes"}, {NULL, NULL}},
    {"warning: CFG-CLI-05", {"type: mobile", "type: mobile, http_roaming: yes"}, {NULL, NULL}},
    {"warning: CFG-CLI-06", {"join: domain_trusted", "join: unknown"}, {NULL, NULL}},
    {"warning: CFG-CLI-06", {"join: domain_trusted, ", ""}, {NULL, NULL}},
    {"error: CFG-CLI-07", {"fsp: edge-fsp", "fsp: edge-mp"}, {NULL, NULL}},
    {"error: CFG-CLI-07", {"fsp: 198.51.100.13", "fsp: 198.51.100.12"}, {NULL, NULL}},
    {"error: CFG-KEY-01", {"fsp: edge-fsp", "fsp: egde-fsp"}, {NULL, NULL}},
    {"warning: CFG-FSP-01", {", fsp: 198.51.100.13", ""}, {NULL, NULL}},
    {"warning: CFG-FSP-01", {"fsp: 198.51.100.13", "fsp: hq1-fsp"}, {NULL, NULL}},
    {"warning: CFG-FSP-02",
     {"hq2-mp:     {address: 172.18.0.10, site: HQ2, roles: {",
      "hq2-mp:     {address: 172.18.0.10, site: HQ2, roles: {FSP: {}, "},
     {NULL, NULL}},
    {"warning: CFG-MOB-01", {"DP: {bits: yes}, FSP", "DP: {bits: no}, FSP"}, {NULL, NULL}},
    {"error: CFG-BDP-01",
     {"DP: {bits: yes, run", "DP: {bits: no, run", "internet, bits: yes", "internet, bits: no"},
     {"CFG-IBCM-06", "CFG-MOB-01"}},
    {"error: CFG-BDP-02", {"kind: branch", "kind: branch, bits: yes"}, {NULL, NULL}},
    {"warning: CFG-BDP-03", {"also_client: yes, ", ""}, {NULL, NULL}},
    {"warning: CFG-BDP-03",
     {"client_ranges:", "  b: {address: 172.16.7.1, join: workgroup}\nclient_ranges:"},
     {NULL, NULL}},
    {"warning: CFG-SQL-01", {"sql_port: 1433", "sql_port: 50433"}, {NULL, NULL}},
    {"error: CFG-NET-01", {"172.19.0.0-172.19.255.255", "172.16.128.0/17"}, {NULL, NULL}},
    {"warning: CFG-NET-01", {"[172.17.0.0/16]", "[172.17.0.0/16, 172.17.9.0/24]"}, {NULL, NULL}},
    {"error: CFG-NET-02", {"198.51.100.0/24", "[198.51.100.0/24, 172.20.0.0/16]"}, {NULL, NULL}},
    {"error: CFG-NET-02", {"{default: yes}\n", "{default: no}\n"}, {NULL, NULL}},
    {"error: CFG-NET-02", {"198.51.100.0/24}", "198.51.100.0/24, default: yes}"}, {NULL, NULL}},
    {"error: CFG-NET-03", {"172.16.0.9,", "172.16.0.10,"}, {NULL, NULL}},
    {"error: CFG-NET-03", {"address: 172.16.5.1,", "address: 172.16.0.10,"}, {NULL, NULL}},
    {"warning: CFG-NET-04", {"boundaries: [172.18.0.0/16]", "ad_site: Default-First-Site"}, {NULL, NULL}},
    {"warning: CFG-NET-05", {"address: 172.16.0.14,", "address: 192.0.2.14,"}, {NULL, NULL}},
    {"warning: CFG-FW-01", {"https_ports: [443, 9443]", "https_ports: [443]"}, {NULL, NULL}},
    {"warning: CFG-FW-01", {"8531]}\n", "8532]}\n"}, {NULL, NULL}},
    {"warning: CFG-FW-01", {"http_ports: [80, 8530]", "http_ports: [80]"}, {NULL, NULL}},
    {"error: CFG-MP-01", {"roles: {MP: }", "roles: {MP: {default: yes}}"}, {NULL, NULL}},
    {"error: CFG-SUP-01", {"active: yes", "active: no"}, {NULL, NULL}},
    {"warning: CFG-DEP-01",
     {"site: HQ1, mgmt: intranet_only}\n  lab", "site: HQ1, mgmt: internet_only}\n  lab"},
     {"CFG-FSP-01", NULL}},
    {"warning: CFG-DEP-01",
     {"nets: 172.16.9.0/24, type: unknown", "nets: 203.0.113.0/24, site: HQ1"},
     {NULL, NULL}},
    {"error: CFG-KEY-01", {"172.16.0.14, site: HQ1, roles:", "172.16.0.14, site: HQ1, rols:"}, {NULL, NULL}},
    {"error: CFG-KEY-01", {"{SMP: {}}", "{SMP: {bits: yes}}"}, {NULL, NULL}},
    {"error: CFG-KEY-01", {"active: yes", "active: unknown"}, {NULL, NULL}},
};

/* Is the message's id, between its last brackets, one of the row's? */
static bool is_expected(size_t row, const char *message)
{
    const char *bracket = strrchr(message, '[');
    const char *id = strchr(wrong[row].id, 'C');
    if (bracket == NULL || id == NULL)
        return false;
    size_t n = strlen(bracket) - 2;
    bool other = false;
    for (size_t i = 0; i < 2; i++)
        other = other || (wrong[row].other[i] != NULL && strlen(wrong[row].other[i]) == n &&
                          memcmp(bracket + 1, wrong[row].other[i], n) == 0);
    return other || (strlen(id) == n && memcmp(bracket + 1, id, n) == 0);
}

static bool says_its_id(size_t row)
{
    char level[16], id[32];
    cr_assert_eq(sscanf(wrong[row].id, "%15[a-z]: %28s", level, id), 2);
    for (size_t i = 0; i < l.errors + l.warnings && i < SITELOAD_MESSAGES; i++)
        if (strstr(l.message[i], level) != NULL && strstr(l.message[i], id) != NULL)
            return true;
    return false;
}

Test(sitecheck, tells_each_change_of_a_right_file_by_its_id)
{
    for (size_t row = 0; row < sizeof wrong / sizeof *wrong; row++) {
        siteload_changed(&l, wrong[row].change);
        cr_expect(says_its_id(row), "row %zu %s: %s", row, wrong[row].id, siteload_all(&l));
        cr_expect_eq(l.site == NULL, l.errors > 0);
        for (size_t i = 0; i < l.errors + l.warnings && i < SITELOAD_MESSAGES; i++)
            cr_expect(is_expected(row, l.message[i]), "row %zu %s: also %s", row, wrong[row].id,
                      l.message[i]);
        siteload_end(&l);
    }
}

/* Changes that stay right. */
static const char *const right[][SITELOAD_CHANGES] = {
    {"http_ports: [80, 8080]", "http_ports: [65535]"},
    {"http_ports: [80], https_ports: [443]}}}\n", "http_ports: [9000], https_ports: [9001]}}}\n"},
    {"parent: HQ1, https", "parent: HQ1, mode: native, https"},
    {"site: HQ1, roles: {SMP: {}}", "site: HQ1, roles: {SMP: {scope: intranet}}"},
    {"kind: branch", "kind: branch, protected: [172.16.9.0/24, 172.16.9.0-172.16.9.9]"},
    {"roles: {MP: }", "nlb: yes, roles: {MP: {default: yes}}", "fqdn: mp.example,", "nlb: true,"},
    {"address: 172.16.5.1,", "address: 172.16.7.1,"},
    {"boundaries: [172.18.0.0/16]", "ad_site: x, boundaries: [172.18.0.0/16]"},
    {"DP: {bits: yes}, FSP", "DP: {bits: unknown}, FSP"},
    {"172.17.0.0/16", "2001:db8::1-2001:db8::5"},
    {"ibcm_scenario: 1r", "ibcm_scenario: 4nic", "address: 198.51.100.10, site",
     "address: [198.51.100.10, 172.16.0.77], site"},
};

Test(sitecheck, says_nothing_of_changes_that_stay_right)
{
    for (size_t row = 0; row < sizeof right / sizeof *right; row++) {
        siteload_changed(&l, right[row]);
        cr_expect(l.site != NULL && l.warnings == 0, "%s: %s", right[row][1], siteload_all(&l));
        siteload_end(&l);
    }
}

Test(sitecheck, names_object_and_fix)
{
    static const char *const loop[SITELOAD_CHANGES] = {"    type: primary\n",
                                                       "    type: primary\n    parent: HQ2\n"};
    siteload_changed(&l, loop);
    cr_expect_str_eq(
        l.message[0],
        "14:13: error: site HQ1: parent HQ2 forms a loop; remove one parent of it [CFG-SITE-04]");
    static const char *const ports[SITELOAD_CHANGES] = {"https_ports: [8531], ssl",
                                                        "https_ports: [443], ssl"};
    siteload_changed(&l, ports);
    cr_expect_str_eq(l.message[0],
                     "32:97: error: system hq1-sup: WSUS http port 8530 requires https port 8531 "
                     "(one higher), not 443 [CFG-WSUS-02]");
    static const char *const child[SITELOAD_CHANGES] = {"parent: HQ1, mode: native",
                                                        "parent: OLD, mode: native"};
    siteload_changed(&l, child);
    cr_expect_str_eq(l.message[0],
                     "24:32: error: site HQ2 is native but its parent OLD is mixed; a child of a "
                     "mixed-mode parent must be mixed [CFG-SITE-03]");
}

Test(sitecheck, does_not_repeat_an_error_as_others)
{
    static const char *const changes[][SITELOAD_CHANGES] = {
        {"mode: native\n", "mode: natve\n"},
        {"\n  HQ1:", "\n  HQ:"},
        {"{scope: internet}", "{scop: internet}"},
        {"nets: [172.16.0.0/12,", "nets: [172.16.0.0/33,"},
        {"{type: primary, parent: HQ1, mode: native", "{typ: primary, parent: HQ1, mode: native"},
        {"\nsystems:", "\nsistems:"},
        {"\nsites:", "\nsties:"},
        {"\nzones:", "\nzone:"},
        {"198.51.100.13, site", "198.51.100.1x3, site"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        siteload_changed(&l, changes[i]);
        cr_expect_eq(l.errors, 1, "%s: %s", changes[i][1], siteload_all(&l));
    }
}
