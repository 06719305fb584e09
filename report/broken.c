#include "report/broken.h"

#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"
#include "report/hosts.h"

enum { INDEX_ROOM = 2 * BROKEN_MOST, NO_RULE = -1 };

/* The columns of QUERY_EACH. */
enum { RULE, SITE, RANK, CLIENT, SERVER, FLOWS, FIRST, LAST, WAIVED, FINDING };

struct rule {
    struct broken_rule out;
    struct weight {
        enum severity severity;
        uint64_t flows;
    } worst[BROKEN_WORST];
};

struct broken {
    enum broken_by by;
    struct siphash_key key;
    struct rule *at;
    size_t count, room;
    int *index; /* by hash, of rules; NO_RULE: free */
    struct hosts clients, servers;
    struct broken_sums all;
    uint64_t left_out;
};

static uint64_t number(const struct query_rows *r, int at)
{
    int64_t n = query_number(r, at);
    return n < 0 ? 0 : (uint64_t)n;
}

static enum severity severity(const struct query_rows *r)
{
    return (enum severity)query_number(r, RANK);
}

static void add(uint64_t *sum, uint64_t n)
{
    *sum = *sum > UINT64_MAX - n ? UINT64_MAX : *sum + n;
}

static void count(struct broken_sums *sums, const struct query_rows *r)
{
    if (query_number(r, WAIVED) != 0) {
        sums->waived++;
        return;
    }
    sums->findings++;
    sums->by_severity[severity(r)]++;
    add(&sums->flows, number(r, FLOWS));
}

/* A rule's words, cut and filled with NULs so that they compare as a whole. */
struct words {
    char rule[BROKEN_WORD], site[BROKEN_WORD];
};

static void keep(char out[BROKEN_WORD], const char *text, size_t n)
{
    memset(out, 0, BROKEN_WORD);
    memcpy(out, text, n < BROKEN_WORD ? n : BROKEN_WORD - 1);
}

static void read_words(const struct broken *b, const struct query_rows *r, struct words *w)
{
    size_t n;
    const char *text = query_text(r, RULE, &n);
    keep(w->rule, text, n);
    text = b->by == BROKEN_BY_RULE ? "" : query_text(r, SITE, &n);
    keep(w->site, text, b->by == BROKEN_BY_RULE ? 0 : n);
}

static bool grow(struct broken *b)
{
    size_t room = b->room == 0 ? 64 : b->room * 2;
    struct rule *larger = realloc(b->at, room * sizeof *larger);
    if (larger == NULL)
        return false;
    b->at = larger;
    b->room = room;
    return true;
}

/* NULL for a new rule beyond the bound. */
static struct rule *rule_of(struct broken *b, const struct query_rows *r)
{
    struct words w;
    read_words(b, r, &w);
    size_t i = (size_t)siphash(&b->key, &w, sizeof w) & (INDEX_ROOM - 1);
    for (; b->index[i] != NO_RULE; i = (i + 1) & (INDEX_ROOM - 1)) {
        struct rule *known = &b->at[b->index[i]];
        if (memcmp(known->out.rule, w.rule, BROKEN_WORD) == 0 &&
            memcmp(known->out.site, w.site, BROKEN_WORD) == 0)
            return known;
    }
    if (b->count == BROKEN_MOST || (b->count == b->room && !grow(b)))
        return NULL;
    b->index[i] = (int)b->count;
    struct rule *rule = &b->at[b->count++];
    *rule = (struct rule){.out = {.first_us = INT64_MAX, .last_us = INT64_MIN}};
    memcpy(rule->out.rule, w.rule, BROKEN_WORD);
    memcpy(rule->out.site, w.site, BROKEN_WORD);
    return rule;
}

static bool is_worse(const struct weight *a, const struct weight *b)
{
    return a->severity != b->severity ? a->severity > b->severity : a->flows > b->flows;
}

