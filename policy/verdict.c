#include "policy/verdict.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "policy/evidence_list.h"
#include "policy/lacking.h"
#include "policy/question.h"
#include "policy/question_port.h"
#include "policy/question_read.h"
#include "policy/tunnel.h"
#include "policy/verdict_write.h"

struct answer {
    struct judgement j;
    int role;                         /* that the judgement is about */
    bool assumed;                     /* the client's site was assumed */
    bool any_role;                    /* several roles were possible, one of them allows it */
    int http_item;                    /* -1: none */
    const struct site_system *server; /* that it is about, where it is neither end of the flow; or NULL */
};

/* policy.md 7, rule 3: from best to worst. */
static unsigned badness(const struct judgement *j)
{
    switch ((enum verdict)j->verdict) {
    case VERDICT_COMPLIANT:
        return 0;
    case VERDICT_NOT_COVERED:
        return 1;
    case VERDICT_UNDETERMINABLE:
        return 2;
    default:
        return 3u + j->severity;
    }
}

struct judgement verdict_candidate(struct engine *e, const struct question *q, int role)
{
    struct judgement each[QUESTION_SITES];
    for (unsigned i = 0; i < q->assigned_count; i++) {
        struct facts f = question_facts(q, role, q->assigned[i]);
        each[i] = engine_judge(e, &f);
    }
    return engine_merge(e, each, q->assigned_count, FACT_TARGET);
}

/* Nothing tells the roles apart: one that allows it is enough, else the gravest. */
static bool preferred(const struct judgement *a, const struct judgement *b)
{
    bool both = a->verdict == VERDICT_VIOLATION && b->verdict == VERDICT_VIOLATION;
    if (both && a->severity != b->severity)
        return a->severity > b->severity;
    if (both)
        return a->rank < b->rank;
    return badness(a) < badness(b);
}

static struct answer ask_any_role(const struct verdict_maker *m, const struct question *q, bool *agree)
{
    struct answer best = {.http_item = -1};
    *agree = true;
    for (unsigned i = 0; i < q->candidate_count; i++) {
        struct judgement j = verdict_candidate(m->engine, q, q->candidate[i]);
        if (i > 0 && j.verdict != best.j.verdict)
            *agree = false;
        if (i == 0 || preferred(&j, &best.j)) {
            best.j = j;
            best.role = q->candidate[i];
        }
    }
    best.assumed = q->assumed;
    best.any_role = q->candidate_count > 1 && best.j.verdict == VERDICT_COMPLIANT;
    return best;
}

static enum verdict with_proof(const struct verdict_maker *m, const struct question *q, struct proof proof)
{
    bool agree;
    struct question other = *q;
    other.proof = proof;
    question_begin(&other);
    return (enum verdict)ask_any_role(m, &other, &agree).j.verdict;
}

/* Had the path been one of this host's roles: is there one that is judged otherwise? */
static bool any_path_not(const struct verdict_maker *m, const struct question *q, enum verdict verdict)
{
    for (const struct proof_pattern *p = m->catalogue->paths; p->pattern != NULL; p++)
        if ((p->roles & q->to.roles) != 0 &&
            with_proof(m, q, (struct proof){PROOF_ROLES, p->roles, p->kind, p->weak}) != verdict)
            return true;
    return false;
}

/* Whatever the path was, even one of no role: is it forbidden? */
static bool every_path_forbidden(const struct verdict_maker *m, const struct question *q)
{
    return with_proof(m, q, (struct proof){PROOF_FOREIGN, 0, KIND_PLAIN, false}) == VERDICT_VIOLATION &&
           (q->pair != PAIR_SERVERS || !any_path_not(m, q, VERDICT_VIOLATION));
}

/* Could the path have been one that the policy speaks about? */
static bool any_path_covered(const struct verdict_maker *m, const struct question *q)
{
    return any_path_not(m, q, VERDICT_NOT_COVERED);
}

