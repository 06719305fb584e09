#include "report/xml.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/escape.h"

void xml_text(FILE *out, const char *text, size_t n)
{
    char safe[XML_TEXT * ESCAPE_WORST + 1];
    escape_shown(safe, sizeof safe, text, n < XML_TEXT ? n : XML_TEXT);
    for (const char *at = safe; *at != '\0'; at++) {
        static const char marks[] = "&<>\"'";
        static const char *const references[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
        const char *mark = strchr(marks, *at);
        if (mark != NULL)
            (void)fputs(references[mark - marks], out);
        else
            (void)putc(*at, out);
    }
}

void xml_put(FILE *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    for (const char *at = format; *at != '\0'; at++) {
        if (*at != '%') {
            (void)putc(*at, out);
            continue;
        }
        at++;
        if (*at == 's') {
            const char *text = va_arg(args, const char *);
            xml_text(out, text, strlen(text));
        } else {
            (void)fprintf(out, "%" PRIu64, va_arg(args, uint64_t));
        }
    }
    va_end(args);
}
