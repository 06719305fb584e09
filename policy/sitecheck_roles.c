#include "policy/sitecheck.h"
#include "policy/sitekeys.h"

enum { HTTP = 80, HTTPS = 443, SQL = 1433, HIGHEST = 65535 };

/* A role in its place: what the checks of one role look at. */
struct here {
    const struct site_system *system;
    const struct site_role *role;
    const struct siteread_marks *marks;
    size_t system_index;
};

static const struct site_site *site_of(const struct siteread *r, const struct here *h)
{
    return h->system->site >= 0 ? &r->site->sites[h->system->site] : NULL;
}

static bool is_native(const struct siteread *r, const struct here *h)
{
    const struct site_site *site = site_of(r, h);
    return site != NULL && r->sites[h->system->site].mode_known && site->mode == MODE_NATIVE;
}

static const char *code_of(const struct siteread *r, const struct here *h)
{
    return r->site_names.at[h->system->site];
}

static bool has_one(struct siteread *r, const struct here *h, const struct site_ports *ports, size_t key,
                    const char *what)
{
    if (ports->count != 1 && !sitekeys_bad(h->marks, key))
        sitemsg_error(r->messages, sitekeys_place(h->marks, key), "CFG-WSUS-02",
                      "system %.100s: a software update point has exactly one %s port", h->system->name,
                      what);
    return ports->count == 1;
}

static void check_wsus_pair(struct siteread *r, const struct here *h, unsigned http, unsigned https)
{
    const char *name = h->system->name;
    size_t key = sitekeys_written(h->marks, ROLE_KEY_HTTPS) ? ROLE_KEY_HTTPS : ROLE_KEY_HTTP;
    struct sitemsg_place place = sitekeys_item(r, h->marks, key, 0, 1);
    if (http == HTTP && https != HTTPS)
        sitemsg_error(r->messages, place, "CFG-WSUS-01",
                      "system %.100s: WSUS http port 80 requires https port 443, not %u", name, https);
    else if (http != HTTP && https != http + 1)
        sitemsg_error(r->messages, place, "CFG-WSUS-02",
                      "system %.100s: WSUS http port %u requires https port %u (one higher), not %u", name,
                      http, http + 1, https);
}

static void check_wsus_ports(struct siteread *r, const struct here *h)
{
    const struct site_role *role = h->role;
    bool highest = role->http.count == 1 && role->http.at[0] == HIGHEST;
    if (highest) {
        sitemsg_error(r->messages, sitekeys_item(r, h->marks, ROLE_KEY_HTTP, 0, 1), "CFG-WSUS-02",
                      "system %.100s: WSUS http port 65535 has no https port one higher; take a lower one",
                      h->system->name);
        return;
    }
    bool http = has_one(r, h, &role->http, ROLE_KEY_HTTP, "http");
    bool https = has_one(r, h, &role->https, ROLE_KEY_HTTPS, "https");
    if (http && https && !sitekeys_bad(h->marks, ROLE_KEY_HTTP) && !sitekeys_bad(h->marks, ROLE_KEY_HTTPS))
        check_wsus_pair(r, h, role->http.at[0], role->https.at[0]);
}

static bool has_active_sup(const struct siteread *r, int site)
{
    for (size_t i = 0; i < r->site->system_count; i++) {
        const struct site_role *sup = site_system_role(&r->site->systems[i], ROLE_SUP);
        if (r->site->systems[i].site == site && sup != NULL && sup->active == TRI_YES)
            return true;
    }
    return false;
}

static void check_sup(struct siteread *r, const struct here *h)
{
    check_wsus_ports(r, h);
    bool no_ssl = h->role->ssl != TRI_YES && !sitekeys_bad(h->marks, ROLE_KEY_SSL);
    if (is_native(r, h) && no_ssl)
        sitemsg_warn(
            r->messages, sitekeys_place(h->marks, ROLE_KEY_SSL), "CFG-WSUS-03",
            "system %.100s: a software update point in native site %s must use HTTPS; write ssl: yes",
            h->system->name, code_of(r, h));
    if (h->role->scope == SCOPE_INTRANET || h->role->sync != SYNC_ONLINE || h->system->site < 0 ||
        r->sites[h->system->site].gap || has_active_sup(r, h->system->site))
        return;
    sitemsg_error(
        r->messages, sitekeys_place(h->marks, ROLE_KEY_SYNC), "CFG-SUP-01",
        "system %.100s: sync=online needs an active software update point in site %s; write active: yes "
        "at one",
        h->system->name, code_of(r, h));
}

/* `bits: unknown` may be yes. */
static bool has_bits_dp(const struct siteread *r, int site)
{
    for (size_t i = 0; i < r->site->system_count; i++) {
        const struct site_role *dp = site_system_role(&r->site->systems[i], ROLE_DP);
        if (r->site->systems[i].site == site && dp != NULL && dp->dp_kind == DP_STANDARD &&
            (dp->bits == TRI_YES || dp->bits == TRI_UNKNOWN))
            return true;
    }
    return false;
}

