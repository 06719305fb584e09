#include "policy/sitearena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 256 * 1024, ALIGN = 16 };

struct sitearena_block {
    _Alignas(ALIGN) struct sitearena_block *next;
    _Alignas(ALIGN) char at[];
};

static char *new_block(struct sitearena *a, size_t n)
{
    struct sitearena_block *b = calloc(1, sizeof *b + n);
    if (b == NULL) {
        a->failed = true;
        return NULL;
    }
    b->next = a->blocks;
    a->blocks = b;
    return b->at;
}

void *sitearena_take(struct sitearena *a, size_t count, size_t size)
{
    if (size > 0 && count > SIZE_MAX / 2 / size) {
        a->failed = true;
        return NULL;
    }
    size_t n = (count * size + ALIGN) & ~(size_t)(ALIGN - 1);
    if (n > BLOCK_BYTES / 4)
        return new_block(a, n);
    if (n > a->left) {
        char *at = new_block(a, BLOCK_BYTES);
        if (at == NULL)
            return NULL;
        a->at = at;
        a->left = BLOCK_BYTES;
    }
    char *piece = a->at;
    a->at += n;
    a->left -= n;
    return piece;
}

char *sitearena_text(struct sitearena *a, const char *text, size_t n)
{
    char *copy = sitearena_take(a, n + 1, 1);
    if (copy != NULL)
        memcpy(copy, text, n);
    return copy;
}

void sitearena_free(struct sitearena *a)
{
    while (a->blocks != NULL) {
        struct sitearena_block *b = a->blocks;
        a->blocks = b->next;
        free(b);
    }
    *a = (struct sitearena){0};
}
