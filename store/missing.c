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

int missing_open(struct missing *m, struct batch *batch, int64_t run, struct err *err)
{
    *m = (struct missing){.batch = batch, .run = run};
    m->upsert = db_prepare(batch->db, upsert, err);
    if (m->upsert == NULL)
        return -1;
    m->known =
        table_new(sizeof(struct known), sizeof(struct missing_key), sizeof(struct missing_key), MISSING_MOST);
    return m->known == NULL ? err_set(err, "database: out of memory") : 0;
}

void missing_close(struct missing *m)
{
    (void)sqlite3_finalize(m->upsert);
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
        if (missing_flush(m, err) < 0)
            return -1;
        table_clear(m->known);
        k = table_at(m->known, &key, &fresh);
        assert(k != NULL);
    }
    k->flows++;
    return 0;
}

static int write_out(struct missing *m, const struct known *k, struct err *err)
{
    char text[DB_PLACE];
    const char *place = db_place(k->key.file, k->key.line, text);
    db_bind_int(m->upsert, 1, m->run);
    db_bind_text(m->upsert, 2, k->key.key);
    db_bind_text(m->upsert, 3, k->key.where);
    db_bind_text(m->upsert, 4, k->key.name);
    db_bind_text(m->upsert, 5, k->key.values);
    db_bind_text(m->upsert, 6, place != NULL ? place : "");
    db_bind_text(m->upsert, 7, k->key.site);
    db_bind_count(m->upsert, 8, k->flows);
    return batch_row(m->batch, err) < 0 ? -1 : db_run(m->upsert, err);
}

int missing_flush(struct missing *m, struct err *err)
{
    for (size_t i = 0; i < table_count(m->known); i++) {
        struct known *k = table_entry(m->known, i);
        if (k->flows == 0)
            continue;
        if (write_out(m, k, err) < 0 || batch_tick(m->batch, batch_now_ms(), err) < 0)
            return -1;
        k->flows = 0;
    }
    return 0;
}
