/*
 * Input: what becomes of a small database, of any version: bytes and pages are changed, values set, views and
 * tables made anew. Every document of it ends, is safe to show, or there is an error that says why.
 */
#include "report/report.h"

#include <sqlite3.h>

#include "cli/pipeline.h"
#include "report/diff.h"
#include "report/explained.h"
#include "store/schema.h"
#include "tests/fuzz/fuzz.h"

enum {
    BASES = SCHEMA_VERSION,
    ROOM = 1 << 20,
    MEMORY = 16 << 20,
    FORMATS = REPORT_JUNIT + 1,
    DIFFS = DIFF_JSON + 1
};

static struct {
    uint8_t *at;
    size_t n;
} bases[BASES];
static char path[64], sound[64];

static void run_sql(const char *sql)
{
    sqlite3 *db;
    fuzz_check(sqlite3_open(path, &db) == SQLITE_OK, "the database opens");
    char *why = NULL;
    (void)sqlite3_exec(db, sql, NULL, NULL, &why);
    fuzz_check(why == NULL, why);
    (void)sqlite3_close(db);
}

static void put_file(const uint8_t *at, size_t n)
{
    static const char *const logs[] = {"-wal", "-shm", "-journal"};
    FILE *f = fopen(path, "w");
    fuzz_check(f != NULL && fwrite(at, 1, n, f) == n && fclose(f) == 0, "a file");
    for (size_t i = 0; i < 3; i++) {
        char name[80];
        (void)snprintf(name, sizeof name, "%s%s", path, logs[i]);
        (void)unlink(name);
    }
}

static size_t get_file(uint8_t out[ROOM])
{
    FILE *f = fopen(path, "r");
    fuzz_check(f != NULL, "a file");
    size_t n = fread(out, 1, ROOM, f);
    (void)fclose(f);
    return n;
}

/* The run of a sample, as replay stores it. */
static void audit_sample(void)
{
    struct err err = {""};
    enum store_failure why;
    struct source_frame frame;
    const struct store_run run = {.started_us = 1, .source = "fuzz", .version = "fuzz", .policy = "cm2007"};
    const struct store_end end = {.ended_us = 2};
    struct store *store = store_open(path, &why, &err);
    fuzz_check(store != NULL && store_begin(store, &run, &err) == 0, err.text);
    const struct pipeline_options options = {.site = fuzz_site(), .memory_bytes = MEMORY, .store = store};
    struct source *source = source_open("samples/mixed-roaming.pcap.gz", NULL, &err);
    struct pipeline *p = pipeline_open(&options, &err);
    fuzz_check(source != NULL && p != NULL, err.text);
    fuzz_check(pipeline_source(p, "fuzz", source_link_type(source), &err) == 0, err.text);
    while (source_next(source, &frame, &err) == SOURCE_FRAME)
        pipeline_frame(p, &frame);
    pipeline_end(p);
    fuzz_check(store_end(store, &end, &err) == 0, err.text);
    pipeline_close(p);
    source_close(source);
    store_close(store);
}

/* An older version's tables and views alone, with their rows. */
static void make_older(int version)
{
    static const char *const last[] = {
        "'a'", "'v_account','v_note','v_missing','v_warning','note','missing','warning'"};
    char sql[4096];
    (void)snprintf(
        sql, sizeof sql,
        "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name NOT IN ('run', 'source',"
        " 'rule', 'finding', 'violation', 'traffic', 'coverage', 'v_run', 'v_source', 'v_finding',"
        " 'v_violation', 'v_traffic', 'v_coverage', 'v_rule', 'paragraph', 'sqlite_sequence', %s)"
        " AND type <> 'index'; DELETE FROM sqlite_schema WHERE type = 'index' AND sql NOT NULL;"
        " DELETE FROM sqlite_schema WHERE tbl_name NOT IN (SELECT name FROM sqlite_schema);"
        " PRAGMA user_version = %d; PRAGMA writable_schema = RESET; VACUUM",
        last[version - 1], version);
    run_sql(sql);
}

static void make_bases(void)
{
    static uint8_t bytes[ROOM];
    (void)snprintf(path, sizeof path, "/dev/shm/fuzz-report-%ld.db", (long)getpid());
    for (int version = 1; version <= BASES; version++) {
        put_file(bytes, 0);
        audit_sample();
        if (version < SCHEMA_VERSION)
            make_older(version);
        run_sql("DELETE FROM rule WHERE rule > 'IBCM'; UPDATE rule SET rationale = '', source = ''");
        run_sql("PRAGMA page_size = 1024; VACUUM");
        size_t n = get_file(bytes);
        fuzz_check(n > 0 && n < ROOM, "a small database");
        bases[version - 1].at = fuzz_copy(bytes, n);
        bases[version - 1].n = n;
    }
    (void)snprintf(sound, sizeof sound, "/dev/shm/fuzz-report-%ld-sound.db", (long)getpid());
    fuzz_check(rename(path, sound) == 0, "a second file");
}

