/*
 * Records by the time of their last use, so that the oldest is found at once. The link stands first in a
 * record, which is what a pointer to it is cast to.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stddef.h>

struct list_link {
    struct list_link *older, *newer;
};

struct list {
    struct list_link *oldest, *newest;
};

static inline void list_remove(struct list *l, struct list_link *n)
{
    *(n->older != NULL ? &n->older->newer : &l->oldest) = n->newer;
    *(n->newer != NULL ? &n->newer->older : &l->newest) = n->older;
}

static inline void list_add(struct list *l, struct list_link *n)
{
    n->newer = NULL;
    n->older = l->newest;
    *(l->newest != NULL ? &l->newest->newer : &l->oldest) = n;
    l->newest = n;
}

#endif
