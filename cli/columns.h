/* A table for people: cells wrapped between words, a line as high as its highest cell. */
#ifndef CLI_COLUMNS_H
#define CLI_COLUMNS_H

#include <stddef.h>
#include <stdio.h>

enum { COLUMNS_MOST = 8, COLUMNS_TEXT = 8192 };

/*
 * One row. Cells may be any text, are escaped here and cut at COLUMNS_TEXT bytes; widths are in characters.
 * Words that are wider than their column are broken. Two spaces between columns, none at the end.
 */
void columns_row(FILE *out, const unsigned *width, const char *const *cell, size_t count);

#endif
