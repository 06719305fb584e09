#include "policy/paragraph.h"

#include <stdarg.h>
#include <stdio.h>

/* Writes at the end of the text; returns how much stands there now, without the NUL. */
__attribute__((format(printf, 2, 0))) static void say(struct finding_paragraph *p, const char *format,
                                                      va_list args)
{
    size_t room = sizeof p->text - p->used;
    int n = vsnprintf(p->text + p->used, room, format, args);
    if (n > 0)
        p->used += (size_t)n < room ? (size_t)n : room - 1;
}

void paragraph_add(struct finding_paragraph *p, const char *name, const char *basis,
                   struct siteplaces_at where, const char *format, ...)
{
    if (p->count == FINDING_LINES || p->used + 2 > sizeof p->text)
        return;
    if (p->count > 0)
        p->used++;
    p->at[p->count++] = (struct finding_line){name, p->text + p->used, basis, where.file, where.line};
    va_list args;
    va_start(args, format);
    say(p, format, args);
    va_end(args);
}

void paragraph_go_on(struct finding_paragraph *p, const char *format, ...)
{
    if (p->count == 0)
        return;
    va_list args;
    va_start(args, format);
    say(p, format, args);
    va_end(args);
}
