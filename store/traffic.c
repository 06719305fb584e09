#include "store/traffic.h"

#include <assert.h>
#include <string.h>

#include "store/db.h"

enum { ROLE_TEXT = 16 };

struct traffic_key {
    struct addr net_first, server;
    uint16_t server_port;
    uint8_t transport, class_, verdict, zero[3];
    struct addr net_last;
    char site[4];
    char role[ROLE_TEXT];
    char rule[FINDING_ID];
};

/* Up to the far end of the network: the rest follows from this nearly always. */
enum { HASHED = offsetof(struct traffic_key, net_last) };

enum { NOTES = 8 };

struct noted {
    const char *note; /* static */
    uint64_t flows;
};

struct conversation {
    struct traffic_key key;
    uint64_t flows, bytes; /* not yet written */
    struct noted notes[NOTES];
};

static_assert(sizeof(struct traffic_key) == 16 + 16 + 2 + 6 + 16 + 4 + ROLE_TEXT + FINDING_ID, "no padding");

static const char upsert[] =
    "INSERT INTO traffic (run, client_net, server_ip, server_port, transport, class, site, role, verdict, "
    "rule,"
    " flows, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET flows = flows + excluded.flows, bytes = bytes + excluded.bytes";
static const char upsert_note[] =
    "INSERT INTO note (run, client_net, server_ip, server_port, transport, class, site, role, verdict, rule,"
    " note, flows) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET flows = flows + excluded.flows";

int traffic_open(struct traffic *t, struct batch *batch, int64_t run, struct err *err)
{
    *t = (struct traffic){.batch = batch, .run = run};
    t->upsert = db_prepare(batch->db, upsert, err);
    t->upsert_note = db_prepare(batch->db, upsert_note, err);
    if (t->upsert == NULL || t->upsert_note == NULL)
        return -1;
    t->conversations =
        table_new(sizeof(struct conversation), sizeof(struct traffic_key), HASHED, TRAFFIC_MOST);
    return t->conversations == NULL ? err_set(err, "database: out of memory") : 0;
}

void traffic_close(struct traffic *t)
{
    (void)sqlite3_finalize(t->upsert);
    (void)sqlite3_finalize(t->upsert_note);
    table_free(t->conversations);
    *t = (struct traffic){0};
}

static struct traffic_key key_of(const struct audited *a, const struct finding *f)
{
    struct traffic_key k = {.net_first = f->client_net.first,
                            .server = a->server.ip,
                            .server_port = a->server.port,
                            .transport = a->transport,
                            .class_ = (uint8_t)a->class_,
                            .verdict = (uint8_t)f->verdict,
                            .net_last = f->client_net.last};
    memcpy(k.site, f->site, strnlen(f->site, sizeof k.site - 1));
    if (f->role != NULL)
        memcpy(k.role, f->role, strnlen(f->role, sizeof k.role - 1));
    memcpy(k.rule, f->rule, strnlen(f->rule, sizeof k.rule - 1));
    return k;
}

static int write_notes(struct traffic *t, struct conversation *c, struct err *err);

/* A conversation has few kinds of notes; when there is no room for another, they are written out. */
static int count_note(struct traffic *t, struct conversation *c, const char *note, struct err *err)
{
    unsigned i = 0;
    while (i < NOTES && c->notes[i].note != NULL && c->notes[i].note != note)
        i++;
    if (i == NOTES) {
        if (write_notes(t, c, err) < 0)
            return -1;
        i = 0;
    }
    c->notes[i].note = note;
    c->notes[i].flows++;
    return 0;
}

int traffic_add(struct traffic *t, const struct audited *a, const struct finding *f, struct err *err)
{
    struct traffic_key key = key_of(a, f);
    bool fresh;
    struct conversation *c = table_at(t->conversations, &key, &fresh);
    if (c == NULL) {
        if (traffic_flush(t, err) < 0)
            return -1;
        table_clear(t->conversations);
        c = table_at(t->conversations, &key, &fresh);
        assert(c != NULL);
    }
    c->flows++;
    c->bytes += a->bytes[0] + a->bytes[1];
    for (unsigned i = 0; i < f->note_count; i++)
        if (count_note(t, c, f->notes[i], err) < 0)
            return -1;
    return 0;
}

/* What traffic and notes are counted by. */
struct key_text {
    char net[ADDR_RANGE_TEXT], server[ADDR_TEXT], transport[PROTO_TRANSPORT_TEXT];
};

static void bind_key(const struct traffic *t, sqlite3_stmt *s, const struct traffic_key *k,
                     struct key_text *text)
{
    struct addr_range net = {k->net_first, k->net_last};
    db_bind_int(s, 1, t->run);
    db_bind_text(s, 2, addr_range_text(&net, text->net));
    db_bind_text(s, 3, addr_text(&k->server, text->server));
    db_bind_int(s, 4, k->server_port);
    db_bind_text(s, 5, proto_transport_text(k->transport, text->transport));
    db_bind_text(s, 6, proto_class_name(k->class_));
    db_bind_text(s, 7, k->site);
    db_bind_text(s, 8, k->role);
    db_bind_text(s, 9, severity_verdict_name(k->verdict));
    db_bind_text(s, 10, k->rule);
}

static int write_notes(struct traffic *t, struct conversation *c, struct err *err)
{
    struct key_text text;
    if (c->notes[0].note != NULL)
        bind_key(t, t->upsert_note, &c->key, &text);
    for (unsigned i = 0; i < NOTES && c->notes[i].note != NULL; i++) {
        db_bind_text(t->upsert_note, 11, c->notes[i].note);
        db_bind_count(t->upsert_note, 12, c->notes[i].flows);
        if (batch_row(t->batch, err) < 0 || db_run(t->upsert_note, err) < 0)
            return -1;
        c->notes[i] = (struct noted){NULL, 0};
    }
    return 0;
}

static int write_out(struct traffic *t, struct conversation *c, struct err *err)
{
    struct key_text text;
    bind_key(t, t->upsert, &c->key, &text);
    db_bind_count(t->upsert, 11, c->flows);
    db_bind_count(t->upsert, 12, c->bytes);
    if (batch_row(t->batch, err) < 0 || db_run(t->upsert, err) < 0)
        return -1;
    return write_notes(t, c, err);
}

int traffic_flush(struct traffic *t, struct err *err)
{
    for (size_t i = 0; i < table_count(t->conversations); i++) {
        struct conversation *c = table_entry(t->conversations, i);
        if (c->flows == 0)
            continue;
        if (write_out(t, c, err) < 0 || batch_tick(t->batch, batch_now_ms(), err) < 0)
            return -1;
        c->flows = 0;
        c->bytes = 0;
    }
    return 0;
}
