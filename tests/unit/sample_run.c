#include "sample_run.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct finding_rule rules[] = {
    {.id = "MODE-02",
     .title = "Clients of a native-mode site reach the management point over HTTPS",
     .source = "S2 section 3",
     .rationale = "Policy is signed, HTTP is not.",
     .remedy = "Give the client a certificate and let it register again.",
     .severity = SEVERITY_HIGH},
    {.id = "PORT-01",
     .title = "HTTP goes to a port of the site",
     .source = "S4",
     .remedy = "Use port 80.",
     .severity = SEVERITY_MEDIUM},
};

const char *sample_path(char out[SAMPLE_PATH], const char *name)
{
    char directory[] = "/tmp/wireaudit-test-XXXXXX";
    cr_assert_not_null(mkdtemp(directory));
    (void)snprintf(out, SAMPLE_PATH, "%s/%s", directory, name);
    return out;
}

void sample_remove(const char *path)
{
    char directory[SAMPLE_PATH];
    (void)snprintf(directory, sizeof directory, "%s", path);
    *strrchr(directory, '/') = '\0';
    DIR *d = opendir(directory);
    cr_assert_not_null(d);
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            (void)unlinkat(dirfd(d), e->d_name, e->d_type == DT_DIR ? AT_REMOVEDIR : 0);
    }
    (void)closedir(d);
    (void)rmdir(directory);
}

void sample_flow(struct audited *a, struct finding *f, unsigned flow, unsigned client)
{
    *a = (struct audited){.flow = flow,
                          .transport = TRANSPORT_TCP,
                          .class_ = CLASS_HTTP,
                          .basis = BASIS_CONTENT,
                          .first_us = 1795176000000000 + (int64_t)flow * 1000000,
                          .bytes = {100, 1000}};
    a->last_us = a->first_us + 1000000;
    cr_assert(addr_read(&a->client.ip, "10.1.5.0") && addr_read(&a->server.ip, "10.1.0.10"));
    a->client.ip.b[14] = (uint8_t)(5 + client / 256);
    a->client.ip.b[15] = (uint8_t)client;
    a->client.port = (uint16_t)(50000 + flow % 10000);
    a->server.port = 80;
    *f = (struct finding){.verdict = VERDICT_VIOLATION,
                          .severity = SEVERITY_HIGH,
                          .rule = "MODE-02",
                          .site = "A01",
                          .role = "MP",
                          .decided_by = -1};
    cr_assert(addr_range_read(&f->client_net, "10.1.0.0/16"));
}

const char *sample_why(void *context, const struct audited *a, const struct finding *f, char out[FINDING_WHY])
{
    char client[ADDR_TEXT];
    if (context != NULL)
        (*(unsigned *)context)++;
    (void)snprintf(out, FINDING_WHY, "client %s did it, against %s", addr_text(&a->client.ip, client),
                   f->rule);
    return out;
}

struct store *sample_open(const char *path)
{
    struct err err = {""};
    enum store_failure why;
    struct store *s = store_open(path, &why, &err);
    cr_assert_not_null(s, "%s", err.text);
    return s;
}

static const struct finding_waiver waivers[] = {
    {"old-device", "MODE-02", "10.1.5.1", NULL, "cannot be changed", "J. Doe", "2027-12-31", "site.yaml", 40,
     false},
    {"late", "MODE-02", "10.1.5.2", "mp", "until the summer", "J. Doe", "2026-06-30", "site.yaml", 41, true},
    {"unused", "PORT-99", NULL, NULL, "not seen", "J. Doe", "2027-12-31", "w.yaml", 2, false},
    {"bare", NULL, "192.0.2.1", NULL, NULL, NULL, NULL, "w.yaml", 3, false},
};

/* By the client's last byte. */
static int find_waiver(const void *context, const struct audited *a, const struct finding *f)
{
    (void)context;
    unsigned client = a->client.ip.b[15];
    return strcmp(f->rule, "MODE-02") == 0 && client >= 1 && client <= 2 ? (int)client - 1 : -1;
}

