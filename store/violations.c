#include "store/violations.h"

#include <assert.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>

#include "store/db.h"

enum { ROLE_TEXT = 16 };

struct finding_key {
    struct addr client, server;
    uint16_t server_port;
    uint8_t transport, class_, zero[4];
    char role[ROLE_TEXT];
    char rule[FINDING_ID];
};

/* Many clients and servers are a peer's choice, many rules are not. */
enum { HASHED = offsetof(struct finding_key, role) };

struct known {
    struct finding_key key;
    int64_t id;
    uint64_t flows; /* not yet written */
    int64_t first_us, last_us;
    enum severity severity;
};

static_assert(sizeof(struct finding_key) == 16 + 16 + 2 + 6 + ROLE_TEXT + FINDING_ID, "no padding");

static const char find[] =
    "SELECT finding, first_us, last_us, severity FROM finding WHERE run = ? AND rule = ? AND fingerprint = ?";
static const char insert_finding[] =
    "INSERT INTO finding (run, fingerprint, rule, severity, client_ip, server_ip, server_port, transport, "
    "class,"
    " site, role, occurrences, first_us, last_us, why, initiator, responder, flow, rules,"
    " waived, waiver)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, nullif(?10, ''), ?11, 1, ?12, ?13, ?14,"
    " nullif(?15, 0), nullif(?16, 0), nullif(?17, 0), nullif(?18, 0), ?19, nullif(?20, 0))";
static const char update[] = "UPDATE finding SET occurrences = occurrences + ?, first_us = ?, last_us = ?,"
                             " severity = ? WHERE finding = ?";
static const char insert[] =
    "INSERT INTO violation (finding, flow, first_us, duration_us, client_port, severity, bytes_to_server,"
    " bytes_to_client, community_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

int violations_open(struct violations *v, struct batch *batch, int64_t run, struct err *err)
{
    *v = (struct violations){.batch = batch, .run = run};
    v->find = db_prepare(batch->db, find, err);
    v->insert_finding = db_prepare(batch->db, insert_finding, err);
    v->update = db_prepare(batch->db, update, err);
    v->insert = db_prepare(batch->db, insert, err);
    if (v->find == NULL || v->insert_finding == NULL || v->update == NULL || v->insert == NULL)
        return -1;
    if (accounts_open(&v->accounts, batch, run, err) < 0)
        return -1;
    v->known = table_new(sizeof(struct known), sizeof(struct finding_key), HASHED, VIOLATIONS_FINDINGS_MOST);
    return v->known == NULL ? err_set(err, "database: out of memory") : 0;
}

