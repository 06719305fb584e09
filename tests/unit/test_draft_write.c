#include "cli/draft_write.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cli/pipeline.h"
#include "cli/sitefile.h"
#include "surveyor.h"

enum { MEMORY = 64 << 20, CAPTURES = 8 };

static char *written(const struct surveyor_row *rows)
{
    struct surveyor t;
    surveyor_open(&t);
    surveyor_run(&t, rows);
    char *text = surveyor_written(&t);
    surveyor_close(&t);
    return text;
}

static void expect_loads(const char *text, unsigned warnings)
{
    unsigned got;
    struct site *site = surveyor_load(text, &got);
    cr_expect_not_null(site, "%s", text);
    cr_expect_eq(got, warnings, "%u warnings:\n%s", got, text);
    site_free(site);
}

Test(draft_write, writes_questions_when_nothing_was_seen)
{
    char *text = written((const struct surveyor_row[]){{NULL, NULL, 0, CLASS_NONE, NULL}});
    expect_loads(text, 0);
    cr_expect_not_null(strstr(text, "# ? sites:"));
    free(text);
}

Test(draft_write, is_the_same_each_time)
{
    const struct surveyor_row rows[] = {
        {"10.1.5.1", "10.1.0.10", 80, CLASS_HTTP, "http:GET|/sms_mp/x|mp.example.com"},
        {"10.1.5.2", "10.1.0.11", 445, CLASS_SMB, "tree:\\\\DP\\SMSPKGD$"},
        {"10.2.5.2", "10.2.0.11", 443, CLASS_HTTPS, "sni:x.example.com"},
        {NULL, NULL, 0, CLASS_NONE, NULL}};
    char *first = written(rows), *second = written(rows);
    cr_expect_str_eq(first, second);
    expect_loads(first, 0);
    free(first);
    free(second);
}

Test(draft_write, lets_nothing_from_the_wire_into_the_file_but_comments_and_names)
{
    static const char *const evil[] = {
        "a\nsites:\n  X01: {}",
        "\"}\n#",
        "a: b",
        "{{{[[",
        "- x",
        "&a *a !tag",
        "\xc2\x85sites:",
        "\xe2\x80\xa8x",
        "\xff\xfe\x00z",
        "%YAML 2.0",
        "---",
        "...",
        "null",
        "yes",
        "0x10",
        "<<",
        "a#b",
        "a #b",
        "\\x41",
        "'",
    };
    for (size_t i = 0; i < sizeof evil / sizeof evil[0]; i++) {
        char http[400], tree[400], sni[400], db[400], file[400];
        (void)snprintf(http, sizeof http, "http:GET|/sms_dp_%s/x|%s||%s", evil[i], evil[i], evil[i]);
        (void)snprintf(tree, sizeof tree, "tree:\\\\%s\\smpstore%s + file:%s", evil[i], evil[i], evil[i]);
        (void)snprintf(sni, sizeof sni, "sni:%s + cert:CN=%s|%s", evil[i], evil[i], evil[i]);
        (void)snprintf(db, sizeof db, "db:%s", evil[i]);
        (void)snprintf(file, sizeof file, "tree:\\\\%s\\%s + file:%s\\ccmsetup.exe", evil[i], evil[i],
                       evil[i]);
        char *text = written((const struct surveyor_row[]){{"10.1.5.1", "10.1.0.10", 80, CLASS_HTTP, http},
                                                           {"10.1.5.1", "10.1.0.11", 445, CLASS_SMB, tree},
                                                           {"10.1.5.1", "10.1.0.12", 443, CLASS_HTTPS, sni},
                                                           {"10.1.0.10", "10.1.0.13", 1433, CLASS_SQL, db},
                                                           {"10.1.5.1", "10.1.0.14", 445, CLASS_SMB, file},
                                                           {NULL, NULL, 0, CLASS_NONE, NULL}});
        expect_loads(text, 0);
        for (const char *c = text; *c != '\0'; c++)
            cr_assert(*c == '\n' || (*c >= 0x20 && *c < 0x7f), "%s", text);
        free(text);
    }
}

