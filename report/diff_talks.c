#include "report/diff_talks.h"

#include <stdlib.h>

static bool add(struct diff_talks *t, const struct diff_talk *talk)
{
    if (t->count == t->room) {
        size_t room = t->room > 0 ? t->room * 2 : 256;
        struct diff_talk *grown = realloc(t->at, room * sizeof *grown);
        if (grown == NULL)
            return false;
        t->at = grown;
        t->room = room;
    }
    t->at[t->count++] = *talk;
    return true;
}

static int by_server(const void *left, const void *right)
{
    const struct diff_talk *a = left, *b = right;
    int order = addr_cmp(&a->server, &b->server);
    return order != 0 ? order : addr_cmp(&a->net.first, &b->net.first);
}

/* Networks of one server that overlap become one. */
static void merge(struct diff_talks *t)
{
    size_t kept = 0;
    if (t->count < 2)
        return;
    qsort(t->at, t->count, sizeof *t->at, by_server);
    for (size_t i = 1; i < t->count; i++) {
        struct diff_talk *last = &t->at[kept];
        const struct diff_talk *next = &t->at[i];
        if (!addr_eq(&last->server, &next->server) || !addr_range_overlaps(&last->net, &next->net))
            t->at[++kept] = *next;
        else if (addr_cmp(&last->net.last, &next->net.last) < 0)
            last->net.last = next->net.last;
    }
    t->count = kept + 1;
}

int diff_talks_read(struct diff_talks *t, struct query *q, struct err *err)
{
    bool room = true;
    struct query_rows *r = query_rows(q, QUERY_TALKS, NULL);
    while (room && t->count < DIFF_TALKS_MOST && query_next(r)) {
        struct diff_talk talk;
        if (addr_read(&talk.server, query_text(r, 0, NULL)) &&
            addr_range_read(&talk.net, query_text(r, 1, NULL)))
            room = add(t, &talk);
    }
    query_end(r);
    merge(t);
    return room ? 0 : err_set(err, "not enough memory");
}

void diff_talks_free(struct diff_talks *t)
{
    free(t->at);
    *t = (struct diff_talks){0};
}

bool diff_talks_have(const struct diff_talks *t, const struct addr *client, const struct addr *server)
{
    size_t low = 0, high = t->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct diff_talk *at = &t->at[middle];
        int order = addr_cmp(server, &at->server);
        if (order == 0 && addr_range_has(&at->net, client))
            return true;
        if (order < 0 || (order == 0 && addr_cmp(client, &at->net.first) < 0))
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}
