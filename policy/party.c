#include "policy/party.h"

#include <stddef.h>
#include <string.h>

static bool v4_is_no_host(const uint8_t b[4])
{
    return b[0] == 0 || b[0] == 127 || b[0] >= 224 || (b[0] == 169 && b[1] == 254);
}

static bool v6_is_no_host(const uint8_t b[16])
{
    static const uint8_t nothing[15];
    return b[0] == 0xff || (b[0] == 0xfe && (b[1] & 0xc0) == 0x80) ||
           (memcmp(b, nothing, sizeof nothing) == 0 && b[15] <= 1);
}

bool party_is_no_host(const struct addr *ip)
{
    return addr_is_v4(ip) ? v4_is_no_host(ip->b + 12) : v6_is_no_host(ip->b);
}

static unsigned roles_of(const struct site_system *system)
{
    unsigned roles = 0;
    for (size_t i = 0; system != NULL && i < system->role_count; i++)
        roles |= 1u << system->roles[i].role;
    return roles;
}

struct party party_of(const struct site *site, const struct addr *ip)
{
    struct party p = {.ip = *ip, .boundary = -1};
    p.system = site_system_at(site, ip);
    p.client = site_client_at(site, ip);
    p.position = site_position_of(site, ip);
    p.boundary = site_boundary_of(site, ip, NULL);
    p.roles = roles_of(p.system);
    p.also_client = p.system != NULL && p.system->also_client == TRI_YES;
    if (p.system == NULL)
        p.proxy = site_proxy_at(site, ip);
    p.no_host = party_is_no_host(ip);
    p.is_client = p.system == NULL && p.proxy == NULL && !p.no_host &&
                  (p.client != NULL || p.boundary >= 0 || p.position == POSITION_INTERNET);
    return p;
}

/* A peer who makes others collide here only makes us look up again. */
static size_t slot_of(const struct addr *ip)
{
    uint64_t high, low;
    memcpy(&high, ip->b, sizeof high);
    memcpy(&low, ip->b + 8, sizeof low);
    uint64_t h = (high ^ low) * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(h >> 52) % PARTY_CACHED;
}

const struct party *party_cached(struct party_cache *c, const struct site *site, const struct addr *ip)
{
    size_t i = slot_of(ip);
    if (!c->used[i] || !addr_eq(&c->at[i].ip, ip)) {
        c->at[i] = party_of(site, ip);
        c->used[i] = true;
    }
    return &c->at[i];
}

const struct site_site *party_site(const struct site *site, const struct party *p)
{
    return p->system != NULL ? &site->sites[p->system->site] : NULL;
}

struct addr_range party_net(const struct site *site, const struct addr *ip)
{
    struct addr_range net;
    if (site != NULL && site_boundary_of(site, ip, &net) >= 0)
        return net;
    if (site != NULL && site_zone_net(site, ip, &net))
        return net;
    return addr_range_around(ip, addr_is_v4(ip) ? 96 + 24 : 64);
}
