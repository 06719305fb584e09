#include "policy/sitemsg.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"

enum { LONG = 1000, LINE = PATH_MAX + SITEMSG_TEXT + 128 };

struct sitemsg_item {
    struct sitemsg_place place;
    size_t number; /* keeps the order of messages at one place */
    bool is_error;
    const char *id, *text; /* id NULL: a note */
};

void sitemsg_open(struct sitemsg *m, const char *path)
{
    *m = (struct sitemsg){.path = path};
}

void sitemsg_close(struct sitemsg *m)
{
    free(m->items);
    sitearena_free(&m->arena);
    *m = (struct sitemsg){0};
}

bool sitemsg_is_long(const struct sitemsg *m)
{
    return m->count > LONG;
}

/* Room for one message more, NULL when there is none. */
static struct sitemsg_item *next_item(struct sitemsg *m)
{
    if (m->count >= SITEMSG_MOST)
        return NULL;
    if (m->count == m->room) {
        size_t room = m->room > 0 ? m->room * 2 : 64;
        struct sitemsg_item *items = realloc(m->items, room * sizeof *items);
        if (items == NULL)
            return NULL;
        m->items = items;
        m->room = room;
    }
    return &m->items[m->count];
}

/* Notes a message at a shared place; true when it was told there before. */
static bool is_repeated(struct sitemsg *m, const struct sitemsg_place *at, const char *id)
{
    for (size_t i = 0; i < m->shared_count; i++)
        if (m->shared[i].at.line == at->at.line && m->shared[i].at.column == at->at.column &&
            strcmp(m->shared[i].id, id) == 0)
            return true;
    if (m->shared_count < SITEMSG_SHARED) {
        m->shared[m->shared_count].at = at->at;
        m->shared[m->shared_count].id = id;
        m->shared_count++;
    }
    return false;
}

static void add(struct sitemsg *m, struct sitemsg_place at, bool is_error, const char *id, const char *text)
{
    if (at.shared && id != NULL && is_repeated(m, &at, id))
        return;
    char escaped[SITEMSG_TEXT];
    struct sitemsg_item *item = next_item(m);
    size_t n = escape_text(escaped, sizeof escaped, text, strlen(text));
    const char *kept = item == NULL ? NULL : sitearena_text(&m->arena, escaped, n);
    m->errors += is_error;
    if (kept == NULL) {
        m->dropped += id != NULL;
        return;
    }
    *item = (struct sitemsg_item){at, m->count, is_error, id, kept};
    m->count++;
}

__attribute__((format(printf, 5, 0))) static void add_formatted(struct sitemsg *m, struct sitemsg_place at,
                                                                bool is_error, const char *id,
                                                                const char *format, va_list values)
{
    char text[SITEMSG_TEXT];
    (void)vsnprintf(text, sizeof text, format, values);
    add(m, at, is_error, id, text);
}

void sitemsg_error(struct sitemsg *m, struct sitemsg_place at, const char *id, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    add_formatted(m, at, true, id, format, values);
    va_end(values);
}

void sitemsg_warn(struct sitemsg *m, struct sitemsg_place at, const char *id, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    add_formatted(m, at, false, id, format, values);
    va_end(values);
}

void sitemsg_note(struct sitemsg *m, struct sitemsg_place at, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    add_formatted(m, at, false, NULL, format, values);
    va_end(values);
}

static int by_place(const struct site_place *a, const struct site_place *b)
{
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

static int by_order(const void *left, const void *right)
{
    const struct sitemsg_item *a = left, *b = right;
    const struct sitemsg_origin *from = a->place.origin, *to = b->place.origin;
    int order =
        by_place(from != NULL ? &from->named_at : &a->place.at, to != NULL ? &to->named_at : &b->place.at);
    if (order == 0 && from != NULL && to != NULL)
        order = by_place(&a->place.at, &b->place.at);
    return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

static void sort(struct sitemsg *m)
{
    if (m->count > 0)
        qsort(m->items, m->count, sizeof *m->items, by_order);
}

static const char *path_of(const struct sitemsg *m, const struct sitemsg_item *item)
{
    return item->place.origin != NULL ? item->place.origin->path : m->path;
}

static void tell(const struct site_reporter *reporter, const char *path, const struct sitemsg_item *item,
                 char line[LINE])
{
    char shown[PATH_MAX];
    (void)escape_text(shown, sizeof shown, path, strlen(path));
    (void)snprintf(line, LINE, "%s:%d:%d: %s: %s [%s]", shown, item->place.at.line, item->place.at.column,
                   item->is_error ? "error" : "warning", item->text, item->id);
    reporter->message(reporter->context, item->is_error, line);
}

void sitemsg_tell(struct sitemsg *m, const struct site_reporter *reporter)
{
    char line[LINE], more[64];
    if (reporter == NULL || reporter->message == NULL)
        return;
    sort(m);
    for (size_t i = 0; i < m->count; i++)
        if (m->items[i].id != NULL)
            tell(reporter, path_of(m, &m->items[i]), &m->items[i], line);
    if (m->dropped == 0)
        return;
    (void)snprintf(more, sizeof more, "%zu more messages are not shown", m->dropped);
    struct sitemsg_place end = {NULL, {1, 1}, false};
    if (m->count > 0)
        end = m->items[m->count - 1].place;
    struct sitemsg_item last = {end, 0, m->errors > 0, "CFG-YAML", more};
    tell(reporter, path_of(m, &last), &last, line);
}

void sitemsg_tell_notes(struct sitemsg *m, void (*note)(void *context, const char *text), void *context)
{
    char line[LINE], shown[PATH_MAX];
    sort(m);
    for (size_t i = 0; i < m->count; i++) {
        const struct sitemsg_item *item = &m->items[i];
        const char *path = path_of(m, item);
        if (item->id != NULL)
            continue;
        (void)escape_text(shown, sizeof shown, path, strlen(path));
        (void)snprintf(line, sizeof line, "%s:%d:%d: note: %s", shown, item->place.at.line,
                       item->place.at.column, item->text);
        note(context, line);
    }
}
