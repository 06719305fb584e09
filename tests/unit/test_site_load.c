#include "siteload.h"

static struct siteload l;

TestSuite(site_load, .timeout = 60);

Test(site_load, takes_a_file_with_every_section_without_a_word)
{
    siteload_unchanged(&l);
    cr_expect_eq(l.errors + l.warnings, 0, "%s", siteload_all(&l));
    cr_assert_not_null(l.site);
    cr_expect_eq(l.site->site_count, 4);
    cr_expect_eq(l.site->system_count, 17);
    cr_expect_eq(l.site->proxy_count, 2);
    cr_expect_eq(l.site->client_count, 7);
    cr_expect_eq(l.site->range_count, 2);
    cr_expect_eq(l.site->firewall_count, 2);
    cr_expect_eq(l.site->override_count, 2);
    cr_expect_eq(l.site->evidence_count, 1);
    cr_expect_eq(l.site->waiver_count, 1);
    siteload_end(&l);
}

Test(site_load, hashes_the_file)
{
    static const char text[] = "zones: {internet: {default: yes}}\n";
    siteload(&l, text, sizeof text - 1);
    cr_assert_not_null(l.site, "%s", siteload_all(&l));
    cr_expect_str_eq(l.site->sha256, "1d4e3da18b7afa5a9fc2ebb3ade3465093e20b55cb2c36b934b85d183124489f");
    siteload_end(&l);
}

Test(site_load, keeps_options_rules_and_waivers)
{
    siteload_unchanged(&l);
    const struct site *s = l.site;
    cr_expect_str_eq(s->pack, "cm2007");
    cr_expect_eq(s->options.assume_assigned, ASSUME_BOUNDARY);
    cr_expect_eq(s->options.internet_unlisted, ASSUME_UNKNOWN);
    cr_expect(s->options.wsus_unsecured_roots && !s->options.sees_web && !s->options.accept_sql_port);
    cr_expect_eq(s->options.fallback_window_us, 900000000);
    cr_expect_eq(s->options.idle_gap_us, 300000000);
    cr_expect_eq(s->options.strand_clients, 5);
    cr_expect_str_eq(s->overrides[0].id, "DP-06");
    cr_expect(s->overrides[0].has_severity && !s->overrides[0].has_enabled);
    cr_expect_eq(s->overrides[0].severity, SEVERITY_LOW);
    cr_expect(s->overrides[1].has_enabled && !s->overrides[1].enabled);
    cr_expect_str_eq(s->waivers[0].expires, "2026-12-31");
    cr_expect_null(s->waivers[0].server);
    cr_expect_str_eq(s->evidence[0].path[0], "/state/store/");
    cr_expect_str_eq(s->evidence[0].path[1], "/ba");
    cr_expect_str_eq(s->evidence[0].share[0], "state$");
    siteload_end(&l);
}

Test(site_load, gives_absent_keys_their_defaults)
{
    siteload_unchanged(&l);
    const struct site *s = l.site;
    cr_expect_eq(s->sites[2].http.at[0], 80);
    cr_expect_eq(s->sites[2].https.at[0], 443);
    cr_expect(!s->sites[2].http.written && s->sites[0].http.written);
    cr_expect_eq(s->sites[1].mode, MODE_NATIVE, "a secondary takes the mode of its parent");
    cr_expect_eq(s->sites[1].primary, 0);
    cr_expect_eq(s->sites[2].primary, 2);
    cr_expect_eq(s->sites[2].http_roaming, TRI_ABSENT);
    cr_expect_eq(s->sites[0].http_roaming, TRI_UNKNOWN);
    cr_expect_eq(s->sites[0].scenario, SCENARIO_1R);
    cr_expect_eq(s->sites[0].deploy, (unsigned)(DEPLOY_PUSH | DEPLOY_MANUAL));
    const struct site_role *mp = site_system_role(&s->systems[2], ROLE_MP);
    cr_assert_not_null(mp);
    cr_expect_eq(mp->https.count, 2, "an MP has its site's ports");
    const struct site_role *sup = site_system_role(&s->systems[11], ROLE_SUP);
    cr_assert_not_null(sup);
    cr_expect(sup->http.at[0] == 80 && sup->https.at[0] == 443 && !sup->http.written);
    const struct site_role *db = site_system_role(&s->systems[1], ROLE_SITE_DB);
    cr_expect(db != NULL && db->sql_port == 1433 && db->scope == SCOPE_INTRANET);
    const struct site_client *range = &s->ranges[1];
    cr_expect(range->site == -1 && range->type == CLIENT_TYPE_UNKNOWN && range->mgmt == MGMT_ABSENT);
    cr_expect(range->state == CLIENT_DEPLOYING && !range->has_fsp);
    siteload_end(&l);
}

