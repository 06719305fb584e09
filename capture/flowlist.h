/* Flows by the time of their last packet, a list per kind, so that the oldest are found at once. */
#ifndef CAPTURE_FLOWLIST_H
#define CAPTURE_FLOWLIST_H

#include <stddef.h>

struct flowlist_link {
    struct flowlist_link *older, *newer;
};

struct flowlist {
    struct flowlist_link *oldest, *newest;
};

static inline void flowlist_remove(struct flowlist *l, struct flowlist_link *n)
{
    *(n->older != NULL ? &n->older->newer : &l->oldest) = n->newer;
    *(n->newer != NULL ? &n->newer->older : &l->newest) = n->older;
}

static inline void flowlist_add(struct flowlist *l, struct flowlist_link *n)
{
    n->newer = NULL;
    n->older = l->newest;
    *(l->newest != NULL ? &l->newest->newer : &l->oldest) = n;
    l->newest = n;
}

#endif
