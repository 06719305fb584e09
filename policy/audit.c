#include "policy/audit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/heap.h"
#include "base/siphash.h"
#include "policy/account.h"
#include "policy/engine.h"
#include "policy/history.h"
#include "policy/learned.h"
#include "policy/open_flows.h"
#include "policy/packs.h"
#include "policy/party.h"
#include "policy/ports.h"
#include "policy/verdict.h"

/* Of the memory, in parts of 36: open flows, their evidence, ports of RPC, what is known of flows before. */
enum { PARTS = 36, FOR_FLOWS = 12, FOR_EVIDENCE = 18, FOR_LEARNED = 1, FOR_HISTORY = 5, LEARNED_LEAST = 256 };
static_assert(FOR_FLOWS + FOR_EVIDENCE + FOR_LEARNED + FOR_HISTORY == PARTS, "all is shared out");

/* How long a port that was handed out is taken for RPC. */
#define LEARNED_US (INT64_C(24) * 3600 * 1000000)

struct audit {
    const struct rule_pack *pack;
    const struct site *site; /* or NULL */
    struct ports *ports;
    struct engine *engine;
    struct learned *learned;
    struct history *history; /* NULL without a site */
    struct open_flows *flows;
    struct heap *evidence;
    struct party_cache *parties;
    struct verdict_maker maker;
    const struct verdict_flow *judged; /* the flow whose finding is being handed on; or NULL */
    struct siphash_key account_key;
    struct audit_counts counts;
    void (*decided)(void *context, const struct audited *a, const struct finding *f);
    void *context;
};

static int open_parts(struct audit *a, size_t memory_bytes, struct err *err)
{
    a->engine = engine_open(a->pack, a->site != NULL ? a->site->overrides : NULL,
                            a->site != NULL ? a->site->override_count : 0, err);
    if (a->engine == NULL)
        return -1;
    size_t part = memory_bytes / PARTS, ports = part * FOR_LEARNED / LEARNED_BYTES;
    a->flows = open_flows_open(part * FOR_FLOWS);
    a->evidence = heap_open(part * FOR_EVIDENCE);
    a->learned = learned_open(ports > LEARNED_LEAST ? ports : LEARNED_LEAST, LEARNED_US);
    a->ports = calloc(1, sizeof *a->ports);
    a->parties = calloc(1, sizeof *a->parties);
    if (a->ports != NULL && a->parties != NULL && a->site != NULL)
        a->history = history_open(a->site, a->ports, a->parties, part * FOR_HISTORY);
    if (a->flows == NULL || a->evidence == NULL || a->learned == NULL || a->ports == NULL ||
        a->parties == NULL || (a->site != NULL && a->history == NULL))
        return err_set(err, "cannot start the audit: out of memory");
    ports_fill(a->ports, a->site);
    a->maker = (struct verdict_maker){a->site, a->ports, a->pack->catalogue, a->engine, a->parties, NULL};
    a->account_key = siphash_random_key();
    return 0;
}

struct audit *audit_open(const struct site *site, size_t memory_bytes,
                         void (*decided)(void *context, const struct audited *a, const struct finding *f),
                         void *context, struct err *err)
{
    const char *name = site != NULL && site->pack != NULL ? site->pack : packs[0]->name;
    const struct rule_pack *pack = rule_pack(name);
    if (pack != NULL)
        return audit_open_by(pack, site, memory_bytes, decided, context, err);
    (void)err_set(err, "cannot audit by policy %s: no such policy", name);
    return NULL;
}

struct audit *audit_open_by(const struct rule_pack *pack, const struct site *site, size_t memory_bytes,
                            void (*decided)(void *context, const struct audited *a, const struct finding *f),
                            void *context, struct err *err)
{
    struct audit *a = calloc(1, sizeof *a);
    if (a == NULL) {
        (void)err_set(err, "cannot start the audit: out of memory");
        return NULL;
    }
    a->pack = pack;
    a->site = site;
    a->decided = decided;
    a->context = context;
    if (open_parts(a, memory_bytes, err) != 0) {
        audit_close(a);
        return NULL;
    }
    return a;
}

void audit_close(struct audit *a)
{
    if (a == NULL)
        return;
    engine_close(a->engine);
    learned_close(a->learned);
    history_close(a->history);
    open_flows_close(a->flows);
    heap_close(a->evidence);
    free(a->ports);
    free(a->parties);
    free(a);
}

const struct site *audit_site(const struct audit *a)
{
    return a->site;
}

const struct rule_pack *audit_pack(const struct audit *a)
{
    return a->pack;
}

struct audit_counts audit_counts(const struct audit *a)
{
    struct audit_counts c = a->counts;
    c.memories_dropped = learned_dropped(a->learned);
    if (a->history != NULL)
        c.memories_dropped += history_dropped(a->history);
    return c;
}

/* Client and server as far as is known. */
static const struct flow_end *client_of(const struct open_flow *f, const struct observation *o)
{
    return f->turned ? &o->server : &o->client;
}