/* policy.md 7, rule 2: clear text whose request was not seen. */
static bool request_missing(const struct question *q)
{
    return q->class_ == CLASS_HTTP && q->proof.of == PROOF_NONE && !q->attempt && !q->no_payload &&
           (q->pair == PAIR_CLIENT_SYSTEM || q->pair == PAIR_SERVERS);
}

/* What a finding came from, while it is looked for. */
struct verdict_seek {
    const struct finding *finding;
    bool attempt, found; /* an attempt's severity is a step lower than its answer's */
    struct question *question;
    int role;
};

static void seek(struct verdict_seek *s, const struct question *q, const struct answer *a)
{
    const struct finding *f = s->finding;
    if (s->found || a->j.verdict != f->verdict || f->rule_count == 0 || a->j.rule[0] == NULL ||
        a->j.rule[0]->id != f->rules[0] || (!s->attempt && a->j.severity != f->severity))
        return;
    s->found = true;
    s->role = a->role;
    *s->question = *q;
}

static struct answer ask(const struct verdict_maker *m, struct question *q)
{
    bool agree;
    question_begin(q);
    struct answer a = ask_any_role(m, q, &agree);
    if (m->seek != NULL)
        seek(m->seek, q, &a);
    if (!request_missing(q) || (agree && a.j.verdict == VERDICT_NOT_COVERED && !any_path_covered(m, q)) ||
        (agree && a.j.verdict == VERDICT_VIOLATION && every_path_forbidden(m, q)))
        return a;
    a.j = engine_reason(m->engine, agree ? REASON_UND_LOSS : REASON_UND_ROLE);
    a.any_role = false;
    return a;
}

/* policy.md PROXY-01: a CONNECT to a configured system is judged whoever the proxy is. */
static struct answer ask_request(const struct verdict_maker *m, const struct question *q,
                                 const struct evidence *e)
{
    struct question one = *q;
    uint16_t port;
    const struct site_system *target = NULL;
    if (q->class_ == CLASS_HTTP && question_read_is_tunnel(e))
        target = tunnel_target(m->site, &e->text[1], &port);
    if (target == NULL)
        return ask(m, &one);
    one.tunnel = true;
    one.port = port;
    one.to = *party_cached(m->parties, m->site, &target->addresses.at[0]);
    struct answer a = ask(m, &one);
    a.server = target;
    return a;
}

/* Every transaction by itself; the worst decides (policy.md 7, rule 6). */
static struct answer ask_transactions(const struct verdict_maker *m, struct question *q,
                                      const struct verdict_flow *flow)
{
    struct answer worst = {.http_item = -1};
    struct evidence e;
    const void *cursor = NULL;
    int http_items = 0, asked = 0;
    while (evidence_list_next(flow->a.evidence, &cursor, &e)) {
        if (question_read_is_answer(&e)) {
            http_items++;
            continue;
        }
        if (!question_read_item(q, &e))
            continue;
        struct answer a = ask_request(m, q, &e);
        a.http_item = e.kind == EVIDENCE_HTTP ? http_items++ : -1;
        if (asked++ == 0 || badness(&a.j) > badness(&worst.j))
            worst = a;
        else if (badness(&a.j) == badness(&worst.j))
            engine_take_notes(&worst.j, &a.j);
    }
    if (http_items < 2)
        worst.http_item = -1;
    if (asked > 0)
        return worst;
    q->proof = (struct proof){PROOF_NONE, 0, KIND_PLAIN, false};
    worst = ask(m, q);
    worst.http_item = -1;
    return worst;
}

/* A connection without payload: its port names the protocol, and would the other of the web be right? */
static struct answer ask_no_payload(const struct verdict_maker *m, struct question *q,
                                    const struct verdict_flow *flow)
{
    q->no_payload = true;
    struct answer own = ask_transactions(m, q, flow);
    if (q->class_ != CLASS_HTTP && q->class_ != CLASS_HTTPS)
        return own;
    q->class_ = q->class_ == CLASS_HTTP ? CLASS_HTTPS : CLASS_HTTP;
    struct answer other = ask_transactions(m, q, flow);
    own.j = engine_no_payload(m->engine, &own.j, &other.j);
    return own;
}

