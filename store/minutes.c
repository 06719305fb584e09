#include "store/minutes.h"

#include <assert.h>
#include <string.h>

#define MINUTE_US INT64_C(60000000)
#define HOUR_US (60 * MINUTE_US)

struct minute_key {
    int64_t minute_us;
    char site[4];
    uint8_t verdict, zero[3];
};

static_assert(sizeof(struct minute_key) == 16, "no padding");

struct minute {
    struct minute_key key;
    uint64_t flows, bytes; /* not yet written */
};

static const char upsert[] =
    "INSERT INTO minute (run, minute_us, site, verdict, flows, bytes) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET flows = flows + excluded.flows, bytes = bytes + excluded.bytes";

int minutes_open(struct minutes *m, struct writer *writer, int64_t run, struct err *err)
{
    *m = (struct minutes){.writer = writer, .run = run};
    m->upsert = writer_statement(writer, upsert, err);
    if (m->upsert < 0)
        return -1;
    m->known =
        table_new(sizeof(struct minute), sizeof(struct minute_key), sizeof(struct minute_key), MINUTES_MOST);
    return m->known == NULL ? err_set(err, "database: out of memory") : 0;
}

void minutes_close(struct minutes *m)
{
    table_free(m->known);
    *m = (struct minutes){0};
}

static int64_t beginning(const struct minutes *m, int64_t us)
{
    int64_t unit_us = m->begun < MINUTES_FINE ? MINUTE_US : HOUR_US;
    return us < 0 ? 0 : us - us % unit_us;
}

int minutes_add(struct minutes *m, const struct audited *a, const struct finding *f, struct err *err)
{
    struct minute_key key = {.minute_us = beginning(m, a->first_us), .verdict = (uint8_t)f->verdict};
    memcpy(key.site, f->site, strnlen(f->site, sizeof key.site - 1));
    bool fresh;
    struct minute *at = table_at(m->known, &key, &fresh);
    if (at == NULL) {
        int unwritten = minutes_flush(m, err);
        if (unwritten != 0) {
            m->left_out += unwritten > 0;
            return unwritten < 0 ? -1 : 0;
        }
        table_clear(m->known);
        at = table_at(m->known, &key, &fresh);
        assert(at != NULL);
    }
    m->begun += fresh && m->begun < MINUTES_FINE;
    at->flows++;
    at->bytes += a->bytes[0] + a->bytes[1];
    return 0;
}

static void write_out(struct minutes *m, const struct minute *at)
{
    writer_row(m->writer, m->upsert);
    writer_int(m->writer, m->run);
    writer_int(m->writer, at->key.minute_us);
    writer_text(m->writer, at->key.site);
    writer_text(m->writer, severity_verdict_name(at->key.verdict));
    writer_count(m->writer, at->flows);
    writer_count(m->writer, at->bytes);
}

int minutes_flush(struct minutes *m, struct err *err)
{
    for (size_t i = 0; i < table_count(m->known); i++) {
        struct minute *at = table_entry(m->known, i);
        if (at->flows == 0)
            continue;
        if (!writer_has_room(m->writer))
            return 1;
        write_out(m, at);
        at->flows = 0;
        at->bytes = 0;
        if (writer_tick(m->writer, batch_now_ms(), err) < 0)
            return -1;
    }
    return 0;
}
