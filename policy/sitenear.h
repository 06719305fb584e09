/* "did you mean": the known name nearest to one that is not known. */
#ifndef POLICY_SITENEAR_H
#define POLICY_SITENEAR_H

#include <stddef.h>

/*
 * The nearest of name(context, 0), name(context, 1), ... up to a NULL, by edit distance (insert, delete,
 * replace, swap of neighbours; case does not count). The first of several; NULL when there are no names.
 */
const char *sitenear(const char *text, const char *(*name)(const void *context, size_t i),
                     const void *context);

/* The distance; texts are compared up to 64 bytes. */
unsigned sitenear_distance(const char *a, const char *b);

#endif
