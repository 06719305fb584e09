#include "decode/rpc_pdu.h"

enum { VERSION = 5, AUTH_TRAILER = 8 };

/* The least a PDU of each type takes; 0: not of this protocol. */
struct kind {
    uint8_t least;
    uint8_t whose; /* enum probe */
};
static const struct kind kinds[] = {
    [RPC_REQUEST] = {24, PROBE_CLIENT},  [RPC_RESPONSE] = {24, PROBE_SERVER},
    [RPC_FAULT] = {24, PROBE_SERVER},    [RPC_BIND] = {28, PROBE_CLIENT},
    [RPC_BIND_ACK] = {26, PROBE_SERVER}, [RPC_BIND_NAK] = {18, PROBE_SERVER},
    [RPC_ALTER] = {28, PROBE_CLIENT},    [RPC_ALTER_REPLY] = {26, PROBE_SERVER},
    [RPC_AUTH3] = {16, PROBE_CLIENT},    [RPC_SHUTDOWN] = {16, PROBE_SERVER},
    [RPC_CANCEL] = {16, PROBE_CLIENT},   [RPC_ORPHANED] = {16, PROBE_CLIENT},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

bool rpc_pdu_label(uint8_t first, uint8_t second, bool *big_endian)
{
    *big_endian = (first & 0xf0) == 0;
    return (first & 0xee) == 0 && second <= 3;
}

uint16_t rpc_pdu_u16(struct bytes *b, bool big_endian)
{
    return big_endian ? bytes_be16(b) : bytes_le16(b);
}

/* Do the bytes that are there fit a header's first eight? */
static bool begins_well(struct bytes b)
{
    bool big_endian;
    uint8_t version = bytes_u8(&b);
    uint8_t minor = bytes_u8(&b);
    uint8_t type = bytes_u8(&b);
    bool first = version == VERSION && minor <= 1 && type < KINDS && kinds[type].least > 0;
    bytes_skip(&b, 1);
    uint8_t integers = bytes_u8(&b);
    uint8_t floats = bytes_u8(&b);
    return first && rpc_pdu_label(integers, floats, &big_endian) && bytes_le16(&b) == 0;
}

enum probe rpc_pdu_read(struct rpc_pdu *p, struct bytes *b)
{
    uint8_t known[8] = {VERSION, 0, RPC_REQUEST, 0, 0, 0, 0, 0};
    memcpy(known, b->at, b->left < sizeof known ? b->left : sizeof known);
    if (!begins_well(bytes_of(known, sizeof known)))
        return PROBE_NO;
    struct bytes header = bytes_take(b, RPC_HEADER);
    if (!bytes_ok(&header))
        return PROBE_MORE;
    bytes_skip(&header, 2);
    p->type = bytes_u8(&header);
    p->flags = bytes_u8(&header);
    (void)rpc_pdu_label(bytes_u8(&header), 0, &p->big_endian);
    bytes_skip(&header, 3);
    p->length = rpc_pdu_u16(&header, p->big_endian);
    p->auth = rpc_pdu_u16(&header, p->big_endian);
    uint32_t least = kinds[p->type].least + (p->auth > 0 ? AUTH_TRAILER + (uint32_t)p->auth : 0);
    return p->length >= least ? (enum probe)kinds[p->type].whose : PROBE_NO;
}
