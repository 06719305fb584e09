#include "report/json_row.h"

#include <string.h>

enum { KEY = 32 };

/* "first" of "first_us"; false for what is no moment. */
static bool is_moment(const char *column, char key[KEY])
{
    size_t n = strlen(column);
    if (n < 4 || n >= KEY || strcmp(column + n - 3, "_us") != 0 || strcmp(column, "step_us") == 0)
        return false;
    memcpy(key, column, n - 3);
    key[n - 3] = '\0';
    return true;
}

/* Behind a column of microseconds the same as RFC 3339. */
static void put_moment(struct json *j, const struct query_rows *r, int at)
{
    char key[KEY], time[ZONE_TEXT];
    if (!is_moment(query_column(r, at), key))
        return;
    json_key(j, key);
    if (query_type(r, at) == QUERY_NULL)
        json_null(j);
    else
        json_text(j, zone_exact(query_zone(r), query_number(r, at), time));
}

static void put_value(struct json *j, const struct query_rows *r, int at)
{
    size_t n;
    const char *text;
    switch (query_type(r, at)) {
    case QUERY_NULL:
        json_null(j);
        break;
    case QUERY_NUMBER:
        json_int(j, query_number(r, at));
        break;
    case QUERY_TEXT:
        text = query_text(r, at, &n);
        json_shown(j, text, n);
        break;
    }
}

void json_row_member(struct json *j, const struct query_rows *r, int at)
{
    json_key(j, query_column(r, at));
    put_value(j, r, at);
    put_moment(j, r, at);
}