/* A connection that carried nothing. */
static bool is_empty(const struct audited *a)
{
    return a->class_ == CLASS_NONE && (a->state == STATE_ESTABLISHED_NODATA || a->state == STATE_MIDSTREAM);
}

static struct question question_of(const struct verdict_maker *m, const struct verdict_flow *flow,
                                   const struct flow_end *from, const struct flow_end *to)
{
    const struct audited *a = &flow->a;
    struct question q = {.site = m->site, .ports = m->ports, .catalogue = m->catalogue};
    q.from = *party_cached(m->parties, m->site, &from->ip);
    q.to = *party_cached(m->parties, m->site, &to->ip);
    q.transport = a->transport;
    q.port = to->port;
    q.class_ = a->class_;
    q.attempt = proto_state_is_attempt(a->state);
    q.fallback = flow->fallback;
    q.order = flow->order;
    if (a->class_ == CLASS_HTTP || a->class_ == CLASS_HTTPS || a->transport == TRANSPORT_UDP)
        question_read_flow(&q, a->evidence);
    if (q.attempt || is_empty(a))
        q.class_ = flow->learned ? CLASS_RPC : question_port_class(&q);
    if (q.class_ == CLASS_NONE)
        q.class_ = CLASS_UNKNOWN;
    return q;
}

static struct answer ask_flow(const struct verdict_maker *m, const struct verdict_flow *flow,
                              const struct flow_end *from, const struct flow_end *to, struct party *server)
{
    struct question q = question_of(m, flow, from, to);
    struct answer a = is_empty(&flow->a) ? ask_no_payload(m, &q, flow) : ask_transactions(m, &q, flow);
    *server = q.to.system != NULL ? q.to : q.from;
    if (a.server != NULL)
        *server = *party_cached(m->parties, m->site, &a.server->addresses.at[0]);
    return a;
}

static void reason(const struct verdict_maker *m, struct answer *a, enum engine_reason why)
{
    a->j = engine_reason(m->engine, why);
    a->any_role = false;
}

static bool service_port(const struct verdict_maker *m, uint16_t port)
{
    return m->ports->class_[port] != CLASS_UNKNOWN;
}

/* policy.md 3.2, UND-DIR: the ports must tell who is the server where neither SYN nor content did. */
static bool direction_open(const struct verdict_maker *m, const struct audited *a)
{
    return a->transport == TRANSPORT_TCP && !a->direction_known &&
           service_port(m, a->client.port) == service_port(m, a->server.port);
}

/* Bytes of the beginning are missing, and the class with them. */
static bool class_unseen(const struct verdict_flow *flow)
{
    const struct audited *a = &flow->a;
    bool server_only = a->one_sided && a->packets[0] == 0;
    return a->class_ == CLASS_UNKNOWN && a->transport == TRANSPORT_TCP &&
           (flow->lost || a->truncated || server_only || a->state == STATE_MIDSTREAM);
}

/* Would what its port stands for be the policy's where the flow is not, or be no violation where it is one?
 */
static bool class_lost(const struct verdict_maker *m, const struct verdict_flow *flow, enum verdict so_far)
{
    const struct audited *a = &flow->a;
    struct party server;
    if (so_far == VERDICT_UNDETERMINABLE || !class_unseen(flow))
        return false;
    struct verdict_flow as_port = *flow;
    const struct question q = question_of(m, flow, &a->client, &a->server);
    as_port.a.class_ = question_port_class(&q);
    as_port.a.evidence = NULL;
    if (as_port.a.class_ == CLASS_UNKNOWN)
        return false;
    enum verdict then = (enum verdict)ask_flow(m, &as_port, &a->client, &a->server, &server).j.verdict;
    return so_far == VERDICT_NOT_COVERED ? then != VERDICT_NOT_COVERED : then != VERDICT_VIOLATION;
}