Test(draft_write, writes_what_was_found_on_the_internets_border)
{
    char *text = written((const struct surveyor_row[]){
        {"10.1.5.1", "10.1.0.10", 443, CLASS_HTTPS, "sni:mp.example.com"},
        {"10.1.0.10", "10.1.0.6", 1433, CLASS_SQL, "db:SMS_N01"},
        {"198.51.100.10", "10.1.0.6", 1433, CLASS_SQL, "db:SMS_N01"},
        {"203.0.113.7", "198.51.100.10", 443, CLASS_HTTPS, "sni:imp.example.com"},
        {"10.1.5.1", "10.1.0.80", 8080, CLASS_HTTP, "http:CONNECT|imp.example.com:443||200"},
        {NULL, NULL, 0, CLASS_NONE, NULL}});
    static const char *const lines[] = {
        "\n        scope: internet\n", "\n    internet_fqdn: imp.example.com\n",
        "\n      - 198.51.100.0/24\n", "\n    mode: native\n", "kind: forward}\n"};
    expect_loads(text, 0);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        cr_expect_not_null(strstr(text, lines[i]), "%s not in\n%s", lines[i], text);
    free(text);
}

Test(draft_write, writes_devices_and_says_who_hides_several_hosts)
{
    char *text = written((const struct surveyor_row[]){
        {"10.1.5.9", "10.1.0.10", 80, CLASS_HTTP, "http:GET|/sms_mp/x|||Windows CE"},
        {"10.1.5.8", "10.1.0.10", 80, CLASS_HTTP, "http:GET|/sms_mp/x|||Mozilla/4.0 (Windows NT 5.1)"},
        {"10.1.5.8", "10.1.0.10", 80, CLASS_HTTP, "http:GET|/sms_mp/x|||Mozilla/4.0 (Windows NT 6.1)"},
        {NULL, NULL, 0, CLASS_NONE, NULL}});
    unsigned warnings;
    struct site *site = surveyor_load(text, &warnings);
    cr_assert_not_null(site, "%s", text);
    cr_expect_eq(site->client_count, 1);
    cr_expect_eq(site->clients[0].type, CLIENT_MOBILE);
    cr_expect_not_null(strstr(text, "several hosts behind 10.1.5.8"), "%s", text);
    site_free(site);
    free(text);
}

/* The whole way: the samples' captures, drafted, compared with the site file they were made by. */
static struct site *draft_of(const char *const *captures)
{
    struct err err = {""};
    struct surveyor t;
    unsigned warnings;
    surveyor_open(&t);
    const struct pipeline_options options = {.memory_bytes = MEMORY, .survey = t.survey};
    struct pipeline *p = pipeline_open(&options, &err);
    cr_assert_not_null(p, "%s", err.text);
    for (; *captures != NULL; captures++) {
        struct source_frame frame;
        struct source *source = source_open(*captures, NULL, &err);
        cr_assert_not_null(source, "%s", err.text);
        cr_assert_eq(pipeline_source(p, *captures, source_link_type(source), &err), 0);
        while (source_next(source, &frame, &err) == SOURCE_FRAME)
            pipeline_frame(p, &frame);
        source_close(source);
    }
    pipeline_end(p);
    pipeline_close(p);
    char *text = surveyor_written(&t);
    struct site *site = surveyor_load(text, &warnings);
    cr_assert_not_null(site, "%s", text);
    cr_expect_eq(warnings, 0);
    free(text);
    surveyor_close(&t);
    return site;
}

static unsigned roles_at(const struct site *site, const struct addr *a)
{
    const struct site_system *s = site_system_at(site, a);
    unsigned roles = 0;
    for (size_t i = 0; s != NULL && i < s->role_count; i++)
        roles |= 1u << s->roles[i].role;
    return roles;
}

#define R(role) (1u << ROLE_##role)

/* Where the two differ, and why they must. */
struct exception {
    const char *address;
    unsigned missing, more;
};

static bool excepted(const struct exception *list, const char *address, unsigned missing, unsigned more)
{
    for (; list->address != NULL; list++)
        if (strcmp(list->address, address) == 0)
            return missing == list->missing && more == list->more;
    return missing == 0 && more == 0;
}

