#include "cli/draft_system.h"

#include <inttypes.h>

enum { CANDIDATES_MOST = 64 };

static void addresses(const struct draft_text *t, unsigned indent, const struct proposal_system *s)
{
    char text[DRAFT_TEXT_NET];
    (void)fprintf(t->out, "%*saddress: [", (int)indent, "");
    for (size_t i = 0; i < s->addresses; i++)
        (void)fprintf(t->out, "%s%s", i > 0 ? ", " : "", draft_text_address(&s->address[i], text));
    (void)fputs("]\n", t->out);
}

static size_t management_points(const struct proposal *p, int site)
{
    size_t n = 0;
    for (size_t i = 0; i < p->system_count; i++)
        n += p->systems[i].site == site && proposal_has(&p->systems[i], ROLE_MP);
    return n;
}

/* Keys of a role are lines below it; without any it is an empty mapping. */
struct keys {
    const struct draft_text *text;
    const char *role;
    bool begun;
};

static void begin(struct keys *k)
{
    if (!k->begun)
        draft_text_line(k->text, 6, "%s:", k->role);
    k->begun = true;
}

static void management_point(struct keys *k, const struct proposal *p, const struct proposal_system *s)
{
    size_t n = management_points(p, s->site);
    begin(k);
    if (n == 1)
        draft_text_comment(k->text, 8, "guess: the only management point seen of its site");
    else
        draft_text_question(k->text, 8,
                            "default: yes? The site has %zu; one is the default, or they are nlb: yes", n);
    draft_text_line(k->text, 8, "default: %s", n == 1 ? "yes" : "no");
}

static void distribution_point(struct keys *k, const struct proposal_system *s)
{
    begin(k);
    if (s->branch) {
        draft_text_comment(k->text, 8, "guess: only SMB, from a host that looks like a client");
        draft_text_line(k->text, 8, "kind: branch");
        return;
    }
    if (s->bits != PROPOSAL_NONE) {
        draft_text_comment(k->text, 8,
                           s->bits == PROPOSAL_GUESS ? "guess: its HTTPS, of which no more can be seen"
                                                     : "certain: it answered requests for content by HTTP");
        draft_text_line(k->text, 8, "bits: yes");
    } else {
        draft_text_line(k->text, 8, "kind: standard");
        draft_text_question(k->text, 8,
                            "bits: only SMB was seen, so no is taken; write yes if clients may use HTTP(S)");
    }
    draft_text_question(k->text, 8, "run_from_dp: do advertisements run programs from it? yes or no");
    draft_text_question(k->text, 8, "protected: [the networks whose clients alone may use it]");
}

static void update_point(struct keys *k, const struct proposal *p, const struct proposal_system *s)
{
    begin(k);
    draft_text_comment(k->text, 8, "likely: the port of most requests and the one that goes with it");
    draft_text_line(k->text, 8, "http_ports: [%u]", s->http_port);
    draft_text_line(k->text, 8, "https_ports: [%u]", s->https_port);
    bool tunnel = proposal_serves(s, CLASS_HTTPS, s->https_port);
    if (tunnel && p->sites[s->site].mode == MODE_NATIVE) {
        draft_text_comment(k->text, 8, "likely: HTTPS was seen there, and its site looks native");
        draft_text_line(k->text, 8, "ssl: yes");
    } else {
        draft_text_question(k->text, 8, "ssl: %s HTTPS was seen there",
                            tunnel ? "yes, if clients have to use it;" : "no");
    }
    draft_text_question(k->text, 8,
                        "active: yes at the site's active software update point; sync: at an internet one");
}

static void reporting_point(struct keys *k, const struct proposal_system *s)
{
    bool shares = proposal_has(s, ROLE_SUP);
    uint16_t clear = shares ? 0 : s->http_port, tunnel = shares ? 0 : s->https_port;
    if (clear != 0) {
        begin(k);
        draft_text_comment(k->text, 8, "likely: the port of most requests");
        draft_text_line(k->text, 8, "http_ports: [%u]", clear);
    }
    if (tunnel != 0 && tunnel != clear) {
        begin(k);
        draft_text_line(k->text, 8, "https_ports: [%u]", tunnel);
    }
    if (clear == 0 || tunnel == 0)
        draft_text_question(k->text, k->begun ? 8 : 6,
                            "http_ports, https_ports: the default is taken where none was seen");
}

static void scope(struct keys *k, enum role r, const struct proposal_system *s)
{
    bool serves_clients =
        r == ROLE_MP || r == ROLE_SUP || r == ROLE_FSP || (r == ROLE_DP && s->bits != PROPOSAL_NONE);
    if (s->scope == SCOPE_INTRANET || !serves_clients)
        return;
    begin(k);
    draft_text_because(k->text, 8, &s->outside, PROPOSAL_GUESS, "clients of internet addresses use it");
    draft_text_line(k->text, 8, "scope: %s", s->scope == SCOPE_BOTH ? "both" : "internet");
}

