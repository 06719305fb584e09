/* Everything that a message of the program names by an id, in words: rules, reasons, checks, notes. */
#ifndef CLI_RULETEXT_H
#define CLI_RULETEXT_H

#include <stdio.h>

#include "policy/finding.h"

/* RULE: of the table. REASON: a code that says why no rule decided. CHECK: of a site file. NOTE: on flows. */
enum ruletext_kind { RULETEXT_RULE, RULETEXT_REASON, RULETEXT_CHECK, RULETEXT_NOTE };

/* By its id, in any case, also "UND-FACT(mgmt)"; NULL when there is none. */
const struct finding_rule *ruletext_find(const char *id, enum ruletext_kind *kind);
/* The first id that begins so, else the one nearest to one that is not known. */
const char *ruletext_near(const char *id);

/* Labels and texts, wrapped, without the id and the title. */
void ruletext_print(FILE *out, const struct finding_rule *rule, enum ruletext_kind kind);
/* Every id with its title, a line each. */
void ruletext_list(FILE *out);
/* All of it as a document: docs/rules.md. */
void ruletext_markdown(FILE *out);

#endif