Test(site_load, finds_the_address_of_a_fallback_status_point_by_name)
{
    struct addr fsp;
    siteload_unchanged(&l);
    cr_assert(addr_read(&fsp, "198.51.100.13"));
    cr_expect(l.site->clients[1].has_fsp && addr_eq(&l.site->clients[1].fsp, &fsp));
    cr_expect(l.site->clients[2].has_fsp && addr_eq(&l.site->clients[2].fsp, &fsp));
    cr_expect(!l.site->clients[0].has_fsp);
    siteload_end(&l);
}

Test(site_load, reports_ten_mistakes_as_ten_messages_in_file_order)
{
    static const char text[] = "zones: {intranet: {nets: 10.0.0.0/8}, internet: {default: yes}}\n"
                               "options: {idle_gap: soon}\n"
                               "sites:\n"
                               "  X: {type: primary, mode: mixed, boundaries: 10.1.0.0/16}\n"
                               "  AAA: {mode: natve}\n"
                               "  BBB: {mode: mixed, http_ports: [0]}\n"
                               "  CCC: {mode: mixed, parent: ZZZ}\n"
                               "systems:\n"
                               "  s1: {address: 10.1.0.1, site: AAA, rols: {MP: }}\n"
                               "  s2: {address: 10.1.0.2, site: BBB, roles: {MPP: }}\n"
                               "  s3: {address: 10.1.0.300, site: BBB}\n"
                               "  s4: {address: 10.1.0.4, site: BBB, site: BBB}\n"
                               "clients: {c: {address: 10.1.1.1, mgmt: bth}}\n";
    static const char *const expected[10] = {
        "2:21: error: idle_gap takes a number from 1 to 31622400, not \"soon\" [CFG-KEY-01]",
        "4:3: error: site \"X\": a site code has exactly 3 characters, A-Z or 0-9 [CFG-SITE-01]",
        "5:15: error: unknown value \"natve\" for mode (did you mean \"native\"?) [CFG-KEY-01]",
        "6:35: error: port 0 out of range 1..65535; http_ports of BBB [CFG-SITE-08]",
        "7:30: error: site CCC: parent ZZZ does not exist (did you mean \"X\"?) [CFG-SITE-04]",
        "9:38: error: unknown key \"rols\" (did you mean \"roles\"?) [CFG-KEY-01]",
        "10:46: error: unknown value \"MPP\" for a role (did you mean \"MP\"?) [CFG-KEY-01]",
        "11:17: error: address: \"10.1.0.300\" is not an IPv4 or IPv6 address [CFG-KEY-01]",
        "12:38: error: duplicate key \"site\" (the first is in line 12) [CFG-KEY-01]",
        "13:40: error: unknown value \"bth\" for mgmt (did you mean \"both\"?) [CFG-KEY-01]",
    };
    siteload(&l, text, sizeof text - 1);
    cr_expect_null(l.site);
    cr_expect_eq(l.errors, 10, "%s", siteload_all(&l));
    cr_expect_eq(l.warnings, 0, "%s", siteload_all(&l));
    for (size_t i = 0; i < 10; i++)
        cr_expect_str_eq(l.message[i], expected[i]);
}

