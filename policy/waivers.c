#include "policy/waivers.h"

#include <stdlib.h>
#include <string.h>

#include "base/utc.h"
#include "policy/siteranges.h"

enum { PARTS_MOST = 16, BITS = 128, SHAPES = 2 * (BITS + 1) };

#define DAY_US INT64_C(86400000000)

/* A waiver is filed under its rule ("" for any) and a network around its clients, or its servers where that
 * is narrower; under several if it has several. */
enum by { BY_CLIENT, BY_SERVER };
struct entry {
    const char *rule;
    enum by by;
    unsigned bits;
    struct addr net;
    int waiver;
};

/* The kinds of keys there are. */
struct shape {
    enum by by;
    unsigned bits;
};

struct waivers {
    const struct site *site;
    struct finding_waiver *all;
    struct entry *entries; /* ascending */
    size_t entry_count;
    struct shape shapes[SHAPES];
    size_t shape_count;
};

static int by_key(const struct entry *a, const struct entry *b)
{
    if (a->by != b->by)
        return a->by < b->by ? -1 : 1;
    if (a->bits != b->bits)
        return a->bits < b->bits ? -1 : 1;
    int order = addr_cmp(&a->net, &b->net);
    return order != 0 ? order : strcmp(a->rule, b->rule);
}

static int compare(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = by_key(a, b);
    return order != 0 ? order : (a->waiver > b->waiver) - (a->waiver < b->waiver);
}

/* Leading bits that two addresses share. */
static unsigned shared_bits(const struct addr *a, const struct addr *b)
{
    unsigned bits = 0;
    while (bits < BITS && ((a->b[bits / 8] ^ b->b[bits / 8]) >> (7 - bits % 8) & 1) == 0)
        bits++;
    return bits;
}

/* The widest network it would be filed under. */
static unsigned least_bits(const struct site_ranges *r)
{
    unsigned least = r->count > 0 ? BITS : 0;
    if (r->count > PARTS_MOST)
        return shared_bits(&r->at[0].first, &r->at[r->count - 1].last);
    for (size_t i = 0; i < r->count; i++) {
        unsigned bits = shared_bits(&r->at[i].first, &r->at[i].last);
        least = bits < least ? bits : least;
    }
    return least;
}

static void add_entry(struct waivers *w, struct entry entry, const struct addr *first,
                      const struct addr *last)
{
    entry.bits = shared_bits(first, last);
    entry.net = addr_range_around(first, entry.bits).first;
    w->entries[w->entry_count++] = entry;
}

static void file(struct waivers *w, int waiver)
{
    static const struct addr lowest;
    const struct site_waiver *from = &w->site->waivers[waiver];
    bool by_server = least_bits(&from->servers) > least_bits(&from->clients);
    const struct site_ranges *r = by_server ? &from->servers : &from->clients;
    struct entry entry = {.rule = from->rule != NULL ? from->rule : "",
                          .by = by_server ? BY_SERVER : BY_CLIENT,
                          .net = lowest,
                          .waiver = waiver};
    if (r->count == 0)
        w->entries[w->entry_count++] = entry;
    else if (r->count > PARTS_MOST)
        add_entry(w, entry, &r->at[0].first, &r->at[r->count - 1].last);
    for (size_t i = 0; i < r->count && r->count <= PARTS_MOST; i++)
        add_entry(w, entry, &r->at[i].first, &r->at[i].last);
}

static void sort(struct waivers *w)
{
    qsort(w->entries, w->entry_count, sizeof *w->entries, compare);
    for (size_t i = 0; i < w->entry_count; i++) {
        const struct entry *e = &w->entries[i];
        if (i == 0 || e->by != e[-1].by || e->bits != e[-1].bits)
            w->shapes[w->shape_count++] = (struct shape){e->by, e->bits};
    }
}

static bool is_over(const struct site_waiver *w, int64_t began_us)
{
    int64_t last_day_us;
    bool has_offset;
    return w->expires != NULL && utc_read(&last_day_us, w->expires, &has_offset) &&
           began_us >= last_day_us + DAY_US;
}

struct waivers *waivers_open(const struct site *site, int64_t began_us)
{
    size_t count = site->waiver_count;
    struct waivers *w = calloc(1, sizeof *w);
    if (w == NULL)
        return NULL;
    w->site = site;
    w->all = calloc(count + 1, sizeof *w->all);
    w->entries = calloc(count + 1, PARTS_MOST * sizeof *w->entries);
    if (w->all == NULL || w->entries == NULL) {
        waivers_close(w);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        const struct site_waiver *from = &site->waivers[i];
        w->all[i] = (struct finding_waiver){
            from->name,     from->rule,    from->client, from->server,     from->reason,
            from->approver, from->expires, from->file,   from->place.line, is_over(from, began_us)};
        file(w, (int)i);
    }
    sort(w);
    return w;
}

void waivers_close(struct waivers *w)
{
    if (w == NULL)
        return;
    free(w->all);
    free(w->entries);
    free(w);
}

const struct finding_waiver *waivers_all(const struct waivers *w, size_t *count)
{
    *count = w->site->waiver_count;
    return w->all;
}

static size_t first_of(const struct waivers *w, const struct entry *key)
{
    size_t low = 0, high = w->entry_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_key(&w->entries[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The better of two: valid before expired, then the first of its file. */
static int better(const struct waivers *w, int one, int two)
{
    if (one < 0 || two < 0)
        return one < 0 ? two : one;
    if (w->all[one].expired != w->all[two].expired)
        return w->all[one].expired ? two : one;
    return one < two ? one : two;
}

static bool meets(const struct site_waiver *w, const struct addr *client, const struct addr *server)
{
    return (w->client == NULL || siteranges_have(&w->clients, client)) &&
           (w->server == NULL || siteranges_have(&w->servers, server));
}

/* The best of those filed under one key. */
static int best_of(const struct waivers *w, const struct entry *key, const struct addr *client,
                   const struct addr *server)
{
    int best = -1;
    for (size_t i = first_of(w, key); i < w->entry_count && by_key(&w->entries[i], key) == 0; i++) {
        int waiver = w->entries[i].waiver;
        if (!meets(&w->site->waivers[waiver], client, server))
            continue;
        best = better(w, best, waiver);
        if (!w->all[waiver].expired)
            break;
    }
    return best;
}

int waivers_find(const struct waivers *w, const char *rule, const struct addr *client,
                 const struct addr *server)
{
    int best = -1;
    for (size_t i = 0; i < w->shape_count; i++) {
        const struct shape *shape = &w->shapes[i];
        struct entry key = {.rule = "", .by = shape->by, .bits = shape->bits};
        key.net = addr_range_around(shape->by == BY_CLIENT ? client : server, shape->bits).first;
        best = better(w, best, best_of(w, &key, client, server));
        key.rule = rule;
        best = better(w, best, best_of(w, &key, client, server));
    }
    return best;
}
