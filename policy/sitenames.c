#include "policy/sitenames.h"

#include <limits.h>
#include <string.h>

#include "policy/sitenear.h"

int sitenames_open(struct sitenames *n, struct sitearena *a, size_t room)
{
    size_t slots = 16;
    *n = (struct sitenames){.key = siphash_random_key()};
    if (room > INT_MAX / 4)
        return -1;
    while (slots < room * 2)
        slots *= 2;
    n->at = sitearena_take(a, room, sizeof *n->at);
    n->slots = sitearena_take(a, slots, sizeof *n->slots);
    if (n->at == NULL || n->slots == NULL)
        return -1;
    n->room = room;
    n->mask = slots - 1;
    return 0;
}

/* The slot that holds the name, or the free one where it belongs. */
static size_t slot_of(const struct sitenames *n, const char *name)
{
    size_t i = siphash(&n->key, name, strlen(name)) & n->mask;
    while (n->slots[i] != 0 && strcmp(n->at[n->slots[i] - 1], name) != 0)
        i = (i + 1) & n->mask;
    return i;
}

int sitenames_find(const struct sitenames *n, const char *name)
{
    return n->room == 0 ? -1 : (int)n->slots[slot_of(n, name)] - 1;
}

int sitenames_add(struct sitenames *n, const char *name)
{
    if (n->count == n->room)
        return -1;
    n->at[n->count] = name;
    n->count++;
    n->slots[slot_of(n, name)] = (uint32_t)n->count;
    return (int)n->count - 1;
}

static const char *name_at(const void *names, size_t i)
{
    const struct sitenames *n = names;
    return i < n->count ? n->at[i] : NULL;
}

const char *sitenames_near(const struct sitenames *n, const char *text)
{
    return sitenear(text, name_at, n);
}
