#include "auditor.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "policy/account.h"

enum { MINUTE_US = 60 * 1000000 };

static int64_t now_us;

static void complain(void *context, bool is_error, const char *text)
{
    (void)context;
    cr_expect_not(is_error, "%s", text);
}

/* The i-th of the texts that stand in a list with bars between; false when there are not so many. */
static bool nth(const char *list, unsigned i, char out[256])
{
    for (; list != NULL && i > 0; i--) {
        list = strchr(list, '|');
        list = list != NULL ? list + 1 : NULL;
    }
    if (list == NULL)
        return false;
    (void)snprintf(out, 256, "%.*s", (int)strcspn(list, "|"), list);
    return true;
}

/* The line, with the first of the texts `from` that is in it replaced; returns how many were. */
static unsigned put_line(int fd, const char *line, const char *from, const char *to)
{
    char old[256], new[256];
    for (unsigned i = 0; nth(from, i, old); i++) {
        const char *at = strstr(line, old);
        if (at == NULL)
            continue;
        cr_assert(nth(to, i, new));
        (void)dprintf(fd, "%.*s%s%s\n", (int)(at - line), line, new, at + strlen(old));
        return 1;
    }
    (void)dprintf(fd, "%s\n", line);
    return 0;
}

struct site *auditor_load(const char *from, const char *to)
{
    char path[64];
    struct err err = {""};
    const struct site_reporter reporter = {NULL, complain, NULL, NULL};
    unsigned found = 0;
    char text[256];
    int fd = memfd_create("site", 0);
    cr_assert(fd >= 0);
    for (size_t i = 0; auditor_site[i] != NULL; i++)
        found += put_line(fd, auditor_site[i], from, to);
    cr_assert(!nth(from, found, text), "%s: not all found", from);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct site *site = site_load(path, &reporter, &err);
    cr_assert_not_null(site, "%s", err.text);
    (void)close(fd);
    return site;
}

static void decided(void *context, const struct audited *a, const struct finding *f)
{
    struct auditor *t = (struct auditor *)context;
    t->decided++;
    t->last = *a;
    t->finding = *f;
    (void)audit_why(t->audit, a, f, t->why);
    struct account account;
    t->has_account = audit_account(t->audit, f, &account, t->key);
    cr_expect(t->has_account == (f->verdict == VERDICT_VIOLATION), "%s", t->why);
    for (unsigned part = 0; part < FINDING_PARTS && t->has_account; part++)
        account_write(&account, (enum finding_part)part, &t->account[part]);
}

const char *auditor_fact(const struct auditor *t, enum finding_part part, const char *name)
{
    static char text[1024];
    const struct finding_paragraph *p = &t->account[part];
    for (unsigned i = 0; i < p->count; i++) {
        if (strcmp(p->at[i].name, name) != 0)
            continue;
        (void)snprintf(text, sizeof text, "%s: %s", p->at[i].basis, p->at[i].value);
        return text;
    }
    return NULL;
}

void auditor_open(struct auditor *t, const struct site *site, size_t memory_bytes)
{
    auditor_open_by(t, packs[0], site, memory_bytes);
}

void auditor_open_by(struct auditor *t, const struct rule_pack *pack, const struct site *site,
                     size_t memory_bytes)
{
    struct err err = {""};
    memset(t, 0, sizeof *t);
    t->client_port = 40001;
    t->audit = audit_open_by(pack, site, memory_bytes, decided, t, &err);
    cr_assert_not_null(t->audit, "%s", err.text);
    now_us = INT64_C(1700000000) * 1000000;
}

void auditor_close(struct auditor *t)
{
    audit_close(t->audit);
}

void auditor_wait(unsigned seconds)
{
    now_us += (int64_t)seconds * 1000000;
}

static struct observation next(struct auditor *t, enum observation_kind kind)
{
    static uint64_t frame;
    now_us += 1000;
    return (struct observation){.kind = kind,
                                .flow = t->flow,
                                .frame = ++frame,
                                .time_us = now_us,
                                .transport = t->opening.transport,
                                .client = t->opening.client,
                                .server = t->opening.server,
                                .first_us = t->opening.time_us};
}

struct observation auditor_opening(struct auditor *t, const char *client, const char *server, uint16_t port,
                                   uint8_t transport)
{
    t->flow++;
    struct observation o = next(t, OBSERVED_OPEN);
    o.transport = transport;
    cr_assert(addr_read(&o.client.ip, client) && addr_read(&o.server.ip, server));
    o.client.port = transport == TRANSPORT_ICMP ? 0 : t->client_port;
    o.server.port = port;
    o.first_us = o.time_us;
    t->opening = o;
    audit_take(t->audit, &o);
    return o;
}

