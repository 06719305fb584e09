#include "policy/evidence_list.h"

#include <string.h>

/* The newest item; next leads around from it to the oldest. */
struct evidence_list {
    struct evidence_list *next;
    uint8_t items;   /* up to this one */
    uint8_t bytes[]; /* kind, number, frame and lengths, seven bits to a byte; texts */
};

enum { HEAD_MOST = 1 + 5 + 10 + 2 * EVIDENCE_TEXTS };

static uint8_t *put(uint8_t *at, uint64_t v)
{
    for (; v > 0x7f; v >>= 7)
        *at++ = (uint8_t)(v | 0x80);
    *at = (uint8_t)v;
    return at + 1;
}

static const uint8_t *get(const uint8_t *at, uint64_t *v)
{
    unsigned shift = 0;
    *v = 0;
    do {
        *v |= (uint64_t)(*at & 0x7f) << shift;
        shift += 7;
    } while ((*at++ & 0x80) != 0);
    return at;
}

/* Writes the head; returns its length and adds that of the texts, which it cuts, to *texts. */
static size_t put_head(uint8_t out[HEAD_MOST], const struct evidence *item, size_t length[EVIDENCE_TEXTS],
                       size_t *texts)
{
    uint8_t *at = out;
    *at++ = (uint8_t)item->kind;
    at = put(at, item->number);
    at = put(at, item->frame);
    for (unsigned i = 0; i < EVIDENCE_TEXTS; i++) {
        size_t left = EVIDENCE_TEXT_MOST - *texts;
        length[i] = item->text[i].length < left ? item->text[i].length : left;
        *texts += length[i];
        at = put(at, length[i]);
    }
    return (size_t)(at - out);
}

static void append(struct evidence_list **list, struct evidence_list *item)
{
    item->items = 1;
    item->next = item;
    if (*list != NULL) {
        item->items = (uint8_t)((*list)->items + 1);
        item->next = (*list)->next;
        (*list)->next = item;
    }
    *list = item;
}

bool evidence_list_add(struct heap *h, struct evidence_list **list, const struct evidence *item)
{
    uint8_t head[HEAD_MOST];
    size_t length[EVIDENCE_TEXTS], texts = 0;
    if (*list != NULL && (*list)->items >= EVIDENCE_ITEMS_MOST)
        return false;
    size_t n = put_head(head, item, length, &texts);
    struct evidence_list *e = heap_take(h, sizeof *e + n + texts);
    if (e == NULL)
        return false;
    uint8_t *at = (uint8_t *)memcpy(e->bytes, head, n) + n;
    for (unsigned i = 0; i < EVIDENCE_TEXTS; i++) {
        if (length[i] > 0)
            memcpy(at, item->text[i].at, length[i]);
        at += length[i];
    }
    append(list, e);
    return true;
}

void evidence_list_drop(struct heap *h, struct evidence_list *list)
{
    for (unsigned items = list != NULL ? list->items : 0; items > 0; items--) {
        struct evidence_list *next = list->next;
        heap_give(h, list);
        list = next;
    }
}

static void read_item(const struct evidence_list *e, struct evidence *out)
{
    uint64_t v, length[EVIDENCE_TEXTS];
    const uint8_t *at = e->bytes;
    out->kind = (enum evidence_kind) * at++;
    at = get(at, &v);
    out->number = (uint32_t)v;
    at = get(at, &out->frame);
    for (unsigned i = 0; i < EVIDENCE_TEXTS; i++)
        at = get(at, &length[i]);
    for (unsigned i = 0; i < EVIDENCE_TEXTS; i++) {
        out->text[i] = (struct evidence_text){(const char *)at, (uint16_t)length[i]};
        at += length[i];
    }
}

bool evidence_list_next(const struct evidence_list *list, const void **cursor, struct evidence *out)
{
    const struct evidence_list *before = *cursor != NULL ? *cursor : list;
    if (list == NULL || *cursor == list)
        return false;
    *cursor = before->next;
    read_item(before->next, out);
    return true;
}
