/*
 * A bounded hash table of fixed-size entries that begin with their key. Keyed hash: peers choose the keys.
 * All memory is taken at the start; entries lie one after the other, so that they can be walked.
 */
#ifndef STORE_TABLE_H
#define STORE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct table;

/*
 * key_bytes of each entry are compared, the first hashed_bytes of them are hashed: put what tells most keys
 * apart there. Keys must have no undefined padding. NULL without memory.
 */
struct table *table_new(size_t entry_bytes, size_t key_bytes, size_t hashed_bytes, size_t most);
void table_free(struct table *t);

/*
 * The entry of this key; a fresh one has the key and zeros behind it. NULL when a fresh one has no room.
 * Entries stay where they are until table_clear.
 */
void *table_at(struct table *t, const void *key, bool *fresh);

size_t table_count(const struct table *t);
void *table_entry(struct table *t, size_t index); /* index < count */
void table_clear(struct table *t);

#endif