Test(site_load, names_the_file_before_the_place)
{
    char path[64];
    static const char text[] = "nozones: 1\n";
    siteload_file(path, text, sizeof text - 1);
    siteload_path(&l, "/nonexistent/site.yaml");
    cr_expect_null(l.site);
    cr_expect_str_eq(l.err.text, "cannot read /nonexistent/site.yaml: No such file or directory");
    cr_expect_eq(l.errors, 0);
    siteload_path(&l, "/");
    cr_expect(l.site == NULL && strstr(l.err.text, "Is a directory") != NULL, "%s", l.err.text);
}

static const struct {
    const char *name, *text, *says;
} refused[] = {
    {"nothing", "", "1:1: error: the file is empty"},
    {"a comment", "# nothing\n", "the file is empty"},
    {"a list", "- a\n- b\n", "a site file takes keys and values"},
    {"a text", "site\n", "a site file takes keys and values"},
    {"an open bracket", "zones: {internet: [\n", "[CFG-YAML]"},
    {"a tab", "zones:\n\tinternet: {}\n", "2:1: error: "},
    {"a byte that is not UTF-8", "zones: {internet: \xff}\n", "1:19: error: "},
    {"an unknown section", "zone: {internet: {default: yes}}\n",
     "1:1: error: unknown key \"zone\" (did you mean \"zones\"?) [CFG-KEY-01]"},
    {"an unknown pack", "policy: cm2008\nzones: {internet: {default: yes}}\n",
     "1:9: error: unknown value \"cm2008\" for policy (did you mean \"cm2007\"?)"},
    {"no zones", "sites: {}\n", "no zone is the default"},
    {"an anchor", "zones: {internet: &a {default: yes}}\n", "1:19: error: an anchor (&)"},
    {"an alias", "zones: {internet: &a {default: yes}, intranet: *a}\n", "1:48: error: an alias (*)"},
    {"an alias of nothing", "zones: {internet: {default: yes}, intranet: *a}\n", "1:45: error: an alias (*)"},
    {"a loop of aliases", "zones: &a {internet: *a}\n", "an alias (*)"},
    {"a merge", "zones: {internet: &a {default: yes}, intranet: {<<: *a}}\n", "unknown key \"<<\""},
    {"a tag", "zones: {internet: {default: !!bool yes}}\n", "1:29: error: a tag (!)"},
    {"a second document", "zones: {internet: {default: yes}}\n---\nzones: {}\n",
     "2:1: error: a second document"},
    {"a NUL in a value", "zones: {internet: {default: \"y\\0\"}}\n", "a NUL character"},
    {"a list as a key", "zones: {internet: {default: yes}, [a]: {}}\n", "a name in zones must be a text"},
    {"a map for a word", "sites: {ABC: {mode: {a: b}}}\nzones: {internet: {default: yes}}\n",
     "mode has a value that is not a text"},
    {"a list for a word", "sites: {ABC: {mode: [mixed, native]}}\nzones: {internet: {default: yes}}\n",
     "mode takes one value, not a list"},
    {"no value", "sites: {ABC: {mode: }}\nzones: {internet: {default: yes}}\n", "mode has no value"},
    {"a text for a map", "sites: {ABC: mixed}\nzones: {internet: {default: yes}}\n",
     "ABC takes keys and values"},
    {"a text for a section", "sites: ABC\nzones: {internet: {default: yes}}\n",
     "sites takes keys and values"},
    {"a second of one name",
     "sites: {ABC: {mode: mixed}, ABC: {mode: mixed}}\nzones: {internet: {default: yes}}\n",
     "duplicate key \"ABC\" (the first is in line 1)"},
    {"no mode", "sites: {ABC: {}}\nzones: {internet: {default: yes}}\n", "site ABC: its mode is missing"},
    {"no address",
     "sites: {ABC: {mode: mixed}}\nsystems: {s: {site: ABC}}\nzones: {internet: {default: yes}}\n",
     "system s: its address is missing"},
    {"an unknown site",
     "sites: {ABC: {mode: mixed}}\nclients: {c: {address: 10.0.0.1, site: ABD}}\n"
     "zones: {internet: {default: yes}}\n",
     "unknown site \"ABD\" (did you mean \"ABC\"?)"},
    {"a rule that is none", "rules: {MODE-03: {}}\nzones: {internet: {default: yes}}\n",
     "unknown rule \"MODE-03\" (did you mean \"MODE-02\"?)"},
    {"a reason among rules", "rules: {UND-LOSS: {enabled: no}}\nzones: {internet: {default: yes}}\n",
     "1:9: error: UND-LOSS is a reason, not a rule, and cannot be changed"},
    {"a path of everything", "evidence: {MP: {path: /a/../}}\nzones: {internet: {default: yes}}\n",
     "1:23: error: path: \"/\" is no path"},
    {"a path of a list", "evidence: {MP: {path: [/a/, b, /c/]}}\nzones: {internet: {default: yes}}\n",
     "1:29: error: path: \"b\" is no path"},
    {"no date", "waivers: {w: {expires: 2026-02-29}}\nzones: {internet: {default: yes}}\n",
     "\"2026-02-29\" is not a date"},
    {"one zone at a wall",
     "firewalls: {f: {between: [internet, internet]}}\nzones: {internet: {default: yes}}\n",
     "firewall f lies between two zones"},
};

