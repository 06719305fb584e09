/*
 * Which rules were broken, by whom and how often: summed up in one pass over the findings that the options
 * leave, so that a million of them take a second. Memory is bounded, whatever the database holds.
 */
#ifndef REPORT_BROKEN_H
#define REPORT_BROKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/severity.h"
#include "report/query.h"

enum {
    BROKEN_WORD = 64,      /* a rule's id or a site's code and its NUL; longer ones are cut */
    BROKEN_WORST = 5,      /* findings named of each rule */
    BROKEN_MOST = 1 << 17, /* rules told apart; what is beyond is in the sums only */
};

enum broken_by { BROKEN_BY_RULE, BROKEN_BY_SITE_AND_RULE };

/* Findings that are not waived; waived ones are counted apart. */
struct broken_sums {
    uint64_t findings, flows, waived;
    uint64_t by_severity[SEVERITIES];
};

struct broken_rule {
    char rule[BROKEN_WORD], site[BROKEN_WORD]; /* site: "" for none, or by rule */
    enum severity severity;                    /* the gravest */
    struct broken_sums sums;
    uint64_t clients, servers;
    int64_t first_us, last_us;   /* of findings that are not waived */
    int64_t worst[BROKEN_WORST]; /* numbers of findings: gravest first, then the most frequent */
    unsigned worst_count;
};

struct broken;

/* NULL when the query failed (query_failed), also for want of memory. */
struct broken *broken_read(struct query *q, enum broken_by by);
void broken_free(struct broken *b);

/* By rule: gravest first, then by flows; those with waived findings only at the end. By site and rule: by
 * site, then by rule. */
size_t broken_count(const struct broken *b);
const struct broken_rule *broken_at(const struct broken *b, size_t i);
/* Of all findings; more than those of the rules together when these were too many. */
const struct broken_sums *broken_all(const struct broken *b);
/* Findings of rules beyond BROKEN_MOST, waived or not. */
uint64_t broken_left_out(const struct broken *b);
/* False when so many pairs of a rule and an address were seen that clients and servers are too few. */
bool broken_counts_hosts(const struct broken *b);

#endif
