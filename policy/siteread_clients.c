#include "policy/siteread_clients.h"

#include <string.h>

#include "policy/siteread_csv.h"

enum { RANGE_KEY_FILE = CLIENT_KEYS, RANGE_KEYS };

const struct sitekeys_word siteread_clients_types[] = {
    {"computer", CLIENT_COMPUTER}, {"mobile", CLIENT_MOBILE}, {"unknown", CLIENT_TYPE_UNKNOWN}, {NULL, 0}};
const struct sitekeys_word siteread_clients_mgmt[] = {{"intranet_only", MGMT_INTRANET_ONLY},
                                                      {"internet_only", MGMT_INTERNET_ONLY},
                                                      {"both", MGMT_BOTH},
                                                      {"unknown", MGMT_UNKNOWN},
                                                      {NULL, 0}};
const struct sitekeys_word siteread_clients_joins[] = {{"domain_trusted", JOIN_DOMAIN_TRUSTED},
                                                       {"domain_untrusted", JOIN_DOMAIN_UNTRUSTED},
                                                       {"workgroup", JOIN_WORKGROUP},
                                                       {"unknown", JOIN_UNKNOWN},
                                                       {NULL, 0}};
const struct sitekeys_word siteread_clients_states[] = {{"installed", CLIENT_INSTALLED},
                                                        {"deploying", CLIENT_DEPLOYING},
                                                        {"unknown", CLIENT_STATE_UNKNOWN},
                                                        {NULL, 0}};

#define AT(field) offsetof(struct siteread_clients_keys, field)
/* The facts that clients, ranges and rows of CSV files share. */
#define FACTS                                                                                                \
    [CLIENT_KEY_TYPE] = {"type", SITEKEYS_WORD, AT(client.type), siteread_clients_types},                    \
    [CLIENT_KEY_SITE] = {"site", SITEKEYS_SITE, AT(client.site), NULL},                                      \
    [CLIENT_KEY_MGMT] = {"mgmt", SITEKEYS_WORD, AT(client.mgmt), siteread_clients_mgmt},                     \
    [CLIENT_KEY_JOIN] = {"join", SITEKEYS_WORD, AT(client.join), siteread_clients_joins},                    \
    [CLIENT_KEY_HTTP_ROAMING] = {"http_roaming", SITEKEYS_TRI, AT(client.http_roaming), NULL},               \
    [CLIENT_KEY_FSP] = {"fsp", SITEKEYS_TEXT, AT(fsp), NULL},                                                \
    [CLIENT_KEY_STATE] = {"state", SITEKEYS_WORD, AT(client.state), siteread_clients_states}

static const struct sitekeys_key client_keys[CLIENT_KEYS] = {
    [CLIENT_KEY_WHERE] = {"address", SITEKEYS_ADDRS, AT(client.addresses), NULL}, FACTS};
static const struct sitekeys_key range_keys[RANGE_KEYS] = {
    [CLIENT_KEY_WHERE] = {"nets", SITEKEYS_RANGES, AT(client.nets), NULL},
    FACTS,
    [RANGE_KEY_FILE] = {"file", SITEKEYS_TEXT, AT(file), NULL}};
static const struct sitekeys_key csv_keys[CLIENT_KEYS_CSV] = {
    [CLIENT_KEY_WHERE] = {"address", SITEKEYS_ADDRS, AT(client.addresses), NULL},
    FACTS,
    [CLIENT_KEY_NETS] = {"nets", SITEKEYS_RANGES, AT(client.nets), NULL},
    [CLIENT_KEY_NAME] = {"name", SITEKEYS_TEXT, AT(name), NULL}};

static const struct sitekeys_table client_table = SITEKEYS_TABLE(client_keys);
static const struct sitekeys_table range_table = SITEKEYS_TABLE(range_keys);
const struct sitekeys_table siteread_clients_csv_table = SITEKEYS_TABLE(csv_keys);

void siteread_clients_add(struct siteread *r, const struct siteread_clients_keys *keys,
                          const struct siteread_marks *marks, bool is_range)
{
    size_t *count = is_range ? &r->site->range_count : &r->site->client_count;
    struct siteread_client *draft = is_range ? &r->ranges[*count] : &r->clients[*count];
    struct site_client *client = is_range ? &r->site->ranges[*count] : &r->site->clients[*count];
    *draft = (struct siteread_client){*marks, keys->fsp};
    *client = keys->client;
    (*count)++;
}

void siteread_clients_own_name(struct siteread *r, const char *name, const struct siteread_marks *marks,
                               bool is_range)
{
    struct sitenames *names = is_range ? &r->range_names : &r->client_names;
    int first = sitenames_find(names, name);
    if (first < 0)
        (void)sitenames_add(names, name);
    else
        sitemsg_error(r->messages, sitekeys_place(marks, CLIENT_KEY_NAME), "CFG-KEY-01",
                      "duplicate name \"%.100s\"; several addresses of one client stand in one cell", name);
}

