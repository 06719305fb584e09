#include "store/missing.h"

#include <assert.h>
#include <string.h>

#include "store/db.h"

/* Texts of the site and of the program, which both outlive the run: their addresses tell them apart. */
struct missing_key {
    const char *key, *values, *where, *name, *file;
    int line;
    char site[4];
};

static_assert(sizeof(struct missing_key) == 5 * sizeof(char *) + 8, "no padding");

struct known {
    struct missing_key key;
    uint64_t flows; /* not yet written */
};

static const char upsert[] = "INSERT INTO missing (run, fact, object, name, fact_values, place, site, flows)"
                             " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                             " ON CONFLICT DO UPDATE SET flows = flows + excluded.flows";

int missing_open(struct missing *m, struct writer *writer, int64_t run, struct err *err)
{
    *m = (struct missing){.writer = writer, .run = run};
    m->upsert = writer_statement(writer, upsert, err);
    if (m->upsert < 0)
        return -1;
    m->known =
        table_new(sizeof(struct known), sizeof(struct missing_key), sizeof(struct missing_key), MISSING_MOST);
    return m->known == NULL ? err_set(err, "database: out of memory") : 0;
}

void missing_close(struct missing *m)
{
    table_free(m->known);
    *m = (struct missing){0};
}

int missing_add(struct missing *m, const struct finding *f, struct err *err)
{
    const struct finding_missing *w = &f->missing;
    if (w->key == NULL)
        return 0;
    struct missing_key key = {w->key, w->values, w->where, w->name, w->file, w->line, ""};
    memcpy(key.site, f->site, strnlen(f->site, sizeof key.site - 1));
    bool fresh;
    struct known *k = table_at(m->known, &key, &fresh);
    if (k == NULL) {
        int unwritten = missing_flush(m, err);
        if (unwritten != 0) {
            m->left_out += unwritten > 0;
            return unwritten < 0 ? -1 : 0;
        }
        table_clear(m->known);
        k = table_at(m->known, &key, &fresh);
        assert(k != NULL);
    }
    k->flows++;
    return 0;
}

static void write_out(struct missing *m, const struct known *k)
{
    char text[DB_PLACE];
    const char *place = db_place(k->key.file, k->key.line, text);
    writer_row(m->writer, m->upsert);
    writer_int(m->writer, m->run);
    writer_text(m->writer, k->key.key);
    writer_text(m->writer, k->key.where);
    writer_text(m->writer, k->key.name);
    writer_text(m->writer, k->key.values);
    writer_text(m->writer, place != NULL ? place : "");
    writer_text(m->writer, k->key.site);
    writer_count(m->writer, k->flows);
}

int missing_flush(struct missing *m, struct err *err)
{
    for (size_t i = 0; i < table_count(m->known); i++) {
        struct known *k = table_entry(m->known, i);
        if (k->flows == 0)
            continue;
        if (!writer_has_room(m->writer))
            return 1;
        write_out(m, k);
        k->flows = 0;
        if (writer_tick(m->writer, batch_now_ms(), err) < 0)
            return -1;
    }
    return 0;
}