static void remove_file(void)
{
    (void)unlink(path);
    (void)unlink(sound);
}

static const char *const columns[] = {
    "run SET started_us",
    "run SET ended_us",
    "run SET source",
    "run SET status",
    "run SET reason",
    "run SET version",
    "run SET policy",
    "run SET site_sha256",
    "run SET packets",
    "run SET run",
    "source SET file",
    "source SET status",
    "source SET sha256",
    "rule SET title",
    "rule SET remedy",
    "rule SET rule",
    "rule SET severity",
    "finding SET rule",
    "finding SET severity",
    "finding SET client_ip",
    "finding SET server_ip",
    "finding SET server_port",
    "finding SET transport",
    "finding SET class",
    "finding SET site",
    "finding SET role",
    "finding SET why",
    "finding SET waived",
    "finding SET evidence",
    "finding SET first_us",
    "finding SET last_us",
    "finding SET initiator",
    "finding SET rules",
    "finding SET waiver",
    "finding SET finding",
    "finding SET fingerprint",
    "finding SET run",
    "violation SET first_us",
    "violation SET duration_us",
    "traffic SET site",
    "traffic SET role",
    "traffic SET rule",
    "traffic SET class",
    "traffic SET server_ip",
    "traffic SET client_net",
    "traffic SET flows",
    "traffic SET bytes",
    "traffic SET verdict",
    "coverage SET what",
    "coverage SET count",
    "paragraph SET name",
    "paragraph SET value",
    "paragraph SET basis",
    "paragraph SET place",
    "paragraph SET line",
    "note SET note",
    "note SET flows",
    "note SET site",
    "missing SET fact",
    "missing SET name",
    "missing SET fact_values",
    "missing SET place",
    "warning SET text",
    "setting SET name",
    "setting SET value",
    "minute SET minute_us",
    "minute SET flows",
    "minute SET site",
    "expected SET role",
    "expected SET ports",
    "expected SET class",
    "expected SET site",
    "waiver SET name",
    "waiver SET reason",
    "waiver SET expires",
    "evidence SET file",
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

/* A value of any kind into a column, of all rows or of some; what its table refuses is not set. */
static void set_value(struct bytes *in)
{
    char sql[128];
    sqlite3 *db;
    sqlite3_stmt *s = NULL;
    unsigned which = bytes_u8(in) % COLUMNS, kind = bytes_u8(in), some = bytes_u8(in);
    struct bytes value = bytes_take(in, bytes_u8(in));
    if (sqlite3_open(path, &db) != SQLITE_OK) {
        (void)sqlite3_close(db);
        return;
    }
    (void)snprintf(sql, sizeof sql, "UPDATE OR IGNORE %s = ?1 WHERE ?2 = 0 OR length(quote(run)) %% 2 = 0",
                   columns[which]);
    (void)sqlite3_exec(db, "PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF", NULL, NULL,
                       NULL);
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK) {
        const char *text = (const char *)value.at;
        if (kind % 4 == 0)
            (void)sqlite3_bind_int64(
                s, 1, (sqlite3_int64)((uint64_t)bytes_be32(&value) << 32 | bytes_be32(&value)));
        else if (kind % 4 == 1)
            (void)sqlite3_bind_text(s, 1, text, (int)value.left, SQLITE_STATIC);
        else if (kind % 4 == 2)
            (void)sqlite3_bind_zeroblob(s, 1, 1 << kind / 16);
        (void)sqlite3_bind_int(s, 2, some % 2);
        (void)sqlite3_step(s);
    }
    (void)sqlite3_finalize(s);
    (void)sqlite3_close(db);
}

static void change_bytes(struct bytes *in, bool xor)
{
    static uint8_t all[ROOM];
    uint32_t at = bytes_be32(in);
    struct bytes with = bytes_take(in, bytes_u8(in) % 32);
    size_t n = get_file(all);
    for (; with.left > 0 && n > 0; at++)
        all[at % n] = (uint8_t)(bytes_u8(&with) ^ (xor? all[at % n] : 0));
    put_file(all, n);
}

