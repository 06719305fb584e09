/*
 * What follows from a site file: who is expected to talk to whom, over which protocol and ports, by which
 * rule. Nothing is written down twice: made-up flows between everybody the file knows are given to
 * verdict_make() (policy/verdict.h), and what it allows becomes a row. So the table agrees with the audit.
 */
#ifndef POLICY_EXPECTED_H
#define POLICY_EXPECTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/err.h"
#include "base/proto.h"
#include "policy/finding.h"
#include "policy/site.h"

enum expected_kind { EXPECTED_CLIENTS, EXPECTED_SYSTEM, EXPECTED_PROXY };

/* What tells clients apart; those that are equal in all of it are one end. As the rules see them: a default
 * stands where the site file says nothing. */
struct expected_client {
    int assigned; /* index of a site; -1: the site file does not say */
    int resident; /* index of the site whose boundary they are in; -1: none */
    enum position position;
    enum client_type type;
    enum mgmt mgmt;
    enum tri http_roaming;
    enum client_state state;
    bool elsewhere; /* workgroup, or another forest */
    bool has_fsp;
    struct addr fsp;
    uint64_t protections; /* of protected distribution points: equal when they lie in the same ones */
};

/* Who is one end of a flow: clients that are alike, a site system, or a reverse proxy. */
struct expected_end {
    enum expected_kind kind;
    const struct site_system *system; /* EXPECTED_SYSTEM */
    const struct site_proxy *proxy;   /* EXPECTED_PROXY */
    struct expected_client client;    /* of CLIENTS; of systems that are clients too, by their site */
    enum position position;
    struct addr_range *at; /* ascending, apart from one another */
    size_t count;
    size_t listed;        /* addresses of clients that the file lists one by one */
    bool rest;            /* part of `at` is what no network of the file holds */
    struct addr probe[2]; /* one address of it, IPv4 and IPv6, that stands for all */
    bool has[2];
};

/* When the flow is right. */
enum expected_when {
    EXPECTED_AFTER_WEB = 1,     /* HTTP or HTTPS to the same distribution point failed shortly before */
    EXPECTED_AFTER_TRY = 2,     /* the client has tried its intranet management point */
    EXPECTED_AFTER_FAILURE = 4, /* that did not answer */
    EXPECTED_DEPLOYING = 8,     /* the client is being installed */
    EXPECTED_NO_DIRECTORY = 16  /* Active Directory does not hold the site's data */
};

/* Which firewall it crosses (policy.md 9). */
enum expected_border { EXPECTED_FRONT = 1, EXPECTED_BACK = 2 };

enum { EXPECTED_PORTS_MOST = 24 };

struct expected_row {
    const uint32_t *from, *to; /* indices of ends, ascending */
    size_t from_count, to_count;
    enum app_class class_;
    uint8_t transport;
    uint16_t port[EXPECTED_PORTS_MOST]; /* ascending; none for ICMP */
    unsigned port_count;
    bool dynamic; /* also RPC on a port that the endpoint mapper hands out */
    const struct finding_rule *rule;
    const char *hangs_on; /* the fact that the site file gives as unknown; NULL: the verdict is COMPLIANT */
    int role;             /* enum role of the server, -1: none in particular */
    unsigned when;        /* bits of enum expected_when */
    unsigned borders;     /* bits of enum expected_border */
    uint64_t names;       /* only these paths or shares, by expected_name(); 0: any */
    uint32_t lines;       /* of the deployment documents, by expected_line() */
};

struct expected_filter {
    unsigned methods; /* bits of enum deploy; 0: everything, deployment or not */
    unsigned borders; /* bits of enum expected_border; 0: also what crosses none */
};

struct expected;

/* NULL when there is no memory, or no such policy. The site outlives it. */
struct expected *expected_open(const struct site *site, const struct expected_filter *filter,
                               struct err *err);
void expected_close(struct expected *e);

/* Ends in a fixed order: clients, systems as in the file, proxies. Only some stand in rows. */
const struct expected_end *expected_ends(const struct expected *e, size_t *count);
/* Rows in a fixed order. */
const struct expected_row *expected_rows(const struct expected *e, size_t *count);

/* The n-th path or share of the policy's catalogue; NULL behind the last. */
const char *expected_name(const struct expected *e, unsigned n);

#endif
