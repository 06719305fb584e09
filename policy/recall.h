/*
 * What is remembered of things seen on the wire, in bounded memory: a keyed table of values by key. When it
 * is full, the entry that was touched longest ago gives way, whatever its key is, so that the same traffic
 * leaves the same memory; one whose lifetime was not over is counted, and its time is kept: what is asked
 * for later and not found may be what was lost then.
 */
#ifndef POLICY_RECALL_H
#define POLICY_RECALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECALL_NEVER INT64_MIN

/* The memory of an entry, with its share of the buckets. */
#define RECALL_BYTES(key_bytes, value_bytes) (24 + ((key_bytes) + (value_bytes) + 7) / 8 * 8 + 8)

struct recall;

/*
 * Keys are compared byte by byte: no padding in them. Values are aligned for 64-bit numbers. NULL: out of
 * memory.
 */
struct recall *recall_open(size_t most, size_t key_bytes, size_t value_bytes, int64_t lifetime_us);
void recall_close(struct recall *r);

/* The value, borrowed until the next recall_take; NULL when there is none. Its age is the caller's to look
 * at. */
void *recall_find(const struct recall *r, const void *key);
/* The value, a new one of zeros when there was none; touched now. */
void *recall_take(struct recall *r, const void *key, int64_t now_us);

/* Something that should have been remembered now was not seen. */
void recall_missed(struct recall *r, int64_t now_us);
/* Until when something is missing: the newest time of what gave way before its time or was missed. */
int64_t recall_lost_us(const struct recall *r);
/* Is what was lost younger than the lifetime? */
bool recall_lately_lost(const struct recall *r, int64_t now_us);

/* Entries that gave way before their time. */
uint64_t recall_dropped(const struct recall *r);

#endif
