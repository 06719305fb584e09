#include <string.h>

#include "policy/sitekeys.h"
#include "policy/siteread.h"
#include "policy/sitevalue.h"

enum { SQL_PORT = 1433 };

struct system_keys {
    struct site_system system;
    int roles;
};

static const struct sitekeys_key system_keys[SYSTEM_KEYS] = {
    [SYSTEM_KEY_ADDRESS] = {"address", SITEKEYS_ADDRS, offsetof(struct system_keys, system.addresses), NULL},
    [SYSTEM_KEY_SITE] = {"site", SITEKEYS_SITE, offsetof(struct system_keys, system.site), NULL},
    [SYSTEM_KEY_FQDN] = {"fqdn", SITEKEYS_TEXT, offsetof(struct system_keys, system.fqdn), NULL},
    [SYSTEM_KEY_INTERNET_FQDN] = {"internet_fqdn", SITEKEYS_TEXT,
                                  offsetof(struct system_keys, system.internet_fqdn), NULL},
    [SYSTEM_KEY_ALSO_CLIENT] = {"also_client", SITEKEYS_SWITCH,
                                offsetof(struct system_keys, system.also_client), NULL},
    [SYSTEM_KEY_NLB] = {"nlb", SITEKEYS_SWITCH, offsetof(struct system_keys, system.nlb), NULL},
    [SYSTEM_KEY_ROLES] = {"roles", SITEKEYS_NODE, offsetof(struct system_keys, roles), NULL},
};
static const struct sitekeys_table system_table = SITEKEYS_TABLE(system_keys);

const struct sitekeys_word siteread_systems_roles[] = {
    {"MP", ROLE_MP},
    {"DP", ROLE_DP},
    {"SUP", ROLE_SUP},
    {"SMP", ROLE_SMP},
    {"FSP", ROLE_FSP},
    {"SLP", ROLE_SLP},
    {"RP", ROLE_RP},
    {"PXE", ROLE_PXE},
    {"SHV", ROLE_SHV},
    {"SITE_SERVER", ROLE_SITE_SERVER},
    {"SITE_DB", ROLE_SITE_DB},
    {"DB_REPLICA", ROLE_DB_REPLICA},
    {"SMS_PROVIDER", ROLE_SMS_PROVIDER},
    {"OOB", ROLE_OOB},
    {"SRC_SHARE", ROLE_SRC_SHARE},
    {NULL, 0},
};
const struct sitekeys_word siteread_systems_scopes[] = {
    {"intranet", SCOPE_INTRANET}, {"internet", SCOPE_INTERNET}, {"both", SCOPE_BOTH}, {NULL, 0}};
static const struct sitekeys_word kind_words[] = {
    {"standard", DP_STANDARD}, {"branch", DP_BRANCH}, {NULL, 0}};
const struct sitekeys_word siteread_systems_syncs[] = {
    {"none", SYNC_NONE}, {"online", SYNC_ONLINE}, {"export", SYNC_EXPORT}, {NULL, 0}};

static const struct sitekeys_key role_keys[ROLE_KEYS] = {
    [ROLE_KEY_SCOPE] = {"scope", SITEKEYS_WORD, offsetof(struct site_role, scope), siteread_systems_scopes},
    [ROLE_KEY_DEFAULT] = {"default", SITEKEYS_SWITCH, offsetof(struct site_role, is_default), NULL},
    [ROLE_KEY_KIND] = {"kind", SITEKEYS_WORD, offsetof(struct site_role, dp_kind), kind_words},
    [ROLE_KEY_BITS] = {"bits", SITEKEYS_TRI, offsetof(struct site_role, bits), NULL},
    [ROLE_KEY_RUN_FROM_DP] = {"run_from_dp", SITEKEYS_TRI, offsetof(struct site_role, run_from_dp), NULL},
    [ROLE_KEY_PROTECTED] = {"protected", SITEKEYS_RANGES, offsetof(struct site_role, protected_), NULL},
    [ROLE_KEY_HTTP] = {"http_ports", SITEKEYS_PORTS, offsetof(struct site_role, http), NULL},
    [ROLE_KEY_HTTPS] = {"https_ports", SITEKEYS_PORTS, offsetof(struct site_role, https), NULL},
    [ROLE_KEY_SSL] = {"ssl", SITEKEYS_SWITCH, offsetof(struct site_role, ssl), NULL},
    [ROLE_KEY_ACTIVE] = {"active", SITEKEYS_SWITCH, offsetof(struct site_role, active), NULL},
    [ROLE_KEY_SYNC] = {"sync", SITEKEYS_WORD, offsetof(struct site_role, sync), siteread_systems_syncs},
    [ROLE_KEY_SQL_PORT] = {"sql_port", SITEKEYS_PORT, offsetof(struct site_role, sql_port), NULL},
};
static const struct sitekeys_table role_table = SITEKEYS_TABLE(role_keys);