/* Among equals the one that came first stays first. */
static void rank(struct rule *rule, const struct query_rows *r)
{
    struct weight w = {severity(r), number(r, FLOWS)};
    unsigned at = rule->out.worst_count;
    while (at > 0 && is_worse(&w, &rule->worst[at - 1]))
        at--;
    if (at == BROKEN_WORST)
        return;
    if (rule->out.worst_count < BROKEN_WORST)
        rule->out.worst_count++;
    for (unsigned i = rule->out.worst_count - 1; i > at; i--) {
        rule->worst[i] = rule->worst[i - 1];
        rule->out.worst[i] = rule->out.worst[i - 1];
    }
    rule->worst[at] = w;
    rule->out.worst[at] = query_number(r, FINDING);
}

static bool is_new_host(struct broken *b, struct hosts *hosts, size_t rule, const struct query_rows *r,
                        int at)
{
    size_t n;
    const char *address = query_text(r, at, &n);
    struct siphash_key key = {b->key.k0 ^ rule, b->key.k1};
    return hosts_add(hosts, siphash(&key, address, n));
}

static void take(struct broken *b, const struct query_rows *r)
{
    struct rule *rule = rule_of(b, r);
    count(&b->all, r);
    if (rule == NULL) {
        b->left_out++;
        return;
    }
    count(&rule->out.sums, r);
    if (query_number(r, WAIVED) != 0)
        return;
    size_t number_of_rule = (size_t)(rule - b->at);
    rule->out.clients += is_new_host(b, &b->clients, number_of_rule, r, CLIENT);
    rule->out.servers += is_new_host(b, &b->servers, number_of_rule, r, SERVER);
    if (severity(r) > rule->out.severity)
        rule->out.severity = severity(r);
    if (query_number(r, FIRST) < rule->out.first_us)
        rule->out.first_us = query_number(r, FIRST);
    if (query_number(r, LAST) > rule->out.last_us)
        rule->out.last_us = query_number(r, LAST);
    rank(rule, r);
}

static int by_gravity(const void *left, const void *right)
{
    const struct broken_rule *a = left, *b = right;
    if ((a->sums.findings == 0) != (b->sums.findings == 0))
        return a->sums.findings == 0 ? 1 : -1;
    if (a->severity != b->severity)
        return a->severity < b->severity ? 1 : -1;
    if (a->sums.flows != b->sums.flows)
        return a->sums.flows < b->sums.flows ? 1 : -1;
    return memcmp(a->rule, b->rule, BROKEN_WORD);
}

static int by_site(const void *left, const void *right)
{
    const struct broken_rule *a = left, *b = right;
    int order = memcmp(a->site, b->site, BROKEN_WORD);
    return order != 0 ? order : memcmp(a->rule, b->rule, BROKEN_WORD);
}

static bool open_tables(struct broken *b)
{
    b->key = siphash_random_key();
    b->index = malloc(INDEX_ROOM * sizeof *b->index);
    if (b->index == NULL)
        return false;
    for (size_t i = 0; i < INDEX_ROOM; i++)
        b->index[i] = NO_RULE;
    return true;
}

struct broken *broken_read(struct query *q, enum broken_by by)
{
    struct err ignored;
    struct broken *b = calloc(1, sizeof *b);
    if (b == NULL || !open_tables(b)) {
        query_lacks_memory(q);
        broken_free(b);
        return NULL;
    }
    b->by = by;
    struct query_rows *r = query_rows(q, QUERY_EACH, NULL);
    while (query_next(r))
        take(b, r);
    query_end(r);
    if (query_failed(q, &ignored)) {
        broken_free(b);
        return NULL;
    }
    if (b->count > 0)
        qsort(b->at, b->count, sizeof *b->at, by == BROKEN_BY_RULE ? by_gravity : by_site);
    return b;
}

void broken_free(struct broken *b)
{
    if (b == NULL)
        return;
    hosts_free(&b->clients);
    hosts_free(&b->servers);
    free(b->index);
    free(b->at);
    free(b);
}

size_t broken_count(const struct broken *b)
{
    return b->count;
}

const struct broken_rule *broken_at(const struct broken *b, size_t i)
{
    return &b->at[i].out;
}

const struct broken_sums *broken_all(const struct broken *b)
{
    return &b->all;
}

uint64_t broken_left_out(const struct broken *b)
{
    return b->left_out;
}

bool broken_counts_hosts(const struct broken *b)
{
    return !b->clients.full && !b->servers.full;
}