static void begin(struct store *s, const struct finding_waiver *waived, size_t waiver_count)
{
    struct err err = {""};
    const struct store_run run = {.started_us = 1795176000000000,
                                  .source = "a.pcap b.pcap",
                                  .version = "0.1.0",
                                  .policy = "cm2007",
                                  .site_sha256 =
                                      "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
                                  .rules = rules,
                                  .rule_count = sizeof rules / sizeof rules[0],
                                  .waivers = waived,
                                  .waiver_count = waiver_count};
    cr_assert_eq(store_begin(s, &run, &err), 0, "%s", err.text);
}

void sample_begin(struct store *s)
{
    begin(s, NULL, 0);
}

void sample_begin_waived(struct store *s)
{
    static const struct store_waivers met = {NULL, find_waiver};
    store_waivers(s, &met);
    begin(s, waivers, sizeof waivers / sizeof waivers[0]);
}

void sample_put(struct store *s, const struct audited *a, const struct finding *f)
{
    struct err err = {""};
    cr_assert_eq(store_flow(s, a, f, sample_why, NULL, &err), 0, "%s", err.text);
}

void sample_end(struct store *s, const char *partial_reason)
{
    struct err err = {""};
    static const struct store_coverage coverage[] = {{"truncated frames", 3}, {"evicted flows", 0}};
    const struct store_end end = {.ended_us = 1795176060000000,
                                  .partial = partial_reason != NULL,
                                  .reason = partial_reason,
                                  .packets = 100,
                                  .bytes = 20000,
                                  .flows = 10,
                                  .coverage = coverage,
                                  .coverage_count = partial_reason == NULL ? 0 : 2};
    cr_assert_eq(store_end(s, &end, &err), 0, "%s", err.text);
}

/* Two clients of a network share their paragraph, as two flows to one server do. */
static bool begin_account(void *context, const struct audited *a, const struct finding *f,
                          uint64_t key[FINDING_PARTS])
{
    (void)context;
    if (f->verdict != VERDICT_VIOLATION)
        return false;
    key[FINDING_PART_INITIATOR] = a->client.ip.b[0];
    key[FINDING_PART_RESPONDER] = a->server.port;
    key[FINDING_PART_FLOW] = a->class_;
    key[FINDING_PART_RULES] = (uint64_t)f->rule[0];
    return true;
}

static void put_line(struct finding_paragraph *out, const char *name, const char *value, const char *basis,
                     int line)
{
    out->at[out->count++] = (struct finding_line){name, value, basis, "site.yaml", line};
}

static void write_account(void *context, enum finding_part part, struct finding_paragraph *out)
{
    (void)context;
    *out = (struct finding_paragraph){0};
    if (part == FINDING_PART_RULES) {
        put_line(out, "broke too", "PORT-01: HTTP goes to a port of the site", "PORT-01", 0);
        put_line(out, "ruled out", "MODE-01 would allow it, but the mode is native", "MODE-01", 0);
        return;
    }
    put_line(out, "part", finding_part_name(part), "listed", 7 + (int)part);
    put_line(out, "default", "no", "default", 0);
}

const struct store_accounts sample_accounts = {NULL, begin_account, write_account};

static void put_others(struct store *s)
{
    struct audited a;
    struct finding f;
    sample_flow(&a, &f, 20, 9);
    cr_assert(addr_read(&a.client.ip, "2001:db8::5") && addr_read(&a.server.ip, "2001:db8::10"));
    cr_assert(addr_range_read(&f.client_net, "2001:db8::/64"));
    a.server.port = 8088;
    f.severity = SEVERITY_MEDIUM;
    (void)snprintf(f.rule, sizeof f.rule, "PORT-01");
    sample_put(s, &a, &f);
    sample_flow(&a, &f, 21, 9);
    f.verdict = VERDICT_COMPLIANT;
    f.notes[0] = "any-role";
    f.note_count = 1;
    sample_put(s, &a, &f);
    f.note_count = 0;
    f.verdict = VERDICT_UNDETERMINABLE;
    (void)snprintf(f.rule, sizeof f.rule, "UND-FACT(http_roaming)");
    f.role = "DP";
    f.missing = (struct finding_missing){"http_roaming", "yes or no", "client", "roamer", "site.yaml", 12};
    sample_put(s, &a, &f);
    f.missing.key = NULL;
    f.verdict = VERDICT_NOT_COVERED;
    (void)snprintf(f.rule, sizeof f.rule, "NC-HOSTS");
    f.role = NULL;
    f.site[0] = '\0';
    sample_put(s, &a, &f);
}