static void compare_one(const struct site *from, const struct site *truth, const struct site *draft,
                        const struct exception *list)
{
    for (size_t i = 0; i < from->system_count; i++)
        for (size_t k = 0; k < from->systems[i].addresses.count; k++) {
            const struct addr *a = &from->systems[i].addresses.at[k];
            char text[ADDR_TEXT];
            unsigned want = roles_at(truth, a), got = roles_at(draft, a);
            (void)addr_text(a, text);
            cr_expect(excepted(list, text, want & ~got, got & ~want), "%s: roles %x, not %x", text, got,
                      want);
        }
}

static void expect_like(const char *path, const char *const *captures, const struct exception *list)
{
    struct sitefile_counts counts;
    struct site *truth = sitefile_load(path, stderr, &counts), *draft = draft_of(captures);
    cr_assert_not_null(truth);
    compare_one(truth, truth, draft, list);
    compare_one(draft, truth, draft, list);
    site_free(truth);
    site_free(draft);
}

Test(draft_write, finds_the_roles_of_the_mixed_sample)
{
    static const char *const captures[] = {"samples/mixed-clients.pcap.zst", "samples/mixed-push.pcap",
                                           "samples/mixed-roaming.pcap.gz",  "samples/mixed-shares.pcapng.gz",
                                           "samples/mixed-sql.pcapng",       NULL};
    /* A request for content that the server of the MP answers; content never asked of mxall; addresses of
     * IPv6 that nobody used. */
    static const struct exception list[] = {
        {"10.30.1.10", 0, R(DP)},
        {"fd00:30::1:10", 0, R(DP)},
        {"10.30.1.40", R(DP), 0},
        {"fd00:20::1:5", R(SITE_SERVER), 0},
        {"fd00:20::1:10", R(MP), 0},
        {"fd00:20::1:11", R(DP), 0},
        {"fd00:30::1:11", R(DP), 0},
        {"fd00:30::1:13", R(SUP), 0},
        {"fd00:30::1:14", R(SMP), 0},
        {"fd00:30::1:15", R(FSP), 0},
        {"fd00:30::1:16", R(SLP), 0},
        {"fd00:30::1:30", R(SRC_SHARE), 0},
        {"fd00:30::1:40", R(MP) | R(DP) | R(SUP) | R(FSP), 0},
        {NULL, 0, 0},
    };
    expect_like("samples/mixed-site.yaml", captures, list);
}

Test(draft_write, finds_the_roles_of_the_native_sample)
{
    static const char *const captures[] = {
        "samples/native-clients.pcapng",   "samples/native-push.pcap",
        "samples/native-pxe.pcap.gz",      "samples/native-roaming.pcap.zst",
        "samples/native-shares.pcapng",    "samples/native-sql.pcap.zst",
        "samples/native-updates.pcap.lz4", NULL};
    /* HTTPS alone tells no role; addresses of IPv6 that nobody used, or for nothing that tells a role. */
    static const struct exception list[] = {
        {"10.20.1.20", R(DP), 0},
        {"10.20.1.21", R(DP), 0},
        {"fd00:20::1:5", R(SITE_SERVER), 0},
        {"fd00:20::1:6", R(SITE_DB), 0},
        {"fd00:20::1:14", R(SMP), 0},
        {"fd00:20::1:15", R(FSP), 0},
        {"fd00:20::1:16", R(SLP), 0},
        {"fd00:20::1:17", R(RP), 0},
        {"fd00:20::1:18", R(PXE), 0},
        {"fd00:20::1:20", R(DP), 0},
        {"fd00:20::1:21", R(DP), 0},
        {"fd00:20::1:22", R(DP), 0},
        {"fd00:20::1:23", R(DP), 0},
        {"fd00:20::1:30", R(SRC_SHARE), 0},
        {"fd00:20::1:40", R(MP) | R(DP) | R(SLP), 0},
        {"fd00:30::1:5", R(SITE_SERVER), 0},
        {"fd00:30::1:11", R(DP), 0},
        {NULL, 0, 0},
    };
    expect_like("samples/native-site.yaml", captures, list);
}
