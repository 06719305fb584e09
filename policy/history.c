#include "policy/history.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "policy/crowd.h"
#include "policy/facts.h"
#include "policy/fallback.h"
#include "policy/hints.h"
#include "policy/stays.h"

/* Per cent of the memory; stays only where clients can be on the intranet and the internet. */
enum { FOR_FALLBACK = 25, FOR_STAYS = 40, FOR_CROWD = 15, FOR_HINTS = 20, ENTRIES_MOST = 1 << 20 };
static_assert(FOR_FALLBACK + FOR_STAYS + FOR_CROWD + FOR_HINTS == 100, "all is shared out");

/* A gap between two captures that is longer may hide what clients did. */
#define HOLE_US INT64_C(60000000)

#define R(role) (1u << ROLE_##role)

struct history {
    const struct site *site;
    const struct ports *ports;
    struct party_cache *parties;
    struct fallback *fallback;
    struct stays *stays;
    struct hints *hints;
    struct crowd *crowd;
    bool has_both; /* some client is managed on intranet and internet */
    bool seen;     /* a frame */
    uint16_t source;
    int64_t last_us;
};

static bool any_both(const struct site *site)
{
    bool found = false;
    for (size_t i = 0; i < site->client_count && !found; i++)
        found = site->clients[i].mgmt == MGMT_BOTH;
    for (size_t i = 0; i < site->range_count && !found; i++)
        found = site->ranges[i].mgmt == MGMT_BOTH;
    return found;
}

static size_t fit(size_t memory_bytes, unsigned percent, size_t entry_bytes)
{
    size_t n = memory_bytes / 100 * percent / entry_bytes;
    return n < HISTORY_LEAST ? HISTORY_LEAST : n < ENTRIES_MOST ? n : ENTRIES_MOST;
}

struct history *history_open(const struct site *site, const struct ports *ports, struct party_cache *parties,
                             size_t memory_bytes)
{
    struct history *h = calloc(1, sizeof *h);
    if (h == NULL)
        return NULL;
    const struct site_options *o = &site->options;
    h->site = site;
    h->has_both = any_both(site);
    h->ports = ports;
    h->parties = parties;
    unsigned for_stays = h->has_both ? FOR_STAYS : 0, for_fallback = FOR_FALLBACK + FOR_STAYS - for_stays;
    h->fallback = fallback_open(fit(memory_bytes, for_fallback, FALLBACK_BYTES), o->fallback_window_us);
    h->stays = stays_open(fit(memory_bytes, for_stays, STAYS_BYTES), o->idle_gap_us);
    h->crowd = crowd_open(fit(memory_bytes, FOR_CROWD, CROWD_BYTES), o->idle_gap_us);
    h->hints =
        hints_open(fit(memory_bytes, FOR_HINTS, HINTS_BYTES), o->fallback_window_us, o->strand_clients);
    if (h->fallback != NULL && h->stays != NULL && h->hints != NULL && h->crowd != NULL)
        return h;
    history_close(h);
    return NULL;
}

void history_close(struct history *h)
{
    if (h == NULL)
        return;
    fallback_close(h->fallback);
    stays_close(h->stays);
    hints_close(h->hints);
    crowd_close(h->crowd);
    free(h);
}

uint64_t history_dropped(const struct history *h)
{
    return fallback_dropped(h->fallback) + stays_dropped(h->stays);
}

void history_seen(struct history *h, uint16_t source, int64_t now_us)
{
    if (!h->seen || (source != h->source && now_us - h->last_us > HOLE_US))
        stays_seen_from(h->stays, now_us);
    h->seen = true;
    h->source = source;
    h->last_us = now_us;
}

void history_missed(struct history *h, int64_t now_us)
{
    fallback_missed(h->fallback, now_us);
    stays_missed(h->stays, now_us);
}

/* Who speaks to whom, as far as memories go. */
struct scene {
    const struct site_system *to;   /* or NULL */
    const struct site_client *both; /* the client is managed on intranet and internet; or NULL */
    const struct addr *whose;       /* under which its stay is kept */
    bool outside;                   /* it is on the internet */
    unsigned to_roles;
    bool web; /* TCP on a port that is somebody's web port */
};

static struct scene scene_of(struct history *h, const struct history_flow *f)
{
    struct scene s = {.web = f->transport == TRANSPORT_TCP && h->ports->web[f->server->port]};
    const struct party *to = party_cached(h->parties, h->site, &f->server->ip);
    s.to = to->system;
    s.to_roles = to->roles;
    if (!h->has_both)
        return s;
    const struct party *from = party_cached(h->parties, h->site, &f->client->ip);
    if (from->client != NULL && from->client->mgmt == MGMT_BOTH) {
        s.both = from->client;
        s.outside = from->position == POSITION_INTERNET;
        s.whose = s.both->addresses.count > 0 ? &s.both->addresses.at[0] : &f->client->ip;
    }
    return s;
}

static bool to_dp(const struct scene *s)
{
    return s->web && (s->to_roles & R(DP)) != 0;
}

static bool to_mp(const struct scene *s)
{
    return s->web && (s->to_roles & R(MP)) != 0;
}

