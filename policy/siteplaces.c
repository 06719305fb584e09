#include "policy/siteplaces.h"

#include <string.h>

#include "policy/siteread.h"

enum { ALL_KEYS = SITEREAD_KEYS };

/* Lines of an object and of its keys, by the rows of its section's table. */
struct lines {
    const char *file;
    int object;
    int at[ALL_KEYS];
};

/* Clients are many, and a CSV file's stand in one line each. */
struct client_lines {
    const char *file;
    int object;
    const int *at; /* CLIENT_KEYS of them; NULL: all in the object's line */
    unsigned written;
};

struct siteplaces {
    const char *path;
    struct lines *sites, *systems, options;
    struct lines **roles; /* by system */
    struct lines zones[SITEREAD_ZONES];
    struct client_lines *clients, *ranges;
};

static const char *const site_names[ALL_KEYS] = {[SITE_KEY_TYPE] = "type",
                                                 [SITE_KEY_MODE] = "mode",
                                                 [SITE_KEY_PARENT] = "parent",
                                                 [SITE_KEY_HTTP] = "http_ports",
                                                 [SITE_KEY_HTTP_OFF] = "http_ports_off",
                                                 [SITE_KEY_HTTPS] = "https_ports",
                                                 [SITE_KEY_HTTPS_OFF] = "https_ports_off",
                                                 [SITE_KEY_BOUNDARIES] = "boundaries",
                                                 [SITE_KEY_AD_SITE] = "ad_site",
                                                 [SITE_KEY_HTTP_ROAMING] = "http_roaming",
                                                 [SITE_KEY_DEPLOY] = "deploy",
                                                 [SITE_KEY_INSTALL_SOURCE] = "install_source",
                                                 [SITE_KEY_SLP_NEEDED] = "slp_needed",
                                                 [SITE_KEY_SCHEMA_EXTENDED] = "schema_extended",
                                                 [SITE_KEY_SCENARIO] = "ibcm_scenario",
                                                 [SITE_KEY_SERVER_INITIATED_ONLY] = "server_initiated_only"};
static const char *const system_names[ALL_KEYS] = {[SYSTEM_KEY_ADDRESS] = "address",
                                                   [SYSTEM_KEY_SITE] = "site",
                                                   [SYSTEM_KEY_FQDN] = "fqdn",
                                                   [SYSTEM_KEY_INTERNET_FQDN] = "internet_fqdn",
                                                   [SYSTEM_KEY_ALSO_CLIENT] = "also_client",
                                                   [SYSTEM_KEY_NLB] = "nlb",
                                                   [SYSTEM_KEY_ROLES] = "roles"};
static const char *const role_names[ALL_KEYS] = {[ROLE_KEY_SCOPE] = "scope",
                                                 [ROLE_KEY_DEFAULT] = "default",
                                                 [ROLE_KEY_KIND] = "kind",
                                                 [ROLE_KEY_BITS] = "bits",
                                                 [ROLE_KEY_RUN_FROM_DP] = "run_from_dp",
                                                 [ROLE_KEY_PROTECTED] = "protected",
                                                 [ROLE_KEY_HTTP] = "http_ports",
                                                 [ROLE_KEY_HTTPS] = "https_ports",
                                                 [ROLE_KEY_SSL] = "ssl",
                                                 [ROLE_KEY_ACTIVE] = "active",
                                                 [ROLE_KEY_SYNC] = "sync",
                                                 [ROLE_KEY_SQL_PORT] = "sql_port"};
static const char *const client_names[ALL_KEYS] = {
    [CLIENT_KEY_WHERE] = "address", [CLIENT_KEY_TYPE] = "type",  [CLIENT_KEY_SITE] = "site",
    [CLIENT_KEY_MGMT] = "mgmt",     [CLIENT_KEY_JOIN] = "join",  [CLIENT_KEY_HTTP_ROAMING] = "http_roaming",
    [CLIENT_KEY_FSP] = "fsp",       [CLIENT_KEY_STATE] = "state"};
static const char *const option_names[ALL_KEYS] = {
    "assume_assigned", "internet_unlisted", "wsus_unsecured_roots", "fallback_window",
    "idle_gap",        "strand_clients",    "accept_sql_port",      "sees_web"};

static struct lines lines_of(const struct siteplaces *p, const struct siteread_marks *marks)
{
    struct lines l = {.file = p->path, .object = marks->object.at.line};
    for (size_t i = 0; i < ALL_KEYS; i++)
        l.at[i] = marks->at[i].line;
    return l;
}

static void keep_sites(struct siteread *r, struct siteplaces *p)
{
    p->sites = sitearena_take(r->arena, r->site->site_count, sizeof *p->sites);
    for (size_t i = 0; p->sites != NULL && i < r->site->site_count; i++)
        p->sites[i] = lines_of(p, &r->sites[i].marks);
}

