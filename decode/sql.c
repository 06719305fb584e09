#include "decode/sql.h"

#include <string.h>

#include "decode/sql_login.h"
#include "decode/sql_packet.h"
#include "decode/sql_prelogin.h"
#include "decode/sql_smp.h"

/* What is wanted of a packet of the login lies in this many bytes, or is not waited for. */
enum { PACKET_LOOK = 8192 };
/* Windows behind a hole that are looked at for a packet */
enum { LOOKS_MOST = 16 };
/* MS-TDS 2.2.6.5, ENCRYPTION */
enum { ENCRYPTION_OFF = 0, ENCRYPTION_ON = 1, ENCRYPTION_REQUIRED = 3 };

struct state {
    const char *version;    /* NULL: not known */
    const char *encryption; /* what the server answered; NULL: not known */
    bool sent;
    bool lost[2]; /* by side, 0 the client's: where the next packet begins is not known */
    uint8_t looks[2];
};

static enum probe probe(struct bytes bytes, bool start)
{
    return bytes.at[0] == SQL_SMP_ID ? sql_smp_probe(bytes) : sql_packet_probe(bytes, start);
}

static struct evidence_text text(const char *at, size_t length)
{
    return (struct evidence_text){at, (uint16_t)length};
}

static struct evidence_text name(const char *word)
{
    return word != NULL ? text(word, strlen(word)) : text("", 0);
}

static struct evidence_text spelled(const struct sql_name *n)
{
    return text(n->text, n->length);
}

static void send_target(struct evidence_sink *sink, const struct sql_login *l)
{
    struct evidence e = {.kind = EVIDENCE_SQL_TARGET};
    e.text[0] = spelled(&l->server);
    e.text[1] = spelled(&l->database);
    e.text[2] = spelled(&l->host);
    if (l->server.length + l->database.length + l->host.length > 0)
        evidence_add(sink, &e);
}

static void send(struct state *s, struct evidence_sink *sink, const struct sql_login *l)
{
    if (s->sent || (s->version == NULL && s->encryption == NULL))
        return;
    s->sent = true;
    struct evidence e = {.kind = EVIDENCE_SQL};
    e.text[0] = name(s->version);
    e.text[1] = name(s->encryption);
    e.text[2] = l != NULL ? spelled(&l->user) : text("", 0);
    e.text[3] = l != NULL ? spelled(&l->app) : text("", 0);
    evidence_add(sink, &e);
    if (l != NULL)
        send_target(sink, l);
}

static void finish(void *state, struct evidence_sink *sink)
{
    send(state, sink, NULL);
}

static uint64_t over(struct state *s, struct evidence_sink *sink)
{
    send(s, sink, NULL);
    return FLOW_WANTS_NOTHING;
}

static uint64_t read_login(struct state *s, struct evidence_sink *sink, const struct sql_packet *p,
                           uint64_t offset, struct bytes payload)
{
    size_t length = p->length - (size_t)SQL_HEADER;
    struct sql_login l = {.version = NULL};
    bool complete =
        p->type == SQL_LOGIN7 ? sql_login_read(&l, payload, length) : sql_login_old_read(&l, payload);
    if (!complete && payload.left < length && payload.left < PACKET_LOOK)
        return offset;
    s->version = l.version;
    send(s, sink, &l);
    return FLOW_WANTS_NOTHING;
}

static uint64_t read_client(struct state *s, struct evidence_sink *sink, const struct sql_packet *p,
                            uint64_t offset, struct bytes payload)
{
    if (p->type == SQL_LOGIN7 || p->type == SQL_OLD_LOGIN)
        return read_login(s, sink, p, offset, payload);
    if (p->type != SQL_PRELOGIN)
        return over(s, sink);
    if (payload.left < 3)
        return offset;
    return sql_packet_is_tls(&payload) ? FLOW_WANTS_NOTHING : offset + p->length;
}

static uint64_t read_prelogin_answer(struct state *s, struct evidence_sink *sink, const struct sql_packet *p,
                                     uint64_t offset, struct bytes payload)
{
    static const char *const names[] = {"off", "on", "notsup", "req"};
    int encryption = sql_prelogin_encryption(payload);
    if (encryption < 0)
        return offset + p->length;
    s->encryption = names[encryption];
    bool hidden = encryption == ENCRYPTION_ON || encryption == ENCRYPTION_REQUIRED;
    return hidden ? over(s, sink) : offset + p->length;
}

/* The client's login is in clear, or, with encryption off, only the answer to it is. */
static uint64_t read_server(struct state *s, struct evidence_sink *sink, const struct sql_packet *p,
                            uint64_t offset, struct bytes payload)
{
    if (p->type == SQL_PRELOGIN)
        return offset + p->length;
    if (s->sent || p->type != SQL_RESPONSE)
        return over(s, sink);
    if (payload.left < p->length - (size_t)SQL_HEADER && payload.left < PACKET_LOOK)
        return offset;
    if (payload.left > 0 && payload.at[0] == 0)
        return read_prelogin_answer(s, sink, p, offset, payload);
    return sql_login_answer(payload, &s->version) == PROBE_MORE ? offset + p->length : over(s, sink);
}

static uint64_t read_packet(struct state *s, struct evidence_sink *sink, bool from_client, uint64_t offset,
                            struct bytes window)
{
    struct sql_packet p;
    enum probe header = sql_packet_read(&p, &window);
    if (header == PROBE_MORE)
        return offset;
    if (header == PROBE_NO)
        return from_client ? over(s, sink) : FLOW_WANTS_NOTHING;
    struct bytes payload = bytes_upto(&window, p.length - (size_t)SQL_HEADER);
    return from_client ? read_client(s, sink, &p, offset, payload)
                       : read_server(s, sink, &p, offset, payload);
}

static uint64_t parse(void *state, struct evidence_sink *sink, bool from_client, uint64_t offset,
                      struct bytes window)
{
    struct state *s = state;
    unsigned side = from_client ? 0 : 1;
    if (!s->lost[side])
        return read_packet(s, sink, from_client, offset, window);
    enum probe p = sql_packet_probe(window, false);
    if (p == PROBE_MORE && window.left < PROBE_MOST)
        return offset;
    s->lost[side] = p <= PROBE_MORE;
    if (!s->lost[side])
        return read_packet(s, sink, from_client, offset, window);
    return ++s->looks[side] < LOOKS_MOST ? offset + window.left : FLOW_WANTS_NOTHING;
}

static uint64_t hole(void *state, struct evidence_sink *sink, bool from_client, uint64_t offset)
{
    (void)sink;
    struct state *s = state;
    s->lost[from_client ? 0 : 1] = true;
    return s->sent ? FLOW_WANTS_NOTHING : offset;
}

const struct decoder sql_decoder = {
    .name = "sql",
    .class_ = CLASS_SQL,
    .state_bytes = sizeof(struct state),
    .probe = probe,
    .parse = parse,
    .hole = hole,
    .finish = finish,
};
