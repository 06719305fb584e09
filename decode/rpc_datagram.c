#include "decode/rpc.h"

#include "decode/rpc_pdu.h"
#include "decode/rpc_ports.h"

/* C706 12.5.2: version 4, a header of 80 bytes, packet types 0 to 10 */
enum { VERSION = 4, HEADER = 80, TYPES = 11, RESERVED_FLAGS = 0xfc };
enum { PING = 1, CANCEL = 8, ACK = 7 };

struct header {
    uint8_t version, type, flags2, drep[3], auth;
    bool big_endian, label_fits;
    struct uuid interface;
    uint16_t length;
};

static bool read_header(struct header *h, struct bytes b)
{
    h->version = bytes_u8(&b);
    h->type = bytes_u8(&b);
    bytes_skip(&b, 1);
    h->flags2 = bytes_u8(&b);
    for (size_t i = 0; i < sizeof h->drep; i++)
        h->drep[i] = bytes_u8(&b);
    h->label_fits = rpc_pdu_label(h->drep[0], h->drep[1], &h->big_endian) && h->drep[2] == 0;
    bytes_skip(&b, 1 + UUID_BYTES);
    h->interface = uuid_read(&b, h->big_endian);
    bytes_skip(&b, UUID_BYTES + 18);
    h->length = rpc_pdu_u16(&b, h->big_endian);
    bytes_skip(&b, 2);
    h->auth = bytes_u8(&b);
    return bytes_ok(&b);
}

static bool is_ours(const struct header *h, size_t total)
{
    size_t body = total - HEADER;
    return h->version == VERSION && h->type < TYPES && (h->flags2 & RESERVED_FLAGS) == 0 && h->label_fits &&
           (h->auth == 0 ? h->length == body : h->length < body);
}

static void read_ports(struct evidence_sink *sink, const struct header *h, struct bytes stub)
{
    struct rpc_ports ports;
    rpc_ports_start(&ports, rpc_ports_giver(&h->interface), h->big_endian);
    rpc_ports_take(&ports, sink, stub, true);
}

static bool read(struct evidence_sink *sink, struct bytes payload, bool *from_client)
{
    static const struct uuid none = {{0}};
    char text[UUID_TEXT];
    struct header h = {.version = 0};
    if (!read_header(&h, payload) || !is_ours(&h, payload.left))
        return false;
    *from_client = h.type == RPC_REQUEST || h.type == PING || h.type == ACK || h.type == CANCEL;
    if (memcmp(&h.interface, &none, sizeof none) != 0)
        evidence_text(sink, EVIDENCE_RPC_INTERFACE, uuid_text(&h.interface, text), UUID_TEXT - 1);
    bytes_skip(&payload, HEADER);
    if (h.type == RPC_RESPONSE)
        read_ports(sink, &h, bytes_upto(&payload, h.length));
    return true;
}

const struct datagram_decoder rpc_datagram = {
    .name = "rpc", .class_ = CLASS_RPC, .has_evidence = true, .read = read};
