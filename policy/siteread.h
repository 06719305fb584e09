/*
 * A site file while it is read: the site that grows, and what only reading and checking need to know: where
 * things stand in the file, what was not understood. Private to policy/site*.c.
 */
#ifndef POLICY_SITEREAD_H
#define POLICY_SITEREAD_H

#include "policy/site.h"
#include "policy/sitearena.h"
#include "policy/sitemsg.h"
#include "policy/sitenames.h"
#include "policy/siteyaml.h"

enum { SITEREAD_KEYS = 16, SITEREAD_ZONES = 3 };

/* Rows of the sections' tables. */
enum siteread_site_key {
    SITE_KEY_TYPE,
    SITE_KEY_MODE,
    SITE_KEY_PARENT,
    SITE_KEY_HTTP,
    SITE_KEY_HTTP_OFF,
    SITE_KEY_HTTPS,
    SITE_KEY_HTTPS_OFF,
    SITE_KEY_BOUNDARIES,
    SITE_KEY_AD_SITE,
    SITE_KEY_HTTP_ROAMING,
    SITE_KEY_DEPLOY,
    SITE_KEY_INSTALL_SOURCE,
    SITE_KEY_SLP_NEEDED,
    SITE_KEY_SCHEMA_EXTENDED,
    SITE_KEY_SCENARIO,
    SITE_KEY_SERVER_INITIATED_ONLY,
    SITE_KEYS
};
enum siteread_system_key {
    SYSTEM_KEY_ADDRESS,
    SYSTEM_KEY_SITE,
    SYSTEM_KEY_FQDN,
    SYSTEM_KEY_INTERNET_FQDN,
    SYSTEM_KEY_ALSO_CLIENT,
    SYSTEM_KEY_NLB,
    SYSTEM_KEY_ROLES,
    SYSTEM_KEYS
};
enum siteread_role_key {
    ROLE_KEY_SCOPE,
    ROLE_KEY_DEFAULT,
    ROLE_KEY_KIND,
    ROLE_KEY_BITS,
    ROLE_KEY_RUN_FROM_DP,
    ROLE_KEY_PROTECTED,
    ROLE_KEY_HTTP,
    ROLE_KEY_HTTPS,
    ROLE_KEY_SSL,
    ROLE_KEY_ACTIVE,
    ROLE_KEY_SYNC,
    ROLE_KEY_SQL_PORT,
    ROLE_KEYS
};
/* WHERE: `address` of a client, `nets` of a range. */
enum siteread_client_key {
    CLIENT_KEY_WHERE,
    CLIENT_KEY_TYPE,
    CLIENT_KEY_SITE,
    CLIENT_KEY_MGMT,
    CLIENT_KEY_JOIN,
    CLIENT_KEY_HTTP_ROAMING,
    CLIENT_KEY_FSP,
    CLIENT_KEY_STATE,
    CLIENT_KEYS
};
enum siteread_firewall_key { FIREWALL_KEY_BETWEEN, FIREWALL_KEY_HTTP, FIREWALL_KEY_HTTPS, FIREWALL_KEYS };
enum siteread_option_key { OPTION_KEY_ASSUME_ASSIGNED, OPTION_KEY_INTERNET_UNLISTED, OPTION_KEYS_PLACED };
enum siteread_zone_key { ZONE_KEY_NETS, ZONE_KEY_DEFAULT, ZONE_KEYS };

/* Where an object and each of its keys stand; the index of a key is its row in the section's table. */
struct siteread_marks {
    struct sitemsg_place object;
    struct site_place at[SITEREAD_KEYS]; /* line 0: not written */
    int node[SITEREAD_KEYS];             /* the value in the YAML file; 0 in a CSV file */
    unsigned bad;                        /* bit per key: its value was not understood */
    unsigned beside; /* bit per key: it stands in the site file, beside the name of the CSV file */
    bool odd;        /* something in it was not known: what misses may just be misspelt */
};

struct siteread_site {
    struct siteread_marks marks;
    bool mode_known; /* else checks of the mode would only repeat an error */
    bool bad_code;   /* told; references that almost name it mean it */
    bool gap;        /* a system of it was not understood: nothing can be said to be missing */
};

struct siteread_system {
    struct siteread_marks marks;
    struct siteread_marks *roles; /* as site_system.roles */
};

struct siteread_client {
    struct siteread_marks marks;
    const char *fsp; /* as written, NULL when absent */
};

struct siteread_zone {
    struct siteread_marks marks;
    struct site_ranges nets;
    enum tri is_default;
};

struct siteread {
    struct site *site;
    struct sitearena *arena; /* lives as long as the site */
    struct sitemsg *messages;
    const char *path;    /* of the site file */
    const char *reading; /* the object whose keys are read, for messages */
    const struct siteyaml *yaml;
    const struct site_reporter *reporter;
    struct sitearena scratch;                   /* lives until the site is loaded */
    struct siteread_zone zones[SITEREAD_ZONES]; /* by enum position */
    struct sitemsg_place zones_at, systems_at;
    struct siteread_marks options;
    struct siteread_site *sites;
    struct siteread_system *systems;
    struct siteread_client *clients, *ranges;
    struct siteread_marks *firewalls;
    struct sitenames site_names, system_names;
    struct sitenames client_names, range_names; /* of clients, and of ranges out of CSV files */
    bool wants_notes;
    bool sections_odd;  /* a section was not known: one that misses may just be misspelt */
    bool addresses_odd; /* an address of a system was not understood */
    bool nets_odd;      /* a zone or boundary was not understood: no address can be said to lie outside */
};

/* Reads every section; what is wrong is told. Memory that ran out shows in the arenas. */
void siteread(struct siteread *r);

/* The sections, in the order in which they need each other; node: the section's map, 0 when absent. */
void siteread_sites(struct siteread *r, int node);
/* The index of a site by its code, -1; near (NULL: none, or not worth the time) gets the nearest code then.
 */
int siteread_sites_find(const struct siteread *r, const char *code, const char **near);
void siteread_systems(struct siteread *r, int node);
void siteread_clients(struct siteread *r, int clients, int ranges);
void siteread_firewalls(struct siteread *r, int node);
void siteread_proxies(struct siteread *r, int node);
void siteread_evidence(struct siteread *r, int node);
void siteread_rules(struct siteread *r, int node);
/* Adds to the waivers there are. */
void siteread_waivers(struct siteread *r, int node);
/* A file of waivers, for a site that is loaded. */
void siteread_waivers_alone(struct siteread *r);

#endif