static const struct flow_end *server_of(const struct open_flow *f, const struct observation *o)
{
    return f->turned ? &o->client : &o->server;
}

static struct history_flow of_history(const struct open_flow *f, const struct observation *o)
{
    return (struct history_flow){o->flow, o->transport, client_of(f, o), server_of(f, o), o->first_us};
}

static void keep_outer(struct audit *a, struct open_flow *f, const struct outer *outer)
{
    if (outer->vlans + outer->tunnels == 0)
        return;
    f->outer = heap_take(a->evidence, sizeof *f->outer);
    if (f->outer != NULL) {
        *f->outer = *outer;
        return;
    }
    f->overflow = true;
    a->counts.evidence_dropped++;
}

static void take_open(struct audit *a, const struct observation *o)
{
    struct open_flow *f = open_flows_add(a->flows, o->flow);
    if (f == NULL) {
        a->counts.flows_dropped++;
        if (a->history != NULL)
            history_missed(a->history, o->time_us);
        return;
    }
    keep_outer(a, f, &o->outer);
    if (a->history == NULL)
        return;
    const struct history_flow h = of_history(f, o);
    history_seen(a->history, o->source, o->time_us);
    history_began(a->history, &h, &f->marks, o->time_us);
}

static void take_class(struct audit *a, struct open_flow *f, const struct observation *o)
{
    bool turned = o->turned != f->turned;
    f->turned = o->turned;
    if (a->history == NULL)
        return;
    const struct history_flow h = of_history(f, o);
    if (turned)
        history_began(a->history, &h, &f->marks, o->time_us);
    history_class(a->history, &h, &f->marks, o->class_);
}

/* A host with several addresses has its ports at all of them. */
static const struct addr *host_of(const struct audit *a, const struct addr *ip)
{
    const struct site_system *s = a->site != NULL ? party_cached(a->parties, a->site, ip)->system : NULL;
    return s != NULL && s->addresses.count > 0 ? &s->addresses.at[0] : ip;
}

static void take_evidence(struct audit *a, struct open_flow *f, const struct observation *o)
{
    const struct evidence_text *transport = &o->evidence.text[1];
    bool udp = transport->length == 3 && memcmp(transport->at, "udp", 3) == 0;
    if (o->evidence.kind == EVIDENCE_RPC_ENDPOINT && o->evidence.number <= UINT16_MAX && !udp)
        learned_put(a->learned, host_of(a, &server_of(f, o)->ip), (uint16_t)o->evidence.number, o->time_us);
    if (o->evidence.kind == EVIDENCE_LOST)
        f->lost = true;
    if (o->evidence.kind == EVIDENCE_OVERFLOW)
        f->overflow = true;
    if (o->evidence.kind == EVIDENCE_MISMATCH)
        f->mismatch = true;
    if (a->history != NULL) {
        const struct history_flow h = of_history(f, o);
        history_evidence(a->history, &h, &f->marks, &o->evidence, o->time_us);
    }
    if (o->evidence.kind != EVIDENCE_HTTP_AGAIN &&
        !evidence_list_add(a->evidence, &f->evidence, &o->evidence)) {
        f->overflow = true;
        a->counts.evidence_dropped++;
    }
}

static bool one_sided(const struct audited *a)
{
    bool connection = a->state == STATE_ESTABLISHED_DATA || a->state == STATE_ESTABLISHED_NODATA ||
                      a->state == STATE_MIDSTREAM;
    return a->transport == TRANSPORT_TCP && connection && (a->packets[0] == 0 || a->packets[1] == 0);
}

static struct audited ended(const struct open_flow *f, const struct observation *o)
{
    struct audited a = {.flow = o->flow,
                        .source = o->source,
                        .transport = o->transport,
                        .direction_known = o->direction_known,
                        .truncated = o->truncated,
                        .class_ = o->class_,
                        .basis = o->basis,
                        .state = o->state,
                        .client = *client_of(f, o),
                        .server = *server_of(f, o),
                        .first_us = o->first_us,
                        .last_us = o->last_us,
                        .first_frame = o->first_frame,
                        .last_frame = o->frame,
                        .lost_bytes = o->lost_bytes,
                        .evidence = f->evidence};
    if (f->outer != NULL)
        a.outer = *f->outer;
    for (unsigned side = 0; side < 2; side++) {
        unsigned to = f->turned ? 1 - side : side;
        a.packets[to] = o->packets[side];
        a.bytes[to] = o->bytes[side];
        a.payload_bytes[to] = o->payload_bytes[side];
    }
    a.one_sided = one_sided(&a);
    return a;
}

static void swap(uint64_t side[2])
{
    uint64_t first = side[0];
    side[0] = side[1];
    side[1] = first;
}

static void swap_ends(struct audited *a)
{
    struct flow_end client = a->client;
    a->client = a->server;
    a->server = client;
    swap(a->packets);
    swap(a->bytes);
    swap(a->payload_bytes);
}

