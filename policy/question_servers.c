#include "policy/question_servers.h"

#include <stddef.h>

#include "policy/question_port.h"

#define R(role) (1u << ROLE_##role)

/* Roles that a site server installs across the back firewall (policy.md 9.2, B1 to B3). */
enum { FACING = R(MP) | R(DP) | R(SUP) | R(FSP) };

enum fact_zones question_servers_zones(const struct question *q)
{
    enum position from = q->from.position, to = q->to.position;
    if (from == to || (q->from.system != NULL && q->from.system == q->to.system))
        return ZONES_SAME;
    if (from == POSITION_INTERNET || to == POSITION_INTERNET)
        return ZONES_FRONT;
    return from == POSITION_INTRANET ? ZONES_OUTWARD : ZONES_INWARD;
}

static bool is_related(const struct site *s, int a, int b)
{
    return s->sites[a].parent == b || s->sites[b].parent == a;
}

static enum fact_link link_of(const struct question *q)
{
    int from = q->from.system->site, to = q->to.system->site;
    bool from_server = (q->from.roles & R(SITE_SERVER)) != 0, to_server = (q->to.roles & R(SITE_SERVER)) != 0;
    if (from_server && to_server && is_related(q->site, from, to))
        return LINK_SITE_TO_SITE;
    if (from != to)
        return LINK_NONE;
    if (from_server)
        return (q->to.roles & FACING) != 0 ? LINK_SERVER_TO_FACING : LINK_SERVER_TO_SYSTEM;
    if (!to_server)
        return LINK_NONE;
    return q->site->sites[to].server_initiated_only == TRI_YES ? LINK_SYSTEM_TO_SERVER_BARRED
                                                               : LINK_SYSTEM_TO_SERVER;
}

static bool is_one_site(const struct site *s, int a, int b)
{
    return s->sites[a].primary == s->sites[b].primary;
}

static bool is_parent_of(const struct site *s, int parent, int child)
{
    int above = s->sites[s->sites[child].primary].parent;
    return above >= 0 && is_one_site(s, above, parent);
}

/* policy.md 9.2, B7 and B8: an internet one belongs to its site's active one; with 9.3, 2c, to its parent's.
 */
static enum fact_updates updates_across(const struct question *q, int internet, int active,
                                        enum fact_updates own, enum fact_updates family)
{
    if (is_one_site(q->site, internet, active))
        return own;
    return is_parent_of(q->site, active, internet) ? family : UPDATES_PEERS;
}

static enum fact_updates updates_of(const struct question *q)
{
    const struct site_role *from = site_system_role(q->from.system, ROLE_SUP);
    const struct site_role *to = site_system_role(q->to.system, ROLE_SUP);
    enum fact_zones zones = question_servers_zones(q);
    if (from == NULL || to == NULL)
        return UPDATES_NOT;
    if (zones == ZONES_OUTWARD && from->active == TRI_YES && to->scope != SCOPE_INTRANET)
        return updates_across(q, q->to.system->site, q->from.system->site, UPDATES_CONFIGURED,
                              UPDATES_TO_CHILD);
    if (zones == ZONES_INWARD && to->active == TRI_YES && from->scope != SCOPE_INTRANET)
        return from->sync != SYNC_ONLINE ? UPDATES_BARRED
                                         : updates_across(q, q->from.system->site, q->to.system->site,
                                                          UPDATES_FETCHED, UPDATES_FROM_PARENT);
    return UPDATES_PEERS;
}

static enum fact_sender sender_of(const struct question *q)
{
    const struct site_role *mp = site_system_role(q->from.system, ROLE_MP);
    bool from_db = (q->from.roles & R(SITE_DB)) != 0, from_replica = (q->from.roles & R(DB_REPLICA)) != 0;
    bool one_site = is_one_site(q->site, q->from.system->site, q->to.system->site);
    bool to_db = (q->to.roles & R(SITE_DB)) != 0, to_replica = (q->to.roles & R(DB_REPLICA)) != 0;
    if (one_site && ((from_db && to_replica) || (from_replica && to_db)))
        return SENDER_DATABASE;
    if (one_site && mp != NULL && mp->scope != SCOPE_INTRANET)
        return SENDER_INTERNET_MP;
    return (q->from.roles & q->catalogue->database_users) != 0 ? SENDER_DB_USER : SENDER_NONE;
}

/* Of the site whose system stands in the perimeter. */
static enum scenario scenario_of(const struct question *q)
{
    const struct party *p =
        q->from.position == POSITION_PERIMETER && q->from.system != NULL ? &q->from : &q->to;
    return party_site(q->site, p)->scenario;
}

void question_servers(struct facts *f, const struct question *q, int role)
{
    bool web = q->class_ == CLASS_HTTP || q->class_ == CLASS_HTTPS;
    const struct site_role *r =
        role != FACTS_NO_ROLE ? site_system_role(q->to.system, (enum role)role) : NULL;
    facts_set(f, FACT_SCENARIO, IS(scenario_of(q)));
    if (q->from.system != NULL) {
        facts_set(f, FACT_LINK, IS(link_of(q)));
        facts_set(f, FACT_UPDATES, IS(updates_of(q)));
        facts_set(f, FACT_SENDER, IS(sender_of(q)));
    }
    if (web)
        r = site_system_role(q->to.system, ROLE_SUP);
    facts_set(f, FACT_PORT, IS(question_port(q, r)));
}
