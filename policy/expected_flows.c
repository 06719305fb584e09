#include "policy/expected_flows.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "policy/evidence_list.h"
#include "policy/expected_completion.h"
#include "policy/expected_kept.h"
#include "policy/expected_kin.h"
#include "policy/expected_names.h"

enum { EVIDENCE_BYTES = 64 * 1024, NAME_BYTES = 64, DYNAMIC_PORT = 49152 };

struct expected_flows {
    const struct verdict_maker *maker;
    struct heap *heap;
    const struct finding_rule *rules;
    size_t rule_count;

    /* The pair at hand. */
    const struct expected_end *from, *to;
    unsigned family;
    struct expected_kept *kept;
    bool failed;
};

enum toward { SYSTEMS = 1, CLIENTS = 2, BOTH = SYSTEMS | CLIENTS };

/* What has one port, toward whom, and at most a vendor class to read. */
static const struct {
    enum app_class class_;
    uint8_t transport;
    uint16_t port;
    enum toward toward;
    const char *vendor;
} plain[] = {
    {CLASS_PXE, TRANSPORT_UDP, 67, SYSTEMS, "PXEClient"},
    {CLASS_PXE, TRANSPORT_UDP, 4011, SYSTEMS, "PXEClient"},
    {CLASS_PXE, TRANSPORT_UDP, 68, CLIENTS, "PXEClient"},
    {CLASS_TFTP, TRANSPORT_UDP, 69, SYSTEMS, NULL},
    {CLASS_ICMP_ECHO, TRANSPORT_ICMP, 0, BOTH, NULL},
    {CLASS_WOL, TRANSPORT_UDP, 9, CLIENTS, NULL},
    {CLASS_REMCTRL, TRANSPORT_TCP, 2701, BOTH, NULL},
    {CLASS_REMCTRL, TRANSPORT_TCP, 2702, BOTH, NULL},
    {CLASS_RDP, TRANSPORT_TCP, 3389, BOTH, NULL},
    {CLASS_AMT, TRANSPORT_TCP, 16993, CLIENTS, NULL},
    {CLASS_LDAP, TRANSPORT_TCP, 389, SYSTEMS, NULL},
    {CLASS_RPC, TRANSPORT_TCP, 135, BOTH, NULL},
    {CLASS_RPC, TRANSPORT_UDP, 135, BOTH, NULL},
};

struct expected_flows *expected_flows_open(const struct verdict_maker *maker, struct err *err)
{
    struct expected_flows *f = calloc(1, sizeof *f);
    if (f != NULL)
        f->heap = heap_open(EVIDENCE_BYTES);
    if (f != NULL)
        f->kept = expected_kept_open();
    if (f == NULL || f->heap == NULL || f->kept == NULL) {
        (void)err_set(err, "cannot make up flows: out of memory");
        expected_flows_close(f);
        return NULL;
    }
    assert(expected_names_any_share(maker->catalogue) < 64);
    f->maker = maker;
    f->rules = engine_rules(maker->engine, &f->rule_count);
    return f;
}

void expected_flows_close(struct expected_flows *f)
{
    if (f == NULL)
        return;
    expected_kept_close(f->kept);
    heap_close(f->heap);
    free(f);
}

static const struct finding_rule *rule_of(const struct expected_flows *f, const char *id)
{
    for (size_t i = 0; i < f->rule_count; i++)
        if (strcmp(f->rules[i].id, id) == 0)
            return &f->rules[i];
    return NULL;
}

static int role_of(const struct finding *finding)
{
    enum role r;
    return finding->role != NULL && site_role_read(&r, finding->role) ? (int)r : -1;
}

/* Rules of installation (policy.md 4.6.2) hold while it lasts. */
static unsigned when_of(const struct finding *finding, const char *rule)
{
    unsigned when = 0;
    bool deploys = strncmp(rule, "PORT-", 5) == 0;
    for (unsigned i = 0; i < finding->note_count; i++)
        if (strcmp(finding->notes[i], "slp-although-ad") == 0)
            when |= EXPECTED_NO_DIRECTORY;
    return when | (deploys ? EXPECTED_DEPLOYING : 0);
}

/* A flow that is being made up. */
struct made {
    struct verdict_flow flow;
    struct evidence_list *evidence;
    unsigned name; /* of what is in it, if `named` */
    bool named, dynamic;
    unsigned when;
};

static struct made made_of(const struct expected_flows *f, enum app_class class_, uint8_t transport,
                           uint16_t port)
{
    struct made m = {.name = 0};
    struct audited *a = &m.flow.a;
    a->transport = transport;
    a->class_ = class_;
    a->basis = BASIS_CONTENT;
    a->state = transport == TRANSPORT_TCP ? STATE_ESTABLISHED_DATA : STATE_DATAGRAMS;
    a->direction_known = true;
    a->client = (struct flow_end){.ip = f->from->probe[f->family], .port = 40000};
    a->server = (struct flow_end){.ip = f->to->probe[f->family], .port = port};
    for (unsigned side = 0; side < 2; side++)
        a->packets[side] = a->bytes[side] = a->payload_bytes[side] = 1;
    return m;
}

