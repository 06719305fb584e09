#include "cli/detail.h"

#include <stdio.h>
#include <string.h>

static void text_member(struct json *j, const char *key, const struct evidence_text *t)
{
    if (t->length == 0)
        return;
    json_key(j, key);
    json_bytes(j, t->at, t->length);
}

/* Splits a comma-joined text into a list. */
static void list_member(struct json *j, const char *key, const struct evidence_text *t)
{
    if (t->length == 0)
        return;
    json_key(j, key);
    json_open(j, '[');
    const char *at = t->at, *end = t->at + t->length;
    while (at < end) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *stop = comma != NULL ? comma : end;
        json_bytes(j, at, (size_t)(stop - at));
        at = stop + 1;
    }
    json_close(j, ']');
}

static void http_item(struct json *j, const struct evidence *e)
{
    static const char *const keys[EVIDENCE_TEXTS] = {"method", "path", "host", "agent", "version"};
    json_open(j, '{');
    for (unsigned i = 0; i < EVIDENCE_TEXTS; i++)
        text_member(j, keys[i], &e->text[i]);
    if (e->number != 0)
        json_member_count(j, "status", e->number);
    json_close(j, '}');
}

static bool is_address(const struct evidence_text *t)
{
    char text[ADDR_TEXT];
    struct addr a;
    if (t->length >= sizeof text)
        return false;
    memcpy(text, t->at, t->length);
    text[t->length] = '\0';
    return addr_read(&a, text);
}

static void endpoint_item(struct json *j, const struct evidence *e)
{
    json_open(j, '{');
    text_member(j, "uuid", &e->text[0]);
    text_member(j, "transport", &e->text[1]);
    if (e->text[2].length > 0)
        text_member(j, is_address(&e->text[2]) ? "ip" : "host", &e->text[2]);
    json_member_count(j, "port", e->number);
    json_close(j, '}');
}

static void text_item(struct json *j, const struct evidence *e)
{
    json_bytes(j, e->text[0].at, e->text[0].length);
}

/* A list member of all items of one kind, when there are any. */
static void items(struct json *j, const char *key, const struct audited *a, enum evidence_kind kind,
                  void (*item)(struct json *j, const struct evidence *e))
{
    struct evidence e;
    bool any = false;
    for (const void *cursor = NULL; finding_evidence(a, &cursor, &e);) {
        if (e.kind != kind)
            continue;
        if (!any) {
            json_key(j, key);
            json_open(j, '[');
        }
        any = true;
        item(j, &e);
    }
    if (any)
        json_close(j, ']');
}

/* The last item of a kind; false when there is none. */
static bool last(const struct audited *a, enum evidence_kind kind, struct evidence *out)
{
    struct evidence e;
    bool found = false;
    for (const void *cursor = NULL; finding_evidence(a, &cursor, &e);) {
        if (e.kind == kind) {
            *out = e;
            found = true;
        }
    }
    return found;
}

static const char *tls_version(uint32_t version)
{
    switch (version) {
    case 0x0002:
        return "SSLv2";
    case 0x0300:
        return "SSLv3";
    case 0x0301:
        return "TLSv1.0";
    case 0x0302:
        return "TLSv1.1";
    case 0x0303:
        return "TLSv1.2";
    case 0x0304:
        return "TLSv1.3";
    default:
        return "other";
    }
}

static void tls_members(struct json *j, const struct audited *a)
{
    struct evidence client = {0}, server = {0}, e = {0};
    bool offered = last(a, EVIDENCE_TLS_CLIENT, &client), chosen = last(a, EVIDENCE_TLS_SERVER, &server);
    if (chosen || offered)
        json_member_text(j, "version", tls_version(chosen ? server.number : client.number));
    if (offered)
        text_member(j, "sni", &client.text[0]);
    if (chosen && offered)
        json_member_text(j, "offered", tls_version(client.number));
    if (chosen && server.text[0].length > 0)
        text_member(j, "alpn", &server.text[0]);
    else if (offered)
        text_member(j, "alpn", &client.text[1]);
    if (last(a, EVIDENCE_TLS_CERT, &e)) {
        text_member(j, "subject", &e.text[0]);
        list_member(j, "san", &e.text[1]);
        text_member(j, "issuer", &e.text[2]);
        text_member(j, "not_before", &e.text[3]);
        text_member(j, "not_after", &e.text[4]);
    }
    if (last(a, EVIDENCE_TLS_CERT_USE, &e))
        list_member(j, "eku", &e.text[0]);
    if (last(a, EVIDENCE_TLS_CLIENT_CERT, &e)) {
        json_key(j, "client_cert_asked");
        json_bool(j, true);
        if (e.number != 1) {
            json_key(j, "client_cert");
            json_bool(j, e.number == 2);
        }
        text_member(j, "client_subject", &e.text[0]);
        text_member(j, "client_issuer", &e.text[1]);
    }
    if (last(a, EVIDENCE_TLS_ALERT, &e))
        json_member_count(j, "alert", e.number);
}

