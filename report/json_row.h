/* Columns of rows as members of a JSON object. */
#ifndef REPORT_JSON_ROW_H
#define REPORT_JSON_ROW_H

#include "base/json.h"
#include "report/query.h"

/*
 * The column under its name. Behind a moment, "first_us", the same as "first": RFC 3339 in the zone of the
 * report; "step_us" is none.
 */
void json_row_member(struct json *j, const struct query_rows *r, int at);

#endif
