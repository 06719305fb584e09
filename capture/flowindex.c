#include "capture/flowindex.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 1024 };

int flowindex_open(struct flowindex *x)
{
    *x = (struct flowindex){.slot = calloc(FIRST_SLOTS, sizeof *x->slot), .mask = FIRST_SLOTS - 1};
    return x->slot != NULL ? 0 : -1;
}

void flowindex_close(struct flowindex *x)
{
    free(x->slot);
    x->slot = NULL;
}

uint32_t flowindex_slots(uint32_t entries)
{
    uint64_t slots = FIRST_SLOTS;
    while (slots / 8 * 5 < entries)
        slots *= 2;
    return (uint32_t)slots;
}

static void put(struct flowindex *x, struct flowindex_slot s)
{
    uint32_t at = s.tag & x->mask;
    while (x->slot[at].number != 0)
        at = (at + 1) & x->mask;
    x->slot[at] = s;
}

static int grow(struct flowindex *x)
{
    struct flowindex bigger = {.mask = x->mask * 2 + 1, .used = x->used};
    bigger.slot = calloc((size_t)bigger.mask + 1, sizeof *bigger.slot);
    if (bigger.slot == NULL)
        return -1;
    for (uint32_t i = 0; i <= x->mask; i++) {
        if (x->slot[i].number != 0)
            put(&bigger, x->slot[i]);
    }
    free(x->slot);
    *x = bigger;
    return 0;
}

int flowindex_add(struct flowindex *x, uint32_t tag, uint32_t number)
{
    if (flowindex_slots(x->used + 1) > x->mask + 1 && grow(x) != 0)
        return -1;
    put(x, (struct flowindex_slot){tag, number});
    x->used++;
    return 0;
}

void flowindex_remove(struct flowindex *x, uint32_t tag, uint32_t number)
{
    uint32_t hole = tag & x->mask;
    while (x->slot[hole].number != number)
        hole = (hole + 1) & x->mask;
    for (uint32_t i = (hole + 1) & x->mask; x->slot[i].number != 0; i = (i + 1) & x->mask) {
        uint32_t home = x->slot[i].tag & x->mask;
        if (((i - home) & x->mask) >= ((i - hole) & x->mask)) {
            x->slot[hole] = x->slot[i];
            hole = i;
        }
    }
    x->slot[hole].number = 0;
    x->used--;
}

uint32_t flowindex_gather(struct flowindex *x)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i <= x->mask; i++) {
        if (x->slot[i].number != 0)
            x->slot[n++] = x->slot[i];
    }
    return n;
}

void flowindex_clear(struct flowindex *x)
{
    memset(x->slot, 0, ((size_t)x->mask + 1) * sizeof x->slot[0]);
    x->used = 0;
}
