/*
 * Where a flow is, by the hash of its key: open addressing, linear probing, grown by doubling. It knows tags
 * and numbers only; whether a number is the flow that was asked for, the caller sees by comparing keys.
 */
#ifndef CAPTURE_FLOWINDEX_H
#define CAPTURE_FLOWINDEX_H

#include <stdint.h>

struct flowindex_slot {
    uint32_t tag;    /* 32 bits of a keyed hash */
    uint32_t number; /* not 0; 0 marks an empty slot */
};

struct flowindex {
    struct flowindex_slot *slot;
    uint32_t mask; /* slots - 1 */
    uint32_t used;
};

/* -1 when memory fails. */
int flowindex_open(struct flowindex *x);
void flowindex_close(struct flowindex *x);

/* Slots needed for this many entries: a power of two, at most 5/8 full. */
uint32_t flowindex_slots(uint32_t entries);

/* Adds a number that is not in yet. -1 when it had to grow and memory failed. */
int flowindex_add(struct flowindex *x, uint32_t tag, uint32_t number);
/* Removes a number that is in. */
void flowindex_remove(struct flowindex *x, uint32_t tag, uint32_t number);

/* Moves all entries to the front of `slot` and returns how many; nothing but clear is allowed then. */
uint32_t flowindex_gather(struct flowindex *x);
/* Forgets all entries. */
void flowindex_clear(struct flowindex *x);

/* The numbers under a tag, one after the other, 0 after the last. *at is the tag at first. */
static inline uint32_t flowindex_next(const struct flowindex *x, uint32_t tag, uint32_t *at)
{
    for (;;) {
        struct flowindex_slot s = x->slot[(*at)++ & x->mask];
        if (s.number == 0 || s.tag == tag)
            return s.number;
    }
}

#endif
