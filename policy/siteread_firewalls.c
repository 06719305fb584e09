#include <string.h>

#include "policy/sitekeys.h"
#include "policy/siteread.h"

struct firewall_keys {
    struct site_firewall firewall;
    unsigned between;
};

static const struct sitekeys_word zone_words[] = {{"intranet", 1 << POSITION_INTRANET},
                                                  {"perimeter", 1 << POSITION_PERIMETER},
                                                  {"internet", 1 << POSITION_INTERNET},
                                                  {NULL, 0}};

static const struct sitekeys_key firewall_keys[FIREWALL_KEYS] = {
    [FIREWALL_KEY_BETWEEN] = {"between", SITEKEYS_WORDS, offsetof(struct firewall_keys, between), zone_words},
    [FIREWALL_KEY_HTTP] = {"http_ports", SITEKEYS_PORTS, offsetof(struct firewall_keys, firewall.http), NULL},
    [FIREWALL_KEY_HTTPS] = {"https_ports", SITEKEYS_PORTS, offsetof(struct firewall_keys, firewall.https),
                            NULL},
};
static const struct sitekeys_table firewall_table = SITEKEYS_TABLE(firewall_keys);

/* The two zones of the bits; false when they are not two. */
static bool take_zones(struct site_firewall *firewall, unsigned bits)
{
    unsigned count = 0;
    for (unsigned zone = POSITION_INTRANET; zone <= POSITION_INTERNET; zone++)
        if ((bits >> zone & 1) != 0 && count++ < 2)
            firewall->between[count - 1] = (enum position)zone;
    return count == 2;
}

static void read_firewall(struct siteread *r, int node, const char *name, size_t i)
{
    struct siteread_marks *marks = &r->firewalls[i];
    struct firewall_keys keys = {.firewall = {.between = {POSITION_UNKNOWN, POSITION_UNKNOWN},
                                              .http = {{80}, 1, false},
                                              .https = {{443}, 1, false},
                                              .place = marks->object.at}};
    sitekeys_read(r, node, name, &firewall_table, &keys, marks);
    keys.firewall.name = sitearena_text(r->arena, name, strlen(name));
    if (!take_zones(&keys.firewall, keys.between) && !marks->odd &&
        !sitekeys_bad(marks, FIREWALL_KEY_BETWEEN))
        sitemsg_error(r->messages, sitekeys_place(marks, FIREWALL_KEY_BETWEEN), "CFG-KEY-01",
                      "firewall %.100s lies between two zones; write as between: [internet, perimeter]",
                      name);
    r->site->firewalls[i] = keys.firewall;
}

void siteread_firewalls(struct siteread *r, int node)
{
    struct sitekeys_section s;
    if (sitekeys_section(r, node, "firewalls", &s) != 0)
        return;
    r->firewalls = sitearena_take(&r->scratch, s.names.count, sizeof *r->firewalls);
    r->site->firewalls = sitearena_take(r->arena, s.names.count, sizeof *r->site->firewalls);
    if (r->firewalls == NULL || r->site->firewalls == NULL)
        return;
    r->site->firewall_count = s.names.count;
    for (size_t i = 0; i < s.names.count; i++) {
        r->firewalls[i].object = s.place[i];
        read_firewall(r, s.node[i], s.names.at[i], i);
    }
}