void violations_close(struct violations *v)
{
    (void)sqlite3_finalize(v->find);
    (void)sqlite3_finalize(v->insert_finding);
    (void)sqlite3_finalize(v->update);
    (void)sqlite3_finalize(v->insert);
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

static struct finding_key key_of(const struct audited *a, const struct finding *f)
{
    struct finding_key k = {.client = a->client.ip,
                            .server = a->server.ip,
                            .server_port = a->server.port,
                            .transport = a->transport,
                            .class_ = (uint8_t)a->class_};
    if (f->role != NULL)
        memcpy(k.role, f->role, strnlen(f->role, sizeof k.role - 1));
    memcpy(k.rule, f->rule, strnlen(f->rule, sizeof k.rule - 1));
    return k;
}

/* 1 and the entry filled, 0 when the database has no such finding, -1 and err. */
static int look_up(struct violations *v, struct known *k, const uint8_t *fingerprint, struct err *err)
{
    db_bind_int(v->find, 1, v->run);
    db_bind_text(v->find, 2, k->key.rule);
    (void)sqlite3_bind_blob(v->find, 3, fingerprint, VIOLATIONS_FINGERPRINT, SQLITE_STATIC);
    int result = sqlite3_step(v->find);
    int found = result == SQLITE_ROW ? 1 : 0;
    if (found) {
        const char *severity = (const char *)sqlite3_column_text(v->find, 3);
        k->id = sqlite3_column_int64(v->find, 0);
        k->first_us = sqlite3_column_int64(v->find, 1);
        k->last_us = sqlite3_column_int64(v->find, 2);
        if (severity != NULL)
            (void)severity_read(&k->severity, severity);
    } else if (result != SQLITE_DONE) {
        found = db_fail(v->batch->db, err);
    }
    (void)sqlite3_reset(v->find);
    return found;
}

/* What a finding row says beyond its flow. */
struct told {
    char why[FINDING_WHY], waived[FINDING_WAIVED];
    bool is_waived;
    int64_t account[FINDING_PARTS], waiver; /* waiver: 0 for none */
};

static int add_finding(struct violations *v, struct known *k, const struct audited *a,
                       const struct finding *f, const uint8_t *fingerprint, const struct told *told,
                       struct err *err)
{
    sqlite3_stmt *s = v->insert_finding;
    char client[ADDR_TEXT], server[ADDR_TEXT], transport[PROTO_TRANSPORT_TEXT];
    db_bind_int(s, 1, v->run);
    (void)sqlite3_bind_blob(s, 2, fingerprint, VIOLATIONS_FINGERPRINT, SQLITE_STATIC);
    db_bind_text(s, 3, f->rule);
    db_bind_text(s, 4, severity_name(f->severity));
    db_bind_text(s, 5, addr_text(&a->client.ip, client));
    db_bind_text(s, 6, addr_text(&a->server.ip, server));
    db_bind_int(s, 7, a->server.port);
    db_bind_text(s, 8, proto_transport_text(a->transport, transport));
    db_bind_text(s, 9, proto_class_name(a->class_));
    db_bind_text(s, 10, f->site);
    db_bind_text(s, 11, f->role);
    db_bind_int(s, 12, a->first_us);
    db_bind_int(s, 13, a->last_us);
    db_bind_text(s, 14, told->why);
    for (int part = 0; part < FINDING_PARTS; part++)
        db_bind_int(s, 15 + part, told->account[part]);
    db_bind_text(s, 19, told->is_waived ? told->waived : NULL);
    db_bind_int(s, 20, told->waiver);
    if (batch_row(v->batch, err) < 0 || db_run(s, err) < 0)
        return -1;
    k->id = sqlite3_last_insert_rowid(v->batch->db);
    return 0;
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
    (void)snprintf(told->why + n, sizeof told->why - n, "%swaiver %.200s expired on %.10s", n > 0 ? "; " : "",
                   w->name, w->expires);
}

/* A finding that is not in memory: the one in the database, else a new row. */
static int open_finding(struct violations *v, struct known *k, const struct audited *a,
                        const struct finding *f, const struct violations_why *why, struct err *err)
{
    uint8_t fingerprint[VIOLATIONS_FINGERPRINT];
    violations_fingerprint(a, f, fingerprint);
    *k = (struct known){
        .key = k->key, .first_us = a->first_us, .last_us = a->last_us, .severity = f->severity};
    int found = v->forgot ? look_up(v, k, fingerprint, err) : 0;
    if (found != 0) {
        k->flows = 1;
        return found < 0 ? -1 : 0;
    }
    struct told told = {.why = ""};
    char sentence[FINDING_WHY] = "";
    if (accounts_of(&v->accounts, &why->accounts, a, f, told.account, err) < 0)
        return -1;
    (void)snprintf(told.why, sizeof told.why, "%s", why->say(why->context, a, f, sentence));
    tell_waiver(v, why, a, f, &told);
    return add_finding(v, k, a, f, fingerprint, &told, err);
}

static struct known *known_at(struct violations *v, const struct finding_key *key, bool *fresh,
                              struct err *err)
{
    struct known *k = table_at(v->known, key, fresh);
    if (k != NULL || violations_flush(v, err) < 0)
        return k;
    table_clear(v->known);
    v->forgot = true;
    return table_at(v->known, key, fresh);
}

static int add_flow(struct violations *v, int64_t finding, const struct audited *a, const struct finding *f,
                    struct err *err)
{
    sqlite3_stmt *s = v->insert;
    char community[COMMUNITY_TEXT];
    db_bind_int(s, 1, finding);
    db_bind_count(s, 2, a->flow);
    db_bind_int(s, 3, a->first_us);
    db_bind_int(s, 4, a->last_us - a->first_us);
    db_bind_int(s, 5, a->client.port);
    db_bind_text(s, 6, severity_name(f->severity));
    db_bind_count(s, 7, a->bytes[0]);
    db_bind_count(s, 8, a->bytes[1]);
    db_bind_text(s, 9, finding_community(a, community));
    return batch_row(v->batch, err) < 0 ? -1 : db_run(s, err);
}

int violations_add(struct violations *v, const struct audited *a, const struct finding *f,
                   const struct violations_why *why, struct err *err)
{
    struct finding_key key = key_of(a, f);
    bool fresh = false;
    struct known *k = known_at(v, &key, &fresh, err);
    if (k == NULL)
        return -1;
    if (fresh) {
        if (open_finding(v, k, a, f, why, err) < 0)
            return -1;
    } else {
        k->flows++;
    }
    k->first_us = a->first_us < k->first_us ? a->first_us : k->first_us;
    k->last_us = a->last_us > k->last_us ? a->last_us : k->last_us;
    k->severity = f->severity > k->severity ? f->severity : k->severity;
    return add_flow(v, k->id, a, f, err);
}

int violations_flush(struct violations *v, struct err *err)
{
    for (size_t i = 0; i < table_count(v->known); i++) {
        struct known *k = table_entry(v->known, i);
        if (k->flows == 0)
            continue;
        db_bind_count(v->update, 1, k->flows);
        db_bind_int(v->update, 2, k->first_us);
        db_bind_int(v->update, 3, k->last_us);
        db_bind_text(v->update, 4, severity_name(k->severity));
        db_bind_int(v->update, 5, k->id);
        if (batch_row(v->batch, err) < 0 || db_run(v->update, err) < 0 ||
            batch_tick(v->batch, batch_now_ms(), err) < 0)
            return -1;
        k->flows = 0;
    }
    return 0;
}
