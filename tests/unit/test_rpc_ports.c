#include "decode/rpc.h"
#include "decode/rpc_ports.h"
#include "tests/unit/reading.h"
#include "tests/unit/rpcwire.h"

static struct wire w;
static struct reading r;

static enum rpc_giver giver_of(const char *digits)
{
    struct wire id = {.n = 0};
    wire_hex(&id, digits);
    struct bytes raw = bytes_of(id.at, id.n);
    struct uuid uuid = uuid_read(&raw, false);
    return rpc_ports_giver(&uuid);
}

Test(rpc_ports, knows_the_interfaces_that_hand_out_ports)
{
    cr_expect_eq(giver_of(RPCWIRE_EPM), RPC_GIVES_TOWERS);
    cr_expect_eq(giver_of(RPCWIRE_OXID), RPC_GIVES_BINDINGS);
    cr_expect_eq(giver_of("b84a9f4d1c7dcf11861e0020af6e7c57"), RPC_GIVES_REMOTE);
    cr_expect_eq(giver_of(RPCWIRE_SCM), RPC_GIVES_CREATED);
    cr_expect_eq(giver_of(RPCWIRE_WMI), RPC_GIVES_NOTHING);
    cr_expect_eq(giver_of("00000000000000000000000000000000"), RPC_GIVES_NOTHING);
}

static void make_answer(enum rpc_giver giver)
{
    static const char *const bindings[] = {"\x07srv[49200]",
                                           "\x07"
                                           "10.1.0.10[49201]",
                                           NULL};
    w.n = 0;
    wire_bytes(&w, "\5\0\x13\0\x0d\x07\0\x07", 8);
    if (giver == RPC_GIVES_TOWERS) {
        rpcwire_tower(&w, RPCWIRE_WMI, 7, 49200, 0x0a01000a);
        rpcwire_tower(&w, RPCWIRE_WMI, 8, 49201, 0x0a01000a);
    } else {
        rpcwire_bindings(&w, false, bindings);
    }
    wire_bytes(&w, "\5\0\x13\0\x0d\x13\0\x04\0\x07\0a\0", 13);
}

static void take(enum rpc_giver giver, size_t step, size_t odd)
{
    struct rpc_ports p;
    reading_start(&r, &rpc_decoder);
    rpc_ports_start(&p, giver, false);
    for (size_t at = 0, n; at < w.n; at += n) {
        n = at == 0 && odd > 0 ? odd : step;
        n = n < w.n - at ? n : w.n - at;
        rpc_ports_take(&p, &r.sink, bytes_of(w.at + at, n), false);
    }
    rpc_ports_take(&p, &r.sink, bytes_none(), true);
}

Test(rpc_ports, reads_the_same_however_an_answer_is_cut)
{
    static const enum rpc_giver givers[] = {RPC_GIVES_TOWERS, RPC_GIVES_BINDINGS, RPC_GIVES_REMOTE,
                                            RPC_GIVES_CREATED};
    char whole[sizeof r.said];
    for (size_t i = 0; i < sizeof givers / sizeof givers[0]; i++) {
        make_answer(givers[i]);
        take(givers[i], w.n, 0);
        memcpy(whole, r.said, sizeof whole);
        cr_expect_eq(r.sink.items, 2U, "giver %u: %s", givers[i], whole);
        for (size_t step = 1; step < 200; step++) {
            for (size_t odd = 0; odd < 20; odd++) {
                take(givers[i], step, odd);
                cr_expect_str_eq(r.said, whole, "giver %u, step %zu, odd %zu", givers[i], step, odd);
            }
        }
    }
}

Test(rpc_ports, forgets_what_it_held_when_another_answer_begins)
{
    struct rpc_ports p;
    make_answer(RPC_GIVES_TOWERS);
    reading_start(&r, &rpc_decoder);
    rpc_ports_start(&p, RPC_GIVES_TOWERS, false);
    rpc_ports_take(&p, &r.sink, bytes_of(w.at, 40), false);
    rpc_ports_start(&p, RPC_GIVES_TOWERS, false);
    rpc_ports_take(&p, &r.sink, bytes_of(w.at + 40, 60), true);
    cr_expect_str_eq(r.said, "");
}

Test(rpc_ports, reads_nothing_of_answers_that_hand_out_none)
{
    make_answer(RPC_GIVES_TOWERS);
    take(RPC_GIVES_NOTHING, w.n, 0);
    cr_expect_str_eq(r.said, "");
}
