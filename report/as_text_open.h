/* The end of a report as text: what could not be judged, notes on flows, what was not audited. */
#ifndef REPORT_AS_TEXT_OPEN_H
#define REPORT_AS_TEXT_OPEN_H

#include <stdio.h>

#include "report/query.h"

void as_text_open(struct query *q, FILE *out);

#endif