void auditor_class(struct auditor *t, enum app_class class_, bool turned)
{
    struct observation o = next(t, OBSERVED_CLASS);
    o.class_ = class_;
    o.basis = BASIS_CONTENT;
    o.turned = turned;
    o.direction_known = true;
    audit_take(t->audit, &o);
}

void auditor_item(struct auditor *t, enum evidence_kind kind, uint32_t number, const char *first,
                  const char *second)
{
    struct observation o = next(t, OBSERVED_EVIDENCE);
    o.evidence.kind = kind;
    o.evidence.number = number;
    o.evidence.text[0] = (struct evidence_text){first, (uint16_t)strlen(first)};
    o.evidence.text[1] = (struct evidence_text){second, (uint16_t)strlen(second)};
    audit_take(t->audit, &o);
}

static struct observation ending(struct auditor *t, enum app_class class_, enum flow_state state)
{
    bool data = state == STATE_ESTABLISHED_DATA || state == STATE_DATAGRAMS;
    struct observation o = next(t, OBSERVED_END);
    o.class_ = class_;
    o.basis = class_ == CLASS_NONE || class_ == CLASS_UNKNOWN ? BASIS_NONE : BASIS_CONTENT;
    o.direction_known = true;
    o.state = state;
    o.first_us = t->opening.time_us;
    o.last_us = now_us;
    o.packets[0] = 5;
    o.packets[1] = state == STATE_ATTEMPT_SILENT ? 0 : 4;
    o.payload_bytes[0] = o.payload_bytes[1] = data ? 100 : 0;
    return o;
}

void auditor_end(struct auditor *t, enum app_class class_, enum flow_state state)
{
    struct observation o = ending(t, class_, state);
    audit_take(t->audit, &o);
}

static bool has(const char *words, const char *word)
{
    const char *at = strstr(words, word);
    return at != NULL && (at == words || at[-1] == ' ') &&
           (at[strlen(word)] == '\0' || at[strlen(word)] == ' ');
}

/* What happened between the two before. */
static void before(struct auditor *t, const struct auditor_row *row)
{
    uint16_t port = has(row->context, "http") ? 80 : 443;
    if (has(row->context, "fail") || has(row->context, "stale")) {
        (void)auditor_opening(t, row->client, row->server, port, TRANSPORT_TCP);
        struct observation o = next(t, OBSERVED_REFUSED);
        audit_take(t->audit, &o);
        auditor_end(t, CLASS_NONE, STATE_ATTEMPT_REFUSED);
    }
    if (has(row->context, "silent"))
        (void)auditor_opening(t, row->client, row->server, port, TRANSPORT_TCP);
    if (has(row->context, "worked")) {
        (void)auditor_opening(t, row->client, row->server, port, TRANSPORT_TCP);
        auditor_class(t, CLASS_HTTPS, false);
        auditor_item(t, EVIDENCE_TLS_DONE, 0, "", "");
        auditor_end(t, CLASS_HTTPS, STATE_ESTABLISHED_DATA);
    }
    bool told = has(row->context, "fail") || has(row->context, "silent") || has(row->context, "worked");
    now_us += (has(row->context, "stale") ? 20 : told ? 3 : 0) * (int64_t)MINUTE_US;
}

/* A request by this User-Agent, with _ for a blank. */
static void from_agent(struct auditor *t, const char *agent)
{
    char text[64];
    struct observation o = next(t, OBSERVED_EVIDENCE);
    cr_assert(strlen(agent) < sizeof text);
    memcpy(text, agent, strlen(agent) + 1);
    for (char *c = text; *c != '\0'; c++)
        *c = *c == '_' ? ' ' : *c;
    o.evidence = (struct evidence){.kind = EVIDENCE_HTTP, .number = 200};
    o.evidence.text[0] = (struct evidence_text){"GET", 3};
    o.evidence.text[1] = (struct evidence_text){"/", 1};
    o.evidence.text[3] = (struct evidence_text){text, (uint16_t)strlen(text)};
    audit_take(t->audit, &o);
}

