/*
 * Violating flows a second from store_flow to the last commit, and what a stored row takes in the database.
 *   stored DATABASE FLOWS FINDINGS
 * Prints flows a second of processor time (of all threads), flows a second of the clock, and bytes a row.
 */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "store/store.h"

enum { NETS = 50, SERVERS = 8 };

static const struct finding_rule rules[] = {{.id = "MODE-02",
                                             .title = "Clients of a native-mode site use HTTPS",
                                             .source = "S0 section 1",
                                             .rationale = "Policy is signed, HTTP is not.",
                                             .remedy = "Give the client a certificate.",
                                             .severity = SEVERITY_HIGH}};

static const char *why(void *context, const struct audited *a, const struct finding *f, char out[FINDING_WHY])
{
    char client[ADDR_TEXT], server[ADDR_TEXT];
    (void)context;
    (void)snprintf(out, FINDING_WHY,
                   "client %s of site %s (native mode) used HTTP on port %u of management point %s; a native "
                   "site expects HTTPS",
                   addr_text(&a->client.ip, client), f->site, a->server.port,
                   addr_text(&a->server.ip, server));
    return out;
}

/* As in a network of some sites: what is told of a client is told of its network, too. */
static bool begin(void *context, const struct audited *a, const struct finding *f,
                  uint64_t key[FINDING_PARTS])
{
    (void)context;
    key[FINDING_PART_INITIATOR] = a->client.ip.b[13] % NETS;
    key[FINDING_PART_RESPONDER] = a->server.ip.b[15];
    key[FINDING_PART_FLOW] = a->class_;
    key[FINDING_PART_RULES] = (uint64_t)f->rule[0];
    return true;
}

static void tell(void *context, enum finding_part part, struct finding_paragraph *out)
{
    (void)context;
    out->count = 6;
    for (unsigned i = 0; i < out->count; i++)
        out->at[i] =
            (struct finding_line){finding_part_name(part), "a fact of some words", "listed", "site.yaml", 7};
}

static void make_flow(struct audited *a, struct finding *f, uint64_t flow, uint64_t finding)
{
    const uint8_t client[4] = {10, (uint8_t)(finding >> 16), (uint8_t)(finding >> 8), (uint8_t)finding};
    const uint8_t server[4] = {10, 255, 0, (uint8_t)(finding % SERVERS)};
    *a = (struct audited){.flow = flow,
                          .transport = TRANSPORT_TCP,
                          .class_ = CLASS_HTTP,
                          .basis = BASIS_CONTENT,
                          .first_us = INT64_C(1795176000000000) + (int64_t)flow * 1000,
                          .client = {addr_v4(client), (uint16_t)(1024 + flow % 60000)},
                          .server = {addr_v4(server), 80},
                          .bytes = {612, 4711}};
    a->last_us = a->first_us + 25000;
    *f = (struct finding){.verdict = VERDICT_VIOLATION,
                          .severity = SEVERITY_HIGH,
                          .rule = "MODE-02",
                          .site = "NT1",
                          .role = "MP",
                          .decided_by = -1,
                          .client_net = addr_range_around(&a->client.ip, 96 + 16)};
}

static double seconds(clockid_t clock)
{
    struct timespec t;
    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int store_all(struct store *s, uint64_t flows, uint64_t findings, struct err *err)
{
    const struct store_run run = {.source = "bench", .version = "0", .rules = rules, .rule_count = 1};
    const struct store_accounts accounts = {NULL, begin, tell};
    const struct store_end end = {.ended_us = 1, .flows = flows};
    store_accounts(s, &accounts);
    if (store_begin(s, &run, err) < 0)
        return -1;
    for (uint64_t i = 0; i < flows; i++) {
        struct audited a;
        struct finding f;
        make_flow(&a, &f, i, i * 7919 % findings);
        if (store_flow(s, &a, &f, why, NULL, err) < 0)
            return -1;
    }
    return store_end(s, &end, err);
}

/* Rows of all tables. */
static int64_t rows(const char *path)
{
    static const char sql[] =
        "SELECT (SELECT count(*) FROM violation) + (SELECT count(*) FROM finding) + (SELECT count(*) FROM"
        " traffic) + (SELECT count(*) FROM paragraph) + (SELECT count(*) FROM note)";
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    int64_t n = 0;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        n = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(db);
    return n;
}

int main(int argc, char **argv)
{
    struct err err = {"usage: stored DATABASE FLOWS FINDINGS"};
    enum store_failure failure;
    struct stat at;
    uint64_t flows = argc == 4 ? strtoull(argv[2], NULL, 10) : 0;
    uint64_t findings = argc == 4 ? strtoull(argv[3], NULL, 10) : 0;
    double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), clock = seconds(CLOCK_MONOTONIC);
    struct store *s = flows > 0 && findings > 0 ? store_open(argv[1], &failure, &err) : NULL;
    if (s == NULL || store_all(s, flows, findings, &err) < 0) {
        (void)fprintf(stderr, "%s\n", err.text);
        store_close(s);
        return 1;
    }
    store_close(s);
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    clock = seconds(CLOCK_MONOTONIC) - clock;
    int64_t n = rows(argv[1]);
    if (stat(argv[1], &at) < 0 || n == 0)
        return 1;
    (void)printf("%.0f %.0f %" PRId64 "\n", (double)flows / cpu, (double)flows / clock,
                 (int64_t)at.st_size / n);
    return 0;
}