/* Neither SYN nor content told who is the server: the one on a service port is, where only one is on one. */
static void turn_by_ports(const struct audit *a, struct audited *f)
{
    bool client_serves = a->ports->class_[f->client.port] != CLASS_UNKNOWN;
    bool server_serves = a->ports->class_[f->server.port] != CLASS_UNKNOWN;
    if (f->transport == TRANSPORT_TCP && !f->direction_known && client_serves && !server_serves)
        swap_ends(f);
}

static bool handed_out(const struct audit *a, const struct audited *f)
{
    return f->transport == TRANSPORT_TCP &&
           learned_has(a->learned, host_of(a, &f->server.ip), f->server.port, f->first_us);
}

/* Did an endpoint mapper hand out the port? Then what is not known otherwise is RPC. */
static bool learn(const struct audit *a, struct audited *f)
{
    bool open = f->class_ == CLASS_UNKNOWN || f->class_ == CLASS_NONE;
    if (!open || !handed_out(a, f))
        return false;
    if (f->class_ == CLASS_UNKNOWN) {
        f->class_ = CLASS_RPC;
        f->basis = BASIS_LEARNED;
    }
    return true;
}

/* RPC by content where no endpoint mapper was seen to send anybody. */
static bool unannounced(const struct audit *a, const struct audited *f)
{
    return f->class_ == CLASS_RPC && f->basis == BASIS_CONTENT && f->transport == TRANSPORT_TCP &&
           f->server.port != 135 && !handed_out(a, f);
}

static struct verdict_flow verdict_flow_of(const struct audit *a, const struct open_flow *f,
                                           const struct audited *flow, bool is_learned)
{
    return (struct verdict_flow){.a = *flow,
                                 .overflow = f->overflow,
                                 .lost = f->lost,
                                 .mismatch = f->mismatch,
                                 .fallback = (enum fact_fallback)f->marks.fallback,
                                 .order = (enum fact_order)f->marks.order,
                                 .learned = is_learned,
                                 .unannounced = unannounced(a, flow)};
}

/* Judges a flow and hands its finding on. */
static void judge(struct audit *a, struct open_flow *f, const struct audited *flow, bool is_learned)
{
    struct finding finding;
    if (a->site != NULL)
        history_ended(a->history, flow, &f->marks, f->lost);
    const struct verdict_flow v = verdict_flow_of(a, f, flow, is_learned);
    if (a->site == NULL) {
        verdict_unjudged(&v, &finding);
    } else {
        verdict_make(&a->maker, &v, &finding);
        history_note(a->history, flow, &f->marks, &finding);
    }
    finding.client_net = party_net(a->site, &flow->client.ip);
    a->counts.flows++;
    a->counts.verdicts[finding.verdict]++;
    a->judged = &v;
    a->decided(a->context, flow, &finding);
    a->judged = NULL;
}

static void take_end(struct audit *a, struct open_flow *f, const struct observation *o)
{
    take_class(a, f, o);
    struct audited flow = ended(f, o);
    turn_by_ports(a, &flow);
    judge(a, f, &flow, learn(a, &flow));
    evidence_list_drop(a->evidence, f->evidence);
    heap_give(a->evidence, f->outer);
    open_flows_remove(a->flows, f);
}

bool audit_account(const struct audit *a, const struct finding *f, struct account *out,
                   uint64_t key[FINDING_PARTS])
{
    if (a->judged == NULL || a->site == NULL || !account_begin(out, &a->maker, a->pack, a->judged, f))
        return false;
    for (unsigned part = 0; part < FINDING_PARTS; part++)
        key[part] = account_key(out, &a->account_key, (enum finding_part)part);
    return true;
}

void audit_take(struct audit *a, const struct observation *o)
{
    if (o->kind == OBSERVED_OPEN) {
        take_open(a, o);
        return;
    }
    struct open_flow *f = open_flows_find(a->flows, o->flow);
    if (f == NULL) {
        a->counts.unknown_flow++;
        return;
    }
    if (o->kind == OBSERVED_REFUSED && a->history != NULL) {
        const struct history_flow h = of_history(f, o);
        history_refused(a->history, &h, &f->marks, o->time_us);
    }
    if (o->kind == OBSERVED_CLASS)
        take_class(a, f, o);
    if (o->kind == OBSERVED_EVIDENCE)
        take_evidence(a, f, o);
    if (o->kind == OBSERVED_END)
        take_end(a, f, o);
}

const struct finding_rule *audit_rules(const char *pack, size_t *count)
{
    const struct rule_pack *p = rule_pack(pack);
    *count = 0;
    return p != NULL ? rule_texts(p, count) : NULL;
}

const struct finding_rule *audit_rule(const char *pack, const char *id)
{
    const struct rule_pack *p = rule_pack(pack);
    return p != NULL ? rule_text(p, id) : NULL;
}
