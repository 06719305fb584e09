#include <string.h>

#include "policy/proposal_part.h"

#define R(role) (1u << ROLE_##role)

static const unsigned web_roles = PROPOSAL_SITE_PORTS | R(SUP) | R(RP);
static const unsigned database_users = R(SITE_SERVER) | R(MP) | R(SLP) | R(RP) | R(SMS_PROVIDER) | R(PXE);

static bool has_any(const struct proposal_system *s, unsigned roles)
{
    for (unsigned r = 0; r < ROLE_COUNT; r++)
        if ((roles & 1u << r) != 0 && proposal_has(s, (enum role)r))
            return true;
    return false;
}

/* Calls found for each pair of a client and a system of ours; client: NULL when it is no system, or only its
 * network is known. */
static void each_pair(const struct proposal *p, enum app_class class_,
                      void (*found)(struct proposal_system *client, struct proposal_system *server,
                                    const struct survey_item *item))
{
    for (enum survey_part part = SURVEY_PAIRS; part <= SURVEY_NETS; part++) {
        size_t n;
        const struct survey_item *items = survey_items(p->survey, part, &n);
        for (size_t i = 0; i < n; i++) {
            const struct survey_key *k = &items[i].key;
            struct proposal_system *server = proposal_at(p, &k->peer);
            if (server != NULL && (class_ == CLASS_NONE || k->class_ == class_))
                found(k->bits == 128 ? proposal_at(p, &k->host) : NULL, server, &items[i]);
        }
    }
}

static void database(struct proposal_system *client, struct proposal_system *server,
                     const struct survey_item *item)
{
    if (client != NULL && has_any(client, database_users))
        proposal_add(&server->role[ROLE_SITE_DB], item, PROPOSAL_LIKELY, "SQL server that site systems ask");
}

static void database_of_guesses(struct proposal_system *client, struct proposal_system *server,
                                const struct survey_item *item)
{
    if (client != NULL && has_any(client, R(SITE_SERVER)) && server->in_server_net)
        proposal_add(&server->role[ROLE_SITE_DB], item, PROPOSAL_GUESS,
                     "SQL server that a host asks which may be a site server");
}

static void count_client(struct proposal_system *client, struct proposal_system *server,
                         const struct survey_item *item)
{
    bool private = survey_private(&item->key.host);
    proposal_add(private ? &server->inside : &server->outside, item, PROPOSAL_CERTAIN, "");
    if (client != NULL && client != server && has_any(server, R(MP) | R(DP)) &&
        (item->key.class_ == CLASS_HTTP || item->key.class_ == CLASS_HTTPS))
        proposal_add(&client->asks, item, PROPOSAL_CERTAIN, "asks management or distribution points");
}

static void user_of_database(struct proposal_system *client, struct proposal_system *server,
                             const struct survey_item *item)
{
    if (client == NULL || client == server || !proposal_has(server, ROLE_SITE_DB))
        return;
    if (client->role[ROLE_SITE_SERVER].sure == PROPOSAL_GUESS)
        proposal_add(&client->role[ROLE_SITE_SERVER], item, PROPOSAL_LIKELY,
                     "administers hosts and asks the site database");
    if (client->tunnels.sure != PROPOSAL_NONE &&
        !has_any(client, R(MP) | R(RP) | R(SLP) | R(SITE_SERVER) | R(DP)))
        proposal_add(&client->role[ROLE_MP], item, PROPOSAL_LIKELY,
                     "HTTPS server that asks the site database");
}

static void mark_server_nets(struct proposal *p)
{
    for (size_t i = 0; i < p->system_count; i++) {
        struct proposal_system *s = &p->systems[i];
        for (size_t k = 0; k < p->system_count && !s->in_server_net; k++)
            s->in_server_net = k != i && has_any(&p->systems[k], ~0u) && !p->systems[k].branch &&
                               proposal_systems_near(s, &p->systems[k], 24, 64);
    }
}