/* The roles that a key belongs to; all bits: every role. */
static const unsigned key_roles[ROLE_KEYS] = {
    [ROLE_KEY_SCOPE] = ~0U,
    [ROLE_KEY_DEFAULT] = 1U << ROLE_MP,
    [ROLE_KEY_KIND] = 1U << ROLE_DP,
    [ROLE_KEY_BITS] = 1U << ROLE_DP,
    [ROLE_KEY_RUN_FROM_DP] = 1U << ROLE_DP,
    [ROLE_KEY_PROTECTED] = 1U << ROLE_DP,
    [ROLE_KEY_HTTP] = 1U << ROLE_SUP | 1U << ROLE_RP,
    [ROLE_KEY_HTTPS] = 1U << ROLE_SUP | 1U << ROLE_RP,
    [ROLE_KEY_SSL] = 1U << ROLE_SUP,
    [ROLE_KEY_ACTIVE] = 1U << ROLE_SUP,
    [ROLE_KEY_SYNC] = 1U << ROLE_SUP,
    [ROLE_KEY_SQL_PORT] = 1U << ROLE_SITE_DB | 1U << ROLE_DB_REPLICA,
};

static void refuse_foreign_keys(struct siteread *r, enum role role, const struct siteread_marks *marks)
{
    for (size_t key = 0; key < ROLE_KEYS; key++)
        if (sitekeys_written(marks, key) && (key_roles[key] >> role & 1) == 0)
            sitemsg_error(r->messages, sitekeys_place(marks, key), "CFG-KEY-01",
                          "key \"%s\" does not belong to role %s; remove it", role_keys[key].name,
                          site_role_name(role));
}

static void read_role(struct siteread *r, int node, enum role role, int site, struct site_role *into,
                      struct siteread_marks *marks)
{
    bool own_ports = role == ROLE_SUP || role == ROLE_RP;
    *into = (struct site_role){.role = role,
                               .http = {{80}, 1, false},
                               .https = {{443}, 1, false},
                               .sql_port = SQL_PORT,
                               .place = marks->object.at};
    sitekeys_read(r, node, site_role_name(role), &role_table, into, marks);
    refuse_foreign_keys(r, role, marks);
    if (own_ports || site < 0)
        return;
    into->http = r->site->sites[site].http;
    into->https = r->site->sites[site].https;
}

static void read_roles(struct siteread *r, int node, struct site_system *system,
                       struct siteread_system *draft)
{
    struct sitekeys_section s;
    if (sitekeys_section(r, node, "roles", &s) != 0)
        return;
    system->roles = sitearena_take(r->arena, s.names.count, sizeof *system->roles);
    draft->roles = sitearena_take(&r->scratch, s.names.count, sizeof *draft->roles);
    for (size_t i = 0; i < s.names.count && system->roles != NULL && draft->roles != NULL; i++) {
        int role = sitevalue_word(r, siteread_systems_roles, s.names.at[i], "a role", s.place[i]);
        if (role < 0)
            continue;
        struct siteread_marks *marks = &draft->roles[system->role_count];
        marks->object = s.place[i];
        read_role(r, s.node[i], (enum role)role, system->site, &system->roles[system->role_count], marks);
        system->role_count++;
    }
}

static void require(struct siteread *r, const struct siteread_marks *marks, size_t key, const char *name)
{
    if (!sitekeys_written(marks, key) && !marks->odd)
        sitemsg_error(r->messages, marks->object, "CFG-KEY-01", "system %.100s: its %s is missing", name,
                      system_keys[key].name);
}

/* A system that was not understood may hold any role: of its site, or of any when that is not known. */
static void mark_gap(struct siteread *r, int site)
{
    for (size_t i = 0; i < r->site->site_count; i++)
        if (site < 0 || (size_t)site == i)
            r->sites[i].gap = true;
}

static void read_system(struct siteread *r, int node, const char *name, size_t i)
{
    struct siteread_marks *marks = &r->systems[i].marks;
    struct system_keys keys = {.system = {.site = -1, .place = marks->object.at}};
    size_t errors = r->messages->errors;
    sitekeys_read(r, node, name, &system_table, &keys, marks);
    keys.system.name = sitearena_text(r->arena, name, strlen(name));
    read_roles(r, keys.roles, &keys.system, &r->systems[i]);
    require(r, marks, SYSTEM_KEY_ADDRESS, name);
    sitekeys_require_some(r, marks, SYSTEM_KEY_ADDRESS, keys.system.addresses.count, "address", name);
    require(r, marks, SYSTEM_KEY_SITE, name);
    r->addresses_odd = r->addresses_odd || marks->odd || sitekeys_bad(marks, SYSTEM_KEY_ADDRESS);
    if (r->messages->errors != errors)
        mark_gap(r, keys.system.site);
    r->site->systems[i] = keys.system;
}

void siteread_systems(struct siteread *r, int node)
{
    struct sitekeys_section s;
    if (sitekeys_section(r, node, "systems", &s) != 0)
        return;
    if (node == 0 && r->sections_odd)
        mark_gap(r, -1);
    r->systems = sitearena_take(&r->scratch, s.names.count, sizeof *r->systems);
    r->site->systems = sitearena_take(r->arena, s.names.count, sizeof *r->site->systems);
    if (r->systems == NULL || r->site->systems == NULL)
        return;
    r->system_names = s.names;
    r->site->system_count = s.names.count;
    for (size_t i = 0; i < s.names.count; i++) {
        r->systems[i].marks.object = s.place[i];
        read_system(r, s.node[i], s.names.at[i], i);
    }
}
