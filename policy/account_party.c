#include <stddef.h>

#include "policy/account.h"
#include "policy/factwords.h"
#include "policy/paragraph.h"
#include "policy/sitekeys.h"

enum { ROLES_TEXT = 128 };

static const char *const tris[] = {"not written", "no", "yes", "unknown"};

/* A paragraph about a party, and where the site file is asked for lines. */
struct telling {
    const struct account *account;
    const struct site *site;
    const struct party *party;
    struct finding_paragraph *out;
};

/* A fact of a listed client or its range, else what is taken for it. */
static void add_client_fact(const struct telling *t, const char *key, const char *value, bool written)
{
    const struct site_client *c = t->party->client;
    if (c != NULL && written)
        paragraph_add(t->out, key, "listed",
                      siteplaces_or(siteplaces_client(t->site, c, key), siteplaces_client(t->site, c, NULL)),
                      "%s", value);
    else
        paragraph_add(t->out, key, "default", PARAGRAPH_NOWHERE, "%s", value);
}

static void add_who(const struct telling *t)
{
    const struct site_client *c = t->party->client;
    if (c != NULL)
        paragraph_add(t->out, "client", "listed", siteplaces_client(t->site, c, NULL), "%s%s",
                      site_client_is_range(t->site, c) ? "in the range " : "", c->name);
    else if (t->party->system != NULL)
        paragraph_add(t->out, "client", "default", PARAGRAPH_NOWHERE,
                      "no client entry: a system that is a client of its site");
    else
        paragraph_add(t->out, "client", t->party->boundary >= 0 ? "boundary" : "zone", PARAGRAPH_NOWHERE,
                      "not listed");
}

/* policy.md 2.3: how the assigned site of a client that does not name one is found. */
static void add_assigned(const struct telling *t)
{
    const struct question *q = &t->account->question;
    const struct site_client *c = t->party->client;
    if (t->account->assigned < 0)
        return;
    const char *code = t->site->sites[t->account->assigned].code;
    bool outside = t->party->position == POSITION_INTERNET && t->party->boundary < 0;
    const char *option = outside ? "internet_unlisted" : "assume_assigned";
    if (c != NULL && c->site >= 0)
        paragraph_add(
            t->out, "assigned site", "listed",
            siteplaces_or(siteplaces_client(t->site, c, "site"), siteplaces_client(t->site, c, NULL)), "%s",
            code);
    else if (q->assumed)
        paragraph_add(t->out, "assigned site", "assumed", siteplaces_option(t->site, option),
                      "%s, by options.%s (%s)", code, option,
                      outside ? "the server's site" : "the boundary's site");
    else if (q->assigned_count > 1)
        paragraph_add(t->out, "assigned site", "unknown", siteplaces_option(t->site, option),
                      "not known: options.%s is unknown; %s is one that it may be", option, code);
    else
        paragraph_add(t->out, "assigned site", "default", PARAGRAPH_NOWHERE, "%s, the system's own", code);
}

static void add_mode(const struct telling *t, const char *name, int site)
{
    const struct site_site *s = &t->site->sites[site];
    int owner = s->type == SITE_SECONDARY ? s->primary : site;
    paragraph_add(
        t->out, name, s->type == SITE_SECONDARY ? "parent" : "listed",
        siteplaces_or(siteplaces_site(t->site, owner, "mode"), siteplaces_site(t->site, site, NULL)), "%s",
        site_mode_name(s->mode));
}

static void add_mgmt(const struct telling *t)
{
    const struct site_client *c = t->party->client;
    char text[FACTWORDS_TEXT];
    bool written = c != NULL && c->mgmt != MGMT_ABSENT;
    if (written)
        add_client_fact(t, "mgmt", sitekeys_word_of(siteread_clients_mgmt, (int)c->mgmt, ""), true);
    else
        paragraph_add(t->out, "mgmt", "default", PARAGRAPH_NOWHERE, "%s",
                      factwords_values(FACT_CLIENT, t->account->facts.is[FACT_CLIENT], text));
}

static void add_roaming(const struct telling *t)
{
    const struct site_client *c = t->party->client;
    int assigned = t->account->assigned;
    if (c != NULL && c->http_roaming != TRI_ABSENT)
        add_client_fact(t, "http_roaming", tris[c->http_roaming], true);
    else if (assigned >= 0 && t->site->sites[assigned].http_roaming != TRI_ABSENT)
        paragraph_add(t->out, "http_roaming", "site", siteplaces_site(t->site, assigned, "http_roaming"),
                      "%s, as site %s has it", tris[t->site->sites[assigned].http_roaming],
                      t->site->sites[assigned].code);
    else
        paragraph_add(t->out, "http_roaming", "default", PARAGRAPH_NOWHERE, "no");
}

static void add_fsp(const struct telling *t)
{
    const struct site_client *c = t->party->client;
    char text[ADDR_TEXT];
    if (c != NULL && c->has_fsp)
        add_client_fact(t, "fsp", addr_text(&c->fsp, text), true);
}

static void add_where(const struct telling *t)
{
    struct addr_range net;
    char text[ADDR_RANGE_TEXT];
    const struct party *p = t->party;
    paragraph_add(t->out, "zone", "zone", siteplaces_zone(t->site, p->position), "%s",
                  site_position_name(p->position));
    if (p->boundary < 0 || site_boundary_of(t->site, &p->ip, &net) < 0)
        return;
    paragraph_add(t->out, "resident site", "boundary", siteplaces_site(t->site, p->boundary, "boundaries"),
                  "%s, by its boundary %s", t->site->sites[p->boundary].code, addr_range_text(&net, text));
}