/* Any server may turn out to run a client (policy.md SRV-08); those that are said to stand in the table. */
static bool is_unsaid_client(const struct expected_flows *f, const struct made *m)
{
    if (f->from->system == NULL || f->from->system->also_client == TRI_YES || m->flow.a.class_ != CLASS_HTTP)
        return false;
    return expected_completion_question(f->maker, &m->flow).pair == PAIR_CLIENT_SYSTEM;
}

static bool is_allowed(struct expected_flows *f, const struct made *m, struct expected_cell *cell)
{
    struct finding finding;
    const char *rule = finding.rule, *open = NULL;
    verdict_make(f->maker, &m->flow, &finding);
    if (finding.verdict == VERDICT_UNDETERMINABLE)
        rule = expected_completion(f->maker, &m->flow, &finding, &open);
    else if (finding.verdict != VERDICT_COMPLIANT)
        return false;
    bool servers = f->from->system != NULL && m->flow.a.class_ != CLASS_HTTP;
    if (rule == NULL || is_unsaid_client(f, m))
        return false;
    *cell = (struct expected_cell){.class_ = (uint8_t)m->flow.a.class_,
                                   .transport = m->flow.a.transport,
                                   .port = m->dynamic ? 0 : m->flow.a.server.port,
                                   .dynamic = m->dynamic,
                                   .role = (int8_t)(servers ? -1 : role_of(&finding)),
                                   .rule = rule_of(f, rule),
                                   .hangs_on = open,
                                   .names = m->named ? UINT64_C(1) << m->name : 0};
    cell->when = (uint8_t)(when_of(&finding, rule) | m->when);
    return cell->rule != NULL;
}

/* As it is; if that is not allowed, after each thing that may have come before. */
static void ask(struct expected_flows *f, struct made *m)
{
    static const struct {
        enum fact_fallback fallback;
        enum fact_order order;
        unsigned when;
    } before[] = {{FALLBACK_NONE, ORDER_UNKNOWN, 0},
                  {FALLBACK_FAILED, ORDER_UNKNOWN, EXPECTED_AFTER_WEB},
                  {FALLBACK_NONE, ORDER_TRIED, EXPECTED_AFTER_TRY},
                  {FALLBACK_NONE, ORDER_FAILED, EXPECTED_AFTER_FAILURE}};
    struct expected_cell cell;
    bool hangs = false;
    m->flow.a.evidence = m->evidence;
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        if ((before[i].fallback == FALLBACK_FAILED && m->flow.a.class_ != CLASS_SMB) ||
            (before[i].order != ORDER_UNKNOWN && m->flow.a.class_ != CLASS_HTTPS))
            continue;
        m->flow.fallback = before[i].fallback;
        m->flow.order = before[i].order;
        m->when = before[i].when;
        if (!is_allowed(f, m, &cell))
            continue;
        if (cell.hangs_on == NULL || !hangs)
            f->failed = !expected_kept_add(f->kept, &cell) || f->failed;
        if (cell.hangs_on == NULL)
            return;
        hangs = true;
    }
}

static void ask_with(struct expected_flows *f, struct made *m, const struct evidence *item)
{
    if (!evidence_list_add(f->heap, &m->evidence, item))
        return;
    ask(f, m);
    evidence_list_drop(f->heap, m->evidence);
    m->evidence = NULL;
}

/* A pattern with its stars filled in. */
static void fill_in(char out[NAME_BYTES], const char *lead, const char *pattern)
{
    size_t n = 0;
    for (const char *p = lead; *p != '\0' && n + 1 < NAME_BYTES; p++)
        out[n++] = *p;
    for (const char *p = pattern; *p != '\0' && n + 1 < NAME_BYTES; p++)
        out[n++] = *p == '*' ? 'x' : *p;
    out[n] = '\0';
}

static struct evidence_text text_of(const char *text)
{
    return (struct evidence_text){text, (uint16_t)strlen(text)};
}

static void ask_path(struct expected_flows *f, uint16_t port, unsigned name, const char *pattern)
{
    char path[NAME_BYTES];
    struct made m = made_of(f, CLASS_HTTP, TRANSPORT_TCP, port);
    fill_in(path, "", pattern);
    struct evidence item = {
        .kind = EVIDENCE_HTTP, .number = 200, .text = {text_of("GET"), text_of(path), [4] = text_of("1.1")}};
    m.named = true;
    m.name = name;
    ask_with(f, &m, &item);
}

