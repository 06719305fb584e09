#include "policy/evidence_list.h"

#include <stdlib.h>
#include <string.h>

enum { SMALLEST = 256, CLASSES = 11, CHUNK = 1 << 20 };

struct evidence_list {
    struct evidence_list *next_free;
    uint32_t used; /* bytes of items */
    uint16_t items;
    uint8_t class_;
    uint8_t item[];
};

/* What stands before an item's texts. */
struct head {
    uint64_t frame;
    uint32_t number;
    uint16_t length[EVIDENCE_TEXTS];
    uint16_t kind;
};

struct chunk {
    struct chunk *next;
    max_align_t room[];
};

struct evidence_pool {
    struct evidence_list *free[CLASSES];
    struct chunk *chunks;
    uint8_t *at;
    size_t left, memory_bytes, taken;
};

struct evidence_pool *evidence_list_pool(size_t memory_bytes)
{
    struct evidence_pool *p = calloc(1, sizeof *p);
    if (p != NULL)
        p->memory_bytes = memory_bytes;
    return p;
}

void evidence_list_free(struct evidence_pool *p)
{
    if (p == NULL)
        return;
    for (struct chunk *c = p->chunks, *next; c != NULL; c = next) {
        next = c->next;
        free(c);
    }
    free(p);
}

static bool new_chunk(struct evidence_pool *p)
{
    if (p->taken + CHUNK > p->memory_bytes)
        return false;
    struct chunk *c = malloc(sizeof *c + CHUNK);
    if (c == NULL)
        return false;
    c->next = p->chunks;
    p->chunks = c;
    p->at = (uint8_t *)c->room;
    p->left = CHUNK;
    p->taken += CHUNK;
    return true;
}

static struct evidence_list *take(struct evidence_pool *p, unsigned class_)
{
    size_t size = (size_t)SMALLEST << class_;
    struct evidence_list *list = p->free[class_];
    if (list != NULL) {
        p->free[class_] = list->next_free;
    } else {
        if (p->left < size && !new_chunk(p))
            return NULL;
        list = (struct evidence_list *)(void *)p->at;
        p->at += size;
        p->left -= size;
    }
    list->used = 0;
    list->items = 0;
    list->class_ = (uint8_t)class_;
    return list;
}

void evidence_list_drop(struct evidence_pool *p, struct evidence_list *list)
{
    if (list == NULL)
        return;
    list->next_free = p->free[list->class_];
    p->free[list->class_] = list;
}

static size_t room_of(unsigned class_)
{
    return ((size_t)SMALLEST << class_) - sizeof(struct evidence_list);
}

/* A list with room for n more bytes, the old items moved into it. */
static bool make_room(struct evidence_pool *p, struct evidence_list **list, size_t n)
{
    struct evidence_list *old = *list;
    size_t used = old != NULL ? old->used : 0;
    unsigned class_ = old != NULL ? old->class_ : 0;
    if (old != NULL && used + n <= room_of(class_))
        return true;
    while (class_ < CLASSES && used + n > room_of(class_))
        class_++;
    struct evidence_list *bigger = class_ < CLASSES ? take(p, class_) : NULL;
    if (bigger == NULL)
        return false;
    if (old != NULL) {
        memcpy(bigger->item, old->item, used);
        bigger->used = old->used;
        bigger->items = old->items;
        evidence_list_drop(p, old);
    }
    *list = bigger;
    return true;
}

bool evidence_list_add(struct evidence_pool *p, struct evidence_list **list, const struct evidence *item)
{
    struct head head = {item->frame, item->number, {0}, (uint16_t)item->kind};
    size_t texts = 0;
    for (unsigned i = 0; i < EVIDENCE_TEXTS; i++) {
        size_t left = EVIDENCE_TEXT_MOST - texts;
        head.length[i] = (uint16_t)(item->text[i].length < left ? item->text[i].length : left);
        texts += head.length[i];
    }
    if ((*list != NULL && (*list)->items >= EVIDENCE_ITEMS_MOST) || !make_room(p, list, sizeof head + texts))
        return false;
    uint8_t *at = (*list)->item + (*list)->used;
    memcpy(at, &head, sizeof head);
    at += sizeof head;
    for (unsigned i = 0; i < EVIDENCE_TEXTS; i++) {
        if (head.length[i] > 0)
            memcpy(at, item->text[i].at, head.length[i]);
        at += head.length[i];
    }
    (*list)->used += (uint32_t)(sizeof head + texts);
    (*list)->items++;
    return true;
}

bool evidence_list_next(const struct evidence_list *list, size_t *cursor, struct evidence *out)
{
    struct head head;
    if (list == NULL || *cursor >= list->used)
        return false;
    const uint8_t *at = list->item + *cursor;
    memcpy(&head, at, sizeof head);
    at += sizeof head;
    out->kind = (enum evidence_kind)head.kind;
    out->number = head.number;
    out->frame = head.frame;
    for (unsigned i = 0; i < EVIDENCE_TEXTS; i++) {
        out->text[i] = (struct evidence_text){(const char *)at, head.length[i]};
        at += head.length[i];
    }
    *cursor = (size_t)(at - list->item);
    return true;
}
