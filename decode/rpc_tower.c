#include "decode/rpc_tower.h"

#include <string.h>

#include "base/addr.h"

/* C706 appendix I, MS-RPCE 2.2.1.2: protocol identifiers of floors */
enum { FLOOR_TCP = 0x07, FLOOR_UDP = 0x08, FLOOR_IP = 0x09, FLOOR_UUID = 0x0d, FLOOR_HTTP = 0x1f };
enum { FLOORS_LEAST = 3, FLOORS_MOST = 8, OPENING = 5 };

struct tower {
    struct uuid interface;
    uint16_t port;
    bool udp;
    char address[ADDR_TEXT]; /* "" when there is none */
};

static void read_address(struct tower *t, struct bytes b)
{
    static const uint8_t any[16] = {0};
    struct addr a;
    if ((b.left != 4 && b.left != 16) || bytes_begin(&b, any, b.left < 16 ? 4 : 16))
        return;
    a = b.left == 4 ? addr_v4(b.at) : addr_v6(b.at);
    addr_text(&a, t->address);
}

static void read_floor(struct tower *t, unsigned number, struct bytes left, struct bytes right)
{
    uint8_t protocol = bytes_u8(&left);
    if (number == 0)
        t->interface = uuid_read(&left, false);
    if ((protocol == FLOOR_TCP || protocol == FLOOR_UDP || protocol == FLOOR_HTTP) && right.left == 2) {
        t->port = bytes_be16(&right);
        t->udp = protocol == FLOOR_UDP;
    }
    if (protocol == FLOOR_IP)
        read_address(t, right);
}

/* False when the window ends before the tower does. */
static bool read_tower(struct tower *t, struct bytes *b)
{
    uint16_t floors = bytes_le16(b);
    for (unsigned i = 0; i < floors && bytes_ok(b); i++) {
        struct bytes left = bytes_take(b, bytes_le16(b));
        struct bytes right = bytes_take(b, bytes_le16(b));
        if (bytes_ok(b))
            read_floor(t, i, left, right);
    }
    return bytes_ok(b);
}

static void send(struct evidence_sink *sink, const struct tower *t)
{
    char uuid[UUID_TEXT];
    const char *transport = t->udp ? "udp" : "tcp";
    if (t->port == 0)
        return;
    struct evidence e = {.kind = EVIDENCE_RPC_ENDPOINT, .number = t->port};
    e.text[0] = (struct evidence_text){uuid_text(&t->interface, uuid), UUID_TEXT - 1};
    e.text[1] = (struct evidence_text){transport, 3};
    e.text[2] = (struct evidence_text){t->address, (uint16_t)strlen(t->address)};
    evidence_add(sink, &e);
}

/* A number of floors, then the first floor's length (19) and UUID mark; as far as the window goes. */
static bool opens(const struct bytes *b)
{
    static const uint8_t opening[OPENING] = {0, 0, 19, 0, FLOOR_UUID};
    size_t n = b->left < OPENING ? b->left : OPENING;
    return b->at[0] >= FLOORS_LEAST && b->at[0] <= FLOORS_MOST && memcmp(b->at + 1, opening + 1, n - 1) == 0;
}

size_t rpc_tower_scan(struct evidence_sink *sink, struct bytes stub, bool last)
{
    while (stub.left > 0) {
        struct tower t = {.port = 0};
        struct bytes ahead = stub, after = bytes_upto(&ahead, RPC_TOWER_MOST);
        size_t seen = after.left;
        if (!opens(&stub)) {
            bytes_skip(&stub, 1);
            continue;
        }
        if (read_tower(&t, &after)) {
            send(sink, &t);
            bytes_skip(&stub, seen - after.left);
            continue;
        }
        if (seen < RPC_TOWER_MOST && !last)
            return seen;
        bytes_skip(&stub, 1);
    }
    return 0;
}
