#include "policy/sitecheck.h"
#include "policy/sitekeys.h"

/* A firewall and what was told of it: each port once for each site. */
struct wall {
    const struct site_firewall *firewall;
    const struct siteread_marks *marks;
    bool is_front;
    struct site_ports told_http, told_https;
};

static void check_ports(struct siteread *r, struct wall *w, const struct site_ports *ports, bool https,
                        size_t site)
{
    const struct site_ports *open = https ? &w->firewall->https : &w->firewall->http;
    struct site_ports *told = https ? &w->told_https : &w->told_http;
    size_t key = https ? FIREWALL_KEY_HTTPS : FIREWALL_KEY_HTTP;
    for (unsigned i = 0; i < ports->count && !sitekeys_bad(w->marks, key); i++) {
        uint16_t port = ports->at[i];
        if (site_ports_has(open, port) || site_ports_has(told, port) || told->count == SITE_PORTS_MOST)
            continue;
        told->at[told->count++] = port;
        sitemsg_warn(r->messages, sitekeys_place(w->marks, key), "CFG-FW-01",
                     "firewall %.100s does not list %s port %u that site %.100s has enabled; add it",
                     w->firewall->name, https ? "https" : "http", port, r->site_names.at[site]);
    }
}

static void check_sup_ports(struct siteread *r, struct wall *w, size_t site)
{
    for (size_t i = 0; i < r->site->system_count; i++) {
        const struct site_role *sup = site_system_role(&r->site->systems[i], ROLE_SUP);
        if (r->site->systems[i].site != (int)site || sup == NULL)
            continue;
        if (w->is_front ? sup->scope == SCOPE_INTRANET : sup->active != TRI_YES)
            continue;
        check_ports(r, w, &sup->http, false, site);
        check_ports(r, w, &sup->https, true, site);
    }
}

static bool serves_internet(const struct site *s, size_t site)
{
    for (size_t i = 0; i < s->system_count; i++)
        for (size_t j = 0; j < s->systems[i].role_count && s->systems[i].site == (int)site; j++)
            if (s->systems[i].roles[j].scope != SCOPE_INTRANET)
                return true;
    return false;
}

static void check_wall(struct siteread *r, size_t i, const bool *serves)
{
    const struct site_firewall *firewall = &r->site->firewalls[i];
    bool is_front = firewall->between[1] == POSITION_INTERNET;
    if (firewall->between[1] == POSITION_UNKNOWN)
        return;
    for (size_t site = 0; site < r->site->site_count; site++) {
        struct wall w = {.firewall = firewall, .marks = &r->firewalls[i], .is_front = is_front};
        if (!serves[site])
            continue;
        check_ports(r, &w, &r->site->sites[site].http, false, site);
        check_ports(r, &w, &r->site->sites[site].https, true, site);
        check_sup_ports(r, &w, site);
    }
}

void sitecheck_firewalls(struct siteread *r)
{
    bool *serves = sitearena_take(&r->scratch, r->site->site_count, sizeof *serves);
    for (size_t i = 0; i < r->site->site_count && serves != NULL; i++)
        serves[i] = serves_internet(r->site, i);
    for (size_t i = 0; i < r->site->firewall_count && serves != NULL; i++)
        check_wall(r, i, serves);
}
