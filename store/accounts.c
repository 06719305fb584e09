#include "store/accounts.h"

#include <stdlib.h>
#include <string.h>

#include "store/db.h"

struct known {
    uint64_t key, part;
    int64_t paragraph;
};

enum { KEY_BYTES = offsetof(struct known, paragraph) };

static const char insert[] = "INSERT INTO paragraph (paragraph, line, run, name, value, basis, place)"
                             " VALUES (?, ?, ?, ?, ?, ?, ?)";

int accounts_open(struct accounts *a, struct writer *writer, sqlite3 *db, int64_t run, struct err *err)
{
    *a = (struct accounts){.writer = writer, .run = run};
    if (db_number(db, "SELECT coalesce(max(paragraph), 0) FROM paragraph", &a->last, err) < 0)
        return -1;
    if (a->last > INT64_MAX / 2)
        return err_set(err, "the database's numbers of paragraphs are used up");
    a->insert = writer_statement(writer, insert, err);
    if (a->insert < 0)
        return -1;
    a->known = table_new(sizeof(struct known), KEY_BYTES, KEY_BYTES, ACCOUNTS_MOST);
    a->paragraph = malloc(sizeof *a->paragraph);
    return a->known == NULL || a->paragraph == NULL ? err_set(err, "database: out of memory") : 0;
}

void accounts_close(struct accounts *a)
{
    table_free(a->known);
    free(a->paragraph);
    *a = (struct accounts){0};
}

static void write_line(struct accounts *a, int64_t paragraph, unsigned at)
{
    const struct finding_line *l = &a->paragraph->at[at];
    char place[DB_PLACE];
    writer_row(a->writer, a->insert);
    writer_int(a->writer, paragraph);
    writer_int(a->writer, at);
    writer_int(a->writer, a->run);
    writer_text(a->writer, l->name);
    writer_text(a->writer, l->value);
    writer_text(a->writer, l->basis);
    writer_text(a->writer, db_place(l->file, l->line, place));
}

/* The remembered paragraph, else a new one. */
static struct known *look_up(struct accounts *a, uint64_t key, unsigned part, bool *fresh)
{
    const struct known wanted = {.key = key, .part = part};
    struct known *k = table_at(a->known, &wanted, fresh);
    if (k != NULL)
        return k;
    table_clear(a->known);
    return table_at(a->known, &wanted, fresh);
}

void accounts_of(struct accounts *a, const struct store_accounts *teller, const struct audited *flow,
                 const struct finding *f, int64_t paragraph[FINDING_PARTS])
{
    uint64_t key[FINDING_PARTS];
    memset(paragraph, 0, FINDING_PARTS * sizeof *paragraph);
    if (teller->begin == NULL || !teller->begin(teller->context, flow, f, key))
        return;
    for (unsigned part = 0; part < FINDING_PARTS; part++) {
        bool fresh;
        struct known *k = look_up(a, key[part], part, &fresh);
        if (fresh) {
            k->paragraph = ++a->last;
            teller->write(teller->context, (enum finding_part)part, a->paragraph);
            for (unsigned i = 0; i < a->paragraph->count; i++)
                write_line(a, k->paragraph, i);
        }
        paragraph[part] = k->paragraph;
    }
}
