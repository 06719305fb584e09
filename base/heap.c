#include "base/heap.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Sizes: multiples of 16 up to 128, then four to each doubling. */
enum { PAGE = 16384, CHUNK_PAGES = 64, STEP = 16, SMALL = 8, SIZES = SMALL + 4 * 5 };

struct record {
    struct record *next;
};

struct page {
    struct page *prev, *next; /* among those of its size that have room, or the empty ones */
    struct record *free;
    uint32_t used, made; /* records in use; records that were ever used */
    uint8_t size;
    alignas(max_align_t) unsigned char records[];
};

struct chunk {
    struct chunk *next;
    unsigned char *pages;
};

struct heap {
    struct page *roomy[SIZES];
    struct page *empty;
    struct chunk *chunks;
    size_t fresh;      /* pages of the newest chunk that were never used */
    size_t pages_left; /* below the bound */
};

static size_t bytes_of(unsigned size)
{
    if (size < SMALL)
        return (size + 1) * (size_t)STEP;
    return (5 + (size - SMALL) % 4) * ((size_t)2 * STEP << (size - SMALL) / 4);
}

static unsigned size_for(size_t n)
{
    unsigned size = n <= (size_t)STEP * SMALL ? (unsigned)((n + (n == 0) + STEP - 1) / STEP - 1) : SMALL;
    while (bytes_of(size) < n)
        size++;
    return size;
}

static uint32_t records_of(unsigned size)
{
    return (uint32_t)((PAGE - sizeof(struct page)) / bytes_of(size));
}

static struct page *page_of(void *record)
{
    return (struct page *)(void *)((unsigned char *)record - ((uintptr_t)record & (PAGE - 1)));
}

static void link_page(struct page **list, struct page *p)
{
    p->prev = NULL;
    p->next = *list;
    if (p->next != NULL)
        p->next->prev = p;
    *list = p;
}

static void unlink_page(struct page **list, struct page *p)
{
    *(p->prev != NULL ? &p->prev->next : list) = p->next;
    if (p->next != NULL)
        p->next->prev = p->prev;
}

struct heap *heap_open(size_t memory_bytes)
{
    struct heap *h = calloc(1, sizeof *h);
    if (h != NULL)
        h->pages_left = memory_bytes / PAGE;
    return h;
}

void heap_close(struct heap *h)
{
    if (h == NULL)
        return;
    for (struct chunk *c = h->chunks, *next; c != NULL; c = next) {
        next = c->next;
        free(c->pages);
        free(c);
    }
    free(h);
}

static int grow(struct heap *h)
{
    size_t pages = h->pages_left < CHUNK_PAGES ? h->pages_left : CHUNK_PAGES;
    struct chunk *c = malloc(sizeof *c);
    if (c == NULL || pages == 0 || (c->pages = aligned_alloc(PAGE, pages * PAGE)) == NULL) {
        free(c);
        return -1;
    }
    c->next = h->chunks;
    h->chunks = c;
    h->fresh = pages;
    h->pages_left -= pages;
    return 0;
}

static struct page *take_page(struct heap *h)
{
    struct page *p = h->empty;
    if (p != NULL) {
        unlink_page(&h->empty, p);
        return p;
    }
    if (h->fresh == 0 && grow(h) != 0)
        return NULL;
    return (struct page *)(void *)(h->chunks->pages + --h->fresh * PAGE);
}

static struct page *roomy_page(struct heap *h, unsigned size)
{
    if (h->roomy[size] != NULL)
        return h->roomy[size];
    struct page *p = take_page(h);
    if (p == NULL)
        return NULL;
    *p = (struct page){.size = (uint8_t)size};
    link_page(&h->roomy[size], p);
    return p;
}

void *heap_take(struct heap *h, size_t n)
{
    if (n > HEAP_MOST)
        return NULL;
    unsigned size = size_for(n);
    struct page *p = roomy_page(h, size);
    if (p == NULL)
        return NULL;
    struct record *r = p->free;
    if (r != NULL)
        p->free = r->next;
    else
        r = (struct record *)(void *)(p->records + p->made++ * bytes_of(size));
    if (++p->used == records_of(size))
        unlink_page(&h->roomy[size], p);
    return r;
}

void heap_give(struct heap *h, void *record)
{
    if (record == NULL)
        return;
    struct page *p = page_of(record);
    struct record *r = record;
    r->next = p->free;
    p->free = r;
    if (p->used == records_of(p->size))
        link_page(&h->roomy[p->size], p);
    if (--p->used > 0)
        return;
    unlink_page(&h->roomy[p->size], p);
    link_page(&h->empty, p);
}
