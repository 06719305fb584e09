/* Text in columns for people: escaped, wrapped between words, never wider than WRAP_WIDTH. */
#ifndef REPORT_WRAP_H
#define REPORT_WRAP_H

#include <stdio.h>

enum { WRAP_WIDTH = 100 };

/*
 * Writes lead and then text, which may be anything: escaped here, words beyond the width go to the next line
 * under the column where the text began. Ends with a newline. lead: plain ASCII of ours, shorter than half
 * a line.
 */
void wrap(FILE *out, const char *lead, const char *text);

#endif
