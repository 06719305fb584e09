#include "decode/rpc_pdu.h"
#include "tests/unit/reading.h"
#include "tests/unit/rpcwire.h"

static struct wire w;

static enum probe header(struct rpc_pdu *p)
{
    struct bytes b = bytes_of(w.at, w.n);
    return rpc_pdu_read(p, &b);
}

Test(rpc_pdu, tells_whose_each_type_is)
{
    static const struct {
        unsigned type;
        enum probe whose;
    } rows[] = {{0, PROBE_CLIENT},  {1, PROBE_NO},      {2, PROBE_SERVER},  {3, PROBE_SERVER},
                {4, PROBE_NO},      {10, PROBE_NO},     {11, PROBE_CLIENT}, {12, PROBE_SERVER},
                {13, PROBE_SERVER}, {14, PROBE_CLIENT}, {15, PROBE_SERVER}, {16, PROBE_CLIENT},
                {17, PROBE_SERVER}, {18, PROBE_CLIENT}, {19, PROBE_CLIENT}, {20, PROBE_NO},
                {255, PROBE_NO}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int big = 0; big < 2; big++) {
            struct rpc_pdu p;
            w.n = 0;
            size_t at = rpcwire_open(&w, big != 0, rows[i].type, 3);
            wire_zeros(&w, 100);
            rpcwire_close(&w, big != 0, at);
            cr_expect_eq(header(&p), rows[i].whose, "type %u, big endian %d", rows[i].type, big);
            cr_expect(rows[i].whose == PROBE_NO || (p.length == 116 && p.big_endian == (big != 0)));
        }
    }
}

Test(rpc_pdu, refuses_impossible_headers)
{
    static const struct {
        const char *what;
        size_t at;
        uint8_t value;
    } rows[] = {{"version", 0, 4},        {"minor version", 1, 2},      {"type", 2, 9},
                {"integers", 4, 0x20},    {"characters", 4, 0x12},      {"floats", 5, 4},
                {"first reserved", 6, 1}, {"second reserved", 7, 1},    {"length below the type's", 8, 27},
                {"token longer", 10, 60}, {"token much longer", 11, 1}, {"no length", 8, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rpc_pdu p;
        w.n = 0;
        rpcwire_bind(&w, false, RPC_BIND, NULL, RPCWIRE_WMI);
        cr_assert_eq(header(&p), PROBE_CLIENT);
        w.at[rows[i].at] = rows[i].value;
        cr_expect_eq(header(&p), PROBE_NO, "%s", rows[i].what);
    }
}

Test(rpc_pdu, counts_the_trailer_in_front_of_a_token)
{
    struct rpc_pdu p;
    size_t at = rpcwire_open(&w, false, RPC_REQUEST, 3);
    w.at[10] = 16;
    wire_zeros(&w, 8 + 8 + 16);
    rpcwire_close(&w, false, at);
    cr_expect_eq(header(&p), PROBE_CLIENT);
    cr_expect_eq(p.auth, 16);
    w.at[8]--;
    cr_expect_eq(header(&p), PROBE_NO);
}