static struct siteread_clients_keys read_keys(struct siteread *r, const struct sitekeys_section *s, size_t i,
                                              const struct sitekeys_table *table,
                                              struct siteread_marks *marks)
{
    const char *name = s->names.at[i];
    struct siteread_clients_keys keys = {.client = {.site = -1, .place = s->place[i].at}};
    *marks = (struct siteread_marks){.object = s->place[i]};
    sitekeys_read(r, s->node[i], name, table, &keys, marks);
    keys.client.name = sitearena_text(r->arena, name, strlen(name));
    return keys;
}

static void read_client(struct siteread *r, const struct sitekeys_section *s, size_t i)
{
    struct siteread_marks marks;
    struct siteread_clients_keys keys = read_keys(r, s, i, &client_table, &marks);
    if (!sitekeys_written(&marks, CLIENT_KEY_WHERE) && !marks.odd)
        sitemsg_error(r->messages, marks.object, "CFG-KEY-01", "client %.100s: its address is missing",
                      s->names.at[i]);
    sitekeys_require_some(r, &marks, CLIENT_KEY_WHERE, keys.client.addresses.count, "address",
                          s->names.at[i]);
    siteread_clients_add(r, &keys, &marks, false);
}

/* Reads a range's keys; the rows of its file wait until there is room for all. */
static void read_range(struct siteread *r, const struct sitekeys_section *s, size_t i,
                       struct siteread_csv *range)
{
    struct siteread_marks *marks = &range->marks;
    range->keys = read_keys(r, s, i, &range_table, marks);
    bool nets = sitekeys_written(marks, CLIENT_KEY_WHERE);
    range->is_file = sitekeys_written(marks, RANGE_KEY_FILE);
    if (nets && range->is_file)
        sitemsg_error(r->messages, marks->object, "CFG-KEY-01",
                      "client range %.100s has both nets and a file; write one of them", s->names.at[i]);
    else if (!nets && !range->is_file && !marks->odd)
        sitemsg_error(r->messages, marks->object, "CFG-KEY-01",
                      "client range %.100s: its nets (or its file) are missing", s->names.at[i]);
    sitekeys_require_some(r, marks, CLIENT_KEY_WHERE, range->keys.client.nets.count, "nets", s->names.at[i]);
    if (range->is_file && range->keys.file != NULL)
        siteread_csv_open(r, range, sitekeys_place(marks, RANGE_KEY_FILE));
}

static int make_room(struct siteread *r, size_t clients, size_t ranges)
{
    r->site->clients = sitearena_take(r->arena, clients, sizeof *r->site->clients);
    r->site->ranges = sitearena_take(r->arena, ranges, sizeof *r->site->ranges);
    r->clients = sitearena_take(&r->scratch, clients, sizeof *r->clients);
    r->ranges = sitearena_take(&r->scratch, ranges, sizeof *r->ranges);
    bool names = sitenames_open(&r->client_names, &r->scratch, clients) == 0 &&
                 sitenames_open(&r->range_names, &r->scratch, ranges) == 0;
    bool all = names && r->site->clients != NULL && r->site->ranges != NULL && r->clients != NULL &&
               r->ranges != NULL;
    return all ? 0 : -1;
}

static void read_all(struct siteread *r, const struct sitekeys_section *clients, struct siteread_csv *ranges,
                     size_t range_count)
{
    size_t rows = 0;
    for (size_t i = 0; i < range_count; i++)
        rows += ranges[i].rows;
    if (make_room(r, clients->names.count + rows, range_count + rows) != 0)
        return;
    for (size_t i = 0; i < clients->names.count; i++) {
        (void)sitenames_add(&r->client_names, clients->names.at[i]);
        read_client(r, clients, i);
    }
    for (size_t i = 0; i < range_count; i++) {
        if (ranges[i].is_file)
            siteread_csv(r, &ranges[i]);
        else
            siteread_clients_add(r, &ranges[i].keys, &ranges[i].marks, true);
    }
}

void siteread_clients(struct siteread *r, int clients_node, int ranges_node)
{
    struct sitekeys_section clients, ranges;
    if (sitekeys_section(r, clients_node, "clients", &clients) != 0 ||
        sitekeys_section(r, ranges_node, "client_ranges", &ranges) != 0)
        return;
    struct siteread_csv *files = sitearena_take(&r->scratch, ranges.names.count, sizeof *files);
    if (files == NULL)
        return;
    for (size_t i = 0; i < ranges.names.count; i++)
        read_range(r, &ranges, i, &files[i]);
    read_all(r, &clients, files, ranges.names.count);
    for (size_t i = 0; i < ranges.names.count; i++)
        siteread_csv_close(&files[i]);
}
