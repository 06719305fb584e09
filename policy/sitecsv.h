/* Comma-separated values (RFC 4180; quoted cells end in their line), row by row out of a text in memory. */
#ifndef POLICY_SITECSV_H
#define POLICY_SITECSV_H

#include <stdbool.h>
#include <stddef.h>

enum { SITECSV_CELLS = 16 };

struct sitecsv {
    char *at; /* the rest of the text; cells are cut out of it in place */
    int line; /* of the rest, from 1 */
};

struct sitecsv_row {
    int line;
    size_t count;
    char *cell[SITECSV_CELLS]; /* without the blanks around it */
    int column[SITECSV_CELLS]; /* in bytes, from 1 */
    const char *problem;       /* NULL, or why the row is not one; at the last cell's column */
};

/* text ends with a NUL; a byte order mark is skipped. */
struct sitecsv sitecsv_open(char *text);
/* The next row that is not blank; false at the end. The cells lie in the text. */
bool sitecsv_next(struct sitecsv *csv, struct sitecsv_row *row);
/* At least as many as there are rows. */
size_t sitecsv_lines(const char *text);

#endif
