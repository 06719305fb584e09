#include "policy/sitenear.h"

#include <limits.h>
#include <string.h>

#include "base/ascii.h"

enum { MOST = 64 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned sitenear_distance(const char *a, const char *b)
{
    unsigned rows[3][MOST + 1];
    size_t an = strnlen(a, MOST), bn = strnlen(b, MOST);
    for (unsigned j = 0; j <= bn; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= an; i++) {
        unsigned *row = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= bn; j++) {
            char x = ascii_lower(a[i - 1]), y = ascii_lower(b[j - 1]);
            row[j] = least(last[j - 1] + (x != y), least(last[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && x == ascii_lower(b[j - 2]) && y == ascii_lower(a[i - 2]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return rows[an % 3][bn];
}

const char *sitenear(const char *text, const char *(*name)(const void *context, size_t i),
                     const void *context)
{
    const char *nearest = NULL, *candidate;
    unsigned least_yet = UINT_MAX;
    for (size_t i = 0; (candidate = name(context, i)) != NULL; i++) {
        unsigned distance = sitenear_distance(text, candidate);
        if (distance < least_yet) {
            least_yet = distance;
            nearest = candidate;
        }
    }
    return nearest;
}