/* rest: " 403 HTTP/1.0 host:NAME", each part or none of it. */
static void http_item(struct auditor *t, const char *method, const char *path, const char *rest)
{
    const char *host = strstr(rest, "host:");
    unsigned long status = strtoul(rest, NULL, 10);
    struct observation o = next(t, OBSERVED_EVIDENCE);
    o.evidence.kind = EVIDENCE_HTTP;
    o.evidence.number = status != 0 ? (uint32_t)status : 200;
    const char *const texts[] = {method, path, host != NULL ? host + 5 : "", "",
                                 strstr(rest, "HTTP/1.0") != NULL ? "1.0" : "1.1"};
    for (unsigned i = 0; i < EVIDENCE_TEXTS; i++)
        o.evidence.text[i] = (struct evidence_text){texts[i], (uint16_t)strlen(texts[i])};
    audit_take(t->audit, &o);
}

static void item_of(struct auditor *t, const char *text)
{
    char method[32], path[600];
    unsigned number = 200;
    if (strcmp(text, "?") == 0)
        auditor_item(t, EVIDENCE_LOST, 0, "", "");
    else if (strcmp(text, "tls") == 0)
        auditor_item(t, EVIDENCE_TLS_DONE, 0, "", "");
    else if (sscanf(text, "alert:%u", &number) == 1)
        auditor_item(t, EVIDENCE_TLS_ALERT, number, "server", "");
    else if (strncmp(text, "name:", 5) == 0)
        auditor_item(t, EVIDENCE_SITE_NAME, 0, text + 5, "");
    else if (strcmp(text, "nap") == 0)
        auditor_item(t, EVIDENCE_NAP, 220, "", "");
    else if (sscanf(text, "aborted:%u", &number) == 1)
        auditor_item(t, EVIDENCE_ABORTED, number, "", "");
    else if (sscanf(text, "again:%u", &number) == 1)
        auditor_item(t, EVIDENCE_HTTP_AGAIN, number, "", "");
    else if (strncmp(text, "cert:", 5) == 0)
        auditor_item(t, EVIDENCE_TLS_CLIENT_CERT, 2, text + 5, "");
    else if (strncmp(text, "agent:", 6) == 0)
        from_agent(t, text + 6);
    else if (sscanf(text, "%u:%31s %599s", &number, method, path) == 3)
        auditor_item(t, EVIDENCE_HTTP, number, method, path);
    else if (strncmp(text, "tree:", 5) == 0) {
        (void)snprintf(path, sizeof path, "\\\\s\\%.500s", text + 5);
        auditor_item(t, EVIDENCE_SMB_TREE, 0, path, "");
    } else if (strncmp(text, "pxe:", 4) == 0)
        auditor_item(t, EVIDENCE_PXE, 0, text + 4, "");
    else if (strncmp(text, "sni:", 4) == 0)
        auditor_item(t, EVIDENCE_TLS_CLIENT, 0x0303, text + 4, "");
    else if (strcmp(text, "via:1.0") == 0)
        auditor_item(t, EVIDENCE_VIA, 0, "1.0", "");
    else if (sscanf(text, "%31s %599s", method, path) == 2)
        http_item(t, method, path, text + strlen(method) + 1 + strlen(path));
    else
        auditor_item(t, EVIDENCE_RPC_INTERFACE, 0, text, "");
}

static void items(struct auditor *t, const char *evidence)
{
    char one[600];
    while (*evidence != '\0') {
        const char *plus = strstr(evidence, " + ");
        size_t n = plus != NULL ? (size_t)(plus - evidence) : strlen(evidence);
        cr_assert(n < sizeof one);
        memcpy(one, evidence, n);
        one[n] = '\0';
        item_of(t, one);
        evidence += plus != NULL ? n + 3 : n;
    }
}

static enum flow_state state_of(const struct auditor_row *row, uint8_t transport)
{
    if (transport != TRANSPORT_TCP)
        return STATE_DATAGRAMS;
    if (has(row->context, "syn"))
        return STATE_ATTEMPT_SILENT;
    if (has(row->context, "rst"))
        return STATE_ATTEMPT_REFUSED;
    if (has(row->context, "midstream"))
        return STATE_MIDSTREAM;
    return has(row->context, "nodata") ? STATE_ESTABLISHED_NODATA : STATE_ESTABLISHED_DATA;
}