/* The management point that a client for both asks first: one of its assigned site, for the intranet. */
static bool to_first_mp(const struct history *h, const struct scene *s)
{
    if (s->both == NULL || !to_mp(s) || site_system_role(s->to, ROLE_MP)->scope == SCOPE_INTERNET)
        return false;
    return s->both->site < 0 || h->site->sites[s->to->site].primary == h->site->sites[s->both->site].primary;
}

void history_began(struct history *h, const struct history_flow *f, struct history_marks *m, int64_t now_us)
{
    const struct scene s = scene_of(h, f);
    if (s.both != NULL) {
        stays_flow(h->stays, s.whose, &f->client->ip, s.outside, now_us);
        m->counted = true;
        m->order = (unsigned)stays_order(h->stays, s.whose, now_us) & 7;
    }
    if (to_first_mp(h, &s))
        stays_tried(h->stays, s.whose, f->flow, now_us);
    if (to_dp(&s))
        fallback_tried(h->fallback, &f->client->ip, &f->server->ip, f->flow, now_us);
    if ((s.to_roles & R(FSP)) != 0)
        m->mp = (unsigned)hints_mp(h->hints, &f->client->ip, now_us) & 3;
    if (s.to == NULL && f->transport == TRANSPORT_TCP && h->ports->class_[f->server->port] != CLASS_UNKNOWN &&
        (party_cached(h->parties, h->site, &f->client->ip)->roles & R(SITE_SERVER)) != 0)
        hints_pushed(h->hints, &f->client->ip, &f->server->ip, now_us);
}

static void failed(struct history *h, const struct history_flow *f, struct history_marks *m,
                   const struct scene *s, bool certificate, int64_t now_us)
{
    const struct addr *client = &f->client->ip, *server = &f->server->ip;
    m->failed = true;
    if (to_mp(s))
        hints_mp_failed(h->hints, client, certificate, now_us);
    if (to_first_mp(h, s)) {
        stays_answered(h->stays, s->whose, f->flow);
        stays_failed(h->stays, s->whose, f->first_us);
    }
    if (!to_dp(s))
        return;
    fallback_answered(h->fallback, client, server, f->flow);
    fallback_failed(h->fallback, client, server, now_us);
}

static void worked(struct history *h, const struct history_flow *f, struct history_marks *m,
                   const struct scene *s, int64_t now_us)
{
    m->worked = true;
    if (to_first_mp(h, s))
        stays_worked(h->stays, s->whose);
    if (to_dp(s))
        fallback_worked(h->fallback, &f->client->ip, &f->server->ip, now_us);
}

static void answered(struct history *h, const struct history_flow *f, struct history_marks *m,
                     const struct scene *s)
{
    m->answered = true;
    if (to_first_mp(h, s))
        stays_answered(h->stays, s->whose, f->flow);
    if (to_dp(s))
        fallback_answered(h->fallback, &f->client->ip, &f->server->ip, f->flow);
}

void history_refused(struct history *h, const struct history_flow *f, struct history_marks *m, int64_t now_us)
{
    const struct scene s = scene_of(h, f);
    if (to_dp(&s) || to_mp(&s))
        failed(h, f, m, &s, false, now_us);
}

void history_class(struct history *h, const struct history_flow *f, struct history_marks *m,
                   enum app_class class_)
{
    bool web = f->transport == TRANSPORT_TCP && h->ports->web[f->server->port];
    if ((class_ == CLASS_HTTP || class_ == CLASS_HTTPS) && web && !m->answered) {
        const struct scene s = scene_of(h, f);
        answered(h, f, m, &s);
    }
    if (class_ == CLASS_SMB)
        m->fallback = (unsigned)fallback_after(h->fallback, &f->client->ip, &f->server->ip, f->first_us) & 3;
}

/* RFC 5246 7.2.2: bad_certificate (42) to unknown_ca (48), and access_denied. */
static bool about_certificate(const struct evidence *e)
{
    return e->kind == EVIDENCE_TLS_ALERT && e->number >= 42 && e->number <= 49;
}

/* A client that comes from the internet. */
static bool is_guest(struct history *h, const struct addr *ip)
{
    const struct party *p = party_cached(h->parties, h->site, ip);
    return p->is_client && p->position == POSITION_INTERNET;
}

void history_evidence(struct history *h, const struct history_flow *f, struct history_marks *m,
                      const struct evidence *e, int64_t now_us)
{
    bool http = e->kind == EVIDENCE_HTTP || e->kind == EVIDENCE_HTTP_AGAIN;
    bool cut = e->kind == EVIDENCE_ABORTED && e->number == 1;
    bool alert = e->kind == EVIDENCE_TLS_ALERT && e->number != 0;
    if (!http && !cut && !alert && e->kind != EVIDENCE_TLS_DONE && e->kind != EVIDENCE_TLS_CLIENT_CERT)
        return;
    const struct scene s = scene_of(h, f);
    if (crowd_tells(e) && (s.both != NULL || is_guest(h, &f->client->ip)) &&
        crowd_take(h->crowd, &f->client->ip, e, now_us) && s.both != NULL)
        stays_crowded(h->stays, s.whose);
    if (!to_dp(&s) && !to_mp(&s))
        return;
    if (e->kind == EVIDENCE_TLS_DONE || (http && e->number >= 100 && e->number < 400))
        worked(h, f, m, &s, now_us);
    else if ((alert && !m->worked) || (http && e->number >= 400) || cut)
        failed(h, f, m, &s, about_certificate(e), now_us);
}

