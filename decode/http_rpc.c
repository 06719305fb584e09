#include "decode/http_rpc.h"

#include "decode/rpc_pdu.h"
#include "decode/uuid.h"

/* C706 12.6.4.3: what follows the header of a bind; a transfer syntax behind a context. */
enum { BIND_FIXED = 8, SYNTAX = 20 };

struct pdu {
    uint8_t major, minor, type;
    bool has_label, big_endian;
    uint16_t length;
};

static struct pdu take_header(struct bytes *b)
{
    struct pdu p = {.major = bytes_u8(b), .minor = bytes_u8(b), .type = bytes_u8(b)};
    bytes_skip(b, 1);
    uint8_t integers = bytes_u8(b);
    p.has_label = rpc_pdu_label(integers, bytes_u8(b), &p.big_endian);
    bytes_skip(b, 2);
    p.length = rpc_pdu_u16(b, p.big_endian);
    bytes_skip(b, 6);
    return p;
}

static void read_contexts(struct evidence_sink *sink, bool big_endian, struct bytes b)
{
    char text[UUID_TEXT];
    bytes_skip(&b, BIND_FIXED);
    unsigned contexts = bytes_u8(&b);
    bytes_skip(&b, 3);
    while (contexts-- > 0 && b.left > 0) {
        bytes_skip(&b, 2);
        unsigned syntaxes = bytes_u8(&b);
        bytes_skip(&b, 1);
        struct uuid u = uuid_read(&b, big_endian);
        bytes_skip(&b, 4);
        if (!bytes_ok(&b))
            return;
        evidence_text(sink, EVIDENCE_RPC_INTERFACE, uuid_text(&u, text), UUID_TEXT - 1);
        bytes_skip(&b, (size_t)SYNTAX * syntaxes);
    }
}

uint64_t http_rpc_read(struct evidence_sink *sink, uint64_t offset, struct bytes window, uint64_t end)
{
    struct bytes b = window;
    struct pdu p = take_header(&b);
    if (end - offset < RPC_HEADER)
        return end;
    if (!bytes_ok(&b))
        return offset;
    if (p.major != 5 || p.minor > 1 || p.type > HTTP_RPC_RTS || !p.has_label || p.length < RPC_HEADER)
        return end;
    evidence_text(sink, EVIDENCE_INSIDE, "RPC", 3);
    if (p.type == RPC_BIND || p.type == RPC_ALTER) {
        size_t needed = p.length < HTTP_RPC_PDU_MOST ? p.length : HTTP_RPC_PDU_MOST;
        if (window.left < needed && offset + window.left < end)
            return offset;
        read_contexts(sink, p.big_endian, bytes_upto(&b, needed - RPC_HEADER));
    }
    return offset + p.length < end ? offset + p.length : end;
}