Test(site_load, refuses_what_a_site_file_does_not_have)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        siteload(&l, refused[i].text, strlen(refused[i].text));
        cr_expect_null(l.site, "%s", refused[i].name);
        cr_expect_gt(l.errors, 0, "%s", refused[i].name);
        cr_expect(siteload_says(&l, refused[i].says), "%s: %s", refused[i].name, siteload_all(&l));
        siteload_end(&l);
    }
}

static const struct {
    const char *name, *waivers, *says;
    size_t errors, warnings;
} waived[] = {
    {"whole", "{a: {rule: MODE-02, server: hq1-mp, reason: r, approver: a, expires: 2026-12-31}}", NULL, 0,
     0},
    {"none", "", NULL, 0, 0},
    {"no reason", "{a: {rule: MODE-02, approver: a, expires: 2026-12-31}}",
     "2:3: warning: waiver a has no reason", 0, 1},
    {"a blank reason", "{a: {rule: MODE-02, reason: ' ', approver: a, expires: 2026-12-31}}",
     "2:30: warning: waiver a has no reason", 0, 1},
    {"no approver", "{a: {rule: MODE-02, reason: r, expires: 2026-12-31}}", "waiver a has no approver", 0, 1},
    {"no end", "{a: {rule: MODE-02, reason: r, approver: a}}", "waiver a has no expires: it never ends", 0,
     1},
    {"for everything", "{a: {reason: r, approver: a, expires: 2026-12-31}}", "waiver a waives every finding",
     0, 1},
    {"nothing at all", "{a: {}}", "waiver a waives every finding", 0, 4},
    {"no such rule", "{a: {rule: MODE-2, reason: r, approver: a, expires: 2026-12-31}}",
     "2:13: error: unknown rule \"MODE-2\"", 1, 0},
    {"a reason", "{a: {rule: UND-LOSS, reason: r, approver: a, expires: 2026-12-31}}",
     "UND-LOSS is a reason, not a rule", 1, 0},
    {"no such key", "{a: {rules: MODE-02}}", "unknown key \"rules\" (did you mean \"rule\"?)", 1, 0},
    {"no such day", "{a: {rule: MODE-02, reason: r, approver: a, expires: 2026-02-29}}", "is not a date", 1,
     0},
    {"a list", "{a: {rule: [MODE-02], reason: r, approver: a, expires: 2026-12-31}}", "rule takes one value",
     1, 0},
    {"one name twice", "{w2: {}, w2: {}}", "duplicate key \"w2\"", 1, 4},
    {"the site file's name", "{w1: {}}", "2:3: error: duplicate name \"w1\" (the first is in /proc/self/fd/",
     1, 0},
    {"no map", "[a]", "one \"key: value\" each", 1, 0},
};