static void ask_web(struct expected_flows *f, uint16_t port)
{
    const struct proof_catalogue *c = f->maker->catalogue;
    for (unsigned i = 0; c->paths[i].pattern != NULL; i++) {
        ask_path(f, port, i, c->paths[i].pattern);
        if (c->paths[i].kind == KIND_CONTENT)
            ask_path(f, port, expected_names_terms(c), "/content/x.txt");
    }
    struct made m = made_of(f, CLASS_HTTPS, TRANSPORT_TCP, port);
    ask(f, &m);
}

static void ask_share(struct expected_flows *f, uint16_t port, unsigned name, const char *pattern)
{
    char tree[NAME_BYTES];
    struct made m = made_of(f, CLASS_SMB, TRANSPORT_TCP, port);
    fill_in(tree, "\\\\x\\", pattern);
    struct evidence item = {.kind = EVIDENCE_SMB_TREE, .text = {text_of(tree)}};
    m.named = true;
    m.name = name;
    ask_with(f, &m, &item);
}

static void ask_shares(struct expected_flows *f, uint16_t port)
{
    const struct proof_catalogue *c = f->maker->catalogue;
    unsigned paths = expected_names_first_share(c);
    for (unsigned i = 0; c->shares[i].pattern != NULL; i++)
        ask_share(f, port, paths + i, c->shares[i].pattern);
    ask_share(f, port, expected_names_any_share(c), "data");
}

static void ask_plain(struct expected_flows *f)
{
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        uint8_t transport = plain[i].transport;
        if ((plain[i].toward & (f->to->system != NULL ? SYSTEMS : CLIENTS)) == 0)
            continue;
        if (transport == TRANSPORT_ICMP && f->family == 1)
            transport = TRANSPORT_ICMP6;
        struct made m = made_of(f, plain[i].class_, transport, plain[i].port);
        struct evidence item = {.kind = EVIDENCE_PXE};
        if (plain[i].vendor == NULL) {
            ask(f, &m);
            continue;
        }
        item.text[0] = text_of(plain[i].vendor);
        ask_with(f, &m, &item);
    }
}

static void ask_dynamic(struct expected_flows *f)
{
    struct made m = made_of(f, CLASS_RPC, TRANSPORT_TCP, DYNAMIC_PORT);
    m.dynamic = true;
    ask(f, &m);
}

/* Ports, each once. */
struct ports_list {
    uint16_t at[EXPECTED_PORTS_MOST];
    unsigned count;
};

static void list_port(struct ports_list *l, uint16_t port)
{
    for (unsigned i = 0; i < l->count; i++)
        if (l->at[i] == port)
            return;
    if (l->count < EXPECTED_PORTS_MOST)
        l->at[l->count++] = port;
}

static void list_ports(struct ports_list *l, const struct site_ports *p)
{
    for (unsigned i = 0; i < p->count; i++)
        list_port(l, p->at[i]);
}

/* Where a web service of this system may be: its own ports first, then the documents'. */
static struct ports_list web_ports(const struct expected_flows *f)
{
    static const uint16_t documented[] = {80, 443, 8080, 8443, 8530, 8531};
    const struct site_system *s = f->to->system;
    struct ports_list l = {.count = 0};
    for (size_t i = 0; i < s->role_count; i++) {
        list_ports(&l, &s->roles[i].http);
        list_ports(&l, &s->roles[i].https);
    }
    for (size_t i = 0; i < sizeof documented / sizeof documented[0]; i++)
        list_port(&l, documented[i]);
    return l;
}

static void ask_database(struct expected_flows *f)
{
    struct ports_list l = {.at = {1433}, .count = 1};
    for (size_t i = 0; i < f->to->system->role_count; i++)
        if (f->to->system->roles[i].sql_port != 0)
            list_port(&l, f->to->system->roles[i].sql_port);
    for (unsigned i = 0; i < l.count; i++) {
        struct made m = made_of(f, CLASS_SQL, TRANSPORT_TCP, l.at[i]);
        ask(f, &m);
    }
}

static void ask_all(struct expected_flows *f)
{
    ask_plain(f);
    ask_dynamic(f);
    ask_shares(f, 445);
    ask_shares(f, 139);
    if (f->to->system == NULL)
        return;
    struct ports_list web = web_ports(f);
    for (unsigned i = 0; i < web.count; i++)
        ask_web(f, web.at[i]);
    ask_database(f);
}

bool expected_flows_between(struct expected_flows *f, const struct expected_end *from,
                            const struct expected_end *to, const struct expected_cell **cells, size_t *count)
{
    *count = 0;
    f->from = from;
    f->to = to;
    f->family = from->has[0] && to->has[0] ? 0 : 1;
    if (!from->has[f->family] || !to->has[f->family])
        return true;
    uint64_t kin = expected_kin(f->maker, from, to, f->family);
    if (expected_kept_find(f->kept, kin, cells, count))
        return true;
    if (!expected_kept_begin(f->kept, kin))
        return false;
    ask_all(f);
    return expected_kept_find(f->kept, kin, cells, count) && !f->failed;
}
