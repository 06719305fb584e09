#include <stdlib.h>

#include "policy/proposal_part.h"

static bool in(unsigned roles, enum role r)
{
    return r < ROLE_COUNT && (roles & 1u << r) != 0;
}

/* HTTPS of the host that is not its software update point's. */
static bool is_tunnel(const struct proposal_system *s, const struct proposal_port *port)
{
    return port->role == ROLE_COUNT && port->class_ == CLASS_HTTPS &&
           !(proposal_has(s, ROLE_SUP) && port->port == s->https_port);
}

/* HTTP and HTTPS at the site's systems of one role. */
static void weigh(const struct proposal *p, int site, enum role r, struct proposal_site *out)
{
    for (size_t i = 0; i < p->system_count; i++) {
        const struct proposal_system *s = &p->systems[i];
        for (size_t k = 0; k < s->ports && s->site == site && proposal_has(s, r); k++) {
            if (s->port[k].role == r && s->port[k].class_ == CLASS_HTTP)
                proposal_join(&out->clear, &s->port[k].basis);
            else if (is_tunnel(s, &s->port[k]))
                proposal_join(&out->tunnel, &s->port[k].basis);
        }
    }
}

/* At its management points; where nothing was seen of them, at other systems that follow the mode. */
static void set_mode(const struct proposal *p, int site)
{
    static const enum role judges[] = {ROLE_MP, ROLE_DP, ROLE_SMP};
    struct proposal_site *s = &p->sites[site];
    for (size_t i = 0; i < 3 && s->clear.flows + s->tunnel.flows == 0; i++) {
        weigh(p, site, judges[i], s);
        s->judged_by = site_role_name(judges[i]);
    }
    bool clear = s->clear.flows > 0, tunnel = s->tunnel.flows > 0;
    s->mode = s->tunnel.flows > s->clear.flows ? MODE_NATIVE : MODE_MIXED;
    s->mode_open = clear && tunnel;
    bool sure = clear != tunnel && s->judged_by == site_role_name(ROLE_MP) &&
                (clear ? s->clear : s->tunnel).peer_count > 1;
    s->mode_basis.sure = sure ? PROPOSAL_LIKELY : PROPOSAL_GUESS;
}

static void count_port(struct proposal_port *list, size_t *n, const struct proposal_port *port)
{
    size_t i = 0;
    while (i < *n && list[i].port != port->port)
        i++;
    if (i == PROPOSAL_PORTS)
        return;
    if (i == *n)
        list[(*n)++] = (struct proposal_port){.role = ROLE_COUNT, .class_ = port->class_, .port = port->port};
    proposal_join(&list[i].basis, &port->basis);
}

static int by_flows(const void *left, const void *right)
{
    const struct proposal_port *a = left, *b = right;
    if (a->basis.flows != b->basis.flows)
        return a->basis.flows < b->basis.flows ? 1 : -1;
    return (a->port > b->port) - (a->port < b->port);
}

/* How many of them are in earnest: the first, and others that a fifth of the flows and two clients use. */
static size_t in_earnest(struct proposal_port *list, size_t n)
{
    uint64_t all = 0;
    size_t sure = n > 0;
    qsort(list, n, sizeof *list, by_flows);
    for (size_t i = 0; i < n; i++)
        all += list[i].basis.flows;
    while (sure > 0 && sure < n && sure < SITE_PORTS_MOST && list[sure].basis.flows >= (all + 4) / 5 &&
           list[sure].basis.peer_count > 1)
        sure++;
    return sure;
}

/* A port is for one of the two: CFG-SITE-06. */
static void drop_doubles(struct proposal_site *s)
{
    for (size_t i = 0; i < s->http_sure; i++)
        for (size_t k = 0; k < s->https_sure; k++) {
            if (s->http[i].port != s->https[k].port)
                continue;
            if (s->http[i].basis.flows > s->https[k].basis.flows)
                s->https_sure = k;
            else
                s->http_sure = i;
            drop_doubles(s);
            return;
        }
}

static void set_ports(const struct proposal *p, int site)
{
    struct proposal_site *out = &p->sites[site];
    for (size_t i = 0; i < p->system_count; i++) {
        const struct proposal_system *s = &p->systems[i];
        bool follows = false;
        for (unsigned r = 0; r < ROLE_COUNT; r++)
            follows |= in(PROPOSAL_SITE_PORTS, (enum role)r) && proposal_has(s, (enum role)r);
        for (size_t k = 0; k < s->ports && s->site == site; k++) {
            if (in(PROPOSAL_SITE_PORTS, s->port[k].role) && s->port[k].class_ == CLASS_HTTP)
                count_port(out->http, &out->http_ports, &s->port[k]);
            else if (follows && is_tunnel(s, &s->port[k]))
                count_port(out->https, &out->https_ports, &s->port[k]);
        }
    }
    out->http_sure = in_earnest(out->http, out->http_ports);
    out->https_sure = in_earnest(out->https, out->https_ports);
    drop_doubles(out);
}

void proposal_modes(struct proposal *p)
{
    for (size_t site = 0; site < p->site_count; site++) {
        set_mode(p, (int)site);
        set_ports(p, (int)site);
    }
}