static void make(const char *path, void (*begin_run)(struct store *s))
{
    struct err err = {""};
    struct store *s = sample_open(path);
    store_accounts(s, &sample_accounts);
    begin_run(s);
    const struct store_source source = {.file = "a.pcap", .size = 4711, .packets = 60, .status = "complete"};
    cr_assert_eq(store_source(s, &source, &err), 0, "%s", err.text);
    for (unsigned flow = 1; flow <= 6; flow++) {
        struct audited a;
        struct finding f;
        sample_flow(&a, &f, flow, flow <= 3 ? 1 : flow <= 5 ? 2 : 3);
        sample_put(s, &a, &f);
    }
    put_others(s);
    sample_end(s, NULL);
    store_close(s);
}

void sample_database(const char *path)
{
    make(path, sample_begin);
}

void sample_waived(const char *path)
{
    make(path, sample_begin_waived);
}

void sample_make_old(const char *path)
{
    static const char *const steps[] = {"DROP VIEW v_origin",
                                        "DROP VIEW v_setting",
                                        "DROP VIEW v_minute",
                                        "DROP VIEW v_expected",
                                        "DROP VIEW v_waiver",
                                        "DROP VIEW v_waived",
                                        "DROP INDEX finding_waiver",
                                        "DROP VIEW v_evidence",
                                        "DROP TABLE identity",
                                        "DROP TABLE origin",
                                        "DROP TABLE setting",
                                        "DROP TABLE minute",
                                        "DROP TABLE expected",
                                        "DROP TABLE waiver",
                                        "DROP TABLE evidence",
                                        "ALTER TABLE finding DROP COLUMN waiver",
                                        "DROP VIEW v_account",
                                        "DROP VIEW v_note",
                                        "DROP VIEW v_missing",
                                        "DROP VIEW v_warning",
                                        "DROP TABLE warning",
                                        "DROP TABLE paragraph",
                                        "DROP TABLE note",
                                        "DROP TABLE missing",
                                        "ALTER TABLE finding DROP COLUMN initiator",
                                        "ALTER TABLE finding DROP COLUMN responder",
                                        "ALTER TABLE finding DROP COLUMN flow",
                                        "ALTER TABLE finding DROP COLUMN rules",
                                        "PRAGMA user_version = 1"};
    char text[4096];
    sample_database(path);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        (void)sample_text(path, steps[i], text);
}

const char *sample_text(const char *path, const char *sql, char out[4096])
{
    sqlite3 *db;
    sqlite3_stmt *statement = NULL;
    cr_assert_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK, "%s: %s", sql,
                 sqlite3_errmsg(db));
    int result = sqlite3_step(statement);
    cr_assert(result == SQLITE_ROW || result == SQLITE_DONE, "%s: %s", sql, sqlite3_errmsg(db));
    const unsigned char *text = result == SQLITE_ROW ? sqlite3_column_text(statement, 0) : NULL;
    (void)snprintf(out, 4096, "%s", text == NULL ? "(none)" : (const char *)text);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(db);
    return out;
}

int64_t sample_number(const char *path, const char *sql)
{
    char text[4096];
    return strtoll(sample_text(path, sql, text), NULL, 10);
}

const struct report_options sample_everything = {.since_us = INT64_MIN, .until_us = INT64_MAX};

char *sample_written(const char *path, const struct report_options *options, struct report_outcome *outcome,
                     enum report_failure *why, struct err *err)
{
    char *out = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&out, &n);
    struct report *report = report_open(path, options, why, err);
    int failed = report == NULL ? -1 : report_write(report, f, outcome, err);
    report_close(report);
    (void)fclose(f);
    if (failed == 0)
        return out;
    free(out);
    return NULL;
}

char *sample_report(const char *path, const struct report_options *options, struct report_outcome *outcome)
{
    struct err err = {""};
    enum report_failure why;
    char *out = sample_written(path, options, outcome, &why, &err);
    cr_assert_not_null(out, "%s", err.text);
    return out;
}
