#include "policy/expected_kept.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 1024, FIRST_CELLS = 1024 };

struct kind {
    uint64_t kin;
    size_t first, count;
    bool used;
};

struct expected_kept {
    struct kind *kinds;
    size_t slots, used;
    struct kind *last;
    struct expected_cell *cells;
    size_t count, room;
};

struct expected_kept *expected_kept_open(void)
{
    struct expected_kept *k = calloc(1, sizeof *k);
    if (k == NULL)
        return NULL;
    k->slots = FIRST_SLOTS;
    k->kinds = calloc(k->slots, sizeof *k->kinds);
    if (k->kinds != NULL)
        return k;
    free(k);
    return NULL;
}

void expected_kept_close(struct expected_kept *k)
{
    if (k == NULL)
        return;
    free(k->kinds);
    free(k->cells);
    free(k);
}

/* Its slot, or the free one where it belongs: at most half of them are used. */
static struct kind *slot_of(struct kind *kinds, size_t slots, uint64_t kin)
{
    size_t i = (size_t)kin & (slots - 1);
    while (kinds[i].used && kinds[i].kin != kin)
        i = (i + 1) & (slots - 1);
    return &kinds[i];
}

bool expected_kept_find(const struct expected_kept *k, uint64_t kin, const struct expected_cell **cells,
                        size_t *count)
{
    const struct kind *kind = slot_of(k->kinds, k->slots, kin);
    *cells = k->cells != NULL ? k->cells + kind->first : NULL;
    *count = kind->count;
    return kind->used;
}

static bool grow(struct expected_kept *k)
{
    size_t slots = k->slots * 2;
    struct kind *kinds = calloc(slots, sizeof *kinds);
    if (kinds == NULL)
        return false;
    for (size_t i = 0; i < k->slots; i++)
        if (k->kinds[i].used)
            *slot_of(kinds, slots, k->kinds[i].kin) = k->kinds[i];
    free(k->kinds);
    k->kinds = kinds;
    k->slots = slots;
    return true;
}

bool expected_kept_begin(struct expected_kept *k, uint64_t kin)
{
    if (2 * (k->used + 1) > k->slots && !grow(k))
        return false;
    k->last = slot_of(k->kinds, k->slots, kin);
    *k->last = (struct kind){kin, k->count, 0, true};
    k->used++;
    return true;
}

bool expected_kept_add(struct expected_kept *k, const struct expected_cell *cell)
{
    if (k->count == k->room) {
        size_t room = k->room != 0 ? k->room * 2 : FIRST_CELLS;
        struct expected_cell *more = reallocarray(k->cells, room, sizeof *more);
        if (more == NULL)
            return false;
        k->cells = more;
        k->room = room;
    }
    k->cells[k->count++] = *cell;
    k->last->count++;
    return true;
}
