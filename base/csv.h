/* Cells of a CSV file (RFC 4180). */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stddef.h>
#include <stdio.h>

/*
 * One cell of text that is safe already or our own: escape_shown(), quoted where it must be, and with an
 * apostrophe in front where a spreadsheet would take it for a formula (first character = + - @, also behind
 * blanks and full-width). Errors stay on the stream.
 */
void csv_text(FILE *out, const char *text, size_t n);

#endif