void auditor_run(struct auditor *t, const struct auditor_row *row)
{
    unsigned port = 0;
    char proto[8] = "";
    cr_assert_eq(sscanf(row->port, "%u/%7s", &port, proto), 2, "%s", row->port);
    uint8_t transport = strcmp(proto, "tcp") == 0   ? TRANSPORT_TCP
                        : strcmp(proto, "udp") == 0 ? TRANSPORT_UDP
                        : strcmp(proto, "esp") == 0 ? TRANSPORT_ESP
                        : strcmp(proto, "ah") == 0  ? TRANSPORT_AH
                                                    : TRANSPORT_ICMP;
    enum flow_state state = state_of(row, transport);
    bool data = state == STATE_ESTABLISHED_DATA || state == STATE_DATAGRAMS || state == STATE_MIDSTREAM;
    const char *from = strstr(row->context, "from:");
    before(t, row);
    t->client_port = from != NULL ? (uint16_t)strtoul(from + 5, NULL, 10) : 40001;
    (void)auditor_opening(t, row->client, row->server, (uint16_t)port, transport);
    if (data && row->class_ != CLASS_UNKNOWN && !has(row->context, "undirected"))
        auditor_class(t, row->class_, false);
    items(t, row->evidence);
    if (has(row->context, "hole"))
        auditor_item(t, EVIDENCE_LOST, 0, "", "");
    if (has(row->context, "mismatch"))
        auditor_item(t, EVIDENCE_MISMATCH, 0, "HTTP", "");
    if (has(row->context, "overflow"))
        auditor_item(t, EVIDENCE_OVERFLOW, 3, "", "");
    struct observation end = ending(t, data ? row->class_ : CLASS_NONE, state);
    if (has(row->context, "oneway"))
        end.packets[1] = end.payload_bytes[1] = 0;
    end.truncated = has(row->context, "cut");
    end.direction_known = !has(row->context, "undirected");
    audit_take(t->audit, &end);
}

const char *auditor_got(const struct auditor *t, char out[128])
{
    const struct finding *f = &t->finding;
    bool violation = f->verdict == VERDICT_VIOLATION;
    (void)snprintf(out, 128, "%s %s%s%s", severity_verdict_name(f->verdict), f->rule, violation ? " " : "",
                   violation ? severity_name(f->severity) : "");
    return out;
}

static bool finding_has(const struct finding *f, char mark, const char *word)
{
    if (mark != '+') {
        for (unsigned i = 0; i < f->note_count; i++)
            if (strcmp(f->notes[i], word) == 0)
                return mark == '~';
        return mark == '!';
    }
    for (unsigned i = 1; i < f->rule_count; i++)
        if (strcmp(f->rules[i], word) == 0)
            return true;
    return false;
}

/* The part of want that got must be; what follows it, "+ID" and "~note", must be in the finding, too,
 * "!note" not. */
static size_t want_length(const struct auditor *t, const char *want)
{
    char mark, word[64];
    size_t length = strcspn(want, "+~!");
    for (const char *at = want + length; sscanf(at, "%c%63s", &mark, word) == 2; at += strcspn(at, "+~!")) {
        cr_expect(finding_has(&t->finding, mark, word), "%s: %c%s, %s", want, mark, word, t->why);
        at++;
    }
    return length > 0 && want[length - 1] == ' ' ? length - 1 : length;
}

static void expect_rows(const struct rule_pack *pack, const struct site *site, const struct auditor_row *rows,
                        size_t count)
{
    char got[128];
    for (size_t i = 0; i < count; i++) {
        const struct auditor_row *r = &rows[i];
        struct auditor t;
        auditor_open_by(&t, pack, site, 8 << 20);
        auditor_run(&t, r);
        size_t n = want_length(&t, r->want);
        (void)auditor_got(&t, got);
        cr_expect(strlen(got) == n && memcmp(got, r->want, n) == 0, "%s -> %s %s %s '%s' %s: want %s, got %s",
                  r->client, r->server, r->port, proto_class_name(r->class_), r->evidence, r->context,
                  r->want, got);
        cr_expect(strlen(t.why) > 20 && strstr(t.why, r->client) != NULL, "%s", t.why);
        auditor_close(&t);
    }
}

void auditor_expect(const struct auditor_row *rows, size_t count)
{
    auditor_expect_by(packs[0], rows, count);
}

void auditor_expect_by(const struct rule_pack *pack, const struct auditor_row *rows, size_t count)
{
    struct site *site = auditor_load(NULL, NULL);
    expect_rows(pack, site, rows, count);
    site_free(site);
}

void auditor_expect_changed(const char *from, const char *to, const struct auditor_row *rows, size_t count)
{
    struct site *site = auditor_load(from, to);
    expect_rows(packs[0], site, rows, count);
    site_free(site);
}
