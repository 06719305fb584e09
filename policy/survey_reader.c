#include "policy/survey_reader.h"

#include <string.h>

#include "policy/path.h"

struct reading {
    const struct survey_reader *reader;
    const struct audited *flow;
    const struct site *site; /* has no evidence of its own */
    uint64_t frame;          /* of the item at hand */
    char share[SURVEY_TEXT + 1];
    bool told, deeds;
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool survey_reader_code(const char *text, size_t length, const char *prefix, char out[4])
{
    size_t n = strlen(prefix);
    if (length < n + 3)
        return false;
    for (size_t i = 0; i < n; i++)
        if (lower(text[i]) != prefix[i])
            return false;
    for (size_t i = 0; i < 3; i++) {
        char c = lower(text[n + i]);
        if (!is_letter_or_digit(c))
            return false;
        out[i] = c >= 'a' ? (char)(c - 'a' + 'A') : c;
    }
    out[3] = '\0';
    return true;
}

static void put_text(struct survey_key *k, const char *text, size_t length)
{
    k->text_length = (uint8_t)(length < SURVEY_TEXT ? length : SURVEY_TEXT);
    for (size_t i = 0; i < k->text_length; i++)
        k->text[i] = lower(text[i]);
}

static void add_peer(struct survey_item *item, const struct addr *peer)
{
    for (unsigned i = 0; i < item->peer_count; i++)
        if (addr_eq(&item->peers[i], peer))
            return;
    if (item->peer_count < SURVEY_PEERS)
        item->peers[item->peer_count++] = *peer;
}

/* by: who is counted for it. */
static void note(struct reading *r, enum survey_part part, const struct survey_key *key,
                 const struct addr *by)
{
    struct survey_item *item = survey_table_put(r->reader->parts[part], key);
    if (item == NULL)
        return;
    if (item->last_flow != r->flow->flow)
        item->flows++;
    item->last_flow = r->flow->flow;
    add_peer(item, by);
    uint64_t frame = r->frame != 0 ? r->frame : r->flow->first_frame;
    if (item->first_frame != 0 && item->first_frame <= frame)
        return;
    item->first_frame = frame;
    item->first_us = r->flow->first_us;
}

static struct survey_key about_server(const struct reading *r, enum survey_what what)
{
    struct survey_key k;
    memset(&k, 0, sizeof k);
    k.host = r->flow->server.ip;
    k.what = (uint8_t)what;
    return k;
}

static void fact(struct reading *r, struct survey_key k, const char *text, size_t length)
{
    put_text(&k, text, length);
    note(r, SURVEY_FACTS, &k, &r->flow->client.ip);
    r->told = true;
}

static void role(struct reading *r, enum role which, const char *text, size_t length)
{
    struct survey_key k = about_server(r, SURVEY_ROLE);
    k.which = (uint8_t)which;
    k.class_ = (uint8_t)r->flow->class_;
    k.port = r->flow->server.port;
    fact(r, k, text, length);
}

static void code(struct reading *r, enum survey_code how, const char *text, size_t length, const char *prefix)
{
    char found[4];
    struct survey_key k = about_server(r, SURVEY_SITE);
    if (!survey_reader_code(text, length, prefix, found))
        return;
    k.which = (uint8_t)how;
    k.text_length = 3;
    memcpy(k.text, found, 3);
    note(r, SURVEY_FACTS, &k, &r->flow->client.ip);
}

static void deed(struct reading *r, enum survey_deed which, bool has_peer, const char *text, size_t length)
{
    struct survey_key k;
    memset(&k, 0, sizeof k);
    k.host = r->flow->client.ip;
    k.what = SURVEY_DEED;
    k.which = (uint8_t)which;
    if (has_peer)
        k.peer = r->flow->server.ip;
    put_text(&k, text, length);
    note(r, SURVEY_FACTS, &k, &r->flow->server.ip);
    r->deeds = true;
}

static bool name_is_sound(const char *text, size_t length)
{
    bool letters = length > 0 && is_letter_or_digit(text[0]) && is_letter_or_digit(text[length - 1]);
    for (size_t i = 0; i < length && letters; i++)
        letters = is_letter_or_digit(text[i]) || text[i] == '.' || text[i] == '-' || text[i] == '_';
    return letters;
}

/* A host's name, in lower case, without a port; addresses only of certificates, where they tie two together.
 */
static void name(struct reading *r, enum survey_name how, const char *text, size_t length)
{
    char plain[SURVEY_TEXT + 1];
    size_t n = 0;
    struct addr ip;
    if (length > SURVEY_TEXT)
        return;
    for (; n < length && (how == SURVEY_NAME_CERTIFICATE || text[n] != ':'); n++)
        plain[n] = lower(text[n]);
    plain[n] = '\0';
    if (memchr(plain, '\0', n) != NULL)
        return;
    bool is_address = addr_read(&ip, plain);
    if (is_address ? how != SURVEY_NAME_CERTIFICATE : !name_is_sound(plain, n))
        return;
    struct survey_key k = about_server(r, SURVEY_NAME);
    k.which = (uint8_t)how;
    k.bits = !survey_private(&r->flow->client.ip);
    put_text(&k, plain, n);
    note(r, SURVEY_SEEN, &k, &r->flow->client.ip);
}

static bool ends_with(const char *text, size_t length, const char *end)
{
    size_t n = strlen(end);
    for (size_t i = 0; i < n && length >= n; i++)
        if (lower(text[length - n + i]) != end[i])
            return false;
    return length >= n;
}

static bool holds(const char *text, size_t length, const char *part)
{
    for (size_t n = strlen(part); length >= n; length--)
        if (ends_with(text, length, part))
            return true;
    return false;
}

static bool is_device(const struct evidence_text *agent)
{
    return holds(agent->at, agent->length, "windows ce") ||
           holds(agent->at, agent->length, "windows mobile") || holds(agent->at, agent->length, "iemobile");
}

/* What stands behind "key=" in the query. */
static void query_code(struct reading *r, const struct evidence_text *path, const char *key)
{
    for (size_t i = 0; i < path->length; i++)
        if (path->at[i] == '?' || path->at[i] == '&')
            code(r, SURVEY_CODE_QUERY, path->at + i + 1, path->length - i - 1, key);
}

/* "ABC00001": a site code and five hexadecimal digits. */
static bool is_object(const char *text)
{
    for (size_t i = 3; i < 8; i++)
        if (!is_letter_or_digit(lower(text[i])) || lower(text[i]) > 'f')
            return false;
    return true;
}

static void codes_of_path(struct reading *r, const struct evidence_text *path, const char *first, size_t n)
{
    if (n == 17)
        code(r, SURVEY_CODE_REPORTS, first, n, "/smsreporting_");
    query_code(r, path, "sc=");
    query_code(r, path, "sitecode=");
    for (size_t i = 0; i + 18 <= path->length; i++)
        if (ends_with(path->at + i, 10, "/.sms_pol?") && is_object(path->at + i + 10))
            code(r, SURVEY_CODE_POLICY, path->at + i + 10, 3, "");
}

static bool works(uint32_t status)
{
    return status < 400 || status == 401 || status == 403;
}

static void http_path(struct reading *r, const struct evidence *e)
{
    const struct evidence_text *path = &e->text[1];
    char normal[PATH_MOST];
    struct proof p = proof_of_path(r->reader->catalogue, r->site, path->at, path->length);
    if (p.of != PROOF_ROLES || !works(e->number))
        return;
    size_t n = path_normalise(path->at, path->length, normal), first = n > 0;
    while (first < n && normal[first] != '/')
        first++;
    for (unsigned which = 0; which < ROLE_COUNT; which++)
        if ((p.roles & 1u << which) != 0)
            role(r, (enum role)which, normal, first);
    if (p.kind == KIND_WSUS_SERVER)
        deed(r, SURVEY_DEED_SYNC, true, normal, first);
    codes_of_path(r, path, normal, first);
    name(r, SURVEY_NAME_HOST, e->text[2].at, e->text[2].length);
    if (is_device(&e->text[3]))
        deed(r, SURVEY_DEED_DEVICE, false, "", 0);
}

/* False: what follows is said to somebody else. */
static bool http(struct reading *r, const struct evidence *e)
{
    const struct evidence_text *method = &e->text[0], *path = &e->text[1];
    bool tunnel = method->length == 7 && memcmp(method->at, "CONNECT", 7) == 0;
    bool elsewhere = path->length > 7 && memcmp(path->at, "http://", 7) == 0;
    if (!tunnel && !elsewhere) {
        http_path(r, e);
        return true;
    }
    struct survey_key k = about_server(r, SURVEY_PROXY);
    k.port = r->flow->server.port;
    if (e->number >= 100 && works(e->number))
        fact(r, k, "", 0);
    return !tunnel;
}

/* The parts of \\server\share. */
static void tree(struct reading *r, const struct evidence_text *t)
{
    size_t share = t->length, server = 0;
    while (share > 0 && t->at[share - 1] != '\\')
        share--;
    while (server < share && t->at[server] == '\\')
        server++;
    const char *text = t->at + share;
    size_t n = t->length - share;
    struct proof p = proof_of_tree(r->reader->catalogue, r->site, t->at, t->length);
    for (unsigned which = 0; which < ROLE_COUNT && p.of == PROOF_ROLES; which++)
        if ((p.roles & 1u << which) != 0)
            role(r, (enum role)which, text, n);
    if (p.kind == KIND_ADMIN)
        deed(r, SURVEY_DEED_ADMIN, true, text, n);
    if ((n == 7 && survey_reader_code(text, n, "sms_", (char[4]){0})) ||
        (n == 8 && ends_with(text, n, "sms_site"))) {
        role(r, ROLE_SITE_SERVER, text, n);
        deed(r, SURVEY_DEED_REPORT, true, text, n);
    }
    if (n == 7)
        code(r, SURVEY_CODE_SHARE, text, n, "sms_");
    if (p.kind == KIND_CLIENT_SHARE)
        fact(r, about_server(r, SURVEY_SOURCE), text, n);
    r->share[0] = '\0';
    if (n > 0 && n <= SURVEY_TEXT) {
        memcpy(r->share, text, n);
        r->share[n] = '\0';
    }
    if (share > server)
        name(r, SURVEY_NAME_SMB, t->at + server, share - server - 1);
}

static void file(struct reading *r, const struct evidence_text *f)
{
    size_t n = strlen(r->share);
    bool admin = ends_with(r->share, n, "admin$") && n == 6;
    if (admin && holds(f->at, f->length, "ccmsetup"))
        deed(r, SURVEY_DEED_PUSH, true, r->share, n);
    else if (ends_with(f->at, f->length, "ccmsetup.exe"))
        fact(r, about_server(r, SURVEY_SOURCE), r->share, n);
}

static void interface(struct reading *r, const struct evidence *e)
{
    const char *known = proof_interface(e->text[0].at, e->text[0].length);
    if (known == NULL)
        return;
    if (e->kind == EVIDENCE_RPC_INTERFACE) {
        deed(r, SURVEY_DEED_RPC, true, known, strlen(known));
        return;
    }
    struct survey_key k = about_server(r, SURVEY_ENDPOINT);
    put_text(&k, known, strlen(known));
    note(r, SURVEY_FACTS, &k, &r->flow->client.ip);
}

static void database(struct reading *r, const struct evidence_text *t)
{
    if (t->length != 7 || !survey_reader_code(t->at, t->length, "sms_", (char[4]){0}))
        return;
    role(r, ROLE_SITE_DB, t->at, t->length);
    code(r, SURVEY_CODE_DATABASE, t->at, t->length, "sms_");
}

/* CN of "O=Corp, CN=mp.corp.example". */
static void subject(struct reading *r, const struct evidence_text *t)
{
    for (size_t i = 0; i + 3 < t->length; i++) {
        if (memcmp(t->at + i, "CN=", 3) != 0 || (i > 0 && t->at[i - 1] != ' ' && t->at[i - 1] != ','))
            continue;
        size_t end = i + 3;
        while (end < t->length && t->at[end] != ',')
            end++;
        name(r, SURVEY_NAME_CERTIFICATE, t->at + i + 3, end - i - 3);
    }
}

static void alternatives(struct reading *r, const struct evidence_text *t)
{
    for (size_t from = 0, i = 0; i <= t->length; i++) {
        if (i < t->length && t->at[i] != ',')
            continue;
        if (i > from)
            name(r, SURVEY_NAME_CERTIFICATE, t->at + from, i - from);
        from = i + 1;
    }
}

static bool item(struct reading *r, const struct evidence *e)
{
    struct survey_key k;
    r->frame = e->frame;
    switch (e->kind) {
    case EVIDENCE_HTTP:
        return http(r, e);
    case EVIDENCE_TLS_CLIENT:
        name(r, SURVEY_NAME_SNI, e->text[0].at, e->text[0].length);
        break;
    case EVIDENCE_TLS_CERT:
        subject(r, &e->text[0]);
        alternatives(r, &e->text[1]);
        break;
    case EVIDENCE_TLS_CLIENT_CERT:
        k = about_server(r, SURVEY_MUTUAL);
        k.port = r->flow->server.port;
        note(r, SURVEY_FACTS, &k, &r->flow->client.ip);
        break;
    case EVIDENCE_SMB_TREE:
        tree(r, &e->text[0]);
        break;
    case EVIDENCE_SMB_FILE:
        file(r, &e->text[0]);
        break;
    case EVIDENCE_RPC_INTERFACE:
    case EVIDENCE_RPC_ENDPOINT:
        interface(r, e);
        break;
    case EVIDENCE_SQL_TARGET:
        database(r, &e->text[1]);
        break;
    default:
        break;
    }
    return true;
}

static void crowd(struct reading *r, const struct evidence *e)
{
    if (crowd_tells(e) && crowd_take(r->reader->crowd, &r->flow->client.ip, e, r->flow->first_us))
        deed(r, SURVEY_DEED_CROWD, false, "", 0);
}

static void serves(struct reading *r)
{
    struct survey_key k = about_server(r, SURVEY_SERVES);
    k.class_ = (uint8_t)r->flow->class_;
    k.port = r->flow->server.port;
    r->frame = r->flow->first_frame;
    note(r, SURVEY_SEEN, &k, &r->flow->client.ip);
}

static void pair(struct reading *r)
{
    struct survey_key k;
    memset(&k, 0, sizeof k);
    k.host = r->flow->client.ip;
    k.peer = r->flow->server.ip;
    k.what = SURVEY_PAIR;
    k.class_ = (uint8_t)r->flow->class_;
    k.bits = 128;
    uint64_t before = survey_table_dropped(r->reader->parts[SURVEY_PAIRS]);
    note(r, SURVEY_PAIRS, &k, &r->flow->client.ip);
    if (survey_table_dropped(r->reader->parts[SURVEY_PAIRS]) == before)
        return;
    k.bits = addr_is_v4(&k.host) ? 96 + 24 : 64;
    k.host = addr_range_around(&k.host, k.bits).first;
    note(r, SURVEY_NETS, &k, &r->flow->client.ip);
}

static bool answered(const struct audited *a)
{
    if (a->transport == TRANSPORT_TCP)
        return a->state == STATE_ESTABLISHED_DATA || a->state == STATE_MIDSTREAM;
    return a->packets[1] > 0;
}

static bool no_host(const struct addr *a)
{
    static const uint8_t nothing[15];
    const uint8_t *b = a->b;
    if (addr_is_v4(a))
        return b[12] == 0 || b[12] == 127 || b[12] >= 224 || (b[12] == 169 && b[13] == 254);
    return b[0] == 0xff || (b[0] == 0xfe && (b[1] & 0xc0) == 0x80) ||
           (memcmp(b, nothing, sizeof nothing) == 0 && b[15] <= 1);
}

/* Is it worth knowing although nothing of ConfigMgr can be read in it? */
static bool may_hide(const struct audited *a)
{
    bool outward = survey_private(&a->client.ip) && !survey_private(&a->server.ip);
    return !outward && (a->class_ == CLASS_HTTPS || a->class_ == CLASS_SQL);
}

bool survey_reader_flow(const struct survey_reader *reader, const struct audited *a)
{
    static const struct site no_site;
    struct reading r = {.reader = reader, .flow = a, .site = &no_site};
    struct evidence e;
    const void *cursor = NULL;
    if (no_host(&a->client.ip))
        return false;
    if (a->class_ == CLASS_WOL)
        deed(&r, SURVEY_DEED_WAKE, false, "", 0);
    if (no_host(&a->server.ip) || !answered(a))
        return r.deeds;
    for (bool more = true; finding_evidence(a, &cursor, &e);) {
        more = more && item(&r, &e);
        crowd(&r, &e);
    }
    if (a->class_ == CLASS_PXE)
        role(&r, ROLE_PXE, "", 0);
    if (r.told || may_hide(a)) {
        serves(&r);
        pair(&r);
    }
    return r.told || r.deeds;
}
