/* The table of `wireaudit ports`, and the formats it is written in, one file each. They look at no error of
 * out. */
#ifndef CLI_PORTS_H
#define CLI_PORTS_H

#include <stdio.h>

#include "policy/expected.h"

struct ports_table {
    const struct site *site;
    const char *file; /* the site file's name; NULL: the general table, names stand for addresses */
    const struct expected *expected;
    const struct expected_end *ends;
    size_t end_count;
    const struct expected_row *rows;
    size_t row_count;
    uint32_t
        *number; /* of each end that stands in a row, from 1, clients by themselves; 0: it stands in none */
    unsigned methods, borders; /* as in struct expected_filter */
    bool *cut;                 /* set by a format that had no memory for all of it */
};

/* For an administrator, at most 100 columns wide: who, where to, the rows, their rules, notes. */
void ports_as_text(const struct ports_table *t, FILE *out);
/* RFC 4180, a line for each row with all that belongs to it; cells that could be formulas are defused. */
void ports_as_csv(const struct ports_table *t, FILE *out);
/* One object: file, policy, clients, systems, rows that refer to them by id, rules, notes. */
void ports_as_json(const struct ports_table *t, FILE *out);
/* A rule set for nft -f: sets of addresses, a forward chain that drops what is not here. */
void ports_as_nft(const struct ports_table *t, FILE *out);

/* The site file of the general table: lines without their ends, behind them NULL. */
extern const char *const ports_general[];

#endif
