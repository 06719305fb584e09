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

static bool is_text(struct siteread *r, const struct siteread_csv *csv, size_t n)
{
    size_t length = strlen(csv->text);
    const char *line = csv->text;
    struct sitemsg_place place = {csv->origin, {1, 1}, false};
    if (length == n)
        return true;
    for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
        place.at.line++;
    place.at.column = (int)strlen(line) + 1;
    bool wide = strncmp(csv->text, "\xff\xfe", 2) == 0 || strncmp(csv->text, "\xfe\xff", 2) == 0;
    sitemsg_error(r->messages, place, "CFG-KEY-01", "%s; nothing of this file is read",
                  wide ? "UTF-16; save it as UTF-8" : "a NUL character");
    return false;
}

void siteread_csv_open(struct siteread *r, struct siteread_csv *csv, struct sitemsg_place named_at)
{
    struct err err;
    size_t n;
    const char *path = path_beside(r, csv->keys.file);
    struct sitemsg_origin *origin = sitearena_take(&r->scratch, 1, sizeof *origin);
    csv->text = path != NULL ? sitetext_read_regular(path, &n, &err) : NULL;
    if (csv->text == NULL || origin == NULL) {
        if (path != NULL && origin != NULL)
            sitemsg_error(r->messages, named_at, "CFG-KEY-01", "file: %s", err.text);
        return;
    }
    *origin = (struct sitemsg_origin){path, named_at.at};
    csv->origin = origin;
    csv->rows = sitecsv_lines(csv->text);
    csv->is_text = is_text(r, csv, n);
}

void siteread_csv_close(struct siteread_csv *csv)
{
    free(csv->text);
    csv->text = NULL;
}

static struct sitemsg_place place_of(const struct siteread_csv *csv, const struct sitecsv_row *row,
                                     size_t cell)
{
    return (struct sitemsg_place){csv->origin, {row->line, row->column[cell]}, false};
}

static bool is_whole(struct siteread *r, const struct siteread_csv *csv, const struct sitecsv_row *row)
{
    if (row->problem != NULL)
        sitemsg_error(r->messages, place_of(csv, row, row->count - 1), "CFG-KEY-01", "%s", row->problem);
    return row->problem == NULL;
}

static void tell_unknown(struct siteread *r, struct sitemsg_place place, const char *name)
{
    if (*name == '\0')
        sitemsg_error(r->messages, place, "CFG-KEY-01", "a column without a key; name it or remove it");
    else if (strchr(name, ';') != NULL)
        sitemsg_error(r->messages, place, "CFG-KEY-01", "cells are divided by commas, not by semicolons");
    else
        sitekeys_unknown(r, place, name, &siteread_clients_csv_table);
}

static bool read_name(struct siteread *r, const struct siteread_csv *csv, const struct sitecsv_row *row,
                      size_t i, struct header *header)
{
    int key = sitekeys_find(&siteread_clients_csv_table, row->cell[i]);
    header->key[i] = key;
    if (key < 0) {
        tell_unknown(r, place_of(csv, row, i), row->cell[i]);
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

/* The keys beside the file's name hold where a row has none. */
static void inherit(const struct siteread_marks *range, struct siteread_marks *row)
{
    for (size_t key = CLIENT_KEY_WHERE + 1; key < CLIENT_KEYS; key++) {
        row->at[key] = range->at[key];
        if (range->at[key].line != 0)
            row->beside |= 1U << key;
    }
    row->bad = range->bad;
}

static void read_row(struct siteread *r, const struct siteread_csv *csv, const struct sitecsv_row *row,
                     const struct header *header)
{
    bool is_range = header->has[CLIENT_KEY_NETS];
    struct siteread_clients_keys keys = csv->keys;
    struct siteread_marks marks = {.object = place_of(csv, row, 0)};
    if (row->count != header->count) {
        sitemsg_error(r->messages, marks.object, "CFG-KEY-01", "%zu cell%s, but the header row has %zu",
                      row->count, row->count == 1 ? "" : "s", header->count);
        return;
    }
    r->reading = csv->keys.client.name;
    inherit(&csv->marks, &marks);
    keys.name = NULL;
    keys.client.place = marks.object.at;
    for (size_t i = 0; i < row->count; i++)
        if (row->cell[i][0] != '\0')
            sitekeys_read_text(r, row->cell[i], place_of(csv, row, i), &siteread_clients_csv_table,
                               (size_t)header->key[i], &keys, &marks);
    if (keys.name != NULL && !sitekeys_bad(&marks, CLIENT_KEY_NAME))
        siteread_clients_own_name(r, keys.name, &marks, is_range);
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
    if (csv->origin == NULL || !csv->is_text)
        return;
    struct sitecsv rows = sitecsv_open(csv->text);
    if (!sitecsv_next(&rows, &row)) {
        sitemsg_error(r->messages, (struct sitemsg_place){csv->origin, {1, 1}, false}, "CFG-KEY-01",
                      "an empty file; the first row names the keys");
        return;
    }
    if (!read_header(r, csv, &row, &header))
        return;
    while (sitecsv_next(&rows, &row))
        if (is_whole(r, csv, &row))
            read_row(r, csv, &row, &header);
}
