/* The rules of two databases, numbered by name. */
#ifndef REPORT_DIFF_RULES_H
#define REPORT_DIFF_RULES_H

#include <stdint.h>

enum { DIFF_RULES_MOST = 4096, DIFF_RULES_NAME = 40 }; /* a database of ours has a hundred */

struct diff_rules;

struct diff_rules *diff_rules_new(void);
void diff_rules_free(struct diff_rules *r);

/* The number of a rule. Those that find no room share one. */
uint16_t diff_rules_number(struct diff_rules *r, const char *name);
/* Once all are known: the place of a number in the order of names. */
uint16_t diff_rules_place(struct diff_rules *r, uint16_t number);
/* The name in such a place, "other rules" for those without room. */
const char *diff_rules_name(const struct diff_rules *r, uint16_t place);

#endif