static void copy_page(struct bytes *in)
{
    static uint8_t all[ROOM];
    size_t n = get_file(all), pages = n / 1024, from = bytes_be16(in), to = bytes_be16(in);
    if (pages > 0)
        memmove(all + to % pages * 1024, all + from % pages * 1024, 1024);
    put_file(all, n);
}

static void cut_file(struct bytes *in)
{
    static uint8_t all[ROOM];
    size_t n = get_file(all), to = bytes_be32(in);
    put_file(all, n > 0 ? to % n : 0);
}

static void change(struct bytes *in)
{
    switch (bytes_u8(in) % 8) {
    case 0:
        change_bytes(in, false);
        break;
    case 1:
        change_bytes(in, true);
        break;
    case 2:
        copy_page(in);
        break;
    case 3:
        cut_file(in);
        break;
    default:
        set_value(in);
        break;
    }
}

/* Nothing that a terminal, a browser or an editor would take for more than text. */
static void check_shown(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t c = (uint8_t)text[i], next = i + 1 < n ? (uint8_t)text[i + 1] : 0;
        fuzz_check((c >= 0x20 && c != 0x7f) || c == '\n' || (c == '\r' && next == '\n'),
                   "no control characters");
        fuzz_check(c != 0xc2 || next >= 0xa0, "no C1 control characters");
        fuzz_check(c != 0xff && c != 0xfe && c != 0xc0 && c != 0xc1, "no bytes that UTF-8 does not have");
    }
}

static void write_report(enum report_format format, int64_t run, bool untouched)
{
    const struct report_options options = {
        .format = format, .run = run, .since_us = INT64_MIN, .until_us = INT64_MAX};
    struct report_outcome outcome;
    enum report_failure why;
    struct err err = {""};
    char *text = NULL;
    size_t n = 0;
    struct report *r = report_open(path, &options, &why, &err);
    fuzz_check(r != NULL || !untouched, err.text);
    fuzz_check(r != NULL || err.text[0] != '\0', "an error says something");
    if (r == NULL)
        return;
    FILE *out = open_memstream(&text, &n);
    fuzz_check(out != NULL, "memory");
    int failed = report_write(r, out, &outcome, &err);
    fuzz_check(failed == 0 || err.text[0] != '\0', "an error says something");
    (void)fclose(out);
    check_shown(text, n);
    fuzz_check(failed != 0 || n > 0, "a document");
    free(text);
    report_close(r);
}

static void explain(int64_t finding)
{
    enum report_failure why;
    struct err err = {""};
    char *text = NULL;
    size_t n = 0;
    struct explained *e = explained_open(path, finding, &why, &err);
    fuzz_check(e != NULL || err.text[0] != '\0', "an error says something");
    if (e == NULL)
        return;
    FILE *out = open_memstream(&text, &n);
    fuzz_check(out != NULL && strlen(explained_rule(e)) < EXPLAINED_RULE, "a rule's id");
    explained_facts(e, out);
    explained_alternatives(e, out);
    (void)explained_end(e, out, &err);
    (void)fclose(out);
    check_shown(text, n);
    free(text);
    explained_close(e);
}

static void compare(unsigned how, bool untouched)
{
    const struct diff_options options = {.format = (enum diff_format)(how % DIFFS)};
    const char *const paths[DIFF_SIDES] = {how & 4 ? path : sound, how & 4 ? sound : path};
    struct diff_outcome outcome;
    enum report_failure why;
    struct err err = {""};
    char *text = NULL;
    size_t n = 0;
    struct diff *d = diff_open(paths, &options, &why, &err);
    fuzz_check(d != NULL || (!untouched && err.text[0] != '\0'), err.text);
    if (d == NULL)
        return;
    FILE *out = open_memstream(&text, &n);
    fuzz_check(out != NULL, "memory");
    int failed = diff_write(d, out, &outcome, &err);
    fuzz_check(failed == 0 || err.text[0] != '\0', "an error says something");
    (void)fclose(out);
    check_shown(text, n);
    free(text);
    diff_close(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes in = bytes_of(data, size);
    unsigned base = bytes_u8(&in) % BASES, what = bytes_u8(&in);
    if (bases[0].at == NULL) {
        make_bases();
        (void)atexit(remove_file);
    }
    put_file(bases[base].at, bases[base].n);
    bool untouched = in.left == 0;
    for (unsigned i = 0; i < 16 && in.left > 0; i++)
        change(&in);
    write_report((enum report_format)(what % FORMATS), what & 64 ? -1 : 0, untouched);
    if (what & 128)
        explain(1 + what % 16);
    if (what & 32)
        compare(what, untouched);
    return 0;
}
