#include <stdint.h>
#include <string.h>

#include "policy/sitekeys.h"
#include "policy/sitenear.h"
#include "policy/siteread.h"

/* A site as its keys give it. */
struct site_keys {
    struct site_site site;
    char *parent;
};

static const struct sitekeys_word type_words[] = {
    {"primary", SITE_PRIMARY}, {"secondary", SITE_SECONDARY}, {NULL, 0}};
static const struct sitekeys_word mode_words[] = {{"mixed", MODE_MIXED}, {"native", MODE_NATIVE}, {NULL, 0}};
const struct sitekeys_word siteread_sites_deploy[] = {{"push", DEPLOY_PUSH},
                                                      {"sup", DEPLOY_SUP},
                                                      {"gpo", DEPLOY_GPO},
                                                      {"manual", DEPLOY_MANUAL},
                                                      {"logon", DEPLOY_LOGON},
                                                      {"swdist", DEPLOY_SWDIST},
                                                      {NULL, 0}};
static const struct sitekeys_word scenario_words[] = {{"1", SCENARIO_1},
                                                      {"1r", SCENARIO_1R},
                                                      {"2c", SCENARIO_2C},
                                                      {"2h", SCENARIO_2H},
                                                      {"3", SCENARIO_3},
                                                      {"3r", SCENARIO_3R},
                                                      {"4nic", SCENARIO_4NIC},
                                                      {"4int", SCENARIO_4INT},
                                                      {"4per", SCENARIO_4PER},
                                                      {"custom", SCENARIO_CUSTOM},
                                                      {NULL, 0}};

static const struct sitekeys_key site_keys[SITE_KEYS] = {
    [SITE_KEY_TYPE] = {"type", SITEKEYS_WORD, offsetof(struct site_keys, site.type), type_words},
    [SITE_KEY_MODE] = {"mode", SITEKEYS_WORD, offsetof(struct site_keys, site.mode), mode_words},
    [SITE_KEY_PARENT] = {"parent", SITEKEYS_TEXT, offsetof(struct site_keys, parent), NULL},
    [SITE_KEY_HTTP] = {"http_ports", SITEKEYS_PORTS, offsetof(struct site_keys, site.http), NULL},
    [SITE_KEY_HTTP_OFF] = {"http_ports_off", SITEKEYS_PORTS, offsetof(struct site_keys, site.http_off), NULL},
    [SITE_KEY_HTTPS] = {"https_ports", SITEKEYS_PORTS, offsetof(struct site_keys, site.https), NULL},
    [SITE_KEY_HTTPS_OFF] = {"https_ports_off", SITEKEYS_PORTS, offsetof(struct site_keys, site.https_off),
                            NULL},
    [SITE_KEY_BOUNDARIES] = {"boundaries", SITEKEYS_RANGES, offsetof(struct site_keys, site.boundaries),
                             NULL},
    [SITE_KEY_AD_SITE] = {"ad_site", SITEKEYS_TEXT, offsetof(struct site_keys, site.ad_site), NULL},
    [SITE_KEY_HTTP_ROAMING] = {"http_roaming", SITEKEYS_TRI, offsetof(struct site_keys, site.http_roaming),
                               NULL},
    [SITE_KEY_DEPLOY] = {"deploy", SITEKEYS_WORDS, offsetof(struct site_keys, site.deploy),
                         siteread_sites_deploy},
    [SITE_KEY_INSTALL_SOURCE] = {"install_source", SITEKEYS_ADDRS,
                                 offsetof(struct site_keys, site.install_source), NULL},
    [SITE_KEY_SLP_NEEDED] = {"slp_needed", SITEKEYS_TRI, offsetof(struct site_keys, site.slp_needed), NULL},
    [SITE_KEY_SCHEMA_EXTENDED] = {"schema_extended", SITEKEYS_TRI,
                                  offsetof(struct site_keys, site.schema_extended), NULL},
    [SITE_KEY_SCENARIO] = {"ibcm_scenario", SITEKEYS_WORD, offsetof(struct site_keys, site.scenario),
                           scenario_words},
    [SITE_KEY_SERVER_INITIATED_ONLY] = {"server_initiated_only", SITEKEYS_SWITCH,
                                        offsetof(struct site_keys, site.server_initiated_only), NULL},
};
static const struct sitekeys_table site_table = SITEKEYS_TABLE(site_keys);

static bool is_code(const char *text)
{
    for (size_t i = 0; i < 3; i++)
        if (!((text[i] >= 'A' && text[i] <= 'Z') || (text[i] >= '0' && text[i] <= '9')))
            return false;
    return text[3] == '\0';
}

static void read_code(struct siteread *r, const char *name, struct sitemsg_place place,
                      struct site_site *site, bool *bad)
{
    *bad = !is_code(name);
    if (*bad)
        sitemsg_error(r->messages, place, "CFG-SITE-01",
                      "site \"%.100s\": a site code has exactly 3 characters, A-Z or 0-9", name);
    memcpy(site->code, name, strnlen(name, 3));
}

