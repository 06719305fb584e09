#include "decode/rpc_ports.h"

#include <string.h>

static const struct uuid givers[] = {
    [RPC_GIVES_TOWERS] = {{0xe1, 0xaf, 0x83, 0x08, 0x5d, 0x1f, 0x11, 0xc9, 0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14,
                           0xa0, 0xfa}},
    [RPC_GIVES_BINDINGS] = {{0x99, 0xfc, 0xfe, 0xc4, 0x52, 0x60, 0x10, 0x1b, 0xbb, 0xcb, 0x00, 0xaa, 0x00,
                             0x21, 0x34, 0x7a}},
    [RPC_GIVES_REMOTE] = {{0x4d, 0x9f, 0x4a, 0xb8, 0x7d, 0x1c, 0x11, 0xcf, 0x86, 0x1e, 0x00, 0x20, 0xaf, 0x6e,
                           0x7c, 0x57}},
    [RPC_GIVES_CREATED] = {{0x00, 0x00, 0x01, 0xa0, 0x00, 0x00, 0x00, 0x00, 0xc0, 0x00, 0x00, 0x00, 0x00,
                            0x00, 0x00, 0x46}},
};
enum { GIVERS = sizeof givers / sizeof givers[0] };

enum rpc_giver rpc_ports_giver(const struct uuid *interface)
{
    for (unsigned i = RPC_GIVES_TOWERS; i < GIVERS; i++) {
        if (memcmp(interface, &givers[i], sizeof *interface) == 0)
            return (enum rpc_giver)i;
    }
    return RPC_GIVES_NOTHING;
}

void rpc_ports_start(struct rpc_ports *p, enum rpc_giver giver, bool big_endian)
{
    p->giver = (uint8_t)giver;
    p->big_endian = big_endian;
    p->held = 0;
    p->binding.words = 0;
}

static size_t scan(struct rpc_ports *p, struct evidence_sink *sink, struct bytes b, bool last)
{
    if (p->giver == RPC_GIVES_TOWERS)
        return rpc_tower_scan(sink, b, last);
    return rpc_binding_scan(&p->binding, sink, &givers[p->giver], p->big_endian, last, b);
}

static void hold(struct rpc_ports *p, const struct bytes *from, size_t n)
{
    struct bytes b = *from;
    bytes_skip(&b, b.left - n);
    memmove(p->tail, b.at, n);
    p->held = (uint8_t)n;
}

void rpc_ports_take(struct rpc_ports *p, struct evidence_sink *sink, struct bytes stub, bool last)
{
    if (p->giver == RPC_GIVES_NOTHING)
        return;
    if (p->held > 0) {
        uint8_t joined[2 * RPC_PORTS_HELD];
        struct bytes rest = stub, front = bytes_upto(&rest, RPC_PORTS_HELD);
        memcpy(joined, p->tail, p->held);
        memcpy(joined + p->held, front.at, front.left);
        struct bytes both = bytes_of(joined, p->held + front.left);
        size_t open = scan(p, sink, both, last && rest.left == 0);
        hold(p, &both, open);
        if (rest.left == 0)
            return;
        bytes_skip(&stub, front.left - open);
    }
    hold(p, &stub, scan(p, sink, stub, last));
}
