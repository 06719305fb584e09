#include "policy/sitenotes.h"

#include <stdio.h>
#include <string.h>

#include "policy/sitekeys.h"

static const enum app_class asked[] = {CLASS_HTTP, CLASS_HTTPS, CLASS_SMB};
enum { ASKED = sizeof asked / sizeof asked[0] };

void sitenotes_tell(struct siteread *r, struct sitemsg_place place, const char *object, const char *key,
                    const char *absent, const char *direction, const struct siteprobe_sum *sum)
{
    char classes[SITEPROBE_TEXT], rules[SITEPROBE_TEXT];
    bool several = (sum->classes & (sum->classes - 1)) != 0;
    if (sum->classes == 0)
        return;
    sitemsg_note(r->messages, place, "%.200s: %s is %s%s: %s%s %s (%s)", object, key,
                 absent != NULL ? "absent" : "unknown", absent != NULL ? absent : "",
                 siteprobe_classes(sum, classes), direction,
                 sum->undeterminable ? several ? "stay undeterminable" : "stays undeterminable"
                 : several           ? "are judged by that"
                                     : "is judged by that",
                 siteprobe_rules(sum, rules));
}

/* A fact of a role that may be missing. */
struct role_fact {
    enum role role;
    const char *key;
    size_t row; /* enum siteread_role_key */
    size_t offset;
    const char *absent; /* what stands for it */
};

#define AT(field) offsetof(struct site_role, field)
static const struct role_fact role_facts[] = {
    {ROLE_DP, "bits", ROLE_KEY_BITS, AT(bits), ", so no"},
    {ROLE_DP, "run_from_dp", ROLE_KEY_RUN_FROM_DP, AT(run_from_dp), ""},
    {ROLE_SUP, "ssl", ROLE_KEY_SSL, AT(ssl), ", so no"},
};
enum { ROLE_FACTS = sizeof role_facts / sizeof role_facts[0] };

/* A system whose roles may be changed. */
struct changed {
    struct site_role roles[ROLE_COUNT];
    struct site_system system;
    struct party party;
};

static void change(struct changed *c, const struct site *site, const struct site_system *system)
{
    c->system = *system;
    memcpy(c->roles, system->roles, system->role_count * sizeof *system->roles);
    c->system.roles = c->roles;
    c->party = party_of(site, &system->addresses.at[0]);
    c->party.system = &c->system;
}

/* A client that the role is there for, of which everything is known. */
static struct party client_of(const struct site_system *system, const struct site_role *role,
                              const struct site *site, struct site_client *client)
{
    bool outside = role->scope == SCOPE_INTERNET;
    *client = (struct site_client){.type = CLIENT_COMPUTER,
                                   .site = site->sites[system->site].primary,
                                   .mgmt = outside ? MGMT_INTERNET_ONLY : MGMT_INTRANET_ONLY,
                                   .http_roaming = TRI_NO};
    return (struct party){.client = client,
                          .position = outside ? POSITION_INTERNET : POSITION_INTRANET,
                          .boundary = outside ? -1 : system->site,
                          .is_client = true};
}

static struct siteprobe_sum weigh_role(struct siteprobe *p, const struct site *site,
                                       const struct site_system *system, size_t role,
                                       const struct role_fact *fact)
{
    static const enum tri values[2] = {TRI_YES, TRI_NO};
    struct siteprobe_sum sum = {0};
    struct site_client client;
    struct changed c;
    struct party from = client_of(system, &system->roles[role], site, &client);
    change(&c, site, system);
    for (size_t k = 0; k < ASKED; k++) {
        struct siteprobe_answer each[2], as_it_is;
        c.roles[role] = system->roles[role];
        as_it_is = siteprobe_ask(p, &from, &c.party, fact->role, asked[k]);
        for (size_t v = 0; v < 2; v++) {
            memcpy((char *)&c.roles[role] + fact->offset, &values[v], sizeof values[v]);
            each[v] = siteprobe_ask(p, &from, &c.party, fact->role, asked[k]);
        }
        siteprobe_add(&sum, asked[k], &as_it_is, each, 2);
    }
    return sum;
}

static void note_role(struct siteread *r, struct siteprobe *p, size_t system, size_t role,
                      const struct role_fact *fact, size_t *told)
{
    char object[SITEPROBE_TEXT];
    enum tri is;
    const struct site_system *s = &r->site->systems[system];
    memcpy(&is, (const char *)&s->roles[role] + fact->offset, sizeof is);
    if (s->roles[role].role != fact->role || (is != TRI_ABSENT && is != TRI_UNKNOWN) ||
        s->addresses.count == 0)
        return;
    struct siteprobe_sum sum = weigh_role(p, r->site, s, role, fact);
    *told += sum.classes != 0;
    if (*told > SITENOTES_MOST)
        return;
    (void)snprintf(object, sizeof object, "%s %.100s", site_role_name(fact->role), s->name);
    sitenotes_tell(r, sitekeys_place(&r->systems[system].roles[role], fact->row), object, fact->key,
                   is == TRI_UNKNOWN ? NULL : fact->absent, " to it", &sum);
}

static void note_systems(struct siteread *r, struct siteprobe *p)
{
    for (size_t f = 0; f < ROLE_FACTS; f++) {
        size_t told = 0;
        for (size_t i = 0; i < r->site->system_count; i++)
            for (size_t j = 0; j < r->site->systems[i].role_count; j++)
                note_role(r, p, i, j, &role_facts[f], &told);
        if (told > SITENOTES_MOST)
            sitemsg_note(r->messages, r->systems_at, "%zu more systems: %s is missing there too",
                         told - SITENOTES_MOST, role_facts[f].key);
    }
}