/* Nobody answered, or the handshake came to nothing. */
static void end_outcome(struct history *h, const struct history_flow *f, struct history_marks *m,
                        const struct scene *s, const struct audited *a, bool lost)
{
    bool web = a->class_ == CLASS_HTTP || a->class_ == CLASS_HTTPS;
    bool broken = web && !m->worked && !a->one_sided && !lost && a->state == STATE_ESTABLISHED_DATA;
    if (!m->failed && (proto_state_is_attempt(a->state) || broken))
        failed(h, f, m, s, false, proto_state_is_attempt(a->state) ? a->first_us : a->last_us);
    else if (a->state == STATE_ESTABLISHED_NODATA)
        answered(h, f, m, s);
}

/* A failure before the flow began may have been told late, at its own flow's end. */
static void late_fallback(const struct history *h, const struct audited *a, struct history_marks *m)
{
    bool bare = a->class_ == CLASS_NONE && h->ports->class_[a->server.port] == CLASS_SMB;
    if (!bare && a->class_ != CLASS_SMB)
        return;
    enum fact_fallback now = fallback_after(h->fallback, &a->client.ip, &a->server.ip, a->first_us);
    if (bare || now == FALLBACK_FAILED)
        m->fallback = (unsigned)now & 3;
}

void history_ended(struct history *h, const struct audited *a, struct history_marks *m, bool lost)
{
    const struct history_flow f = {a->flow, a->transport, &a->client, &a->server, a->first_us};
    if (m->counted || (a->transport == TRANSPORT_TCP && h->ports->web[a->server.port])) {
        const struct scene s = scene_of(h, &f);
        if (to_dp(&s) || to_mp(&s))
            end_outcome(h, &f, m, &s, a, lost);
        if (m->counted && s.both != NULL)
            stays_flow_end(h->stays, s.whose, &f.client->ip, a->last_us);
    }
    if (a->state == STATE_MIDSTREAM)
        m->order = ORDER_UNKNOWN;
    late_fallback(h, a, m);
}

static bool broke(const struct finding *f, const char *id)
{
    for (unsigned i = 0; i < f->rule_count; i++)
        if (strcmp(f->rules[i], id) == 0)
            return true;
    return false;
}

/* A rule that only notes, unless the site file switches it off. */
static void note_rule(const struct history *h, struct finding *f, const char *id)
{
    if (site_rule_enabled(h->site, id))
        finding_add_note(f, id);
}

/* Clients that fail where a request service is switched off, while its other ports work. */
static void note_strand(struct history *h, const struct audited *a, struct finding *f)
{
    if (!proto_state_is_attempt(a->state) || a->transport != TRANSPORT_TCP || f->site[0] == '\0')
        return;
    if (broke(f, "PORT-SITE")) {
        if (hints_strand(h->hints, &a->server.ip, a->server.port, &a->client.ip, a->last_us))
            note_rule(h, f, "PORT-STRAND");
    } else if (h->ports->web[a->server.port] && strcmp(f->rule, "UND-NOPAYLOAD") == 0) {
        hints_port_failed(h->hints, &a->server.ip, a->last_us);
    }
}

static void note_fsp(const struct history *h, const struct audited *a, const struct history_marks *m,
                     struct finding *f)
{
    static const char *const notes[] = {NULL, NULL, "fsp-after-mp-failure", "fsp-after-certificate-failure"};
    bool message = a->class_ == CLASS_HTTP && f->role != NULL && strcmp(f->role, "FSP") == 0;
    if (!message || (f->verdict != VERDICT_COMPLIANT && f->verdict != VERDICT_VIOLATION))
        return;
    if (m->mp == HINTS_MP_FINE)
        note_rule(h, f, "FSP-CORR");
    else if (notes[m->mp] != NULL)
        finding_add_note(f, notes[m->mp]);
}

/* A site server's echo request that nobody answered, and no push came of it. */
static void note_push(const struct history *h, const struct audited *a, struct finding *f)
{
    if (a->class_ == CLASS_ICMP_ECHO && a->packets[1] == 0 && strcmp(f->rule, "PORT-PUSH-01") == 0 &&
        !hints_pushed_since(h->hints, &a->client.ip, &a->server.ip, a->first_us))
        note_rule(h, f, "PORT-PUSH-06");
}

void history_note(struct history *h, const struct audited *a, const struct history_marks *m,
                  struct finding *f)
{
    note_strand(h, a, f);
    note_fsp(h, a, m, f);
    note_push(h, a, f);
    if (f->site[0] != '\0' && crowd_suspected(h->crowd, &a->client.ip, a->last_us))
        finding_add_note(f, "nat_suspected");
}
