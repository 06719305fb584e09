#include "policy/survey_reader.h"

#include <string.h>

#include "base/ascii.h"
#include "policy/party.h"
#include "policy/path.h"
#include "policy/survey_note.h"

static bool ends_with(const char *text, size_t length, const char *end)
{
    size_t n = strlen(end);
    for (size_t i = 0; i < n && length >= n; i++)
        if (ascii_lower(text[length - n + i]) != end[i])
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
static void query_code(struct survey_note *r, const struct evidence_text *path, const char *key)
{
    for (size_t i = 0; i < path->length; i++)
        if (path->at[i] == '?' || path->at[i] == '&')
            survey_note_code(r, SURVEY_CODE_QUERY, path->at + i + 1, path->length - i - 1, key);
}

static bool is_hexadecimal(char c)
{
    return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9');
}

/* "ABC00001": a site code and five hexadecimal digits. */
static bool is_object(const char *text)
{
    for (size_t i = 3; i < 8; i++)
        if (!is_hexadecimal(ascii_lower(text[i])))
            return false;
    return true;
}

static void codes_of_path(struct survey_note *r, const struct evidence_text *path, const char *first,
                          size_t n)
{
    if (n == 17)
        survey_note_code(r, SURVEY_CODE_REPORTS, first, n, "/smsreporting_");
    query_code(r, path, "sc=");
    query_code(r, path, "sitecode=");
    for (size_t i = 0; i + 18 <= path->length; i++)
        if (ends_with(path->at + i, 10, "/.sms_pol?") && is_object(path->at + i + 10))
            survey_note_code(r, SURVEY_CODE_POLICY, path->at + i + 10, 3, "");
}

static bool works(uint32_t status)
{
    return status < 400 || status == 401 || status == 403;
}

static void http_path(struct survey_note *r, const struct evidence *e)
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
            survey_note_role(r, (enum role)which, normal, first);
    if (p.kind == KIND_WSUS_SERVER)
        survey_note_deed(r, SURVEY_DEED_SYNC, true, normal, first);
    codes_of_path(r, path, normal, first);
    survey_note_name(r, SURVEY_NAME_HOST, e->text[2].at, e->text[2].length);
    if (is_device(&e->text[3]))
        survey_note_deed(r, SURVEY_DEED_DEVICE, false, "", 0);
}

/* False: what follows is said to somebody else. */
static bool http(struct survey_note *r, const struct evidence *e)
{
    const struct evidence_text *method = &e->text[0], *path = &e->text[1];
    bool tunnel = method->length == 7 && memcmp(method->at, "CONNECT", 7) == 0;
    bool elsewhere = path->length > 7 && memcmp(path->at, "http://", 7) == 0;
    if (!tunnel && !elsewhere) {
        http_path(r, e);
        return true;
    }
    struct survey_key k = survey_note_about(r, SURVEY_PROXY);
    k.port = r->flow->server.port;
    if (e->number >= 100 && works(e->number))
        survey_note_fact(r, k, "", 0);
    return !tunnel;
}

/* The parts of \\server\share. */
static void tree(struct survey_note *r, const struct evidence_text *t)
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
            survey_note_role(r, (enum role)which, text, n);
    if (p.kind == KIND_ADMIN)
        survey_note_deed(r, SURVEY_DEED_ADMIN, true, text, n);
    if ((n == 7 && survey_note_read_code(text, n, "sms_", (char[4]){0})) ||
        (n == 8 && ends_with(text, n, "sms_site"))) {
        survey_note_role(r, ROLE_SITE_SERVER, text, n);
        survey_note_deed(r, SURVEY_DEED_REPORT, true, text, n);
    }
    if (n == 7)
        survey_note_code(r, SURVEY_CODE_SHARE, text, n, "sms_");
    if (p.kind == KIND_CLIENT_SHARE)
        survey_note_fact(r, survey_note_about(r, SURVEY_SOURCE), text, n);
    r->share[0] = '\0';
    if (n > 0 && n <= SURVEY_TEXT) {
        memcpy(r->share, text, n);
        r->share[n] = '\0';
    }
    if (share > server)
        survey_note_name(r, SURVEY_NAME_SMB, t->at + server, share - server - 1);
}

