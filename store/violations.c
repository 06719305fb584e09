#include "store/violations.h"

#include <assert.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>

struct known {
    uint8_t fingerprint[VIOLATIONS_FINGERPRINT];
    char rule[FINDING_ID];
    bool stored;
    enum severity severity;
    uint64_t flows; /* not yet written */
    int64_t first_us, last_us;
};

/* Words of severity in their order, so that their places tell which is graver. */
#define RANK(word) "instr('info low medium high critical', " word ")"
#define GRAVER(word) "CASE WHEN " RANK(word) " > " RANK("severity") " THEN " word " ELSE severity END"
#define OF_FINDING "run = ?1 AND rule = ?2 AND fingerprint = ?3"

enum { MANY = 20000 }; /* findings: the rows of more lie far apart in the database */

static const char insert_finding[] =
    "INSERT INTO finding (run, rule, fingerprint, severity, client_ip, server_ip, server_port, transport,"
    " class, site, role, occurrences, first_us, last_us, why, initiator, responder, flow, rules, waived, "
    "waiver)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, nullif(?10, ''), ?11, 1, ?12, ?13, ?14,"
    " nullif(?15, 0), nullif(?16, 0), nullif(?17, 0), nullif(?18, 0), ?19, nullif(?20, 0))"
    " ON CONFLICT DO UPDATE SET occurrences = occurrences + 1, first_us = min(first_us, excluded.first_us),"
    " last_us = max(last_us, excluded.last_us), severity = " GRAVER("excluded.severity");
static const char update[] =
    "UPDATE finding SET occurrences = occurrences + ?4, first_us = min(first_us, ?5),"
    " last_us = max(last_us, ?6), severity = " GRAVER("?7") " WHERE " OF_FINDING;
static const char insert[] =
    "INSERT INTO violation (finding, flow, first_us, duration_us, client_port, severity, bytes_to_server,"
    " bytes_to_client, community_id) VALUES ((SELECT finding FROM finding WHERE " OF_FINDING "),"
    " ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

int violations_open(struct violations *v, struct writer *writer, sqlite3 *db, int64_t run, struct err *err)
{
    *v = (struct violations){.writer = writer, .run = run};
    v->insert_finding = writer_statement(writer, insert_finding, err);
    v->update = writer_statement(writer, update, err);
    v->insert = writer_statement(writer, insert, err);
    if (v->insert_finding < 0 || v->update < 0 || v->insert < 0)
        return -1;
    if (accounts_open(&v->accounts, writer, db, run, err) < 0)
        return -1;
    v->known = table_new(sizeof(struct known), VIOLATIONS_FINGERPRINT, VIOLATIONS_FINGERPRINT,
                         VIOLATIONS_FINDINGS_MOST);
    return v->known == NULL ? err_set(err, "database: out of memory") : 0;
}

void violations_close(struct violations *v)
{
    table_free(v->known);
    accounts_close(&v->accounts);
    *v = (struct violations){0};
}

void violations_fingerprint(const struct audited *a, const struct finding *f,
                            uint8_t out[VIOLATIONS_FINGERPRINT])
{
    const char *class_name = proto_class_name(a->class_), *role = f->role == NULL ? "" : f->role;
    uint8_t tail[3] = {(uint8_t)(a->server.port >> 8), (uint8_t)a->server.port, a->transport};
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, strlen(f->rule) + 1, (const uint8_t *)f->rule);
    sha256_update(&sha, strlen(class_name) + 1, (const uint8_t *)class_name);
    sha256_update(&sha, strlen(role) + 1, (const uint8_t *)role);
    sha256_update(&sha, sizeof a->client.ip.b, a->client.ip.b);
    sha256_update(&sha, sizeof a->server.ip.b, a->server.ip.b);
    sha256_update(&sha, sizeof tail, tail);
    sha256_digest(&sha, VIOLATIONS_FINGERPRINT, out);
}

/* The first parameters of each statement. */
static void put_finding(struct violations *v, int statement, const struct known *k)
{
    writer_row(v->writer, statement);
    writer_int(v->writer, v->run);
    writer_text(v->writer, k->rule);
    writer_blob(v->writer, k->fingerprint, sizeof k->fingerprint);
}

/* What a finding row says beyond its flow. */
struct told {
    char why[FINDING_WHY], waived[FINDING_WAIVED];
    bool is_waived;
    int64_t account[FINDING_PARTS], waiver; /* waiver: 0 for none */
};

static void add_finding(struct violations *v, const struct known *k, const struct audited *a,
                        const struct finding *f, const struct told *told)
{
    struct writer *w = v->writer;
    char client[ADDR_TEXT], server[ADDR_TEXT], transport[PROTO_TRANSPORT_TEXT];
    put_finding(v, v->insert_finding, k);
    writer_text(w, severity_name(f->severity));
    writer_text(w, addr_text(&a->client.ip, client));
    writer_text(w, addr_text(&a->server.ip, server));
    writer_int(w, a->server.port);
    writer_text(w, proto_transport_text(a->transport, transport));
    writer_text(w, proto_class_name(a->class_));
    writer_text(w, f->site);
    writer_text(w, f->role);
    writer_int(w, a->first_us);
    writer_int(w, a->last_us);
    writer_text(w, told->why);
    for (int part = 0; part < FINDING_PARTS; part++)
        writer_int(w, told->account[part]);
    writer_text(w, told->is_waived ? told->waived : NULL);
    writer_int(w, told->waiver);
}

