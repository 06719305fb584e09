/* Which roles a path or a share belongs to: the evidence catalogue of policy.md 6, with the site file's own.
 */
#ifndef POLICY_PROOF_H
#define POLICY_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode/observation.h"
#include "policy/facts.h"
#include "policy/site.h"

/*
 * A pattern of the catalogue, lower case. A star stands for any characters of one segment; a path's pattern
 * matches whole leading segments, a share's pattern the whole name.
 */
struct proof_pattern {
    const char *pattern;
    unsigned roles; /* bits of enum role; 0: a name that is known but proves no role */
    enum fact_kind kind;
    bool weak; /* on a host without the role the name means nothing */
};

/* What a flow is by its port, for what has no class of its own. */
struct proof_service {
    uint16_t first, last; /* ports; 0: no more */
    uint8_t transport;
    bool any_class;  /* whatever the content says */
    uint8_t service; /* enum fact_service */
};

/* A pack's catalogue. Lists of patterns end with a NULL pattern; paths and shares are at most 62 together
 * (policy/expected_names.h gives each a bit). */
struct proof_catalogue {
    const struct proof_pattern *paths, *shares;
    const struct proof_service *services;
    uint16_t sql_port;        /* the only right one; 0: what the site file says */
    unsigned web_roles;       /* roles that web traffic without evidence may belong to */
    unsigned own_ports;       /* roles with ports of their own, not the site's */
    unsigned silent;          /* a host of one of these alone is the only candidate, whatever the evidence */
    unsigned database_users;  /* roles that read or write the site database */
    unsigned between_clients; /* bits of enum app_class: what two clients may have to do with one another */
    unsigned served[16];      /* by enum app_class: the roles that such content proves by itself */
};

enum proof_of {
    PROOF_NONE, /* nothing readable: only the class is known */
    PROOF_ROLES,
    PROOF_FOREIGN /* readable, and of no role */
};

struct proof {
    enum proof_of of;
    unsigned roles;
    enum fact_kind kind;
    bool weak;
};

struct proof proof_of_path(const struct proof_catalogue *c, const struct site *site, const char *path,
                           size_t length);
/* The tree as sent, \\server\share. IPC$ proves nothing. */
struct proof proof_of_tree(const struct proof_catalogue *c, const struct site *site, const char *tree,
                           size_t length);

/* The RPC interface's name, for people; NULL when it is none of policy.md 6.4. */
const char *proof_interface(const char *uuid, size_t length);

#endif