/* The client listed at one of the system's addresses, else the client range around one. */
static const struct site_client *client_at(const struct site *s, const struct site_system *system)
{
    const struct site_client *found = NULL;
    for (size_t i = 0; i < system->addresses.count; i++) {
        const struct site_client *client = site_client_at(s, &system->addresses.at[i]);
        if (client != NULL && client->addresses.count > 0)
            return client;
        found = found != NULL ? found : client;
    }
    return found;
}

static bool may_host_branch(const struct site_client *client, int site, int primary)
{
    return (client->site < 0 || client->site == site || client->site == primary) &&
           client->type != CLIENT_MOBILE && client->mgmt != MGMT_INTERNET_ONLY && client->mgmt != MGMT_BOTH &&
           !site_client_is_elsewhere(client);
}

static void check_branch_host(struct siteread *r, const struct here *h)
{
    const struct site_client *client = client_at(r->site, h->system);
    int site = h->system->site;
    bool is_client = h->system->also_client == TRI_YES || (client != NULL && client->addresses.count > 0);
    bool fits = client == NULL || may_host_branch(client, site, r->site->sites[site].primary);
    if (!is_client || !fits)
        sitemsg_warn(r->messages, h->marks->object, "CFG-BDP-03",
                     "system %.100s: a branch DP must be a domain-joined intranet client of site %s; %s",
                     h->system->name, code_of(r, h),
                     is_client ? "its client is listed otherwise" : "write also_client: yes");
}

static void check_dp(struct siteread *r, const struct here *h)
{
    if (h->role->dp_kind != DP_BRANCH)
        return;
    if (sitekeys_written(h->marks, ROLE_KEY_BITS))
        sitemsg_error(r->messages, sitekeys_place(h->marks, ROLE_KEY_BITS), "CFG-BDP-02",
                      "system %.100s: branch DPs always use SMB; bits= does not apply, remove it",
                      h->system->name);
    if (h->system->site < 0)
        return;
    if (!r->sites[h->system->site].gap && !has_bits_dp(r, h->system->site))
        sitemsg_error(r->messages, sitekeys_place(h->marks, ROLE_KEY_KIND), "CFG-BDP-01",
                      "system %.100s: a branch DP needs a BITS-enabled standard DP in site %s; write bits: "
                      "yes at one",
                      h->system->name, code_of(r, h));
    check_branch_host(r, h);
}

static void check_sql_port(struct siteread *r, const struct here *h)
{
    unsigned port = h->role->sql_port;
    if (port != SQL && !sitekeys_bad(h->marks, ROLE_KEY_SQL_PORT))
        sitemsg_warn(
            r->messages, sitekeys_place(h->marks, ROLE_KEY_SQL_PORT), "CFG-SQL-01",
            "system %.100s: ConfigMgr 2007 does not support changing SQL port 1433 (got %u); flows on %u "
            "are still reported as FW-SQL-02 unless accept_sql_port=yes",
            h->system->name, port, port);
}

static void check_fsp(struct siteread *r, const struct here *h)
{
    bool shares = site_system_role(h->system, ROLE_MP) != NULL ||
                  site_system_role(h->system, ROLE_DP) != NULL ||
                  site_system_role(h->system, ROLE_SUP) != NULL;
    if (shares && is_native(r, h))
        sitemsg_warn(
            r->messages, h->marks->object, "CFG-FSP-02",
            "system %.100s: FSP shares a host with HTTPS roles; some flows become undeterminable; move "
            "it to a host of its own",
            h->system->name);
}

static bool is_default_mp(const struct site_system *system)
{
    const struct site_role *mp = site_system_role(system, ROLE_MP);
    return mp != NULL && mp->is_default == TRI_YES;
}

/* Tells a default MP that is not the first of its site, unless both belong to one NLB cluster. */
static void check_mp(struct siteread *r, const struct here *h)
{
    if (!is_default_mp(h->system) || h->system->site < 0)
        return;
    for (size_t i = 0; i < h->system_index; i++) {
        const struct site_system *first = &r->site->systems[i];
        if (first->site != h->system->site || !is_default_mp(first))
            continue;
        if (first->nlb != TRI_YES || h->system->nlb != TRI_YES)
            sitemsg_error(
                r->messages, sitekeys_place(h->marks, ROLE_KEY_DEFAULT), "CFG-MP-01",
                "site %s: more than one default management point (%.100s, %.100s); keep one, or write "
                "nlb: yes at the systems of a cluster",
                code_of(r, h), first->name, h->system->name);
        return;
    }
}

static void check_role(struct siteread *r, const struct here *h)
{
    switch (h->role->role) {
    case ROLE_MP:
        check_mp(r, h);
        break;
    case ROLE_DP:
        check_dp(r, h);
        break;
    case ROLE_SUP:
        check_sup(r, h);
        break;
    case ROLE_FSP:
        check_fsp(r, h);
        break;
    case ROLE_SITE_DB:
    case ROLE_DB_REPLICA:
        check_sql_port(r, h);
        break;
    default:
        break;
    }
}

void sitecheck_roles(struct siteread *r)
{
    for (size_t i = 0; i < r->site->system_count; i++) {
        const struct site_system *system = &r->site->systems[i];
        for (size_t j = 0; j < system->role_count; j++)
            check_role(r, &(struct here){system, &system->roles[j], &r->systems[i].roles[j], i});
    }
}
