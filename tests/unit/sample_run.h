/* Made-up runs for the tests of store/ and report/, in a directory that is new for each test. */
#ifndef UNIT_SAMPLE_RUN_H
#define UNIT_SAMPLE_RUN_H

#include "report/report.h"
#include "store/store.h"

enum { SAMPLE_PATH = 128 };

/* A name in a new empty directory. Returns out. */
const char *sample_path(char out[SAMPLE_PATH], const char *name);
/* Removes the directory of a name and what is in it. */
void sample_remove(const char *path);

/* A violation of MODE-02: 10.1.5.<client>:<50000 + flow> -> 10.1.0.10:80, HTTP, MP of A01, seen at 12:00 plus
 * `flow` seconds for one second, 100 bytes there and 1000 back. */
void sample_flow(struct audited *a, struct finding *f, unsigned flow, unsigned client);
/* "client 10.1.5.7 did it" for a store_flow; counts its calls in the unsigned that context points to. */
const char *sample_why(void *context, const struct audited *a, const struct finding *f,
                       char out[FINDING_WHY]);

/* Accounts of eight lines, a part's paragraph shared by all clients, by port, class and rule. */
extern const struct store_accounts sample_accounts;

struct store *sample_open(const char *path);
/* Begins a run with two rules; asserts that it works, as the others here do. */
void sample_begin(struct store *s);
void sample_begin_waived(struct store *s);
void sample_put(struct store *s, const struct audited *a, const struct finding *f);
void sample_end(struct store *s, const char *partial_reason);

/* A database with one complete run: 3 clients' MODE-02, one PORT-01 over IPv6, and other verdicts, with
 * accounts, a flow allowed for any role and one whose http_roaming is missing. */
void sample_database(const char *path);

/* The same with waivers: 10.1.5.1 is waived, the waiver of 10.1.5.2 has expired, two meet nothing (one of
 * them has neither reason nor approver nor end). */
void sample_waived(const char *path);

/* The same as version 1 of the schema would hold it. */
void sample_make_old(const char *path);

/* The one number or text that a statement gives; text into out (room 4096). */
int64_t sample_number(const char *path, const char *sql);
const char *sample_text(const char *path, const char *sql, char out[4096]);

/* The options that leave nothing out, for the last run, as text. */
extern const struct report_options sample_everything;
/* A document, to be freed; NULL when it failed. */
char *sample_written(const char *path, const struct report_options *options, struct report_outcome *outcome,
                     enum report_failure *why, struct err *err);
/* As above; asserts that it worked. */
char *sample_report(const char *path, const struct report_options *options, struct report_outcome *outcome);

#endif
