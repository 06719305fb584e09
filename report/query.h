/*
 * What every format asks of a database: only the public views (contract.md 4), within the options' choice of
 * runs and findings. The database is a stranger's: read-only, no trust in its schema, bounded values, one
 * snapshot. A failure of the database stays with the query: rows then end early and query_failed() tells.
 */
#ifndef REPORT_QUERY_H
#define REPORT_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/report.h"

struct query;
struct query_rows;

/* NULL, err and *why when it is not one of ours, cannot be read, or does not have the run asked for. */
struct query *query_open(const char *path, const struct report_options *options, enum report_failure *why,
                         struct err *err);
void query_close(struct query *q);
/* True and err when any rows ended for a failure. */
bool query_failed(const struct query *q, struct err *err);
/* For a document that cannot be made for want of memory: the query failed. */
void query_lacks_memory(struct query *q);

/* Called every few ten thousand steps of SQLite's with the rows that were given so far; NULL ends it. */
void query_pulse(struct query *q, void (*pulse)(void *context, uint64_t rows), void *context);

const struct report_options *query_options(const struct query *q);
/* The zone of the options that these rows were asked with. */
const struct zone *query_zone(const struct query_rows *r);
/* Were they asked of all runs? */
bool query_all_runs(const struct query_rows *r);
/* The file as it was named; borrowed from who opened it. */
const char *query_path(const struct query *q);
/* The first of the runs asked for. */
int64_t query_run(const struct query *q);

enum query_what {
    QUERY_RUNS,         /* v_run's columns, oldest first */
    QUERY_SOURCES,      /* v_source's columns */
    QUERY_SUMMARY,      /* one row: findings, critical, high, medium, low, info, flows, waived */
    QUERY_VERDICTS,     /* site, role, compliant, violation, not_covered, undeterminable, flows */
    QUERY_TRAFFIC,      /* site, role, verdict, flows, bytes */
    QUERY_EACH,         /* every finding, in no order, for report/broken.h: rule, site, rank of its severity,
                           client_ip, server_ip, occurrences, first_us, last_us, is it waived, finding */
    QUERY_JUDGED,       /* by site and rule, for report/junit_cases.h: site, rule, flows that are compliant,
                           violations, undeterminable; without what is not covered */
    QUERY_RULE,         /* of one rule: title, severity, source, rationale, remedy */
    QUERY_FINDINGS,     /* v_finding's columns, gravest first, the waived too */
    QUERY_UNDETERMINED, /* most first: rule, title or NULL, flows, servers, remedy or NULL */
    QUERY_NOT_COVERED,  /* most first: rule (the reason), title or NULL, flows, servers */
    QUERY_OPEN_PAIRS,   /* undeterminable by one rule, most first: client_net, server_ip, server_port,
                           transport, class, site, role, flows */
    QUERY_MISSING,      /* undeterminable for an unknown fact, of one rule or (rule NULL) of all, most first:
                           rule, fact, object, name, fact_values, place, flows, write: what to write where */
    QUERY_NOTES,        /* most first: note, title or NULL, flows, servers */
    QUERY_ANY_ROLE, /* servers with such verdicts, most first: server_ip, site, any_role, judged, percent */
    QUERY_WARNINGS, /* about site files: run, text */
    QUERY_EXTRA,    /* v_finding's columns, but finding and fingerprint NULL: notes by server (severity
                       info) and missing facts (severity NULL); none when only graver findings are asked */
    QUERY_FINDING,  /* one of all runs, see query_about: v_finding's columns, then the run's source */
    QUERY_ACCOUNT,  /* of one finding: part, name, value, basis, place */
    QUERY_COVERAGE, /* run, what, count */
    QUERY_NOT_AUDITED, /* over all runs, most first: what, count */
    QUERY_RULES,       /* v_rule's columns, of the rules that decided any flow */
    QUERY_OUTCOME,     /* one row: struct report_outcome */
    QUERY_PAIRS,       /* client_net, server_ip, server_port, transport, class, site, role, rule, flows */
    QUERY_WAIVERS,     /* v_waiver's columns (run, waiver, name, rule, client, server, reason, approver,
                          expires, expired, place, findings), in the order of their files */
    QUERY_WAIVED_BY,   /* of one waiver, see query_about, oldest first: v_finding's columns */
    QUERY_WAIVER_OF,   /* of one finding: waiver, name, expires, expired; none when it meets no waiver */
    QUERY_MATRIX,    /* by site, role and class: site, role, class, mode, expected (0 or 1), ports, compliant,
                        violation, not_covered, undeterminable. A site's first row may be one without a class,
                        which   says its mode; ports of what is expected, "tcp 80, 443; udp 69" */
    QUERY_SEEN,      /* the same of what was seen alone, mode and ports NULL, expected 0 */
    QUERY_MINUTES,   /* flows over time, in at most 61 steps for all sites alike: site, from_us, step_us,
                        begin_us  (of the first step), end_us (where the last one ends), compliant, violation,
                        not_covered,  undeterminable */
    QUERY_SETTINGS,  /* v_setting's columns */
    QUERY_EVIDENCE,  /* of one finding: file, sha256, flows, packets, bytes, gap */
    QUERY_EXPECTED,  /* v_expected's columns */
    QUERY_EVIDENCES, /* v_evidence's columns */
    QUERY_SITE,      /* one row: does any run's traffic, or a finding, name :site? */
    QUERY_SITE_EXPECTED, /* does any run's site file? */
    QUERY_PRINTS,        /* all findings in no order: fingerprint, finding, rule, severity, occurrences,
                            is_waived, client_ip, server_ip */
    QUERY_TALKS,         /* whose flows to whom were judged: server_ip, client_net */
    QUERY_UNPROVEN,      /* one row: undetermined and not_audited of struct report_outcome, flows judged */
    QUERY_PERIOD,        /* one row: from_us, to_us: the minutes in which flows began; or NULL */
    QUERY_FILTERS,       /* run, value: of runs that read only frames which match a filter */
    QUERY_WHATS
};

/*
 * Rows one by one: begin, then next until it is false, then end. rule is for QUERY_RULE, QUERY_OPEN_PAIRS and
 * QUERY_MISSING, else NULL; it must stay until the end. NULL without memory, and where the database is of a
 * version that did not keep such rows; the functions below take NULL for no rows.
 */
struct query_rows *query_rows(struct query *q, enum query_what what, const char *rule);
/* The same of one finding: QUERY_FINDING, QUERY_ACCOUNT, QUERY_EVIDENCE, QUERY_WAIVER_OF; or waiver:
 * QUERY_WAIVED_BY. */
struct query_rows *query_about(struct query *q, enum query_what what, int64_t finding);
/* The database's version (store/schema.h). Accounts, notes, warnings and missing facts are kept since
 * version 2. */
int64_t query_version(const struct query *q);
bool query_next(struct query_rows *r);
void query_end(struct query_rows *r);

/* Read once. All 0 when the query failed. */
const struct report_outcome *query_outcome(struct query *q);

enum query_type { QUERY_NULL, QUERY_NUMBER, QUERY_TEXT };

/* Columns of the row at hand, from 0. Texts are as in the database, NUL-terminated, borrowed until the next
 * row; "" for NULL. */
int query_columns(const struct query_rows *r);
const char *query_column(const struct query_rows *r, int at); /* its name */
enum query_type query_type(const struct query_rows *r, int at);
int64_t query_number(const struct query_rows *r, int at);
const char *query_text(const struct query_rows *r, int at, size_t *length); /* length may be NULL */

#endif
