#include "policy/site.h"

#include <stdlib.h>
#include <string.h>

#include "policy/siteindex.h"

static const char *const role_names[ROLE_COUNT] = {
    [ROLE_MP] = "MP",
    [ROLE_DP] = "DP",
    [ROLE_SUP] = "SUP",
    [ROLE_SMP] = "SMP",
    [ROLE_FSP] = "FSP",
    [ROLE_SLP] = "SLP",
    [ROLE_RP] = "RP",
    [ROLE_PXE] = "PXE",
    [ROLE_SHV] = "SHV",
    [ROLE_SITE_SERVER] = "SITE_SERVER",
    [ROLE_SITE_DB] = "SITE_DB",
    [ROLE_DB_REPLICA] = "DB_REPLICA",
    [ROLE_SMS_PROVIDER] = "SMS_PROVIDER",
    [ROLE_OOB] = "OOB",
    [ROLE_SRC_SHARE] = "SRC_SHARE",
};

const char *site_role_name(enum role r)
{
    return (unsigned)r < ROLE_COUNT ? role_names[r] : "?";
}

bool site_role_read(enum role *r, const char *name)
{
    for (unsigned i = 0; i < ROLE_COUNT; i++) {
        if (strcmp(role_names[i], name) == 0) {
            *r = (enum role)i;
            return true;
        }
    }
    return false;
}

const char *site_mode_name(enum site_mode m)
{
    return m == MODE_NATIVE ? "native" : "mixed";
}

const char *site_position_name(enum position p)
{
    static const char *const names[] = {"intranet", "perimeter", "internet", "unknown"};
    return (unsigned)p <= POSITION_UNKNOWN ? names[p] : "unknown";
}

bool site_ports_has(const struct site_ports *p, uint16_t port)
{
    for (unsigned i = 0; i < p->count; i++)
        if (p->at[i] == port)
            return true;
    return false;
}

void site_free(struct site *s)
{
    if (s == NULL)
        return;
    if (s->index != NULL)
        sitearena_free(&s->index->arena);
    free(s->index);
    free(s);
}

const struct site_system *site_system_at(const struct site *s, const struct addr *a)
{
    const struct siteindex_slot *slot = siteindex_at(s->index, a);
    return slot != NULL && slot->system >= 0 ? &s->systems[slot->system] : NULL;
}

const struct site_system *site_system_named(const struct site *s, const char *name)
{
    int system = siteindex_named(s->index, name);
    return system >= 0 ? &s->systems[system] : NULL;
}

const struct site_proxy *site_proxy_at(const struct site *s, const struct addr *a)
{
    const struct siteindex_slot *slot = siteindex_at(s->index, a);
    return slot != NULL && slot->proxy >= 0 ? &s->proxies[slot->proxy] : NULL;
}

const struct site_client *site_client_at(const struct site *s, const struct addr *a)
{
    const struct siteindex_slot *slot = siteindex_at(s->index, a);
    if (slot != NULL && slot->client >= 0)
        return &s->clients[slot->client];
    const struct siteintervals_net *net = siteintervals_at(&s->index->ranges, a);
    return net != NULL ? &s->ranges[net->owner] : NULL;
}

bool site_client_is_range(const struct site *s, const struct site_client *c)
{
    return s->range_count > 0 && c >= s->ranges && c < s->ranges + s->range_count;
}

enum tri site_client_roaming(const struct site_client *c, const struct site_site *assigned)
{
    enum tri t = c != NULL ? c->http_roaming : TRI_ABSENT;
    if (t == TRI_ABSENT && assigned != NULL)
        t = assigned->http_roaming;
    return t == TRI_ABSENT ? TRI_NO : t;
}

bool site_client_is_elsewhere(const struct site_client *c)
{
    return c != NULL && (c->join == JOIN_WORKGROUP || c->join == JOIN_DOMAIN_UNTRUSTED);
}

enum position site_position_of(const struct site *s, const struct addr *a)
{
    const struct siteintervals_net *net = siteintervals_at(&s->index->zones, a);
    return net != NULL ? (enum position)net->owner : s->index->default_zone;
}

bool site_zone_net(const struct site *s, const struct addr *a, struct addr_range *net)
{
    const struct siteintervals_net *found = siteintervals_at(&s->index->zones, a);
    if (found != NULL)
        *net = found->range;
    return found != NULL;
}

int site_boundary_of(const struct site *s, const struct addr *a, struct addr_range *net)
{
    const struct siteintervals_net *found = siteintervals_at(&s->index->boundaries, a);
    if (found != NULL && net != NULL)
        *net = found->range;
    return found != NULL ? found->owner : -1;
}

bool site_rule_enabled(const struct site *s, const char *id)
{
    bool enabled = true;
    for (size_t i = 0; i < s->override_count; i++)
        if (s->overrides[i].has_enabled && strcmp(s->overrides[i].id, id) == 0)
            enabled = s->overrides[i].enabled;
    return enabled;
}

const struct site_role *site_system_role(const struct site_system *system, enum role r)
{
    for (size_t i = 0; i < system->role_count; i++)
        if (system->roles[i].role == r)
            return &system->roles[i];
    return NULL;
}
