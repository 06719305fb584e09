#include "store/traffic.h"

#include <assert.h>
#include <string.h>

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

int traffic_open(struct traffic *t, struct writer *writer, int64_t run, struct err *err)
{
    *t = (struct traffic){.writer = writer, .run = run};
    t->upsert = writer_statement(writer, upsert, err);
    t->upsert_note = writer_statement(writer, upsert_note, err);
    if (t->upsert < 0 || t->upsert_note < 0)
        return -1;
    t->conversations =
        table_new(sizeof(struct conversation), sizeof(struct traffic_key), HASHED, TRAFFIC_MOST);
    return t->conversations == NULL ? err_set(err, "database: out of memory") : 0;
}

void traffic_close(struct traffic *t)
{
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

static void write_notes(struct traffic *t, struct conversation *c);

/* A conversation has few kinds of notes; when there is no room for another, they are written out. */
static void count_note(struct traffic *t, struct conversation *c, const char *note)
{
    unsigned i = 0;
    while (i < NOTES && c->notes[i].note != NULL && c->notes[i].note != note)
        i++;
    if (i == NOTES) {
        write_notes(t, c);
        i = 0;
    }
    c->notes[i].note = note;
    c->notes[i].flows++;
}

int traffic_add(struct traffic *t, const struct audited *a, const struct finding *f, struct err *err)
{
    struct traffic_key key = key_of(a, f);
    bool fresh;
    struct conversation *c = table_at(t->conversations, &key, &fresh);
    if (c == NULL) {
        int unwritten = traffic_flush(t, err);
        if (unwritten != 0) {
            t->left_out += unwritten > 0;
            return unwritten < 0 ? -1 : 0;
        }
        table_clear(t->conversations);
        c = table_at(t->conversations, &key, &fresh);
        assert(c != NULL);
    }
    c->flows++;
    c->bytes += a->bytes[0] + a->bytes[1];
    for (unsigned i = 0; i < f->note_count; i++)
        count_note(t, c, f->notes[i]);
    return 0;
}

/* What traffic and notes are counted by. */
static void put_key(struct traffic *t, int statement, const struct traffic_key *k)
{
    const struct addr_range net = {k->net_first, k->net_last};
    char net_text[ADDR_RANGE_TEXT], server[ADDR_TEXT], transport[PROTO_TRANSPORT_TEXT];
    writer_row(t->writer, statement);
    writer_int(t->writer, t->run);
    writer_text(t->writer, addr_range_text(&net, net_text));
    writer_text(t->writer, addr_text(&k->server, server));
    writer_int(t->writer, k->server_port);
    writer_text(t->writer, proto_transport_text(k->transport, transport));
    writer_text(t->writer, proto_class_name(k->class_));
    writer_text(t->writer, k->site);
    writer_text(t->writer, k->role);
    writer_text(t->writer, severity_verdict_name(k->verdict));
    writer_text(t->writer, k->rule);
}

static void write_notes(struct traffic *t, struct conversation *c)
{
    for (unsigned i = 0; i < NOTES && c->notes[i].note != NULL; i++) {
        put_key(t, t->upsert_note, &c->key);
        writer_text(t->writer, c->notes[i].note);
        writer_count(t->writer, c->notes[i].flows);
        c->notes[i] = (struct noted){NULL, 0};
    }
}

int traffic_flush(struct traffic *t, struct err *err)
{
    for (size_t i = 0; i < table_count(t->conversations); i++) {
        struct conversation *c = table_entry(t->conversations, i);
        if (c->flows == 0)
            continue;
        if (!writer_has_room(t->writer))
            return 1;
        put_key(t, t->upsert, &c->key);
        writer_count(t->writer, c->flows);
        writer_count(t->writer, c->bytes);
        write_notes(t, c);
        c->flows = 0;
        c->bytes = 0;
        if (writer_tick(t->writer, batch_now_ms(), err) < 0)
            return -1;
    }
    return 0;
}
