/*
 * The site file as the rules see it: zones, sites, systems, clients (contract.md 2, policy.md 2). Read-only
 * once loaded; everything hangs on the struct and lives as long as it does. Indices are into its arrays; -1:
 * none.
 */
#ifndef POLICY_SITE_H
#define POLICY_SITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/addr.h"
#include "base/err.h"
#include "base/severity.h"

enum site_mode { MODE_MIXED, MODE_NATIVE };
enum site_type { SITE_PRIMARY, SITE_SECONDARY };
enum position { POSITION_INTRANET, POSITION_PERIMETER, POSITION_INTERNET, POSITION_UNKNOWN };
/* ABSENT: not written, takes the default of policy.md 2.3. UNKNOWN: written as unknown, goes through the
 * closure. */
enum tri { TRI_ABSENT, TRI_NO, TRI_YES, TRI_UNKNOWN };
enum client_type { CLIENT_TYPE_ABSENT, CLIENT_COMPUTER, CLIENT_MOBILE, CLIENT_TYPE_UNKNOWN };
enum mgmt { MGMT_ABSENT, MGMT_INTRANET_ONLY, MGMT_INTERNET_ONLY, MGMT_BOTH, MGMT_UNKNOWN };
enum join { JOIN_ABSENT, JOIN_DOMAIN_TRUSTED, JOIN_DOMAIN_UNTRUSTED, JOIN_WORKGROUP, JOIN_UNKNOWN };
enum client_state { CLIENT_STATE_ABSENT, CLIENT_INSTALLED, CLIENT_DEPLOYING, CLIENT_STATE_UNKNOWN };
enum scope { SCOPE_INTRANET, SCOPE_INTERNET, SCOPE_BOTH };
enum dp_kind { DP_STANDARD, DP_BRANCH };
enum sync { SYNC_NONE, SYNC_ONLINE, SYNC_EXPORT };
enum deploy {
    DEPLOY_PUSH = 1,
    DEPLOY_SUP = 2,
    DEPLOY_GPO = 4,
    DEPLOY_MANUAL = 8,
    DEPLOY_LOGON = 16,
    DEPLOY_SWDIST = 32
};
enum scenario {
    SCENARIO_CUSTOM,
    SCENARIO_1,
    SCENARIO_1R,
    SCENARIO_2C,
    SCENARIO_2H,
    SCENARIO_3,
    SCENARIO_3R,
    SCENARIO_4NIC,
    SCENARIO_4INT,
    SCENARIO_4PER
};

enum role {
    ROLE_MP,
    ROLE_DP,
    ROLE_SUP,
    ROLE_SMP,
    ROLE_FSP,
    ROLE_SLP,
    ROLE_RP,
    ROLE_PXE,
    ROLE_SHV,
    ROLE_SITE_SERVER,
    ROLE_SITE_DB,
    ROLE_DB_REPLICA,
    ROLE_SMS_PROVIDER,
    ROLE_OOB,
    ROLE_SRC_SHARE,
    ROLE_COUNT
};
const char *site_role_name(enum role r); /* "MP" */
/* False when there is no such role. */
bool site_role_read(enum role *r, const char *name);
const char *site_mode_name(enum site_mode m);
const char *site_position_name(enum position p);

/* A set of ports, in file order. `written`: the key was there, otherwise the default was put in. */
enum { SITE_PORTS_MOST = 16 };
struct site_ports {
    uint16_t at[SITE_PORTS_MOST];
    unsigned count;
    bool written;
};
bool site_ports_has(const struct site_ports *p, uint16_t port);

struct site_ranges {
    struct addr_range *at;
    size_t count;
};
struct site_addrs {
    struct addr *at;
    size_t count;
};

struct site_place {
    int line, column; /* from 1 */
};

struct site_site {
    char code[4];
    enum site_type type;
    enum site_mode mode; /* a secondary's is its parent's */
    int parent;          /* of sites, -1 */
    int primary;         /* itself, or a secondary's parent */
    struct site_ports http, http_off, https, https_off;
    struct site_ranges boundaries;
    char *ad_site; /* or NULL */
    enum tri http_roaming, slp_needed, schema_extended, server_initiated_only;
    unsigned deploy;                  /* bits of enum deploy */
    struct site_addrs install_source; /* sorted */
    enum scenario scenario;
    struct site_place place;
};

/* One role on one system, with the keys that apply to it; the others have their defaults. */
struct site_role {
    enum role role;
    enum scope scope;
    enum tri is_default; /* MP */
    enum dp_kind dp_kind;
    enum tri bits, run_from_dp;    /* DP */
    struct site_ranges protected_; /* DP; sorted, without overlaps */
    struct site_ports http, https; /* SUP, RP: their own; other roles: a copy of their site's ticked ports */
    enum tri ssl, active;          /* SUP */
    enum sync sync;                /* SUP */
    uint16_t sql_port;             /* SITE_DB, DB_REPLICA */
    struct site_place place;
};

struct site_system {
    char *name;
    struct site_addrs addresses;
    int site;
    char *fqdn, *internet_fqdn; /* or NULL */
    enum tri also_client;
    enum tri nlb;
    struct site_role *roles;
    size_t role_count;
    struct site_place place;
};

enum proxy_kind { PROXY_FORWARD, PROXY_REVERSE };
struct site_proxy {
    char *name;
    struct site_addrs addresses;
    int site; /* or -1 */
    enum proxy_kind kind;
    struct site_addrs publishes;
    struct site_place place;
};

