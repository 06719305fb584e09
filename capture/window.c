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
            all->free[i] = w->newer;
            all->bytes -= sizeof *w + w->room;
            free(w);
        }
    }
}

void window_close(struct windows *all)
{
    free_unused(all);
}

static void unlink_one(struct windows *all, struct window *w)
{
    *(w->older != NULL ? &w->older->newer : &all->oldest) = w->newer;
    *(w->newer != NULL ? &w->newer->older : &all->newest) = w->older;
}

static void link_newest(struct windows *all, struct window *w)
{
    w->newer = NULL;
    w->older = all->newest;
    *(all->newest != NULL ? &all->newest->newer : &all->oldest) = w;
    all->newest = w;
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
        all->free[size] = w->newer;
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
        unlink_one(all, w);
    }
    link_newest(all, fits);
    return fits;
}

void window_drop(struct windows *all, struct window *w)
{
    if (w == NULL)
        return;
    unlink_one(all, w);
    unsigned size = size_for(w->room);
    w->newer = all->free[size];
    all->free[size] = w;
}
