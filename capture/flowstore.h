/*
 * Where the flow table keeps its flows. Few are worked on at a time, however many are open: those are open
 * values (struct flowstore_view), a working set of which the one not used for longest gives way; the others
 * are packed (capture/flowpack.h) into their entries. A record that is longer than an entry has room for goes
 * on in further nodes of the same size, so that the end of any flow makes room for any other.
 */
#ifndef CAPTURE_FLOWSTORE_H
#define CAPTURE_FLOWSTORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/flowtcp.h"
#include "capture/slab.h"
#include "capture/stream.h"

enum { FLOWSTORE_NODE = 88, FLOWSTORE_RECORD = FLOWSTORE_NODE - 26 };

/* What stays of a flow wherever it is. The caller's but for `at`, `packed`, `last_us` and `record`. */
struct flowstore_entry {
    uint32_t older, newer; /* numbers, in a list of the caller's */
    uint32_t tag;
    uint32_t at;     /* its view; of a packed flow the node where its record goes on, 0: nowhere */
    int64_t last_us; /* of a packed flow */
    uint8_t kind;
    bool packed;
    uint8_t record[FLOWSTORE_RECORD];
};

struct flowstore_view {
    uint32_t at;     /* its own number, in use */
    uint32_t number; /* of its entry, 0: none */
    bool used;       /* since it was last asked whether to give way */
    struct flowtcp tcp;
    struct stream_flow f;
};

struct flowstore {
    struct slab nodes, views;
    uint32_t hand; /* the view that was asked last */
    struct flowstore_view spare;
};

/* -1 when memory fails. */
int flowstore_open(struct flowstore *s, uint32_t nodes_most, uint32_t views_most);
void flowstore_close(struct flowstore *s);

/* A view without an entry; NULL when all are in use or memory fails: flowstore_put_away makes room. */
struct flowstore_view *flowstore_view_take(struct flowstore *s);
void flowstore_view_give(struct flowstore *s, struct flowstore_view *v);

/*
 * The number of a zeroed entry whose flow is in v; 0 when all nodes are in use or memory fails. The caller
 * fills v in.
 */
uint32_t flowstore_add(struct flowstore *s, struct flowstore_view *v);
/* Gives back an entry with its view or record. */
void flowstore_drop(struct flowstore *s, uint32_t number);

/*
 * A view that was not used for long and can be packed: it has no window and is not engaged. NULL: there is
 * none.
 */
struct flowstore_view *flowstore_coldest(struct flowstore *s);
/* Packs v into its entry and gives v back. False, and nothing has happened, when there are too few nodes. */
bool flowstore_pack(struct flowstore *s, struct flowstore_view *v);
/* Puts a packed flow into v. */
void flowstore_unpack(struct flowstore *s, uint32_t number, struct flowstore_view *v);

/*
 * The flow of an entry, for its end: its view, or the spare one, which holds it until the next call. The
 * entry stays as it is.
 */
struct flowstore_view *flowstore_peek(struct flowstore *s, uint32_t number);

static inline struct flowstore_entry *flowstore_entry(const struct flowstore *s, uint32_t number)
{
    return slab_at(&s->nodes, number);
}

/* Of an entry that is not packed. */
static inline struct flowstore_view *flowstore_view(const struct flowstore *s, uint32_t number)
{
    return slab_at(&s->views, flowstore_entry(s, number)->at);
}

/* Does a segment belong to this flow? *side: which end sent it. */
bool flowstore_is(const struct flowstore *s, uint32_t number, const struct segment *g, unsigned *side);
uint64_t flowstore_id(const struct flowstore *s, uint32_t number);

static inline int64_t flowstore_last_us(const struct flowstore *s, uint32_t number)
{
    const struct flowstore_entry *e = flowstore_entry(s, number);
    return e->packed ? e->last_us : flowstore_view(s, number)->f.flow.last_us;
}

#endif
