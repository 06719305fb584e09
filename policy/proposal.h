/*
 * What a survey makes of a network: systems with their roles, sites, networks, each fact with what it rests
 * on and how sure it is. cli/ writes it as a site file. What packets cannot show is in none of it.
 */
#ifndef POLICY_PROPOSAL_H
#define POLICY_PROPOSAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/proto.h"
#include "policy/site.h"
#include "policy/survey.h"

enum proposal_sure { PROPOSAL_NONE, PROPOSAL_GUESS, PROPOSAL_LIKELY, PROPOSAL_CERTAIN };

/* Why something is proposed. sure is PROPOSAL_NONE where nothing is. */
struct proposal_basis {
    enum proposal_sure sure;
    const char *why;            /* our words; static */
    char text[SURVEY_TEXT + 1]; /* bytes from the wire that it rests on, "" when there are none */
    uint64_t flows, first_frame;
    int64_t first_us;
    struct addr peers[SURVEY_PEERS];
    unsigned peer_count; /* as in struct survey_item */
};

enum {
    PROPOSAL_ADDRESSES = 8, /* of one system */
    PROPOSAL_PORTS = 24,    /* of one system or site */
    PROPOSAL_SYSTEMS = 4096,
    PROPOSAL_SITES = 512,
    PROPOSAL_NETS = 4096
};

/* Where a role (or ROLE_COUNT: whatever it was) was asked. */
struct proposal_port {
    enum role role;
    enum app_class class_;
    uint16_t port;
    struct proposal_basis basis;
};

struct proposal_code {
    char code[4];
    struct proposal_basis basis;
};

struct proposal_system {
    struct addr address[PROPOSAL_ADDRESSES];
    size_t addresses;
    char name[SURVEY_TEXT + 1]; /* as key of the site file; set for systems that have roles */
    char fqdn[SURVEY_TEXT + 1], internet_fqdn[SURVEY_TEXT + 1];
    struct proposal_basis named, named_outside; /* of the two names */
    struct proposal_basis role[ROLE_COUNT];
    struct proposal_port port[PROPOSAL_PORTS];
    size_t ports;
    struct proposal_code code[SURVEY_CODES];
    struct proposal_basis source, proxy, mutual, endpoint, device, crowd; /* as the survey's items */
    struct proposal_basis deed;                                           /* it administered other hosts */
    struct proposal_basis tunnels;                                        /* HTTPS it serves, all ports */
    struct proposal_basis inside, outside; /* its clients of private and of public addresses */
    struct proposal_basis asks;            /* it is a client of management and distribution points */
    bool branch, in_server_net;
    enum proposal_sure bits;        /* a DP's */
    uint16_t http_port, https_port; /* of a SUP or RP; 0: not seen */
    enum scope scope;
    int site;                 /* of sites; -1 */
    bool has_role, candidate; /* candidate: no role is certain enough to be written */
};

struct proposal_net {
    struct addr_range range;
    int site;         /* -1: no site's */
    unsigned clients; /* addresses seen in it; of networks told as such one each */
    bool servers;     /* site systems are in it */
    uint64_t flows;
};

struct proposal_site {
    struct proposal_code code; /* basis NONE: invented */
    enum site_mode mode;
    struct proposal_basis mode_basis;
    bool mode_open;                      /* both were seen: somebody has to decide */
    struct proposal_basis clear, tunnel; /* what its mode rests on: HTTP and HTTPS */
    const char *judged_by;               /* at which of its roles */
    struct proposal_port http[PROPOSAL_PORTS], https[PROPOSAL_PORTS]; /* most flows first */
    size_t http_ports, https_ports, http_sure, https_sure;            /* so many of them are proposed */
    size_t systems;
};

struct proposal {
    struct survey *survey;
    struct proposal_system *systems; /* also those without a role; in order of addresses */
    size_t system_count, systems_left_out;
    struct proposal_site *sites;
    size_t site_count;
    struct proposal_net *nets; /* disjoint; in order */
    size_t net_count, nets_left_out;
    struct addr_range perimeter[64], inside[64]; /* public networks that are not the internet */
    size_t perimeters, insides;
    struct proposal_where *where; /* which address is whose; in order */
    size_t where_count;
};

/* Nothing may be taken by the survey any more; it is borrowed. NULL: out of memory. */
struct proposal *proposal_make(struct survey *s, struct err *err);
void proposal_free(struct proposal *p);

/* The system that has the address, or NULL. */
struct proposal_system *proposal_at(const struct proposal *p, const struct addr *a);
bool proposal_has(const struct proposal_system *s, enum role r);
/* It answered in this class on this port, whatever its role. */
bool proposal_serves(const struct proposal_system *s, enum app_class class_, uint16_t port);

/* Adds an item's counts to a basis; the surer says why. */
void proposal_add(struct proposal_basis *b, const struct survey_item *item, enum proposal_sure sure,
                  const char *why);
/* The same for another basis. */
void proposal_join(struct proposal_basis *b, const struct proposal_basis *other);

#endif
