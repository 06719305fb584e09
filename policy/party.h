/* Who an address is, by the site file. Borrowed from the site. */
#ifndef POLICY_PARTY_H
#define POLICY_PARTY_H

#include <stdbool.h>

#include "base/addr.h"
#include "policy/site.h"

struct party {
    struct addr ip;
    const struct site_system *system; /* or NULL */
    const struct site_client *client; /* listed, or the range that holds it; or NULL */
    const struct site_proxy *proxy;   /* or NULL */
    enum position position;
    int boundary;     /* the site whose boundary holds it, or -1 */
    unsigned roles;   /* bits of enum role */
    bool is_client;   /* policy.md 3.1: listed, or unlisted in a boundary or zone internet */
    bool also_client; /* a system that is a client too */
    bool no_host;     /* broadcast, multicast, unspecified, loopback, link-local */
};

/* Is it no address of one host, as no_host says? */
bool party_is_no_host(const struct addr *ip);

struct party party_of(const struct site *site, const struct addr *ip);

/* Parties asked for lately, by address: look-ups cost more than the rules. Zeroed before first use. */
enum { PARTY_CACHED = 4096 };
struct party_cache {
    struct party at[PARTY_CACHED];
    bool used[PARTY_CACHED];
};
/* As party_of; valid until the next call. */
const struct party *party_cached(struct party_cache *c, const struct site *site, const struct addr *ip);

/* The site a system belongs to, or NULL. */
const struct site_site *party_site(const struct site *site, const struct party *p);

/* The traffic view's net: the boundary that holds the address, else its zone's net, else /24 or /64. */
struct addr_range party_net(const struct site *site, const struct addr *ip);

#endif