static void file(struct survey_note *r, const struct evidence_text *f)
{
    size_t n = strlen(r->share);
    bool admin = ends_with(r->share, n, "admin$") && n == 6;
    if (admin && holds(f->at, f->length, "ccmsetup"))
        survey_note_deed(r, SURVEY_DEED_PUSH, true, r->share, n);
    else if (ends_with(f->at, f->length, "ccmsetup.exe"))
        survey_note_fact(r, survey_note_about(r, SURVEY_SOURCE), r->share, n);
}

static void interface(struct survey_note *r, const struct evidence *e)
{
    const char *known = proof_interface(e->text[0].at, e->text[0].length);
    if (known == NULL)
        return;
    if (e->kind == EVIDENCE_RPC_INTERFACE) {
        survey_note_deed(r, SURVEY_DEED_RPC, true, known, strlen(known));
        return;
    }
    struct survey_key k = survey_note_about(r, SURVEY_ENDPOINT);
    survey_note_text(&k, known, strlen(known));
    survey_note_item(r, SURVEY_FACTS, &k);
}

static void database(struct survey_note *r, const struct evidence_text *t)
{
    if (t->length != 7 || !survey_note_read_code(t->at, t->length, "sms_", (char[4]){0}))
        return;
    survey_note_role(r, ROLE_SITE_DB, t->at, t->length);
    survey_note_code(r, SURVEY_CODE_DATABASE, t->at, t->length, "sms_");
}

/* CN of "O=Corp, CN=mp.corp.example". */
static void subject(struct survey_note *r, const struct evidence_text *t)
{
    for (size_t i = 0; i + 3 < t->length; i++) {
        if (memcmp(t->at + i, "CN=", 3) != 0 || (i > 0 && t->at[i - 1] != ' ' && t->at[i - 1] != ','))
            continue;
        size_t end = i + 3;
        while (end < t->length && t->at[end] != ',')
            end++;
        survey_note_name(r, SURVEY_NAME_CERTIFICATE, t->at + i + 3, end - i - 3);
    }
}

static void alternatives(struct survey_note *r, const struct evidence_text *t)
{
    for (size_t from = 0, i = 0; i <= t->length; i++) {
        if (i < t->length && t->at[i] != ',')
            continue;
        if (i > from)
            survey_note_name(r, SURVEY_NAME_CERTIFICATE, t->at + from, i - from);
        from = i + 1;
    }
}

static bool item(struct survey_note *r, const struct evidence *e)
{
    struct survey_key k;
    r->frame = e->frame;
    switch (e->kind) {
    case EVIDENCE_HTTP:
        return http(r, e);
    case EVIDENCE_TLS_CLIENT:
        survey_note_name(r, SURVEY_NAME_SNI, e->text[0].at, e->text[0].length);
        break;
    case EVIDENCE_TLS_CERT:
        subject(r, &e->text[0]);
        alternatives(r, &e->text[1]);
        break;
    case EVIDENCE_TLS_CLIENT_CERT:
        k = survey_note_about(r, SURVEY_MUTUAL);
        k.port = r->flow->server.port;
        survey_note_item(r, SURVEY_FACTS, &k);
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

static void crowd(struct survey_note *r, const struct evidence *e)
{
    if (crowd_tells(e) && crowd_take(r->reader->crowd, &r->flow->client.ip, e, r->flow->first_us))
        survey_note_deed(r, SURVEY_DEED_CROWD, false, "", 0);
}

static bool answered(const struct audited *a)
{
    if (a->transport == TRANSPORT_TCP)
        return a->state == STATE_ESTABLISHED_DATA || a->state == STATE_MIDSTREAM;
    return a->packets[1] > 0;
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
    struct survey_note r = {.reader = reader, .flow = a, .site = &no_site};
    struct evidence e;
    const void *cursor = NULL;
    if (party_is_no_host(&a->client.ip))
        return false;
    if (a->class_ == CLASS_WOL)
        survey_note_deed(&r, SURVEY_DEED_WAKE, false, "", 0);
    if (party_is_no_host(&a->server.ip) || !answered(a))
        return r.deeds;
    for (bool more = true; finding_evidence(a, &cursor, &e);) {
        more = more && item(&r, &e);
        crowd(&r, &e);
    }
    if (a->class_ == CLASS_PXE)
        survey_note_role(&r, ROLE_PXE, "", 0);
    if (r.told || may_hide(a)) {
        survey_note_serves(&r);
        survey_note_pair(&r);
    }
    return r.told || r.deeds;
}
