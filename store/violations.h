/*
 * Flows that broke a rule: one row each, and one finding row for all flows of one rule, client, server,
 * server port, transport, class and role.
 */
#ifndef STORE_VIOLATIONS_H
#define STORE_VIOLATIONS_H

#include "policy/finding.h"
#include "store/accounts.h"
#include "store/table.h"
#include "store/writer.h"

/* Findings in memory; when there are more, all are forgotten, and those that come again are told again: the
 * database knows a finding by its fingerprint. */
enum { VIOLATIONS_FINDINGS_MOST = 131072 };
enum { VIOLATIONS_FINGERPRINT = 16 };

struct violations {
    struct table *known;
    struct accounts accounts;
    struct writer *writer;
    int insert_finding, update, insert;
    int64_t run;
    uint64_t left_out;                    /* flows without a row, for want of room */
    const struct finding_waiver *waivers; /* of the run, borrowed; may be set after violations_open */
    int64_t first_waiver;                 /* the id of the first of them */
};

/* Makes the sentence and the account of a new finding, and tells which waiver it meets. */
struct violations_why {
    const char *(*say)(void *context, const struct audited *a, const struct finding *f,
                       char out[FINDING_WHY]);
    void *context;
    struct store_accounts accounts;
    struct store_waivers waivers;
};

/* writer is borrowed. -1 and err. */
int violations_open(struct violations *v, struct writer *writer, sqlite3 *db, int64_t run, struct err *err);
void violations_close(struct violations *v);

/*
 * Writes one flow's row, and its finding's when it is the first. Where there is no room, the flow is counted
 * as left out; it is still one of the occurrences of its finding, if that is known. -1 and err.
 */
int violations_add(struct violations *v, const struct audited *a, const struct finding *f,
                   const struct violations_why *why, struct err *err);
/* Writes how often and when findings were seen since the last time. 1: there was no room for all. -1 and
 * err. */
int violations_flush(struct violations *v, struct err *err);

/*
 * The first 16 bytes of SHA-256 over: rule and NUL, class name and NUL, role name (or none) and NUL, client,
 * server (16 bytes each), server port (2, big endian), transport (1). The same in every run and version.
 */
void violations_fingerprint(const struct audited *a, const struct finding *f,
                            uint8_t out[VIOLATIONS_FINGERPRINT]);

#endif
