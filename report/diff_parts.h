/* What the documents of a comparison are made of. Private to report/diff*.c. */
#ifndef REPORT_DIFF_PARTS_H
#define REPORT_DIFF_PARTS_H

#include "report/diff.h"
#include "report/diff_join.h"
#include "report/diff_rules.h"
#include "report/query.h"

struct diff {
    const char *path[DIFF_SIDES];
    const struct diff_options *options;
    struct report_options asked[DIFF_SIDES];
    struct query *query[DIFF_SIDES];
    struct diff_rules *rules;
    struct diff_join join;
    uint64_t undetermined[DIFF_SIDES], not_audited[DIFF_SIDES]; /* as in struct report_outcome */
    uint64_t judged[DIFF_SIDES];                                /* flows, compliant or violating */
};

/* The documents. As report/formats.h says of its own. */
void diff_as_text(struct diff *d, FILE *out);
void diff_as_html(struct diff *d, FILE *out);
void diff_as_json(struct diff *d, FILE *out);

/* Findings are gone, but the new audit judged no flow at all: it had no site file or no traffic. */
bool diff_parts_blind(const struct diff *d);

/* What keeps the new audit from proving that nothing is worse; 0 when nothing does. */
uint64_t diff_parts_unproven(const struct diff *d);

/* "old", "new" */
const char *diff_parts_side(int side);

/*
 * What is not the same of the two runs and may change findings besides traffic, one by one from i = 0: its
 * name and both values. False behind the last.
 */
enum { DIFF_PARTS_VALUE = 512, DIFF_PARTS_TITLE = 512, DIFF_PARTS_HOW = 256 };
struct diff_parts_difference {
    const char *what;
    char value[DIFF_SIDES][DIFF_PARTS_VALUE]; /* "" for none */
};
bool diff_parts_difference(struct diff *d, unsigned *i, struct diff_parts_difference *out);

/* The pairs of one status, then severity and rule: from *at to *end, which is 0 at first. False behind the
 * last. */
bool diff_parts_group(const struct diff *d, enum diff_join_status status, size_t *at, size_t *end);

/* The title of a rule, of the new database, else of the old one; "" when neither has it. Returns out. */
const char *diff_parts_title(struct diff *d, uint16_t rule, char out[DIFF_PARTS_TITLE]);

/* "high, 3 of 100 flows; low, 1 of 200 flows before", of those that it has. Returns out. */
const char *diff_parts_how(struct diff *d, const struct diff_join_pair *p, char out[DIFF_PARTS_HOW]);

#endif