static void role(const struct draft_text *t, const struct proposal *p, const struct proposal_system *s,
                 enum role r)
{
    struct keys k = {t, site_role_name(r), false};
    draft_text_basis(t, 6, &s->role[r]);
    if (r == ROLE_MP)
        management_point(&k, p, s);
    else if (r == ROLE_DP)
        distribution_point(&k, s);
    else if (r == ROLE_SUP)
        update_point(&k, p, s);
    else if (r == ROLE_RP)
        reporting_point(&k, s);
    scope(&k, r, s);
    if (!k.begun)
        draft_text_line(t, 6, "%s: {}", k.role);
}

static void hints(const struct draft_text *t, const struct proposal *p, const struct proposal_system *s)
{
    if (s->mutual.sure != PROPOSAL_NONE)
        draft_text_basis(t, 4, &s->mutual);
    if (s->endpoint.sure != PROPOSAL_NONE)
        draft_text_basis(t, 4, &s->endpoint);
    if (s->deed.sure != PROPOSAL_NONE && !proposal_has(s, ROLE_SITE_SERVER))
        draft_text_basis(t, 4, &s->deed);
    if (s->outside.sure != PROPOSAL_NONE && p->sites[s->site].mode == MODE_MIXED)
        draft_text_because(t, 4, &s->outside, PROPOSAL_CERTAIN,
                           "clients of internet addresses reach it, though its site looks mixed");
}

static void system_of(const struct draft_text *t, const struct proposal *p, const struct proposal_system *s)
{
    draft_text_line(t, 2, "%s:", s->name);
    addresses(t, 4, s);
    draft_text_line(t, 4, "site: %s", p->sites[s->site].code.code);
    hints(t, p, s);
    if (s->fqdn[0] != '\0') {
        draft_text_because(t, 4, &s->named, s->named.sure, "%s", s->named.why);
        draft_text_line(t, 4, "fqdn: %s", s->fqdn);
    }
    if (s->scope != SCOPE_INTRANET && s->internet_fqdn[0] != '\0') {
        draft_text_because(t, 4, &s->named_outside, s->named_outside.sure, "%s", s->named_outside.why);
        draft_text_line(t, 4, "internet_fqdn: %s", s->internet_fqdn);
    }
    if (s->branch) {
        draft_text_comment(t, 4, "guess: a branch distribution point is a client, too");
        draft_text_line(t, 4, "also_client: yes");
    }
    draft_text_line(t, 4, "roles:");
    for (unsigned r = 0; r < ROLE_COUNT; r++)
        if (proposal_has(s, (enum role)r))
            role(t, p, s, (enum role)r);
}

static void candidates(const struct draft_text *t, const struct proposal *p)
{
    char text[DRAFT_TEXT_NET];
    size_t n = 0;
    for (size_t i = 0; i < p->system_count; i++) {
        const struct proposal_system *s = &p->systems[i];
        if (!s->candidate || s->has_role || n++ >= CANDIDATES_MOST)
            continue;
        if (n == 1)
            draft_text_question(t, 2,
                                "More systems? What these serve is hidden or not enough to tell a role:");
        const char *address = draft_text_address(&s->address[0], text);
        const char *code = p->sites[s->site].code.code;
        bool hidden = s->tunnels.sure != PROPOSAL_NONE;
        if (hidden)
            draft_text_because(t, 2, &s->tunnels, PROPOSAL_GUESS, "HTTPS beside site systems%s",
                               s->mutual.sure != PROPOSAL_NONE ? ", with client certificates" : "");
        else
            draft_text_basis(t, 2, &s->deed);
        draft_text_question(t, 2, "%s: {address: %s, site: %s, roles: {%s}}", s->name, address, code,
                            hidden ? "DP: {bits: yes}" : "SITE_SERVER: {}");
    }
    if (n > CANDIDATES_MOST)
        draft_text_question(t, 2, "and %zu more", n - CANDIDATES_MOST);
}

void draft_system_all(const struct draft_text *t, const struct proposal *p)
{
    draft_text_line(t, 0, "\nsystems:");
    for (size_t i = 0; i < p->system_count; i++)
        if (p->systems[i].has_role && p->systems[i].site >= 0)
            system_of(t, p, &p->systems[i]);
    candidates(t, p);
    draft_text_question(t, 2, "SMS_PROVIDER, SHV, OOB, DB_REPLICA: packets seldom show them");
}