static void tell_client(const struct telling *t)
{
    const struct site_client *c = t->party->client;
    add_who(t);
    add_client_fact(
        t, "type",
        sitekeys_word_of(siteread_clients_types, c != NULL ? (int)c->type : CLIENT_TYPE_ABSENT, "computer"),
        c != NULL && c->type != CLIENT_TYPE_ABSENT);
    add_assigned(t);
    if (t->account->assigned >= 0)
        add_mode(t, "its mode", t->account->assigned);
    add_mgmt(t);
    add_roaming(t);
    add_client_fact(
        t, "join",
        sitekeys_word_of(siteread_clients_joins, c != NULL ? (int)c->join : JOIN_ABSENT, "unknown"),
        c != NULL && c->join != JOIN_ABSENT);
    add_client_fact(
        t, "state",
        sitekeys_word_of(siteread_clients_states, c != NULL ? (int)c->state : CLIENT_STATE_ABSENT, "unknown"),
        c != NULL && c->state != CLIENT_STATE_ABSENT);
    add_fsp(t);
    add_where(t);
}

static void add_role_fact(const struct telling *t, const struct site_role *r, const char *key,
                          const char *value)
{
    struct siteplaces_at line = siteplaces_role(t->site, t->party->system, r, key);
    paragraph_add(t->out, key, line.line != 0 ? "listed" : "default", line, "%s", value);
}

static const char *tri_or(enum tri t, const char *absent)
{
    return t == TRI_ABSENT ? absent : tris[t];
}

static void add_protected(const struct telling *t, const struct site_role *r)
{
    char text[FACTWORDS_TEXT];
    if (r->protected_.count > 0)
        add_role_fact(t, r, "protected",
                      factwords_values(FACT_PROTECTED, t->account->facts.is[FACT_PROTECTED], text));
}

static void tell_role(const struct telling *t, const struct site_role *r)
{
    paragraph_add(t->out, "role", "listed", siteplaces_role(t->site, t->party->system, r, NULL), "%s",
                  site_role_name(r->role));
    if (r->role == ROLE_MP || r->role == ROLE_DP || r->role == ROLE_SUP || r->role == ROLE_FSP)
        add_role_fact(t, r, "scope", sitekeys_word_of(siteread_systems_scopes, (int)r->scope, ""));
    if (r->role == ROLE_DP) {
        add_role_fact(t, r, "kind", r->dp_kind == DP_BRANCH ? "branch" : "standard");
        if (r->dp_kind == DP_STANDARD) {
            add_role_fact(t, r, "bits", tri_or(r->bits, "no"));
            add_role_fact(t, r, "run_from_dp", tri_or(r->run_from_dp, "unknown"));
        }
        add_protected(t, r);
    }
    if (r->role == ROLE_SUP) {
        add_role_fact(t, r, "ssl", tri_or(r->ssl, "no"));
        add_role_fact(t, r, "active", tri_or(r->active, "no"));
        add_role_fact(t, r, "sync", sitekeys_word_of(siteread_systems_syncs, (int)r->sync, ""));
    }
    if (r->role == ROLE_SITE_DB || r->role == ROLE_DB_REPLICA)
        paragraph_add(t->out, "sql_port",
                      siteplaces_role(t->site, t->party->system, r, "sql_port").line != 0 ? "listed"
                                                                                          : "default",
                      siteplaces_role(t->site, t->party->system, r, "sql_port"), "%u", r->sql_port);
}

static void tell_system(const struct telling *t)
{
    const struct site_system *s = t->party->system;
    const struct site_site *site = &t->site->sites[s->site];
    paragraph_add(t->out, "system", "listed", siteplaces_system(t->site, s, NULL), "%s", s->name);
    paragraph_add(t->out, "roles", "listed", siteplaces_system(t->site, s, "roles"), "%s",
                  s->role_count == 0 ? "none" : "");
    for (size_t i = 0; i < s->role_count; i++)
        paragraph_go_on(t->out, "%s%s", i == 0 ? "" : ", ", site_role_name(s->roles[i].role));
    paragraph_add(t->out, "site", "listed", siteplaces_site(t->site, s->site, NULL), "%s, %s", site->code,
                  site->type == SITE_SECONDARY ? "a secondary site" : "a primary site");
    add_mode(t, "mode of its site", s->site);
    if (s->also_client == TRI_YES)
        paragraph_add(t->out, "also_client", "listed", siteplaces_system(t->site, s, "also_client"), "yes");
    add_where(t);
    const struct site_role *r =
        t->account->role == FACTS_NO_ROLE ? NULL : site_system_role(s, (enum role)t->account->role);
    if (r != NULL)
        tell_role(t, r);
}

void account_party(const struct account *a, const struct party *p, struct finding_paragraph *out)
{
    const struct telling t = {a, a->question.site, p, out};
    enum fact_pair pair = a->question.pair;
    bool as_client = (pair == PAIR_CLIENT_SYSTEM || pair == PAIR_TUNNEL) && p == &a->question.from;
    if (p->proxy != NULL)
        paragraph_add(out, "proxy", "listed", siteplaces_proxy(t.site, p->proxy), "%s, %s", p->proxy->name,
                      p->proxy->kind == PROXY_REVERSE ? "a reverse proxy" : "a forward proxy");
    if (p->system != NULL)
        tell_system(&t);
    if (p->is_client || (p->system != NULL && as_client))
        tell_client(&t);
    if (out->count == 0) {
        paragraph_add(out, "host", "", PARAGRAPH_NOWHERE, "neither a listed system nor a client");
        add_where(&t);
    }
}
