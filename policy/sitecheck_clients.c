#include <string.h>

#include "policy/sitecheck.h"
#include "policy/siteindex.h"
#include "policy/sitekeys.h"

/* What is known of each site, found once: there may be very many clients. */
struct facts {
    bool internet_mp, internet_fsp, bits_dp, has_mobile;
};

struct here {
    const struct site_client *client;
    struct siteread_client *draft;
};

static struct sitemsg_place at(const struct here *h, size_t key)
{
    return sitekeys_place(&h->draft->marks, key);
}

static bool is_bad(const struct here *h, size_t key)
{
    return sitekeys_bad(&h->draft->marks, key);
}

static bool uses_internet(const struct site_client *c)
{
    return c->mgmt == MGMT_INTERNET_ONLY || c->mgmt == MGMT_BOTH;
}

static bool is_computer(const struct here *h)
{
    return (h->client->type == CLIENT_TYPE_ABSENT || h->client->type == CLIENT_COMPUTER) &&
           !is_bad(h, CLIENT_KEY_TYPE);
}

static void learn_system(struct facts *f, const struct site_system *system)
{
    const struct site_role *mp = site_system_role(system, ROLE_MP);
    const struct site_role *fsp = site_system_role(system, ROLE_FSP);
    const struct site_role *dp = site_system_role(system, ROLE_DP);
    f->internet_mp = f->internet_mp || (mp != NULL && mp->scope != SCOPE_INTRANET);
    f->internet_fsp = f->internet_fsp || (fsp != NULL && fsp->scope != SCOPE_INTRANET);
    f->bits_dp = f->bits_dp || (dp != NULL && dp->dp_kind == DP_STANDARD &&
                                (dp->bits == TRI_YES || dp->bits == TRI_UNKNOWN));
}

static void check_both(struct siteread *r, const struct here *h)
{
    const struct site_client *c = h->client;
    if (c->mgmt != MGMT_BOTH)
        return;
    bool no_domain = site_client_is_elsewhere(c);
    if (no_domain)
        sitemsg_error(
            r->messages, at(h, CLIENT_KEY_JOIN), "CFG-CLI-01",
            "client %.100s: workgroup computers cannot be managed on both internet and intranet; write "
            "mgmt: internet_only",
            c->name);
    if (c->type == CLIENT_MOBILE)
        sitemsg_error(
            r->messages, at(h, CLIENT_KEY_MGMT), "CFG-CLI-02",
            "client %.100s: mobile devices are either internet-only or intranet-only; write one of them as "
            "its mgmt",
            c->name);
    else if ((c->join == JOIN_ABSENT || c->join == JOIN_UNKNOWN) && !is_bad(h, CLIENT_KEY_JOIN))
        sitemsg_warn(r->messages, at(h, CLIENT_KEY_MGMT), "CFG-CLI-06",
                     "client %.100s: \"both\" needs a trusted domain; join state is unknown; write join: "
                     "domain_trusted",
                     c->name);
}

static void check_assigned(struct siteread *r, const struct here *h, const struct facts *facts)
{
    const struct site_client *c = h->client;
    if (c->site < 0)
        return;
    const struct site_site *site = &r->site->sites[c->site];
    const char *code = r->site_names.at[c->site];
    if (site->type == SITE_SECONDARY) {
        sitemsg_error(r->messages, at(h, CLIENT_KEY_SITE), "CFG-CLI-03",
                      "client %.100s: assign it to primary %s, not to secondary %s", c->name,
                      r->site_names.at[site->primary], code);
    }
    int primary = site->primary;
    bool mixed = r->sites[primary].mode_known && site->mode == MODE_MIXED;
    bool none = !facts[primary].internet_mp && !r->sites[primary].gap;
    if (uses_internet(c) && (mixed || none))
        sitemsg_error(r->messages, at(h, CLIENT_KEY_MGMT), "CFG-CLI-04",
                      "client %.100s: site %s has no internet-based management point%s", c->name,
                      r->site_names.at[primary],
                      mixed ? "; it is mixed, write mgmt: intranet_only"
                            : "; add one, or write mgmt: intranet_only");
}

static void check_roaming(struct siteread *r, const struct here *h)
{
    const struct site_client *c = h->client;
    if (c->http_roaming == TRI_YES && (c->type == CLIENT_MOBILE || c->mgmt == MGMT_INTERNET_ONLY))
        sitemsg_warn(r->messages, at(h, CLIENT_KEY_HTTP_ROAMING), "CFG-CLI-05",
                     "client %.100s: http_roaming has no effect for mobile/internet-only clients; remove it",
                     c->name);
}

static const struct site_role *role_of_fsp(const struct site *s, const struct site_client *c)
{
    const struct site_system *system = c->has_fsp ? site_system_at(s, &c->fsp) : NULL;
    return system != NULL ? site_system_role(system, ROLE_FSP) : NULL;
}