static void weigh_content(const struct proposal_system *s, uint64_t *web, uint64_t *shares)
{
    *web = 0;
    *shares = 0;
    for (size_t i = 0; i < s->ports; i++) {
        if (s->port[i].role == ROLE_DP)
            *(s->port[i].class_ == CLASS_SMB ? shares : web) += s->port[i].basis.flows;
    }
}

/* SMB alone, and a client itself or alone in its network: a branch distribution point rather than a standard
 * one. */
static bool looks_like_branch(const struct proposal_system *s)
{
    uint64_t web, shares;
    if (!proposal_has(s, ROLE_DP) || has_any(s, ~R(DP)) || s->tunnels.sure != PROPOSAL_NONE)
        return false;
    weigh_content(s, &web, &shares);
    return shares > web && (s->asks.sure != PROPOSAL_NONE || (web == 0 && !s->in_server_net));
}

static void site_server(struct proposal_system *s)
{
    if (proposal_has(s, ROLE_SITE_SERVER) || s->deed.sure == PROPOSAL_NONE)
        return;
    bool near = s->in_server_net && s->asks.sure == PROPOSAL_NONE && !has_any(s, web_roles);
    if (s->deed.sure >= PROPOSAL_LIKELY || near)
        proposal_join(&s->role[ROLE_SITE_SERVER], &s->deed);
}

/* Nothing but WSUS uses these two by default. */
static void by_port(struct proposal_system *s)
{
    for (size_t i = 0; i < s->ports && !has_any(s, web_roles); i++) {
        const struct proposal_port *port = &s->port[i];
        bool wsus = (port->class_ == CLASS_HTTP && port->port == 8530) ||
                    (port->class_ == CLASS_HTTPS && port->port == 8531);
        if (!wsus || port->role != ROLE_COUNT)
            continue;
        s->role[ROLE_SUP] = port->basis;
        s->role[ROLE_SUP].sure = PROPOSAL_GUESS;
        s->role[ROLE_SUP].why = "only its port says so: a default port of WSUS";
    }
}

void proposal_roles(struct proposal *p)
{
    each_pair(p, CLASS_SQL, database);
    each_pair(p, CLASS_NONE, count_client);
    for (size_t i = 0; i < p->system_count; i++)
        by_port(&p->systems[i]);
    mark_server_nets(p);
    for (size_t i = 0; i < p->system_count; i++)
        p->systems[i].branch = looks_like_branch(&p->systems[i]);
    mark_server_nets(p);
    for (size_t i = 0; i < p->system_count; i++)
        site_server(&p->systems[i]);
    each_pair(p, CLASS_SQL, database_of_guesses);
    each_pair(p, CLASS_SQL, user_of_database);
    for (size_t i = 0; i < p->system_count; i++) {
        struct proposal_system *s = &p->systems[i];
        if (s->source.sure != PROPOSAL_NONE && !proposal_has(s, ROLE_MP))
            s->role[ROLE_SRC_SHARE] = s->source;
        s->has_role = has_any(s, ~0u);
    }
}

/* A site without a management point: the HTTPS server in its network with the most clients may be it. */
static void missing_management_point(struct proposal *p, int site)
{
    struct proposal_system *best = NULL;
    for (size_t i = 0; i < p->system_count; i++) {
        struct proposal_system *s = &p->systems[i];
        if (s->site != site)
            continue;
        if (proposal_has(s, ROLE_MP))
            return;
        if (s->tunnels.sure == PROPOSAL_NONE || s->branch || has_any(s, web_roles & ~(R(FSP) | R(SLP))))
            continue;
        if (best == NULL || s->tunnels.flows > best->tunnels.flows)
            best = s;
    }
    if (best == NULL)
        return;
    best->role[ROLE_MP] = best->tunnels;
    best->role[ROLE_MP].sure = PROPOSAL_GUESS;
    best->role[ROLE_MP].why =
        "TLS hides what it serves; no other system of the site can be its management point";
    best->has_role = true;
}