Test(site_load, takes_waivers_out_of_a_file_of_their_own)
{
    for (size_t i = 0; i < sizeof waived / sizeof *waived; i++) {
        char path[64], text[256];
        struct err err = {""};
        siteload_unchanged(&l);
        int n = snprintf(text, sizeof text, "waivers:\n %s\n", waived[i].waivers);
        siteload_file(path, text, (size_t)n);
        struct site_reporter reporter = {&l, siteload_keep, siteload_rule_known, siteload_rule_at};
        l.warnings = 0;
        int result = site_load_waivers(l.site, path, &reporter, &err);
        cr_expect_eq(result, waived[i].errors > 0 ? -1 : 0, "%s", waived[i].name);
        cr_expect_eq(l.errors, waived[i].errors, "%s: %s", waived[i].name, siteload_all(&l));
        cr_expect_eq(l.warnings, waived[i].warnings, "%s: %s", waived[i].name, siteload_all(&l));
        cr_expect(waived[i].says == NULL || siteload_says(&l, waived[i].says), "%s: %s", waived[i].name,
                  siteload_all(&l));
        cr_expect_str_eq(err.text, "");
        siteload_end(&l);
    }
}

Test(site_load, adds_waivers_behind_those_of_the_site_file)
{
    char path[64];
    struct err err = {""};
    static const char text[] = "waivers:\n  b: {client: desk}\n  a: {rule: DP-06}\n";
    siteload_unchanged(&l);
    siteload_file(path, text, sizeof text - 1);
    cr_assert_eq(site_load_waivers(l.site, path, NULL, &err), 0);
    cr_assert_eq(l.site->waiver_count, 3);
    cr_expect_str_eq(l.site->waivers[0].name, "w1");
    cr_expect_str_eq(l.site->waivers[1].name, "b");
    cr_expect_str_eq(l.site->waivers[1].file, path);
    cr_expect_eq(l.site->waivers[1].place.line, 2);
    cr_expect_eq(l.site->waivers[1].clients.count, 1);
    cr_expect_null(l.site->waivers[1].expires);
    cr_expect_str_eq(l.site->waivers[2].name, "a");
    siteload_end(&l);
}

Test(site_load, says_what_is_no_file_of_waivers)
{
    static const struct {
        const char *text, *says;
    } rows[] = {{"", "the file is empty"},
                {"a: {rule: DP-06}\n", "unknown key \"a\" (did you mean \"waivers\"?)"},
                {"waivers: {a: &x {}}\n", "CFG-YAML"},
                {"waivers: [", "CFG-YAML"}};
    struct err err = {""};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[64];
        siteload_unchanged(&l);
        siteload_file(path, rows[i].text, strlen(rows[i].text));
        struct site_reporter reporter = {&l, siteload_keep, siteload_rule_known, siteload_rule_at};
        cr_expect_eq(site_load_waivers(l.site, path, &reporter, &err), -1, "%s", rows[i].text);
        cr_expect(siteload_says(&l, rows[i].says), "%s: %s", rows[i].text, siteload_all(&l));
        siteload_end(&l);
    }
    siteload_unchanged(&l);
    cr_expect_eq(site_load_waivers(l.site, "/nowhere/w.yaml", NULL, &err), -1);
    cr_expect_not_null(strstr(err.text, "/nowhere/w.yaml: No such file"), "%s", err.text);
    siteload_end(&l);
}

