#include "report/wrap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"

/* Bytes of the next word, as many as fit into `most` columns when it is too long for a line of its own. */
static size_t word_bytes(const char *text, size_t most, size_t *columns)
{
    size_t n = 0;
    *columns = 0;
    while (text[n] != '\0' && text[n] != ' ') {
        bool starts = ((unsigned char)text[n] & 0xc0) != 0x80;
        if (starts && *columns == most)
            break;
        *columns += starts;
        n++;
    }
    return n;
}

static void put_words(FILE *out, size_t indent, const char *text)
{
    size_t at = indent, columns;
    bool fresh = true;
    while (*(text += strspn(text, " ")) != '\0') {
        size_t n = word_bytes(text, WRAP_WIDTH - indent, &columns);
        if (!fresh && at + 1 + columns > WRAP_WIDTH) {
            (void)fprintf(out, "\n%*s", (int)indent, "");
            at = indent;
            fresh = true;
        }
        (void)fprintf(out, "%s%.*s", fresh ? "" : " ", (int)n, text);
        at += columns + (fresh ? 0 : 1);
        fresh = false;
        text += n;
    }
    (void)putc('\n', out);
}

void wrap(FILE *out, const char *lead, const char *text)
{
    size_t n = strlen(text), room = n * ESCAPE_WORST + 1;
    char *safe = malloc(room);
    if (safe == NULL)
        return;
    escape_shown(safe, room, text, n);
    (void)fputs(lead, out);
    put_words(out, strlen(lead), safe);
    free(safe);
}
