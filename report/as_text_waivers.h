/* The waivers in a report as text. */
#ifndef REPORT_AS_TEXT_WAIVERS_H
#define REPORT_AS_TEXT_WAIVERS_H

#include <stdio.h>

#include "report/query.h"

/* What was waived and by whom, what counts again since its waiver expired, what met nothing. Nothing where a
 * run had no waivers. */
void as_text_waivers(struct query *q, FILE *out);

#endif
