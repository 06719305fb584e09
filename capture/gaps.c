#include "capture/gaps.h"

#include <string.h>

static void remove_at(struct gaps *g, uint32_t i)
{
    g->count--;
    memmove(&g->range[i], &g->range[i + 1], (g->count - i) * sizeof g->range[0]);
}

void gaps_add(struct gaps *g, uint64_t from, uint64_t to)
{
    if (g->count == GAPS_MOST)
        remove_at(g, 0);
    g->range[g->count++] = (struct gaps_range){from, to};
}

/* Cuts a range in two around [from, to); without room the lowest range goes. */
static void split(struct gaps *g, uint32_t i, uint64_t from, uint64_t to)
{
    if (g->count == GAPS_MOST) {
        if (i == 0) {
            g->range[0].from = to;
            return;
        }
        remove_at(g, 0);
        i--;
    }
    memmove(&g->range[i + 1], &g->range[i], (g->count - i) * sizeof g->range[0]);
    g->count++;
    g->range[i].to = from;
    g->range[i + 1].from = to;
}

uint64_t gaps_fill(struct gaps *g, uint64_t from, uint64_t to)
{
    uint64_t filled = 0;
    for (uint32_t i = 0; i < g->count;) {
        struct gaps_range *r = &g->range[i];
        uint64_t low = r->from > from ? r->from : from, high = r->to < to ? r->to : to;
        if (low >= high) {
            i++;
            continue;
        }
        filled += high - low;
        if (low == r->from && high == r->to) {
            remove_at(g, i);
            continue;
        }
        if (low == r->from)
            r->from = high;
        else if (high == r->to)
            r->to = low;
        else {
            split(g, i, low, high);
            break;
        }
        i++;
    }
    return filled;
}
