#include "policy/siteintervals.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Nets that hold the address the sweep has come to (and some that ended), the narrowest on top. */
struct heap {
    const struct siteintervals_net *nets;
    int32_t *at;
    size_t count;
};

static uint64_t be64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

static struct siteintervals_start start_of(const struct addr *a)
{
    return (struct siteintervals_start){be64(a->b), be64(a->b + 8)};
}

static bool is_less(const struct siteintervals_start *a, const struct siteintervals_start *b)
{
    return a->high < b->high || (a->high == b->high && a->low < b->low);
}

static int by_start(const void *left, const void *right)
{
    const struct siteintervals_start *a = left, *b = right;
    return is_less(a, b) ? -1 : is_less(b, a);
}

/* last - first */
static struct siteintervals_start width(const struct addr_range *r)
{
    struct siteintervals_start first = start_of(&r->first), last = start_of(&r->last);
    return (struct siteintervals_start){last.high - first.high - (last.low < first.low),
                                        last.low - first.low};
}

static bool is_narrower(const struct heap *h, int32_t a, int32_t b)
{
    struct siteintervals_start x = width(&h->nets[a].range), y = width(&h->nets[b].range);
    return is_less(&x, &y) || (!is_less(&y, &x) && a < b);
}

static void swap(struct heap *h, size_t i, size_t j)
{
    int32_t kept = h->at[i];
    h->at[i] = h->at[j];
    h->at[j] = kept;
}

static void push(struct heap *h, int32_t net)
{
    size_t i = h->count;
    h->at[i] = net;
    h->count++;
    for (; i > 0 && is_narrower(h, h->at[i], h->at[(i - 1) / 2]); i = (i - 1) / 2)
        swap(h, i, (i - 1) / 2);
}

static void pop(struct heap *h)
{
    h->count--;
    h->at[0] = h->at[h->count];
    for (size_t i = 0, child; (child = 2 * i + 1) < h->count; i = child) {
        if (child + 1 < h->count && is_narrower(h, h->at[child + 1], h->at[child]))
            child++;
        if (!is_narrower(h, h->at[child], h->at[i]))
            return;
        swap(h, i, child);
    }
}

/* Where the most specific net can change: at each first address and behind each last one, ascending. */
static size_t edges(struct siteintervals_start *edge, const struct siteintervals_net *nets, size_t count)
{
    size_t n = 0, kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct siteintervals_start behind = start_of(&nets[i].range.last);
        behind.low++;
        behind.high += behind.low == 0;
        edge[n++] = start_of(&nets[i].range.first);
        if (behind.low != 0 || behind.high != 0)
            edge[n++] = behind;
    }
    if (n > 0)
        qsort(edge, n, sizeof *edge, by_start);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || is_less(&edge[kept - 1], &edge[i]))
            edge[kept++] = edge[i];
    return kept;
}

static int by_first(const void *left, const void *right, void *context)
{
    const int32_t *a = left, *b = right;
    const struct siteintervals_net *nets = context;
    int order = addr_cmp(&nets[*a].range.first, &nets[*b].range.first);
    return order != 0 ? order : (*a > *b) - (*a < *b);
}

/* Fills start and net from edges (in start already) and the nets in order of their first address. */
static void sweep(struct siteintervals *s, size_t edge_count, const int32_t *order, struct heap *open,
                  size_t count)
{
    size_t next = 0;
    for (size_t i = 0; i < edge_count; i++) {
        struct siteintervals_start at = s->start[i];
        for (; next < count; next++) {
            struct siteintervals_start first = start_of(&s->nets[order[next]].range.first);
            if (is_less(&at, &first))
                break;
            push(open, order[next]);
        }
        while (open->count > 0) {
            struct siteintervals_start last = start_of(&s->nets[open->at[0]].range.last);
            if (!is_less(&last, &at))
                break;
            pop(open);
        }
        int32_t net = open->count > 0 ? open->at[0] : -1;
        if (s->count > 0 && s->net[s->count - 1] == net)
            continue;
        s->start[s->count] = at;
        s->net[s->count] = net;
        s->count++;
    }
}

int siteintervals_build(struct siteintervals *s, struct sitearena *a, const struct siteintervals_net *nets,
                        size_t count)
{
    struct sitearena scratch = {0};
    *s = (struct siteintervals){.nets = nets};
    if (count == 0)
        return 0;
    s->start = count < INT32_MAX / 2 ? sitearena_take(a, count * 2, sizeof *s->start) : NULL;
    s->net = sitearena_take(a, count * 2, sizeof *s->net);
    int32_t *order = sitearena_take(&scratch, count, sizeof *order);
    struct heap open = {nets, sitearena_take(&scratch, count, sizeof(int32_t)), 0};
    bool all = s->start != NULL && s->net != NULL && order != NULL && open.at != NULL;
    if (all) {
        void *context; /* qsort_r takes it without const */
        memcpy(&context, &(const void *){nets}, sizeof context);
        for (size_t i = 0; i < count; i++)
            order[i] = (int32_t)i;
        qsort_r(order, count, sizeof *order, by_first, context);
        sweep(s, edges(s->start, nets, count), order, &open, count);
    }
    sitearena_free(&scratch);
    return all ? 0 : -1;
}

const struct siteintervals_net *siteintervals_at(const struct siteintervals *s, const struct addr *a)
{
    struct siteintervals_start at = start_of(a);
    const struct siteintervals_start *base = s->start;
    size_t n = s->count;
    if (n == 0 || is_less(&at, base))
        return NULL;
    while (n > 1) {
        size_t half = n / 2;
        base = is_less(&at, &base[half]) ? base : base + half;
        n -= half;
    }
    int32_t net = s->net[base - s->start];
    return net >= 0 ? &s->nets[net] : NULL;
}