static void keep_systems(struct siteread *r, struct siteplaces *p)
{
    size_t count = r->site->system_count;
    p->systems = sitearena_take(r->arena, count, sizeof *p->systems);
    p->roles = sitearena_take(r->arena, count, sizeof *p->roles);
    for (size_t i = 0; p->systems != NULL && p->roles != NULL && i < count; i++) {
        size_t roles = r->site->systems[i].role_count;
        p->systems[i] = lines_of(p, &r->systems[i].marks);
        p->roles[i] = sitearena_take(r->arena, roles, sizeof *p->roles[i]);
        for (size_t k = 0; p->roles[i] != NULL && k < roles; k++)
            p->roles[i][k] = lines_of(p, &r->systems[i].roles[k]);
    }
}

static void keep_client(struct siteread *r, const struct siteplaces *p, const struct siteread_marks *marks,
                        struct client_lines *into)
{
    into->file = p->path;
    into->object = marks->object.at.line;
    for (size_t i = 0; i < CLIENT_KEYS; i++)
        if (marks->at[i].line != 0)
            into->written |= 1U << i;
    if (marks->object.origin != NULL)
        return;
    int *at = sitearena_take(r->arena, CLIENT_KEYS, sizeof *at);
    for (size_t i = 0; at != NULL && i < CLIENT_KEYS; i++)
        at[i] = marks->at[i].line;
    into->at = at;
}

static struct client_lines *keep_clients(struct siteread *r, const struct siteplaces *p,
                                         const struct siteread_client *drafts, size_t count)
{
    const struct sitemsg_origin *last = NULL;
    const char *file = NULL;
    struct client_lines *all = sitearena_take(r->arena, count, sizeof *all);
    for (size_t i = 0; all != NULL && i < count; i++) {
        const struct sitemsg_origin *origin = drafts[i].marks.object.origin;
        keep_client(r, p, &drafts[i].marks, &all[i]);
        if (origin == NULL)
            continue;
        if (origin != last)
            file = sitearena_text(r->arena, origin->path, strlen(origin->path));
        last = origin;
        all[i].file = file;
    }
    return all;
}

int siteplaces_keep(struct siteread *r)
{
    struct siteplaces *p = sitearena_take(r->arena, 1, sizeof *p);
    if (p == NULL)
        return -1;
    p->path = sitearena_text(r->arena, r->path, strlen(r->path));
    p->options = lines_of(p, &r->options);
    for (size_t i = 0; i < SITEREAD_ZONES; i++)
        p->zones[i] = lines_of(p, &r->zones[i].marks);
    keep_sites(r, p);
    keep_systems(r, p);
    p->clients = keep_clients(r, p, r->clients, r->site->client_count);
    p->ranges = keep_clients(r, p, r->ranges, r->site->range_count);
    if (r->arena->failed)
        return -1;
    r->site->places = p;
    return 0;
}

static size_t row_of(const char *const names[ALL_KEYS], const char *key)
{
    size_t i = 0;
    while (i < ALL_KEYS && (names[i] == NULL || strcmp(names[i], key) != 0))
        i++;
    return i;
}

static struct siteplaces_at find(const struct lines *l, const char *const names[ALL_KEYS], const char *key)
{
    size_t row = key != NULL ? row_of(names, key) : ALL_KEYS;
    int line = key == NULL ? l->object : row < ALL_KEYS ? l->at[row] : 0;
    return (struct siteplaces_at){l->file, line};
}

struct siteplaces_at siteplaces_or(struct siteplaces_at key, struct siteplaces_at object)
{
    return key.line != 0 ? key : object;
}

struct siteplaces_at siteplaces_site(const struct site *s, int site, const char *key)
{
    return find(&s->places->sites[site], site_names, key);
}

struct siteplaces_at siteplaces_system(const struct site *s, const struct site_system *system,
                                       const char *key)
{
    return find(&s->places->systems[system - s->systems], system_names, key);
}

struct siteplaces_at siteplaces_role(const struct site *s, const struct site_system *system,
                                     const struct site_role *role, const char *key)
{
    return find(&s->places->roles[system - s->systems][role - system->roles], role_names, key);
}

struct siteplaces_at siteplaces_client(const struct site *s, const struct site_client *client,
                                       const char *key)
{
    const struct client_lines *l = site_client_is_range(s, client) ? &s->places->ranges[client - s->ranges]
                                                                   : &s->places->clients[client - s->clients];
    size_t row = key != NULL ? row_of(client_names, key) : CLIENT_KEYS;
    if (key == NULL || l->at == NULL)
        return (struct siteplaces_at){
            l->file, row == CLIENT_KEYS || (row < CLIENT_KEYS && (l->written >> row & 1)) ? l->object : 0};
    return (struct siteplaces_at){l->file, row < CLIENT_KEYS ? l->at[row] : 0};
}

struct siteplaces_at siteplaces_proxy(const struct site *s, const struct site_proxy *proxy)
{
    return (struct siteplaces_at){s->places->path, proxy->place.line};
}

struct siteplaces_at siteplaces_option(const struct site *s, const char *key)
{
    return find(&s->places->options, option_names, key);
}

struct siteplaces_at siteplaces_zone(const struct site *s, enum position zone)
{
    if (zone >= (enum position)SITEREAD_ZONES)
        return (struct siteplaces_at){s->places->path, 0};
    const struct lines *l = &s->places->zones[zone];
    int nets = l->at[ZONE_KEY_NETS];
    return (struct siteplaces_at){l->file, nets != 0 ? nets : l->object};
}
