#include "decode/rpc_binding.h"

#include "decode/rpc_pdu.h"

/* MS-DCOM 2.2.19.3, C706 appendix I */
enum { TOWER_TCP = 0x07, TOWER_UDP = 0x08, TOWER_HTTP = 0x1f, TOWERS = 0x20 };
enum { WORDS_LEAST = 4, WORDS_MOST = 4096, COUNTS = 4, OPENING = 8 };
/* What a window holds: not that; not enough to tell; else its length in bytes. */
enum { NO = -1, MORE = 0 };

struct text {
    char at[RPC_BINDING_MOST / 2];
    size_t length;
};

static bool is_printable(uint16_t c)
{
    return c > 0x20 && c != 0x7f && c < 0xd800;
}

/* wNumEntries, wSecurityOffset, then a first binding: its protocol and the first letter of its address. */
static int read_counts(struct rpc_binding *s, bool big_endian, struct bytes b)
{
    uint16_t all = rpc_pdu_u16(&b, big_endian);
    uint16_t words = rpc_pdu_u16(&b, big_endian);
    uint16_t protocol = rpc_pdu_u16(&b, big_endian);
    uint16_t letter = rpc_pdu_u16(&b, big_endian);
    if (!bytes_ok(&b))
        return MORE;
    if (words < WORDS_LEAST || words > all || all > WORDS_MOST || protocol == 0 || protocol >= TOWERS ||
        !is_printable(letter))
        return NO;
    s->words = words;
    return COUNTS;
}

static int read_text(struct text *t, bool big_endian, struct bytes b)
{
    for (t->length = 0; b.left >= 2;) {
        uint16_t c = rpc_pdu_u16(&b, big_endian);
        if (c == 0)
            return (int)(2 * t->length + 2);
        if (!is_printable(c) || t->length == sizeof t->at)
            return NO;
        t->at[t->length++] = c < 0x80 ? (char)c : '?';
    }
    return MORE;
}

/* The port at the end of "host[port]", with the host's length; 0 when there is none. */
static uint32_t port_of(const struct text *t, size_t *host)
{
    uint32_t port = 0, place = 1;
    size_t i = t->length;
    if (i < 3 || t->at[--i] != ']')
        return 0;
    for (; i > 0 && t->at[i - 1] >= '0' && t->at[i - 1] <= '9' && place <= 10000; place *= 10)
        port += place * (uint32_t)(t->at[--i] - '0');
    if (i == 0 || t->at[i - 1] != '[' || port > UINT16_MAX)
        return 0;
    *host = i - 1;
    return port;
}

static void send(struct evidence_sink *sink, const struct uuid *uuid, uint16_t protocol, const struct text *t)
{
    char name[UUID_TEXT];
    size_t host = 0;
    uint32_t port = port_of(t, &host);
    if (port == 0 || (protocol != TOWER_TCP && protocol != TOWER_UDP && protocol != TOWER_HTTP))
        return;
    struct evidence e = {.kind = EVIDENCE_RPC_ENDPOINT, .number = port};
    e.text[0] = (struct evidence_text){uuid_text(uuid, name), UUID_TEXT - 1};
    e.text[1] = (struct evidence_text){protocol == TOWER_UDP ? "udp" : "tcp", 3};
    e.text[2] = (struct evidence_text){t->at, (uint16_t)host};
    evidence_add(sink, &e);
}

/* One binding; or the zero that ends them, where the counts said it would be. */
static int read_binding(struct rpc_binding *s, struct evidence_sink *sink, const struct uuid *uuid,
                        bool big_endian, struct bytes b)
{
    struct text t;
    uint16_t protocol = rpc_pdu_u16(&b, big_endian);
    if (!bytes_ok(&b))
        return MORE;
    if (protocol == 0) {
        bool fits = s->words == 1;
        s->words = 0;
        return fits ? 2 : NO;
    }
    int length = protocol < TOWERS ? read_text(&t, big_endian, b) : NO;
    if (length <= 0)
        return length;
    int words = 1 + length / 2;
    if (words >= s->words)
        return NO;
    s->words = (uint16_t)(s->words - words);
    send(sink, uuid, protocol, &t);
    return 2 * words;
}

size_t rpc_binding_scan(struct rpc_binding *s, struct evidence_sink *sink, const struct uuid *uuid,
                        bool big_endian, bool last, struct bytes stub)
{
    while (stub.left > 0) {
        bool in_array = s->words > 0;
        struct bytes ahead = stub, b = bytes_upto(&ahead, RPC_BINDING_MOST);
        int n = in_array ? read_binding(s, sink, uuid, big_endian, b) : read_counts(s, big_endian, b);
        if (n == MORE && !last && b.left < RPC_BINDING_MOST)
            return b.left;
        if (n <= 0)
            s->words = 0;
        if (n > 0 || !in_array)
            bytes_skip(&stub, n > 0 ? (size_t)n : 1);
    }
    return 0;
}
