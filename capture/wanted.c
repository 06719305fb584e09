#include "capture/wanted.h"

#include <stdlib.h>

#include "capture/flowindex.h"
#include "capture/flowkey.h"

struct entry {
    struct flow_end end[2];
    uint8_t transport;
};

struct wanted {
    struct siphash_key key;
    struct flowindex index;
    struct entry *entries;
    uint32_t count, room;
};

struct wanted *wanted_open(struct err *err)
{
    struct wanted *w = calloc(1, sizeof *w);
    if (w != NULL && flowindex_open(&w->index) == 0) {
        w->key = siphash_random_key();
        return w;
    }
    (void)err_set(err, "cannot look for flows: out of memory");
    free(w);
    return NULL;
}

void wanted_close(struct wanted *w)
{
    if (w == NULL)
        return;
    flowindex_close(&w->index);
    free(w->entries);
    free(w);
}

static int make_room(struct wanted *w)
{
    if (w->count < w->room)
        return 0;
    uint32_t room = w->room == 0 ? 64 : w->room * 2;
    struct entry *grown = reallocarray(w->entries, room, sizeof *grown);
    if (grown == NULL)
        return -1;
    w->entries = grown;
    w->room = room;
    return 0;
}

int wanted_add(struct wanted *w, const struct flow_end end[2], uint8_t transport, struct err *err)
{
    const struct segment s = {.src = end[0].ip,
                              .dst = end[1].ip,
                              .sport = end[0].port,
                              .dport = end[1].port,
                              .transport = transport};
    if (make_room(w) != 0 || flowindex_add(&w->index, wanted_begin(w, &s).tag, w->count + 1) != 0)
        return err_set(err, "cannot look for flows: out of memory");
    w->entries[w->count++] = (struct entry){{end[0], end[1]}, transport};
    return 0;
}

struct wanted_cursor wanted_begin(const struct wanted *w, const struct segment *s)
{
    uint32_t tag = (uint32_t)flowkey_hash(&w->key, s);
    return (struct wanted_cursor){tag, tag};
}

static bool is_of(const struct entry *e, const struct segment *s)
{
    return e->transport == s->transport &&
           (flowkey_from(&e->end[0], &e->end[1], s) || flowkey_from(&e->end[1], &e->end[0], s));
}

uint32_t wanted_next(const struct wanted *w, const struct segment *s, struct wanted_cursor *c)
{
    uint32_t number;
    while ((number = flowindex_next(&w->index, c->tag, &c->at)) != 0)
        if (is_of(&w->entries[number - 1], s))
            return number;
    return 0;
}
