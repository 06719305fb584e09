#include "cli/columns.h"

#include <stdbool.h>
#include <string.h>

#include "base/escape.h"

static bool starts_character(char c)
{
    return ((unsigned char)c & 0xc0) != 0x80;
}

/* The bytes of as many whole words as fit into so many characters; of a part of the first where it is too
 * wide. */
static size_t fitting(const char *text, unsigned width, unsigned *shown)
{
    size_t bytes = 0, fits = 0;
    unsigned columns = 0, fit_columns = 0;
    while (text[bytes] != '\0') {
        if (text[bytes] == ' ') {
            fits = bytes;
            fit_columns = columns;
        }
        if (starts_character(text[bytes]) && columns++ == width)
            break;
        bytes++;
    }
    bool whole = text[bytes] == '\0';
    if (whole || fits == 0) {
        *shown = whole ? columns : width;
        return bytes;
    }
    *shown = fit_columns;
    return fits;
}

/* One line of a cell; *at moves behind it. */
static void put_line(FILE *out, const char **at, unsigned width, bool is_last)
{
    unsigned shown;
    *at += strspn(*at, " ");
    size_t n = fitting(*at, width, &shown);
    (void)fprintf(out, "%.*s", (int)n, *at);
    *at += n;
    if (!is_last)
        (void)fprintf(out, "%*s", (int)(width - shown + 2), "");
}

/* The last column with something left on this line; count when all are done. */
static size_t last_of(const char *const *at, size_t count)
{
    for (size_t i = count; i-- > 0;)
        if (at[i][strspn(at[i], " ")] != '\0')
            return i;
    return count;
}

void columns_row(FILE *out, const unsigned *width, const char *const *cell, size_t count)
{
    char text[COLUMNS_MOST][COLUMNS_TEXT];
    const char *at[COLUMNS_MOST];
    for (size_t i = 0; i < count; i++) {
        escape_shown(text[i], sizeof text[i], cell[i], strlen(cell[i]));
        at[i] = text[i];
    }
    for (size_t last; (last = last_of(at, count)) < count;) {
        for (size_t i = 0; i <= last; i++)
            put_line(out, &at[i], width[i], i == last);
        (void)putc('\n', out);
    }
}
