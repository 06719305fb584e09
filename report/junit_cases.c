#include "report/junit_cases.h"

#include <stdlib.h>
#include <string.h>

/* The columns of QUERY_JUDGED. */
enum { SITE, RULE, COMPLIANT, VIOLATING, UNDETERMINED };

struct entry {
    char site[BROKEN_WORD], rule[BROKEN_WORD];
    struct junit_case out;
};

struct junit_cases {
    struct broken *broken;
    struct entry *at;
    size_t count, room;
    uint64_t left_out;
};

static void keep(char out[BROKEN_WORD], const struct query_rows *r, int at)
{
    size_t n;
    const char *text = query_text(r, at, &n);
    memset(out, 0, BROKEN_WORD);
    memcpy(out, text, n < BROKEN_WORD ? n : BROKEN_WORD - 1);
}

static struct entry *add(struct junit_cases *c, struct query *q)
{
    if (c->count == c->room) {
        size_t room = c->room == 0 ? 64 : c->room * 2;
        struct entry *larger = realloc(c->at, room * sizeof *larger);
        if (larger == NULL) {
            query_lacks_memory(q);
            return NULL;
        }
        c->at = larger;
        c->room = room;
    }
    c->at[c->count] = (struct entry){0};
    return &c->at[c->count++];
}

static uint64_t flows(const struct query_rows *r, int at)
{
    return query_number(r, at) < 0 ? 0 : (uint64_t)query_number(r, at);
}

static void read_judged(struct junit_cases *c, struct query *q)
{
    struct query_rows *r = query_rows(q, QUERY_JUDGED, NULL);
    while (query_next(r)) {
        struct entry *e = c->count < 2 * BROKEN_MOST ? add(c, q) : NULL;
        if (e == NULL) {
            c->left_out++;
            continue;
        }
        keep(e->site, r, SITE);
        keep(e->rule, r, RULE);
        e->out.compliant = flows(r, COMPLIANT);
        e->out.violating = flows(r, VIOLATING);
        e->out.undetermined = flows(r, UNDETERMINED);
    }
    query_end(r);
}

static void read_broken(struct junit_cases *c, struct query *q)
{
    c->broken = broken_read(q, BROKEN_BY_SITE_AND_RULE);
    if (c->broken == NULL)
        return;
    for (size_t i = 0; i < broken_count(c->broken); i++) {
        struct entry *e = add(c, q);
        if (e == NULL)
            return;
        e->out.broken = broken_at(c->broken, i);
        memcpy(e->site, e->out.broken->site, BROKEN_WORD);
        memcpy(e->rule, e->out.broken->rule, BROKEN_WORD);
    }
    c->left_out += broken_left_out(c->broken);
}

static int by_site_and_rule(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = memcmp(a->site, b->site, BROKEN_WORD);
    return order != 0 ? order : memcmp(a->rule, b->rule, BROKEN_WORD);
}

/* One entry for each site and rule. */
static void merge(struct junit_cases *c)
{
    size_t kept = 0;
    if (c->count > 0)
        qsort(c->at, c->count, sizeof *c->at, by_site_and_rule);
    for (size_t i = 0; i < c->count; i++) {
        struct junit_case *last = kept > 0 ? &c->at[kept - 1].out : NULL;
        const struct junit_case *next = &c->at[i].out;
        if (last == NULL || by_site_and_rule(&c->at[kept - 1], &c->at[i]) != 0) {
            c->at[kept++] = c->at[i];
            continue;
        }
        last->compliant += next->compliant;
        last->violating += next->violating;
        last->undetermined += next->undetermined;
        last->broken = next->broken != NULL ? next->broken : last->broken;
    }
    c->count = kept;
    for (size_t i = 0; i < kept; i++) {
        c->at[i].out.site = c->at[i].site;
        c->at[i].out.rule = c->at[i].rule;
    }
}

struct junit_cases *junit_cases_read(struct query *q)
{
    struct err ignored;
    struct junit_cases *c = calloc(1, sizeof *c);
    if (c == NULL) {
        query_lacks_memory(q);
        return NULL;
    }
    read_broken(c, q);
    read_judged(c, q);
    if (query_failed(q, &ignored)) {
        junit_cases_free(c);
        return NULL;
    }
    merge(c);
    return c;
}

void junit_cases_free(struct junit_cases *c)
{
    if (c == NULL)
        return;
    broken_free(c->broken);
    free(c->at);
    free(c);
}

size_t junit_cases_count(const struct junit_cases *c)
{
    return c->count;
}

const struct junit_case *junit_cases_at(const struct junit_cases *c, size_t i)
{
    return &c->at[i].out;
}

enum junit_result junit_cases_result(const struct junit_case *c)
{
    if (c->broken != NULL && c->broken->sums.findings > 0)
        return JUNIT_FAILED;
    if (c->undetermined > 0)
        return JUNIT_ERROR;
    return c->violating > 0 || c->broken != NULL ? JUNIT_SKIPPED : JUNIT_PASSED;
}

uint64_t junit_cases_left_out(const struct junit_cases *c)
{
    return c->left_out;
}
