#include "policy/siteread_csv.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/sitecsv.h"
#include "policy/sitetext.h"

struct header {
    size_t count;
    int key[SITECSV_CELLS];
    bool has[CLIENT_KEYS_CSV];
};

static const char *path_beside(struct siteread *r, const char *name)
{
    char path[PATH_MAX];
    const char *slash = strrchr(r->path, '/');
    int folder = slash != NULL && name[0] != '/' ? (int)(slash - r->path) + 1 : 0;
    (void)snprintf(path, sizeof path, "%.*s%s", folder, r->path, name);
    return sitearena_text(&r->scratch, path, strlen(path));
}

void siteread_csv_open(struct siteread *r, struct siteread_csv *csv, struct sitemsg_place named_at)
{
    struct err err;
    size_t n;
    const char *path = path_beside(r, csv->keys.file);
    struct sitemsg_origin *origin = sitearena_take(&r->scratch, 1, sizeof *origin);
    csv->text = path != NULL ? sitetext_read(path, &n, &err) : NULL;
    if (csv->text == NULL || origin == NULL) {
        if (path != NULL && origin != NULL)
            sitemsg_error(r->messages, named_at, "CFG-KEY-01", "file: %s", err.text);
        return;
    }
    *origin = (struct sitemsg_origin){path, named_at.at};
    csv->origin = origin;
    csv->rows = sitecsv_lines(csv->text);
    if (strlen(csv->text) != n)
        sitemsg_error(r->messages, named_at, "CFG-KEY-01", "file: %s holds a NUL character", path);
}

void siteread_csv_close(struct siteread_csv *csv)
{
    free(csv->text);
    csv->text = NULL;
}

static struct sitemsg_place place_of(const struct siteread_csv *csv, const struct sitecsv_row *row,
                                     size_t cell)
{
    return (struct sitemsg_place){csv->origin, {row->line, row->column[cell]}};
}

static bool is_whole(struct siteread *r, const struct siteread_csv *csv, const struct sitecsv_row *row)
{
    if (row->problem != NULL)
        sitemsg_error(r->messages, place_of(csv, row, row->count - 1), "CFG-KEY-01", "%s", row->problem);
    return row->problem == NULL;
}

static bool read_name(struct siteread *r, const struct siteread_csv *csv, const struct sitecsv_row *row,
                      size_t i, struct header *header)
{
    int key = sitekeys_find(&siteread_clients_csv_table, row->cell[i]);
    header->key[i] = key;
    if (key < 0) {
        sitekeys_unknown(r, place_of(csv, row, i), row->cell[i], &siteread_clients_csv_table);
        return false;
    }
    if (header->has[key])
        sitemsg_error(r->messages, place_of(csv, row, i), "CFG-KEY-01", "duplicate key \"%s\"", row->cell[i]);
    bool is_first = !header->has[key];
    header->has[key] = true;
    return is_first;
}

static bool read_header(struct siteread *r, const struct siteread_csv *csv, const struct sitecsv_row *row,
                        struct header *header)
{
    bool understood = is_whole(r, csv, row);
    *header = (struct header){.count = row->count};
    for (size_t i = 0; i < row->count && row->problem == NULL; i++)
        understood = read_name(r, csv, row, i, header) && understood;
    if (understood && header->has[CLIENT_KEY_WHERE] == header->has[CLIENT_KEY_NETS]) {
        sitemsg_error(r->messages, place_of(csv, row, 0), "CFG-KEY-01",
                      "a header row names either address or nets, and the other keys of clients");
        return false;
    }
    return understood;
}

static void name_row(struct siteread *r, const struct siteread_csv *csv, int line,
                     struct siteread_clients_keys *keys)
{
    char name[256];
    if (keys->name == NULL) {
        int n = snprintf(name, sizeof name, "%.200s:%d", csv->keys.client.name, line);
        keys->name = sitearena_text(r->arena, name, (size_t)n);
    }
    keys->client.name = keys->name;
}

static void read_row(struct siteread *r, const struct siteread_csv *csv, const struct sitecsv_row *row,
                     const struct header *header)
{
    bool is_range = header->has[CLIENT_KEY_NETS];
    struct siteread_clients_keys keys = csv->keys;
    struct siteread_marks marks = {.object = place_of(csv, row, 0)};
    if (row->count != header->count) {
        sitemsg_error(r->messages, marks.object, "CFG-KEY-01", "%zu cells, but the header row has %zu",
                      row->count, header->count);
        return;
    }
    keys.name = NULL;
    keys.client.place = marks.object.at;
    for (size_t i = 0; i < row->count; i++)
        if (row->cell[i][0] != '\0')
            sitekeys_read_text(r, row->cell[i], place_of(csv, row, i), &siteread_clients_csv_table,
                               (size_t)header->key[i], &keys, &marks);
    name_row(r, csv, row->line, &keys);
    if (!sitekeys_written(&marks, is_range ? CLIENT_KEY_NETS : CLIENT_KEY_WHERE))
        sitemsg_error(r->messages, marks.object, "CFG-KEY-01", "client %.100s: its %s is missing",
                      keys.client.name, is_range ? "nets" : "address");
    siteread_clients_add(r, &keys, &marks, is_range);
}

void siteread_csv(struct siteread *r, struct siteread_csv *csv)
{
    struct sitecsv_row row;
    struct header header;
    if (csv->origin == NULL)
        return;
    struct sitecsv rows = sitecsv_open(csv->text);
    if (!sitecsv_next(&rows, &row)) {
        sitemsg_error(r->messages, (struct sitemsg_place){csv->origin, {1, 1}}, "CFG-KEY-01",
                      "an empty file; the first row names the keys");
        return;
    }
    if (!read_header(r, csv, &row, &header))
        return;
    while (sitecsv_next(&rows, &row))
        if (is_whole(r, csv, &row))
            read_row(r, csv, &row, &header);
}
