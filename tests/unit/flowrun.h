/* A flow table under test, with the sink of flowsink.h behind it and a clock of the test's own. */
#ifndef TESTS_FLOWRUN_H
#define TESTS_FLOWRUN_H

#include "tests/unit/flowsink.h"

static struct flowsink sink;
static struct flow_events events;
static struct flowtable *table;
static int64_t now_us;

/* memory_bytes 0: the default; truth: filled with the n bytes that the streams carry. */
static inline void flowrun_begin(size_t memory_bytes, enum flowsink_manner manner, uint8_t *truth, size_t n)
{
    struct flowtable_limits limits = {memory_bytes};
    struct err err;
    for (size_t i = 0; i < n; i++)
        truth[i] = flowsink_byte(i);
    sink = (struct flowsink){.manner = manner};
    events = flowsink_events(&sink);
    table = flowtable_open(&limits, &events, &err);
    cr_assert_not_null(table, "%s", err.text);
    now_us = 1000000;
}

/* Ends all flows. */
static inline struct flowtable_counts flowrun_finish(void)
{
    flowtable_end(table);
    struct flowtable_counts c = flowtable_counts(table);
    flowtable_close(table);
    return c;
}

static inline void flowrun_take(struct segment s)
{
    s.time_us = now_us;
    flowtable_take(table, &s, 0);
}

#endif