/* An expired waiver does not lift the finding; its sentence says so. */
static void tell_waiver(const struct violations *v, const struct violations_why *why, const struct audited *a,
                        const struct finding *f, struct told *told)
{
    int found = why->waivers.find == NULL ? -1 : why->waivers.find(why->waivers.context, a, f);
    if (found < 0)
        return;
    const struct finding_waiver *w = &v->waivers[found];
    told->waiver = v->first_waiver + found;
    told->is_waived = !w->expired;
    if (told->is_waived) {
        (void)finding_waived(w, told->waived);
        return;
    }
    size_t n = strlen(told->why);
    bool sentence = n > 0 && told->why[n - 1] == '.';
    (void)snprintf(told->why + n, sizeof told->why - n, "%s waiver %.200s expired on %.10s%s",
                   sentence ? " But the" : "; the", w->name, w->expires, sentence ? "." : "");
}

/* A finding that is not in memory: new, or forgotten. */
static void open_finding(struct violations *v, struct known *k, const struct audited *a,
                         const struct finding *f, const struct violations_why *why)
{
    struct told told = {.why = ""};
    char sentence[FINDING_WHY] = "";
    accounts_of(&v->accounts, &why->accounts, a, f, told.account);
    (void)snprintf(told.why, sizeof told.why, "%s", why->say(why->context, a, f, sentence));
    tell_waiver(v, why, a, f, &told);
    add_finding(v, k, a, f, &told);
    k->stored = true;
}

/* Its entry in memory; NULL where there is no room to write what the others gathered, or with *failed. */
static struct known *known_at(struct violations *v, const struct audited *a, const struct finding *f,
                              int *failed, struct err *err)
{
    uint8_t fingerprint[VIOLATIONS_FINGERPRINT];
    bool fresh;
    violations_fingerprint(a, f, fingerprint);
    struct known *k = table_at(v->known, fingerprint, &fresh);
    if (k == NULL) {
        int unwritten = violations_flush(v, err);
        *failed = unwritten < 0 ? -1 : 0;
        if (unwritten != 0)
            return NULL;
        table_clear(v->known);
        k = table_at(v->known, fingerprint, &fresh);
    }
    if (fresh && table_count(v->known) == MANY)
        writer_widen(v->writer);
    if (fresh) {
        memcpy(k->rule, f->rule, sizeof k->rule);
        k->first_us = INT64_MAX;
        k->last_us = INT64_MIN;
    }
    return k;
}

static void add_flow(struct violations *v, const struct known *k, const struct audited *a,
                     const struct finding *f)
{
    struct writer *w = v->writer;
    char community[COMMUNITY_TEXT];
    put_finding(v, v->insert, k);
    writer_count(w, a->flow);
    writer_int(w, a->first_us);
    writer_int(w, a->last_us - a->first_us);
    writer_int(w, a->client.port);
    writer_text(w, severity_name(f->severity));
    writer_count(w, a->bytes[0]);
    writer_count(w, a->bytes[1]);
    writer_text(w, finding_community(a, community));
}

static void gather(struct known *k, const struct audited *a, const struct finding *f)
{
    k->flows++;
    k->first_us = a->first_us < k->first_us ? a->first_us : k->first_us;
    k->last_us = a->last_us > k->last_us ? a->last_us : k->last_us;
    k->severity = f->severity > k->severity ? f->severity : k->severity;
}

int violations_add(struct violations *v, const struct audited *a, const struct finding *f,
                   const struct violations_why *why, struct err *err)
{
    int failed = 0;
    struct known *k = known_at(v, a, f, &failed, err);
    if (failed != 0)
        return -1;
    bool room = k != NULL && writer_has_room(v->writer);
    if (room && !k->stored)
        open_finding(v, k, a, f, why);
    else if (k != NULL)
        gather(k, a, f);
    if (room)
        add_flow(v, k, a, f);
    else
        v->left_out++;
    return 0;
}

static void write_out(struct violations *v, const struct known *k)
{
    put_finding(v, v->update, k);
    writer_count(v->writer, k->flows);
    writer_int(v->writer, k->first_us);
    writer_int(v->writer, k->last_us);
    writer_text(v->writer, severity_name(k->severity));
}

int violations_flush(struct violations *v, struct err *err)
{
    for (size_t i = 0; i < table_count(v->known); i++) {
        struct known *k = table_entry(v->known, i);
        if (k->flows == 0 || !k->stored)
            continue;
        if (!writer_has_room(v->writer))
            return 1;
        write_out(v, k);
        k->flows = 0;
        if (writer_tick(v->writer, batch_now_ms(), err) < 0)
            return -1;
    }
    return 0;
}