static void check_assigned_fsp(struct siteread *r, const struct here *h, const struct facts *facts)
{
    const struct site_client *c = h->client;
    const struct site_role *fsp = role_of_fsp(r->site, c);
    if (!is_computer(h) || !uses_internet(c) || c->site < 0 || !facts[c->site].internet_fsp)
        return;
    bool all_rows = !sitekeys_written(&h->draft->marks, CLIENT_KEY_FSP) &&
                    sitekeys_beside(&h->draft->marks, CLIENT_KEY_MGMT);
    size_t key = all_rows ? CLIENT_KEY_MGMT : CLIENT_KEY_FSP;
    bool unset = !sitekeys_written(&h->draft->marks, CLIENT_KEY_FSP) && !c->has_fsp;
    if (unset || (fsp != NULL && fsp->scope == SCOPE_INTRANET))
        sitemsg_warn(r->messages, at(h, key), "CFG-FSP-01",
                     "client %.100s: assign an internet-based fallback status point at installation; "
                     "write it as fsp",
                     c->name);
}

static void check_client(struct siteread *r, const struct here *h, struct facts *facts)
{
    if (h->client->type == CLIENT_MOBILE && h->client->site >= 0)
        facts[h->client->site].has_mobile = true;
    check_both(r, h);
    check_assigned(r, h, facts);
    check_roaming(r, h);
    check_assigned_fsp(r, h, facts);
}

static bool is_outside(const struct site *s, const struct addr *a)
{
    enum position position = site_position_of(s, a);
    return position == POSITION_PERIMETER || position == POSITION_INTERNET;
}

static bool lies_outside(const struct site *s, const struct site_client *c)
{
    for (size_t i = 0; i < c->nets.count; i++)
        if (is_outside(s, &c->nets.at[i].first) || is_outside(s, &c->nets.at[i].last))
            return true;
    for (size_t i = 0; i < c->addresses.count; i++)
        if (is_outside(s, &c->addresses.at[i]))
            return true;
    return false;
}

static struct sitemsg_place push_place(const struct siteread *r, int site)
{
    const struct siteread_marks *marks = &r->sites[site].marks;
    size_t count = siteyaml_count(r->yaml, marks->node[SITE_KEY_DEPLOY]);
    for (size_t i = 0; i < count; i++) {
        const char *word = siteyaml_text(r->yaml, siteyaml_item(r->yaml, marks->node[SITE_KEY_DEPLOY], i));
        if (word != NULL && strcmp(word, "push") == 0)
            return sitekeys_item(r, marks, SITE_KEY_DEPLOY, i, count);
    }
    return sitekeys_place(marks, SITE_KEY_DEPLOY);
}

/* Clients of a range, or out of a CSV file: single ones in the site file may well be exceptions. */
static void check_push(struct siteread *r, const struct site_client *c, bool *told)
{
    if (c->site < 0 || told[c->site] || (r->site->sites[c->site].deploy & DEPLOY_PUSH) == 0)
        return;
    if (c->mgmt != MGMT_INTERNET_ONLY && (r->nets_odd || !lies_outside(r->site, c)))
        return;
    told[c->site] = true;
    sitemsg_warn(r->messages, push_place(r, c->site), "CFG-DEP-01",
                 "site %.100s: client push cannot reach internet clients (%.100s); remove push "
                 "or deploy those another way",
                 r->site_names.at[c->site], c->name);
}

static void check_all_push(struct siteread *r, bool *told)
{
    for (size_t i = 0; i < r->site->range_count; i++)
        check_push(r, &r->site->ranges[i], told);
    for (size_t i = 0; i < r->site->client_count; i++)
        if (r->clients[i].marks.object.origin != NULL)
            check_push(r, &r->site->clients[i], told);
}

static void check_mobile(struct siteread *r, const struct facts *facts)
{
    for (size_t i = 0; i < r->site->site_count; i++)
        if (facts[i].has_mobile && !facts[i].bits_dp && !r->sites[i].gap)
            sitemsg_warn(
                r->messages, r->sites[i].marks.object, "CFG-MOB-01",
                "site %.100s: mobile devices need a distribution point with BITS/HTTP/HTTPS enabled; "
                "write bits: yes at one",
                r->site_names.at[i]);
}

void sitecheck_clients(struct siteread *r)
{
    struct facts *facts = sitearena_take(&r->scratch, r->site->site_count, sizeof *facts);
    bool *told = sitearena_take(&r->scratch, r->site->site_count, sizeof *told);
    if (facts == NULL || told == NULL)
        return;
    for (size_t i = 0; i < r->site->system_count; i++)
        if (r->site->systems[i].site >= 0)
            learn_system(&facts[r->site->systems[i].site], &r->site->systems[i]);
    for (size_t i = 0; i < r->site->client_count; i++)
        check_client(r, &(struct here){&r->site->clients[i], &r->clients[i]}, facts);
    for (size_t i = 0; i < r->site->range_count; i++)
        check_client(r, &(struct here){&r->site->ranges[i], &r->ranges[i]}, facts);
    check_mobile(r, facts);
    check_all_push(r, told);
}