/* Of several guesses at a site's server none is needed beside a better one. */
static void surest_site_server(struct proposal *p, int site)
{
    enum proposal_sure best = PROPOSAL_NONE;
    for (size_t i = 0; i < p->system_count; i++)
        if (p->systems[i].site == site && p->systems[i].role[ROLE_SITE_SERVER].sure > best)
            best = p->systems[i].role[ROLE_SITE_SERVER].sure;
    for (size_t i = 0; i < p->system_count && best > PROPOSAL_GUESS; i++) {
        struct proposal_system *s = &p->systems[i];
        if (s->site != site || s->role[ROLE_SITE_SERVER].sure != PROPOSAL_GUESS)
            continue;
        memset(&s->role[ROLE_SITE_SERVER], 0, sizeof s->role[ROLE_SITE_SERVER]);
        s->has_role = has_any(s, ~0u);
        s->candidate = !s->has_role;
    }
}

static void branch_needs_bits(struct proposal *p, int site)
{
    bool standard = false;
    for (size_t i = 0; i < p->system_count; i++)
        standard |=
            p->systems[i].site == site && p->systems[i].bits != PROPOSAL_NONE && !p->systems[i].branch;
    for (size_t i = 0; i < p->system_count; i++)
        if (p->systems[i].site == site && !standard)
            p->systems[i].branch = false;
}

/* HTTPS of a host whose web role is that of a distribution point alone is content, unless it is an odd flow
 * beside much SMB. */
static void content_by_tls(struct proposal_system *s)
{
    uint64_t web, shares;
    weigh_content(s, &web, &shares);
    if (s->bits == PROPOSAL_NONE && proposal_has(s, ROLE_DP) && !s->branch &&
        !has_any(s, web_roles & ~R(DP)) && s->tunnels.flows * 4 > shares)
        s->bits = PROPOSAL_GUESS;
}

void proposal_roles_of_sites(struct proposal *p)
{
    for (size_t i = 0; i < p->system_count; i++)
        content_by_tls(&p->systems[i]);
    for (size_t site = 0; site < p->site_count; site++) {
        missing_management_point(p, (int)site);
        surest_site_server(p, (int)site);
        branch_needs_bits(p, (int)site);
    }
    for (size_t i = 0; i < p->system_count; i++) {
        struct proposal_system *s = &p->systems[i];
        if (!s->has_role && s->site >= 0)
            s->candidate = true;
    }
}

static uint16_t most_used(const struct proposal_system *s, enum role r, enum app_class class_)
{
    const struct proposal_port *best = NULL;
    for (size_t i = 0; i < s->ports; i++)
        if (s->port[i].role == r && s->port[i].class_ == class_ &&
            (best == NULL || s->port[i].basis.flows > best->basis.flows))
            best = &s->port[i];
    return best != NULL ? best->port : 0;
}

/* policy.md 4.6.1: 80 goes with 443, any other with the next one. */
static void update_ports(struct proposal_system *s)
{
    uint16_t clear = most_used(s, ROLE_SUP, CLASS_HTTP);
    if (clear == 0 && proposal_serves(s, CLASS_HTTP, 8530))
        clear = 8530;
    if (clear == 0)
        clear = proposal_serves(s, CLASS_HTTPS, 8531) ? 8530 : 80;
    s->http_port = clear == UINT16_MAX ? 80 : clear;
    s->https_port = s->http_port == 80 ? 443 : (uint16_t)(s->http_port + 1);
}

static void reporting_ports(struct proposal_system *s)
{
    s->http_port = most_used(s, ROLE_RP, CLASS_HTTP);
    if (!has_any(s, PROPOSAL_SITE_PORTS | R(SUP)))
        s->https_port = most_used(s, ROLE_COUNT, CLASS_HTTPS);
}

void proposal_roles_details(struct proposal *p)
{
    for (size_t i = 0; i < p->system_count; i++) {
        struct proposal_system *s = &p->systems[i];
        if (proposal_has(s, ROLE_SUP))
            update_ports(s);
        else if (proposal_has(s, ROLE_RP))
            reporting_ports(s);
    }
}