Test(site_load, keeps_codes_that_other_readers_take_for_numbers_and_switches)
{
    static const char text[] = "zones: {internet: {default: true}}\n"
                               "sites: {010: {mode: mixed}, NO: {mode: mixed}, 1E3: {mode: mixed}}\n";
    siteload(&l, text, sizeof text - 1);
    cr_expect_eq(l.errors, 1, "%s", siteload_all(&l));
    cr_expect(siteload_says(&l, "site \"NO\""));
}

Test(site_load, shows_no_control_character_of_the_file)
{
    static const char text[] =
        "zones: {internet: {default: yes}}\nsites: {\"\\e[2J\\u009b\\r\": {mode: mixed}}\n";
    siteload(&l, text, sizeof text - 1);
    cr_assert_eq(l.errors, 1);
    for (const char *c = l.message[0]; *c != '\0'; c++)
        cr_expect(*c >= ' ' && *c < 0x7f, "%s", l.message[0]);
    cr_expect(siteload_says(&l, "\\x1B[2J\\xC2\\x9B\\x0D"), "%s", l.message[0]);
}

Test(site_load, refuses_deep_nesting_at_once)
{
    static char text[400000];
    memset(text, '[', sizeof text);
    siteload(&l, text, sizeof text);
    cr_expect(siteload_says(&l, "nested deeper than 16 levels"), "%s", siteload_all(&l));
    for (size_t i = 0; i + 4 <= sizeof text; i += 4)
        memcpy(text + i, "[\"]\"", 4);
    siteload(&l, text, sizeof text);
    cr_expect(siteload_says(&l, "nested deeper than 16 levels"), "%s", siteload_all(&l));
}

/* The policy's own example, where it is at hand: no error, two warnings. */
Test(site_load, takes_the_example_of_the_policy)
{
    char path[512];
    const char *shared = getenv("WIREAUDIT_SHARED");
    if (shared == NULL)
        cr_skip_test("WIREAUDIT_SHARED is not set");
    (void)snprintf(path, sizeof path, "%s/spec/fixture.yaml", shared);
    siteload_path(&l, path);
    cr_assert_not_null(l.site, "%s%s", l.err.text, siteload_all(&l));
    cr_expect_eq(l.warnings, 2, "%s", siteload_all(&l));
    cr_expect(siteload_says(&l, "client internet-only: ") && siteload_says(&l, "[CFG-FSP-01]"));
    cr_expect(siteload_says(&l, "system n03-multi: ") && siteload_says(&l, "[CFG-FSP-02]"));
    siteload_end(&l);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* One to four changes: a byte, a stretch taken out, a stretch copied elsewhere. */
static size_t mutate(char *text, size_t n, uint32_t *seed)
{
    static const char bytes[] = "{}[]:,-&*!|>'\"#%@` \n\t?0aZ\x80\xff";
    for (uint32_t i = next_random(seed) % 4 + 1; i > 0; i--) {
        size_t at = next_random(seed) % n, length = next_random(seed) % 40;
        uint32_t kind = next_random(seed) % 3;
        if (length > n - at)
            length = n - at;
        if (kind == 0)
            text[at] = bytes[next_random(seed) % (sizeof bytes - 1)];
        else if (kind == 1 && n > 100) {
            memmove(text + at, text + at + length, n - at - length);
            n -= length;
        } else if (kind == 2)
            memmove(text + next_random(seed) % (n - length), text + at, length);
    }
    return n;
}

Test(site_load, survives_three_thousand_spoilt_files)
{
    static char text[sizeof siteload_example];
    uint32_t seed = 20261120;
    size_t refused_count = 0;
    for (int i = 0; i < 3000; i++) {
        memcpy(text, siteload_example, sizeof text);
        siteload(&l, text, mutate(text, sizeof text - 1, &seed));
        refused_count += l.site == NULL;
        cr_expect((l.site == NULL) == (l.errors > 0), "file %d", i);
        siteload_end(&l);
    }
    cr_expect(refused_count > 1000 && refused_count < 3000, "%zu refused", refused_count);
}
