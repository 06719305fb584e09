/* Memory of a site file: taken piece by piece, freed at once. */
#ifndef POLICY_SITEARENA_H
#define POLICY_SITEARENA_H

#include <stdbool.h>
#include <stddef.h>

struct sitearena {
    struct sitearena_block *blocks;
    char *at;
    size_t left;
    bool failed; /* a piece could not be had: what was read is not whole */
};

/* count pieces of size bytes, zeroed, aligned for any type; NULL when there is no memory (see failed). */
void *sitearena_take(struct sitearena *a, size_t count, size_t size);
/* A copy of n bytes of text with a final NUL. */
char *sitearena_text(struct sitearena *a, const char *text, size_t n);
void sitearena_free(struct sitearena *a);

#endif