/* What the state of the flow and its losses make of the answer. */
static bool temper(const struct verdict_maker *m, const struct verdict_flow *flow, struct answer *answer)
{
    bool attempt = proto_state_is_attempt(flow->a.state), violation = answer->j.verdict == VERDICT_VIOLATION;
    if (attempt && violation && answer->j.severity > SEVERITY_LOW)
        answer->j.severity--;
    if (class_lost(m, flow, (enum verdict)answer->j.verdict)) {
        reason(m, answer, REASON_UND_LOSS);
        return false;
    }
    if (answer->j.verdict != VERDICT_COMPLIANT)
        return attempt && violation;
    if (attempt || is_empty(&flow->a))
        reason(m, answer, REASON_UND_NOPAYLOAD);
    else if (flow->a.one_sided || flow->lost || flow->overflow)
        reason(m, answer, REASON_UND_LOSS);
    return false;
}

void verdict_unjudged(const struct verdict_flow *flow, struct finding *out)
{
    static const char id[] = "NC-HOSTS";
    memset(out, 0, sizeof *out);
    out->verdict = VERDICT_NOT_COVERED;
    out->decided_by = -1;
    memcpy(out->rule, id, sizeof id);
    verdict_write_flow(out, flow);
}

/* The fact that UND-FACT names, and whose it is. */
static void write_missing(struct finding *out, const struct verdict_maker *m, const struct audited *a,
                          const struct party *server, const struct answer *answer)
{
    bool turned = addr_eq(&server->ip, &a->client.ip);
    const struct party client = *party_cached(m->parties, m->site, turned ? &a->server.ip : &a->client.ip);
    out->missing = lacking_of(m->site, (enum fact)answer->j.unknown, &client, server, answer->role);
}

void verdict_make(const struct verdict_maker *m, const struct verdict_flow *flow, struct finding *out)
{
    struct party server, other;
    const struct audited *a = &flow->a;
    memset(out, 0, sizeof *out);
    struct answer answer = ask_flow(m, flow, &a->client, &a->server, &server);
    if (direction_open(m, a) &&
        (answer.j.verdict != VERDICT_NOT_COVERED ||
         ask_flow(m, flow, &a->server, &a->client, &other).j.verdict != VERDICT_NOT_COVERED))
        reason(m, &answer, REASON_UND_DIR);
    bool attempt = temper(m, flow, &answer);
    out->verdict = (enum verdict)answer.j.verdict;
    out->severity = (enum severity)answer.j.severity;
    out->decided_by = answer.http_item;
    verdict_write_rule(out, &answer.j);
    verdict_write_server(out, m->site, &server, answer.role);
    if (attempt)
        finding_add_note(out, "attempt");
    verdict_write_flow(out, flow);
    if (flow->unannounced && strcmp(out->rule, "NC-HOSTS") != 0)
        finding_add_note(out, "unannounced");
    if (answer.j.unknown != 0 && out->verdict == VERDICT_UNDETERMINABLE)
        write_missing(out, m, a, &server, &answer);
    if (answer.any_role)
        finding_add_note(out, "any-role");
    if (answer.assumed && out->verdict != VERDICT_NOT_COVERED)
        finding_add_note(out, "assumed-assignment");
    for (unsigned i = 0; i < answer.j.note_count; i++)
        if (out->verdict != VERDICT_UNDETERMINABLE)
            finding_add_note(out, answer.j.note[i]);
}

bool verdict_question(const struct verdict_maker *m, const struct verdict_flow *flow, const struct finding *f,
                      struct question *question, int *role)
{
    struct party server;
    struct verdict_seek sought = {.finding = f,
                                  .attempt = proto_state_is_attempt(flow->a.state),
                                  .question = question,
                                  .role = FACTS_NO_ROLE};
    struct verdict_maker again = *m;
    again.seek = &sought;
    (void)ask_flow(&again, flow, &flow->a.client, &flow->a.server, &server);
    *role = sought.role;
    return sought.found;
}
