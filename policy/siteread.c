#include "policy/siteread.h"

#include <string.h>

#include "policy/packs.h"
#include "policy/sitekeys.h"
#include "policy/sitevalue.h"

struct top {
    char *policy;
    int options, rules, zones, firewalls, sites, systems, proxies, clients, client_ranges, evidence, waivers;
};

enum { KEY_POLICY, KEY_ZONES, KEY_SYSTEMS };

static const struct sitekeys_key top_keys[] = {
    [KEY_POLICY] = {"policy", SITEKEYS_TEXT, offsetof(struct top, policy), NULL},
    [KEY_ZONES] = {"zones", SITEKEYS_NODE, offsetof(struct top, zones), NULL},
    [KEY_SYSTEMS] = {"systems", SITEKEYS_NODE, offsetof(struct top, systems), NULL},
    {"options", SITEKEYS_NODE, offsetof(struct top, options), NULL},
    {"rules", SITEKEYS_NODE, offsetof(struct top, rules), NULL},
    {"firewalls", SITEKEYS_NODE, offsetof(struct top, firewalls), NULL},
    {"sites", SITEKEYS_NODE, offsetof(struct top, sites), NULL},
    {"proxies", SITEKEYS_NODE, offsetof(struct top, proxies), NULL},
    {"clients", SITEKEYS_NODE, offsetof(struct top, clients), NULL},
    {"client_ranges", SITEKEYS_NODE, offsetof(struct top, client_ranges), NULL},
    {"evidence", SITEKEYS_NODE, offsetof(struct top, evidence), NULL},
    {"waivers", SITEKEYS_NODE, offsetof(struct top, waivers), NULL},
};
static const struct sitekeys_table top_table = SITEKEYS_TABLE(top_keys);

static const struct sitekeys_word assigned_words[] = {
    {"boundary", ASSUME_BOUNDARY}, {"unknown", ASSUME_UNKNOWN}, {NULL, 0}};
static const struct sitekeys_word unlisted_words[] = {
    {"assume_target", ASSUME_TARGET}, {"unknown", ASSUME_UNKNOWN}, {NULL, 0}};

static const struct sitekeys_key option_keys[] = {
    [OPTION_KEY_ASSUME_ASSIGNED] = {"assume_assigned", SITEKEYS_WORD,
                                    offsetof(struct site_options, assume_assigned), assigned_words},
    [OPTION_KEY_INTERNET_UNLISTED] = {"internet_unlisted", SITEKEYS_WORD,
                                      offsetof(struct site_options, internet_unlisted), unlisted_words},
    {"wsus_unsecured_roots", SITEKEYS_BOOL, offsetof(struct site_options, wsus_unsecured_roots), NULL},
    {"fallback_window", SITEKEYS_SECONDS, offsetof(struct site_options, fallback_window_us), NULL},
    {"idle_gap", SITEKEYS_SECONDS, offsetof(struct site_options, idle_gap_us), NULL},
    {"strand_clients", SITEKEYS_NUMBER, offsetof(struct site_options, strand_clients), NULL},
    {"accept_sql_port", SITEKEYS_BOOL, offsetof(struct site_options, accept_sql_port), NULL},
    {"sees_web", SITEKEYS_BOOL, offsetof(struct site_options, sees_web), NULL},
};
static const struct sitekeys_table option_table = SITEKEYS_TABLE(option_keys);

static const struct site_options default_options = {.assume_assigned = ASSUME_BOUNDARY,
                                                    .internet_unlisted = ASSUME_TARGET,
                                                    .wsus_unsecured_roots = true,
                                                    .fallback_window_us = INT64_C(900000000),
                                                    .idle_gap_us = INT64_C(600000000),
                                                    .strand_clients = 5,
                                                    .sees_web = true};

static const struct sitekeys_word zone_words[] = {{"intranet", POSITION_INTRANET},
                                                  {"perimeter", POSITION_PERIMETER},
                                                  {"internet", POSITION_INTERNET},
                                                  {NULL, 0}};

static const struct sitekeys_key zone_keys[ZONE_KEYS] = {
    [ZONE_KEY_NETS] = {"nets", SITEKEYS_RANGES, offsetof(struct siteread_zone, nets), NULL},
    [ZONE_KEY_DEFAULT] = {"default", SITEKEYS_SWITCH, offsetof(struct siteread_zone, is_default), NULL},
};
static const struct sitekeys_table zone_table = SITEKEYS_TABLE(zone_keys);

static void read_zones(struct siteread *r, int node)
{
    struct sitekeys_section s;
    size_t errors = r->messages->errors;
    if (sitekeys_section(r, node, "zones", &s) != 0)
        return;
    for (size_t i = 0; i < s.names.count; i++) {
        int which = sitevalue_word(r, zone_words, s.names.at[i], "a zone", s.place[i]);
        if (which < 0)
            continue;
        struct siteread_zone *zone = &r->zones[which];
        zone->marks.object = s.place[i];
        sitekeys_read(r, s.node[i], s.names.at[i], &zone_table, zone, &zone->marks);
    }
    r->nets_odd = r->nets_odd || r->messages->errors != errors;
}

static void read_pack(struct siteread *r, const struct top *top, const struct siteread_marks *marks)
{
    struct sitekeys_word words[PACKS_MOST] = {{NULL, 0}};
    const char *name = top->policy != NULL ? top->policy : packs[0]->name;
    for (int i = 0; packs[i] != NULL; i++)
        words[i] = (struct sitekeys_word){packs[i]->name, i};
    (void)sitevalue_word(r, words, name, "policy", sitekeys_place(marks, KEY_POLICY));
    r->site->pack = sitearena_text(r->arena, name, strlen(name));
}

static void read_sections(struct siteread *r, const struct top *top)
{
    sitekeys_read(r, top->options, "options", &option_table, &r->site->options, &r->options);
    read_zones(r, top->zones);
    siteread_sites(r, top->sites);
    siteread_systems(r, top->systems);
    siteread_firewalls(r, top->firewalls);
    siteread_proxies(r, top->proxies);
    siteread_clients(r, top->clients, top->client_ranges);
    siteread_evidence(r, top->evidence);
    siteread_rules(r, top->rules);
    siteread_waivers(r, top->waivers);
}

void siteread(struct siteread *r)
{
    struct top top = {0};
    struct siteread_marks marks = {.object = {NULL, {1, 1}, false}};
    r->site->options = default_options;
    sitekeys_read(r, siteyaml_root(r->yaml), "a site file", &top_table, &top, &marks);
    r->zones_at = sitekeys_place(&marks, KEY_ZONES);
    r->systems_at = sitekeys_place(&marks, KEY_SYSTEMS);
    r->sections_odd = marks.odd || r->messages->errors > 0;
    r->nets_odd = r->sections_odd && top.zones == 0;
    read_pack(r, &top, &marks);
    read_sections(r, &top);
}