/* A client of the site without a word about http_roaming, at home and in each other site. */
static struct siteprobe_sum weigh_roaming(struct siteprobe *p, const struct site *site, int of)
{
    static const enum tri values[2] = {TRI_YES, TRI_NO};
    struct siteprobe_sum sum = {0};
    enum tri is = site->sites[of].http_roaming;
    struct site_client client = {.type = CLIENT_COMPUTER, .site = of, .mgmt = MGMT_INTRANET_ONLY};
    for (size_t i = 0; i < site->system_count; i++) {
        const struct site_system *system = &site->systems[i];
        struct party to = party_of(site, &system->addresses.at[0]);
        struct party from = {.client = &client, .boundary = system->site, .is_client = true};
        for (size_t j = 0; j < system->role_count; j++)
            for (size_t k = 0; k < ASKED; k++) {
                struct siteprobe_answer each[2], as_it_is;
                client.http_roaming = is;
                as_it_is = siteprobe_ask(p, &from, &to, system->roles[j].role, asked[k]);
                for (size_t v = 0; v < 2; v++) {
                    client.http_roaming = values[v];
                    each[v] = siteprobe_ask(p, &from, &to, system->roles[j].role, asked[k]);
                }
                siteprobe_add(&sum, asked[k], &as_it_is, each, 2);
            }
    }
    return sum;
}

/* told: of those that something hangs on; the sites behind them are counted only. */
static void note_site(struct siteread *r, struct siteprobe *p, size_t i, size_t *told, size_t *more)
{
    char object[SITEPROBE_TEXT];
    const struct site_site *site = &r->site->sites[i];
    bool missing = site->http_roaming == TRI_ABSENT || site->http_roaming == TRI_UNKNOWN;
    (void)snprintf(object, sizeof object, "site %.100s", r->site_names.at[i]);
    if (site->boundaries.count == 0 && site->ad_site == NULL)
        sitemsg_note(
            r->messages, sitekeys_place(&r->sites[i].marks, SITE_KEY_BOUNDARIES),
            "%s: boundaries are absent: a client that is not listed is none of its clients (NC-HOSTS, "
            "UND-FACT)",
            object);
    if (site->type == SITE_SECONDARY || !missing)
        return;
    if (*told == SITENOTES_MOST) {
        ++*more;
        return;
    }
    struct siteprobe_sum sum = weigh_roaming(p, r->site, (int)i);
    *told += sum.classes != 0;
    sitenotes_tell(r, sitekeys_place(&r->sites[i].marks, SITE_KEY_HTTP_ROAMING), object, "http_roaming",
                   site->http_roaming == TRI_UNKNOWN ? NULL : ", so no", " of clients that do not say", &sum);
}

static void note_sites(struct siteread *r, struct siteprobe *p)
{
    size_t told = 0, more = 0;
    for (size_t i = 0; i < r->site->site_count; i++)
        note_site(r, p, i, &told, &more);
    if (more > 0)
        sitemsg_note(r->messages, r->sites[r->site->site_count - 1].marks.object,
                     "%zu more sites: http_roaming is missing there too", more);
}

/* Nobody lies in the address ::, so it is a client that nobody lists. */
static struct siteprobe_sum weigh_unlisted(struct siteprobe *p, const struct site *site, bool outside)
{
    struct siteprobe_sum sum = {0};
    for (size_t i = 0; i < site->system_count; i++) {
        const struct site_system *system = &site->systems[i];
        struct party to = party_of(site, &system->addresses.at[0]);
        struct party from = {.position = outside ? POSITION_INTERNET : POSITION_INTRANET,
                             .boundary = outside ? -1 : system->site,
                             .is_client = true};
        for (size_t j = 0; j < system->role_count; j++)
            for (size_t k = 0; k < ASKED; k++) {
                struct siteprobe_answer each[2] = {
                    siteprobe_ask(p, &from, &to, system->roles[j].role, asked[k]), {VERDICTS, ""}};
                if (each[0].verdict == VERDICT_UNDETERMINABLE)
                    siteprobe_add(&sum, asked[k], &each[0], each, 2);
            }
    }
    return sum;
}

static void note_option(struct siteread *r, struct siteprobe *p, size_t row, bool outside)
{
    char classes[SITEPROBE_TEXT];
    struct siteprobe_sum sum = weigh_unlisted(p, r->site, outside);
    bool several = (sum.classes & (sum.classes - 1)) != 0;
    if (sum.classes == 0)
        return;
    sitemsg_note(r->messages, sitekeys_place(&r->options, row),
                 "options: %s is unknown: %s of %s clients that are not listed %s undeterminable "
                 "(UND-FACT)",
                 outside ? "internet_unlisted" : "assume_assigned", siteprobe_classes(&sum, classes),
                 outside ? "internet" : "intranet", several ? "stay" : "stays");
}

void sitenotes(struct siteread *r)
{
    struct siteprobe *p = siteprobe_open(r->site);
    if (p == NULL)
        return;
    if (r->site->options.assume_assigned == ASSUME_UNKNOWN)
        note_option(r, p, OPTION_KEY_ASSUME_ASSIGNED, false);
    if (r->site->options.internet_unlisted == ASSUME_UNKNOWN)
        note_option(r, p, OPTION_KEY_INTERNET_UNLISTED, true);
    note_sites(r, p);
    note_systems(r, p);
    sitenotes_clients(r, p);
    siteprobe_close(p);
}