static const char *read_site(struct siteread *r, int node, const char *name, size_t i)
{
    struct siteread_marks *marks = &r->sites[i].marks;
    struct site_keys keys = {.site = {.parent = -1,
                                      .primary = (int)i,
                                      .http = {{80}, 1, false},
                                      .https = {{443}, 1, false},
                                      .place = marks->object.at}};
    read_code(r, name, marks->object, &keys.site, &r->sites[i].bad_code);
    sitekeys_read(r, node, name, &site_table, &keys, marks);
    r->nets_odd = r->nets_odd || sitekeys_bad(marks, SITE_KEY_BOUNDARIES) || marks->odd;
    r->sites[i].mode_known = sitekeys_written(marks, SITE_KEY_MODE) && !sitekeys_bad(marks, SITE_KEY_MODE);
    r->site->sites[i] = keys.site;
    bool may_be_secondary = keys.site.type == SITE_SECONDARY || sitekeys_bad(marks, SITE_KEY_TYPE);
    if (!may_be_secondary && !sitekeys_written(marks, SITE_KEY_MODE) && !marks->odd)
        sitemsg_error(r->messages, marks->object, "CFG-KEY-01",
                      "site %s: its mode is missing; write mode: mixed or mode: native", name);
    return keys.parent;
}

int siteread_sites_find(const struct siteread *r, const char *code, const char **near)
{
    int found = sitenames_find(&r->site_names, code);
    *near = NULL;
    if (found >= 0 || sitemsg_is_long(r->messages))
        return found;
    *near = sitenames_near(&r->site_names, code);
    int meant = *near != NULL ? sitenames_find(&r->site_names, *near) : -1;
    return meant >= 0 && r->sites[meant].bad_code && sitenear_distance(*near, code) <= 1 ? meant : -1;
}

static void find_parent(struct siteread *r, size_t i, const char *name)
{
    if (name == NULL)
        return;
    struct sitemsg_place place = sitekeys_place(&r->sites[i].marks, SITE_KEY_PARENT);
    const char *code = r->site_names.at[i], *near;
    r->site->sites[i].parent = siteread_sites_find(r, name, &near);
    if (r->site->sites[i].parent >= 0)
        return;
    sitemsg_error(r->messages, place, "CFG-SITE-04",
                  "site %.100s: parent %.100s does not exist (did you mean \"%.100s\"?)", code, name,
                  near != NULL ? near : code);
    r->sites[i].marks.bad |= 1U << SITE_KEY_PARENT;
}

/* Walks up from each site; a walk that comes back to a site of its own is told and cut there. */
static void cut_loops(struct siteread *r)
{
    size_t count = r->site->site_count;
    size_t *walk = sitearena_take(&r->scratch, count, sizeof *walk); /* the last walk that passed, + 1 */
    for (size_t i = 0; i < count && walk != NULL; i++) {
        int at = (int)i;
        while (at >= 0 && walk[at] == 0) {
            walk[at] = i + 1;
            at = r->site->sites[at].parent;
        }
        if (at < 0 || walk[at] != i + 1)
            continue;
        struct siteread_site *site = &r->sites[at];
        sitemsg_error(r->messages, sitekeys_place(&site->marks, SITE_KEY_PARENT), "CFG-SITE-04",
                      "site %.100s: parent %.100s forms a loop; remove one parent of it",
                      r->site_names.at[at], r->site_names.at[r->site->sites[at].parent]);
        site->marks.bad |= 1U << SITE_KEY_PARENT;
        r->site->sites[at].parent = -1;
    }
}

static void take_mode_of_parent(struct siteread *r, size_t i)
{
    struct site_site *site = &r->site->sites[i];
    struct siteread_site *draft = &r->sites[i];
    const char *code = r->site_names.at[i];
    if (site->type != SITE_SECONDARY)
        return;
    const struct site_site *parent = site->parent >= 0 ? &r->site->sites[site->parent] : NULL;
    bool parent_odd = sitekeys_bad(&draft->marks, SITE_KEY_PARENT) || draft->marks.odd ||
                      (parent != NULL && sitekeys_bad(&r->sites[site->parent].marks, SITE_KEY_TYPE));
    bool own_mode = draft->mode_known;
    draft->mode_known = parent != NULL && r->sites[site->parent].mode_known;
    if (parent == NULL || parent->type == SITE_SECONDARY) {
        draft->mode_known = false;
        if (!parent_odd)
            sitemsg_error(r->messages, sitekeys_place(&draft->marks, SITE_KEY_PARENT), "CFG-SITE-02",
                          "site %.100s: a secondary site needs a primary site as its parent", code);
        return;
    }
    if (own_mode && draft->mode_known && site->mode != parent->mode)
        sitemsg_error(r->messages, sitekeys_place(&draft->marks, SITE_KEY_MODE), "CFG-SITE-02",
                      "site %.100s: a secondary site takes the mode of its parent %.100s (%s); remove mode",
                      code, r->site_names.at[site->parent], site_mode_name(parent->mode));
    site->mode = parent->mode;
    site->primary = site->parent;
}

void siteread_sites(struct siteread *r, int node)
{
    struct sitekeys_section s;
    if (sitekeys_section(r, node, "sites", &s) != 0)
        return;
    const char **parents = sitearena_take(&r->scratch, s.names.count, sizeof *parents);
    r->sites = sitearena_take(&r->scratch, s.names.count, sizeof *r->sites);
    r->site->sites = sitearena_take(r->arena, s.names.count, sizeof *r->site->sites);
    if (parents == NULL || r->sites == NULL || r->site->sites == NULL)
        return;
    r->site_names = s.names;
    r->site->site_count = s.names.count;
    for (size_t i = 0; i < s.names.count; i++) {
        r->sites[i].marks.object = s.place[i];
        parents[i] = read_site(r, s.node[i], s.names.at[i], i);
    }
    for (size_t i = 0; i < s.names.count; i++)
        find_parent(r, i, parents[i]);
    cut_loops(r);
    for (size_t i = 0; i < s.names.count; i++)
        take_mode_of_parent(r, i);
}
