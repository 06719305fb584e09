#include "capture/window.h"

#include <stdlib.h>
#include <string.h>

void window_open(struct windows *all, size_t most_bytes)
{
    *all = (struct windows){.most = most_bytes};
}

static void free_unused(struct windows *all)
{
    for (unsigned i = 0; i < WINDOW_SIZES; i++) {
        while (all->free[i] != NULL) {
            struct window *w = all->free[i];
            all->free[i] = w->next_free;
            all->bytes -= sizeof *w + w->room;
            free(w);
        }
    }
}

void window_close(struct windows *all)
{
    free_unused(all);
}

static unsigned size_for(uint32_t need)
{
    unsigned size = 0;
    while (size + 1 < WINDOW_SIZES && (uint32_t)WINDOW_SMALLEST << size < need)
        size++;
    return size;
}

static struct window *make(struct windows *all, unsigned size)
{
    uint32_t room = (uint32_t)WINDOW_SMALLEST << size;
    struct window *w = all->free[size];
    if (w != NULL) {
        all->free[size] = w->next_free;
        return w;
    }
    if (all->bytes + sizeof *w + room > all->most)
        free_unused(all);
    if (all->bytes + sizeof *w + room > all->most || (w = malloc(sizeof *w + room)) == NULL)
        return NULL;
    all->bytes += sizeof *w + room;
    w->room = room;
    return w;
}

struct window *window_grow(struct windows *all, struct window *w, uint32_t need)
{
    struct window *fits = w;
    if (w == NULL || w->room < need) {
        fits = make(all, size_for(need));
        if (fits == NULL)
            return NULL;
        fits->used = 0;
        if (w != NULL) {
            fits->owner = w->owner;
            fits->side = w->side;
            fits->used = w->used;
            memcpy(fits->data, w->data, w->used);
            window_drop(all, w);
        }
    } else {
        list_remove(&all->used, &w->link);
    }
    list_add(&all->used, &fits->link);
    return fits;
}

void window_drop(struct windows *all, struct window *w)
{
    if (w == NULL)
        return;
    list_remove(&all->used, &w->link);
    unsigned size = size_for(w->room);
    w->next_free = all->free[size];
    all->free[size] = w;
}

struct window *window_oldest(const struct windows *all)
{
    return (struct window *)(void *)all->used.oldest;
}
