/* A flow with evidence made by hand, and what the writers of cli/ make of it, as text. */
#ifndef TESTS_UNIT_RECORDED_H
#define TESTS_UNIT_RECORDED_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/evidence_list.h"
#include "policy/finding.h"

struct recorded {
    struct audited a;
    struct finding f;
    struct heap *heap;
    FILE *out;
    char *text;
    size_t n;
};

/* A TCP flow from 10.1.5.7:50000 to 10.1.0.10:80 that said nothing and broke nothing. */
static inline void recorded_open(struct recorded *r)
{
    *r = (struct recorded){.a = {.flow = 7,
                                 .transport = TRANSPORT_TCP,
                                 .direction_known = true,
                                 .first_us = INT64_C(1795176000000001),
                                 .last_us = INT64_C(1795176001000000)},
                           .f = {.verdict = VERDICT_NOT_COVERED, .rule = "NC-HOSTS", .decided_by = -1}};
    cr_assert(addr_read(&r->a.client.ip, "10.1.5.7") && addr_read(&r->a.server.ip, "10.1.0.10"));
    r->a.client.port = 50000;
    r->a.server.port = 80;
    r->heap = heap_open(1 << 20);
    r->out = open_memstream(&r->text, &r->n);
    cr_assert(r->heap != NULL && r->out != NULL);
}

static inline void recorded_close(struct recorded *r)
{
    evidence_list_drop(r->heap, r->a.evidence);
    heap_close(r->heap);
    (void)fclose(r->out);
    free(r->text);
}

static inline void recorded_add(struct recorded *r, const struct evidence *e)
{
    cr_assert(evidence_list_add(r->heap, &r->a.evidence, e));
}

/* An item with up to five texts, NULL for those that are absent. */
static inline void recorded_item(struct recorded *r, enum evidence_kind kind, uint32_t number,
                                 const char *const text[EVIDENCE_TEXTS])
{
    struct evidence e = {.kind = kind, .number = number};
    for (size_t i = 0; i < EVIDENCE_TEXTS; i++)
        if (text[i] != NULL)
            e.text[i] = (struct evidence_text){text[i], (uint16_t)strlen(text[i])};
    recorded_add(r, &e);
}

static inline const char *recorded_text(struct recorded *r)
{
    (void)fflush(r->out);
    return r->text;
}

#endif
