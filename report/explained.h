/*
 * One finding as `explain` shows it: from a database that is treated as hostile, as reports do. The rule's
 * own text is the caller's to print, between the facts and what else they led to.
 */
#ifndef REPORT_EXPLAINED_H
#define REPORT_EXPLAINED_H

#include <stdio.h>

#include "base/err.h"
#include "report/report.h"

struct explained;

enum { EXPLAINED_RULE = 40 };

/* NULL, err and *why: not one of ours, not to be read, or it has no such finding. */
struct explained *explained_open(const char *database, int64_t finding, enum report_failure *why,
                                 struct err *err);
void explained_close(struct explained *e);

/* The finding's rule, as far as it could be one. */
const char *explained_rule(const struct explained *e);

/* Who, when, and the facts with where they come from. */
void explained_facts(struct explained *e, FILE *out);
/* The file with its packets, when evidence was kept. */
void explained_evidence(struct explained *e, FILE *out);
/* What was broken too, and which rules would have allowed it but for one condition. */
void explained_alternatives(struct explained *e, FILE *out);

/* -1 and err when reading failed or out cannot be written. */
int explained_end(struct explained *e, FILE *out, struct err *err);

#endif