/* A client, or the defaults of a range of clients. */
struct site_client {
    char *name;
    struct site_addrs addresses; /* of a client */
    struct site_ranges nets;     /* of a range */
    enum client_type type;
    int site; /* -1: not written */
    enum mgmt mgmt;
    enum join join;
    enum tri http_roaming;
    bool has_fsp;
    struct addr fsp; /* first address of the system, where a name was given */
    enum client_state state;
    struct site_place place;
};

struct site_firewall {
    char *name;
    enum position between[2];
    struct site_ports http, https;
    struct site_place place;
};

/* What a client's unlisted facts are taken to be. */
enum assume { ASSUME_BOUNDARY, ASSUME_TARGET, ASSUME_UNKNOWN };

struct site_options {
    enum assume assume_assigned;             /* BOUNDARY (default) or UNKNOWN */
    enum assume internet_unlisted;           /* TARGET (default) or UNKNOWN */
    bool wsus_unsecured_roots;               /* default true */
    int64_t fallback_window_us, idle_gap_us; /* defaults 900 s, 600 s */
    unsigned strand_clients;                 /* default 5 */
    bool accept_sql_port;                    /* default false */
    bool sees_web;                           /* default true */
};

/* `rules:` of the site file. */
struct site_rule_override {
    char *id;
    bool has_severity, has_enabled, enabled;
    enum severity severity;
    struct site_place place;
};

/* `evidence:`: more paths and shares that prove a role. Lower case, paths normalised. */
struct site_evidence {
    enum role role;
    char **path;
    size_t paths;
    char **share;
    size_t shares;
};

/* What is waived, and who stands for it. A waiver without end has no expires. */
struct site_waiver {
    char *name;
    char *rule, *client, *server;        /* as written, or NULL: any */
    struct site_ranges clients, servers; /* what client and server stand for; sorted, without overlaps */
    char *reason, *approver, *expires;   /* or NULL */
    char *file;                          /* that it stands in, as it was named */
    struct site_place place;
};

/* struct site: opaque where it indexes, open where rules read it. */
struct site {
    char *pack; /* "cm2007" */
    struct site_options options;
    struct site_site *sites;
    struct site_system *systems;
    struct site_proxy *proxies;
    struct site_client *clients;
    struct site_client *ranges;
    struct site_firewall *firewalls;
    struct site_rule_override *overrides;
    struct site_evidence *evidence;
    struct site_waiver *waivers;
    size_t site_count, system_count, proxy_count, client_count, range_count, firewall_count, override_count,
        evidence_count, waiver_count;
    char sha256[65]; /* of the file, hex */
    struct site_index *index;
    struct siteplaces *places; /* policy/siteplaces.h */
};

/*
 * Reads and validates a site file (policy.md 8.1). Every error and warning goes to `report`, in file order,
 * as "FILE:LINE:COLUMN: error|warning: text [CFG-...]" without a newline. Returns NULL when there was any
 * error; err is filled only when the file could not be read at all. rule_known tells whether a rule id of
 * `rules:` exists (the packs' table; NULL: take all).
 */
struct site_reporter {
    void *context;
    void (*message)(void *context, bool is_error, const char *text);
    bool (*rule_known)(const char *pack, const char *id);
    const char *(*rule_at)(const char *pack, size_t i); /* the i-th id of a pack, NULL behind the last; may
                                                           be NULL: no nearest id is named then */
};
struct site *site_load(const char *path, const struct site_reporter *reporter, struct err *err);
/*
 * The same, and behind all that a note for each fact that is missing and would decide something
 * ("FILE:LINE:COLUMN: note: text"), where there was no error.
 */
struct site *site_load_noted(const char *path, const struct site_reporter *reporter,
                             void (*note)(void *context, const char *text), struct err *err);
/* As site_load of a text that is in memory; name stands for the path in messages. */
struct site *site_load_text(const char *name, const char *text, size_t n,
                            const struct site_reporter *reporter, struct err *err);
/*
 * Adds the waivers of a file of their own (`waivers:` at its top) to a loaded site, told in the same manner.
 * -1 when there was any error; err is filled only when the file could not be read at all.
 */
int site_load_waivers(struct site *s, const char *path, const struct site_reporter *reporter,
                      struct err *err);
void site_free(struct site *s);

/* Look-ups; longest prefix, not list walks. NULL or -1 when there is none. */
const struct site_system *site_system_at(const struct site *s, const struct addr *a);
/* By its internet_fqdn, in any case; of several the first. */
const struct site_system *site_system_named(const struct site *s, const char *name);
const struct site_proxy *site_proxy_at(const struct site *s, const struct addr *a);
/* A listed client, else the most specific range that holds the address. */
const struct site_client *site_client_at(const struct site *s, const struct addr *a);
/* Is it an entry of client_ranges? */
bool site_client_is_range(const struct site *s, const struct site_client *c);
/* policy.md 2.3: the client's (or NULL) http_roaming, else its assigned site's (or NULL), else no. */
enum tri site_client_roaming(const struct site_client *c, const struct site_site *assigned);
/* A computer of a workgroup or of another forest; c may be NULL. */
bool site_client_is_elsewhere(const struct site_client *c);
/* POSITION_UNKNOWN only when no zone holds it and none is the default. */
enum position site_position_of(const struct site *s, const struct addr *a);
/* The zone's net around the address, or false. */
bool site_zone_net(const struct site *s, const struct addr *a, struct addr_range *net);
/* The site whose boundary holds the address (the most specific), -1 when none; net (may be NULL) gets it. */
int site_boundary_of(const struct site *s, const struct addr *a, struct addr_range *net);
/* False when `rules:` switches this rule off. */
bool site_rule_enabled(const struct site *s, const char *id);
/* A role on a system, or NULL. */
const struct site_role *site_system_role(const struct site_system *system, enum role r);

#endif
