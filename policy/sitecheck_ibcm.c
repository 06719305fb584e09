#include "policy/sitecheck.h"
#include "policy/sitekeys.h"

static bool serves_internet(const struct site_role *role)
{
    return role->scope != SCOPE_INTRANET;
}

static bool may_serve_internet(enum role role)
{
    return role == ROLE_MP || role == ROLE_DP || role == ROLE_SUP || role == ROLE_FSP;
}

/* The index of the system's first role with internet scope, -1. */
static int internet_role(const struct site_system *system)
{
    for (size_t i = 0; i < system->role_count; i++)
        if (serves_internet(&system->roles[i]))
            return (int)i;
    return -1;
}

static bool has_internet_mp(const struct site *s, int site)
{
    for (size_t i = 0; i < s->system_count; i++) {
        const struct site_role *mp = site_system_role(&s->systems[i], ROLE_MP);
        if (s->systems[i].site == site && mp != NULL && serves_internet(mp))
            return true;
    }
    return false;
}

static void check_role(struct siteread *r, const struct site_system *system, const struct site_role *role,
                       const struct siteread_marks *marks)
{
    struct sitemsg_place scope = sitekeys_place(marks, ROLE_KEY_SCOPE);
    if (!may_serve_internet(role->role))
        sitemsg_error(r->messages, scope, "CFG-IBCM-03",
                      "system %.100s: role %s cannot serve internet clients (allowed: MP, DP, FSP, SUP); "
                      "remove its scope",
                      system->name, site_role_name(role->role));
    if (role->role != ROLE_DP || sitekeys_bad(marks, ROLE_KEY_KIND))
        return;
    if (role->dp_kind == DP_BRANCH)
        sitemsg_error(r->messages, scope, "CFG-IBCM-04",
                      "system %.100s: a branch distribution point cannot serve internet clients; remove its "
                      "scope",
                      system->name);
    else if (role->bits != TRI_YES && !sitekeys_bad(marks, ROLE_KEY_BITS))
        sitemsg_error(
            r->messages, sitekeys_place(marks, ROLE_KEY_BITS), "CFG-IBCM-06",
            "system %.100s: an internet distribution point must allow BITS/HTTP/HTTPS transfers; write "
            "bits: yes",
            system->name);
}

static void check_site(struct siteread *r, const struct site_system *system, struct sitemsg_place scope)
{
    if (system->site < 0)
        return;
    const struct site_site *site = &r->site->sites[system->site];
    const char *code = r->site_names.at[system->site];
    if (r->sites[system->site].mode_known && site->mode == MODE_MIXED)
        sitemsg_error(r->messages, scope, "CFG-IBCM-01",
                      "system %.100s: internet scope needs a native-mode site; %s is mixed; remove the "
                      "scope",
                      system->name, code);
    if (site->type == SITE_SECONDARY)
        sitemsg_error(r->messages, scope, "CFG-IBCM-02",
                      "system %.100s: only primary sites support internet-based clients; %s is "
                      "secondary; remove the scope",
                      system->name, code);
}

static void check_protected(struct siteread *r, const struct site_system *system,
                            const struct siteread_system *draft)
{
    for (size_t i = 0; i < system->role_count; i++) {
        if (system->roles[i].protected_.count == 0)
            continue;
        sitemsg_error(
            r->messages, sitekeys_place(&draft->roles[i], ROLE_KEY_PROTECTED), "CFG-IBCM-05",
            "system %.100s: a protected site system cannot be configured for internet clients; remove "
            "protected or the internet scope",
            system->name);
        return;
    }
}

static bool has_direct_firewall(const struct site *s)
{
    for (size_t i = 0; i < s->firewall_count; i++)
        if (s->firewalls[i].between[0] == POSITION_INTRANET &&
            s->firewalls[i].between[1] == POSITION_INTERNET)
            return true;
    return false;
}

/*
 * policy.md 9.3: in 4nic the inner card lies in the intranet, in 4per the perimeter serves both; 4int is the
 * case that is warned of.
 */
static void check_bridge(struct siteread *r, const struct site_system *system,
                         const struct siteread_system *draft)
{
    enum scenario scenario = system->site >= 0 ? r->site->sites[system->site].scenario : SCENARIO_CUSTOM;
    if (scenario == SCENARIO_4NIC || scenario == SCENARIO_4PER || has_direct_firewall(r->site) || r->nets_odd)
        return;
    for (size_t i = 0; i < system->addresses.count; i++) {
        if (site_position_of(r->site, &system->addresses.at[i]) != POSITION_INTRANET)
            continue;
        sitemsg_warn(
            r->messages, sitekeys_item(r, &draft->marks, SYSTEM_KEY_ADDRESS, i, system->addresses.count),
            "CFG-IBCM-09",
            "system %.100s serves the internet from inside the intranet (scenario 4): it bridges the "
            "back-end firewall; move it to the perimeter, or write ibcm_scenario",
            system->name);
        return;
    }
}

static void check_system(struct siteread *r, size_t i)
{
    const struct site_system *system = &r->site->systems[i];
    const struct siteread_system *draft = &r->systems[i];
    int first = internet_role(system);
    if (first < 0)
        return;
    struct sitemsg_place scope = sitekeys_place(&draft->roles[first], ROLE_KEY_SCOPE);
    check_site(r, system, scope);
    for (size_t j = 0; j < system->role_count; j++)
        if (serves_internet(&system->roles[j]))
            check_role(r, system, &system->roles[j], &draft->roles[j]);
    check_protected(r, system, draft);
    check_bridge(r, system, draft);
    if (system->internet_fqdn == NULL && !draft->marks.odd)
        sitemsg_warn(r->messages, draft->marks.object, "CFG-IBCM-07",
                     "system %.100s: no internet_fqdn; clients find internet systems by public DNS name; "
                     "write it",
                     system->name);
}

static void check_has_mp(struct siteread *r, size_t site)
{
    bool serves = false;
    for (size_t i = 0; i < r->site->system_count && !serves; i++)
        serves = r->site->systems[i].site == (int)site && internet_role(&r->site->systems[i]) >= 0;
    if (serves && !r->sites[site].gap && !has_internet_mp(r->site, (int)site))
        sitemsg_warn(r->messages, r->sites[site].marks.object, "CFG-IBCM-08",
                     "site %.100s: internet roles but no internet management point; add an MP "
                     "with scope: internet",
                     r->site_names.at[site]);
}

void sitecheck_ibcm(struct siteread *r)
{
    for (size_t i = 0; i < r->site->system_count; i++)
        check_system(r, i);
    for (size_t i = 0; i < r->site->site_count; i++)
        check_has_mp(r, i);
}
