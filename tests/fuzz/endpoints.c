/*
 * Input: a byte that picks what answers (interface and byte order), a byte for how the answer is cut, then
 * the stub of an answer of an endpoint mapper, object exporter or activation. However it is cut into pieces,
 * and into fragments of a connection, it must give the same evidence as in one piece; over UDP too.
 */
#include "decode/rpc_ports.h"

#include "decode/evidence.h"
#include "decode/rpc.h"
#include "decode/rpc_session.h"
#include "tests/fuzz/fuzz.h"

enum { SAID = 1 << 16, STUB_MOST = 8000, INTERFACE_AT = 32 };

static const struct siphash_key key = {1, 2};
static const uint8_t interfaces[][16] = {
    {0x08, 0x83, 0xaf, 0xe1, 0x1f, 0x5d, 0xc9, 0x11, 0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14, 0xa0, 0xfa},
    {0xc4, 0xfe, 0xfc, 0x99, 0x60, 0x52, 0x1b, 0x10, 0xbb, 0xcb, 0x00, 0xaa, 0x00, 0x21, 0x34, 0x7a},
    {0xb8, 0x4a, 0x9f, 0x4d, 0x1c, 0x7d, 0xcf, 0x11, 0x86, 0x1e, 0x00, 0x20, 0xaf, 0x6e, 0x7c, 0x57},
    {0xa0, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xc0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46},
};
enum { INTERFACES = sizeof interfaces / sizeof interfaces[0] };

struct said {
    char at[SAID];
    size_t n;
    struct evidence_sink sink;
};

static void note(void *context, const struct evidence *e)
{
    struct said *s = context;
    fuzz_check(e->kind < EVIDENCE_KINDS, "evidence has a kind");
    if (e->kind != EVIDENCE_RPC_ENDPOINT)
        return;
    fuzz_check(e->number > 0 && e->number <= UINT16_MAX, "a port is one");
    s->n += (size_t)snprintf(s->at + s->n, sizeof s->at - s->n, "%u", e->number);
    for (size_t i = 0; i < 3; i++)
        s->n += (size_t)snprintf(s->at + s->n, sizeof s->at - s->n, " %.*s", (int)e->text[i].length,
                                 e->text[i].at);
}

static void start(struct said *s)
{
    s->n = 0;
    s->at[0] = '\0';
    evidence_start(&s->sink, &key, note, s);
}

static struct uuid uuid_of(const uint8_t *wire)
{
    struct bytes b = bytes_of(wire, UUID_BYTES);
    return uuid_read(&b, false);
}

static void in_pieces(struct said *s, enum rpc_giver giver, bool big_endian, struct bytes stub, size_t step)
{
    struct rpc_ports p;
    start(s);
    rpc_ports_start(&p, giver, big_endian);
    while (stub.left > 0) {
        struct bytes piece = bytes_upto(&stub, step);
        uint8_t *copy = fuzz_copy(piece.at, piece.left);
        rpc_ports_take(&p, &s->sink, bytes_of(copy, piece.left), false);
        free(copy);
    }
    rpc_ports_take(&p, &s->sink, bytes_none(), true);
}

static void put(uint8_t *at, uint16_t v, bool big_endian)
{
    at[big_endian ? 1 : 0] = (uint8_t)v;
    at[big_endian ? 0 : 1] = (uint8_t)(v >> 8);
}

/* A bind and its answers in `fragment`s of the stub, each handed over in steps. */
static void in_fragments(struct said *s, const uint8_t *interface, struct bytes stub, size_t fragment,
                         size_t step)
{
    static struct rpc_session session;
    uint8_t bind[72] = {5, 0, RPC_BIND, 3, 0x10, 0, 0, 0, 72}, pdu[24 + STUB_MOST];
    bind[24] = 1;
    bind[30] = 1;
    memcpy(bind + INTERFACE_AT, interface, UUID_BYTES);
    memset(&session, 0, sizeof session);
    start(s);
    rpc_session_take(&session, &s->sink, true, bytes_of(bind, sizeof bind));
    for (bool first = true; first || stub.left > 0; first = false) {
        struct bytes part = bytes_upto(&stub, fragment);
        memset(pdu, 0, 24);
        pdu[0] = 5;
        pdu[2] = RPC_RESPONSE;
        pdu[3] = (uint8_t)((first ? RPC_FIRST_FRAGMENT : 0) | (stub.left == 0 ? RPC_LAST_FRAGMENT : 0));
        pdu[4] = 0x10;
        put(pdu + 8, (uint16_t)(24 + part.left), false);
        memcpy(pdu + 24, part.at, part.left);
        struct bytes all = bytes_of(pdu, 24 + part.left);
        while (all.left > 0)
            rpc_session_take(&session, &s->sink, false, bytes_upto(&all, step));
    }
    rpc_session_finish(&session, &s->sink);
}

static void over_udp(struct said *s, const uint8_t *interface, bool big_endian, struct bytes stub)
{
    uint8_t datagram[80 + STUB_MOST] = {4, RPC_RESPONSE, 0, 0, big_endian ? 0 : 0x10};
    static const uint8_t swapped[UUID_BYTES] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    for (size_t i = 0; i < UUID_BYTES; i++)
        datagram[24 + i] = interface[big_endian ? swapped[i] : i];
    bool from_client = true;
    put(datagram + 74, (uint16_t)stub.left, big_endian);
    memcpy(datagram + 80, stub.at, stub.left);
    start(s);
    bool ours = rpc_datagram.read(&s->sink, bytes_of(datagram, 80 + stub.left), &from_client);
    fuzz_check(ours && !from_client, "a datagram is one of the server's");
}

static void compare(const struct said *a, const struct said *b, const char *what)
{
    fuzz_check(a->n == b->n && memcmp(a->at, b->at, a->n) == 0, what);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct said whole, other;
    struct bytes input = bytes_of(data, size);
    uint8_t how = bytes_u8(&input), cut = bytes_u8(&input);
    struct bytes stub = bytes_upto(&input, STUB_MOST);
    const uint8_t *interface = interfaces[how % INTERFACES];
    const struct uuid uuid = uuid_of(interface);
    enum rpc_giver giver = rpc_ports_giver(&uuid);
    bool big_endian = (how & 0x80) != 0;
    size_t step = cut % 16 + 1U, fragment = cut / 16 * 37 + 1U;
    fuzz_check(giver != RPC_GIVES_NOTHING, "the interface hands out ports");
    in_pieces(&whole, giver, big_endian, stub, STUB_MOST);
    in_pieces(&other, giver, big_endian, stub, step);
    compare(&whole, &other, "pieces give the same");
    over_udp(&other, interface, big_endian, stub);
    compare(&whole, &other, "a datagram gives the same");
    if (!big_endian) {
        in_fragments(&other, interface, stub, fragment, step);
        compare(&whole, &other, "fragments give the same");
    }
    return 0;
}
