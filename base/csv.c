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

/* Also behind blanks, and in the wide forms that East Asian spreadsheets take (U+FF1D, FF0B, FF0D, FF20). */
static bool is_formula(const char *text, size_t n)
{
    static const char *const wide[] = {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};
    while (n > 0 && *text == ' ') {
        text++;
        n--;
    }
    bool found = n > 0 && *text != '\0' && strchr("=+-@", *text) != NULL;
    for (size_t i = 0; i < 4 && !found; i++)
        found = n >= 3 && memcmp(text, wide[i], 3) == 0;
    return found;
}

void csv_text(FILE *out, const char *text, size_t n)
{
    size_t room = n * ESCAPE_WORST + 2;
    char *cell = malloc(room);
    if (cell == NULL)
        return;
    cell[0] = '\'';
    escape_shown(cell + 1, room - 1, text, n);
    put_quoted(out, is_formula(text, n) ? cell : cell + 1);
    free(cell);
}