/* What was negotiated and what was seen are items of their own. */
static void signing_members(struct json *j, const struct audited *a)
{
    struct evidence e;
    bool seen = false;
    for (const void *cursor = NULL; finding_evidence(a, &cursor, &e);) {
        if (e.kind != EVIDENCE_SMB_SIGNING)
            continue;
        if (e.number == 0)
            text_member(j, "signing", &e.text[0]);
        seen = seen || e.number == 1;
    }
    if (seen) {
        json_key(j, "signed");
        json_bool(j, true);
    }
}

static void smb_members(struct json *j, const struct audited *a)
{
    struct evidence e = {0};
    if (last(a, EVIDENCE_SMB_DIALECT, &e))
        text_member(j, "dialect", &e.text[0]);
    signing_members(j, a);
    items(j, "trees", a, EVIDENCE_SMB_TREE, text_item);
    items(j, "pipes", a, EVIDENCE_SMB_PIPE, text_item);
    items(j, "files", a, EVIDENCE_SMB_FILE, text_item);
    if (last(a, EVIDENCE_SMB_ENCRYPTED, &e)) {
        json_key(j, "encrypted");
        json_bool(j, true);
    }
}

static void rpc_members(struct json *j, const struct audited *a)
{
    items(j, "interfaces", a, EVIDENCE_RPC_INTERFACE, text_item);
    items(j, "endpoints", a, EVIDENCE_RPC_ENDPOINT, endpoint_item);
}

static void text_members(struct json *j, const struct audited *a, enum evidence_kind kind,
                         const char *const keys[], unsigned n)
{
    struct evidence e;
    if (!last(a, kind, &e))
        return;
    for (unsigned i = 0; i < n; i++)
        text_member(j, keys[i], &e.text[i]);
}

static void instance_item(struct json *j, const struct evidence *e)
{
    json_open(j, '{');
    text_member(j, "instance", &e->text[0]);
    text_member(j, "server", &e->text[1]);
    text_member(j, "version", &e->text[2]);
    if (e->number != 0)
        json_member_count(j, "port", e->number);
    json_close(j, '}');
}

static void sql_members(struct json *j, const struct audited *a)
{
    static const char *const login[] = {"version", "encryption", "user", "app"};
    static const char *const target[] = {"server", "database", "host"};
    text_members(j, a, EVIDENCE_SQL, login, 4);
    text_members(j, a, EVIDENCE_SQL_TARGET, target, 3);
    items(j, "instances", a, EVIDENCE_SQL_INSTANCE, instance_item);
}

static const struct {
    const char *key;
    unsigned long kinds; /* bits of enum evidence_kind */
    void (*members)(struct json *j, const struct audited *a);
} protocols[] = {
    {"tls",
     1UL << EVIDENCE_TLS_CLIENT | 1UL << EVIDENCE_TLS_SERVER | 1UL << EVIDENCE_TLS_CERT |
         1UL << EVIDENCE_TLS_CERT_USE | 1UL << EVIDENCE_TLS_CLIENT_CERT | 1UL << EVIDENCE_TLS_ALERT,
     tls_members},
    {"smb",
     1UL << EVIDENCE_SMB_DIALECT | 1UL << EVIDENCE_SMB_TREE | 1UL << EVIDENCE_SMB_PIPE |
         1UL << EVIDENCE_SMB_FILE | 1UL << EVIDENCE_SMB_ENCRYPTED | 1UL << EVIDENCE_SMB_SIGNING,
     smb_members},
    {"rpc", 1UL << EVIDENCE_RPC_INTERFACE | 1UL << EVIDENCE_RPC_ENDPOINT, rpc_members},
    {"sql", 1UL << EVIDENCE_SQL | 1UL << EVIDENCE_SQL_TARGET | 1UL << EVIDENCE_SQL_INSTANCE, sql_members},
};

void detail_write(struct json *j, const struct audited *a)
{
    unsigned long seen = 0, shown = 1UL << EVIDENCE_HTTP | 1UL << EVIDENCE_INSIDE | 1UL << EVIDENCE_VIA;
    struct evidence e;
    for (const void *cursor = NULL; finding_evidence(a, &cursor, &e);)
        seen |= 1UL << e.kind;
    for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++)
        shown |= protocols[i].kinds;
    if ((seen & shown) == 0)
        return;
    json_key(j, "detail");
    json_open(j, '{');
    items(j, "http", a, EVIDENCE_HTTP, http_item);
    if (last(a, EVIDENCE_INSIDE, &e))
        text_member(j, "inside", &e.text[0]);
    if (last(a, EVIDENCE_VIA, &e))
        text_member(j, "via", &e.text[0]);
    for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++) {
        if ((seen & protocols[i].kinds) == 0)
            continue;
        json_key(j, protocols[i].key);
        json_open(j, '{');
        protocols[i].members(j, a);
        json_close(j, '}');
    }
    json_close(j, '}');
}
