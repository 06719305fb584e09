#include <string.h>

#include "report/as_html_sections.h"

bool as_html_cursor_is_at(const struct as_html_cursor *c, const char *site)
{
    return c->has && strcmp(query_text(c->rows, 0, NULL), site) == 0;
}

void as_html_cursor_next(struct as_html_cursor *c)
{
    c->has = query_next(c->rows);
}
