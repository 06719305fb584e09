#include "base/csv.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"

static void put_quoted(FILE *out, const char *text)
{
    if (strpbrk(text, "\",") == NULL) {
        (void)fputs(text, out);
        return;
    }
    (void)putc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            (void)putc('"', out);
        (void)putc(*text, out);
    }
    (void)putc('"', out);
}

void csv_text(FILE *out, const char *text, size_t n)
{
    size_t room = n * ESCAPE_WORST + 2;
    char *cell = malloc(room);
    if (cell == NULL)
        return;
    bool formula = n > 0 && strchr("=+-@", text[0]) != NULL;
    cell[0] = '\'';
    escape_shown(cell + 1, room - 1, text, n);
    put_quoted(out, formula ? cell : cell + 1);
    free(cell);
}
