/* Names of one kind (sites, systems, ...) with their indices, in file order. */
#ifndef POLICY_SITENAMES_H
#define POLICY_SITENAMES_H

#include <stddef.h>
#include <stdint.h>

#include "base/siphash.h"
#include "policy/sitearena.h"

struct sitenames {
    const char **at; /* borrowed texts */
    size_t count, room;
    uint32_t *slots; /* index + 1; 0: free */
    size_t mask;
    struct siphash_key key;
};

/* Room for so many names; all memory is the arena's. -1 when there is none. */
int sitenames_open(struct sitenames *n, struct sitearena *a, size_t room);
/* The index of the name, -1 when it is not there. */
int sitenames_find(const struct sitenames *n, const char *name);
/* Adds a name that is not there yet; its index, -1 when the room is used up. */
int sitenames_add(struct sitenames *n, const char *name);
/* The name nearest to a text by edit distance, NULL when there are no names. */
const char *sitenames_near(const struct sitenames *n, const char *text);

#endif
