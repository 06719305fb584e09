#include "decode/rpc.h"
#include "decode/rpc_tower.h"
#include "tests/unit/reading.h"
#include "tests/unit/rpcwire.h"

static struct wire w;
static struct reading r;

static size_t scan(size_t n)
{
    reading_start(&r, &rpc_decoder);
    return rpc_tower_scan(&r.sink, bytes_of(w.at, n), false);
}

Test(rpc_tower, names_each_transport)
{
    static const struct {
        unsigned protocol;
        const char *said;
    } rows[] = {{0x07, "endpoint 49200 " RPCWIRE_WMI_TEXT "|tcp|10.1.0.10\n"},
                {0x08, "endpoint 49200 " RPCWIRE_WMI_TEXT "|udp|10.1.0.10\n"},
                {0x1f, "endpoint 49200 " RPCWIRE_WMI_TEXT "|tcp|10.1.0.10\n"},
                {0x0f, ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        w.n = 0;
        rpcwire_tower(&w, RPCWIRE_WMI, rows[i].protocol, 49200, 0x0a01000a);
        cr_expect_eq(scan(w.n), 0U);
        cr_expect_str_eq(r.said, rows[i].said, "protocol %u", rows[i].protocol);
    }
}

Test(rpc_tower, leaves_out_an_address_that_is_none)
{
    rpcwire_tower(&w, RPCWIRE_WMI, 7, 49200, 0);
    scan(w.n);
    cr_expect_str_eq(r.said, "endpoint 49200 " RPCWIRE_WMI_TEXT "|tcp\n");
}

Test(rpc_tower, leaves_out_an_endpoint_without_a_port)
{
    rpcwire_tower(&w, RPCWIRE_WMI, 7, 0, 0x0a01000a);
    scan(w.n);
    cr_expect_str_eq(r.said, "");
}

Test(rpc_tower, reads_an_address_of_sixteen_bytes)
{
    rpcwire_tower(&w, RPCWIRE_WMI, 7, 49200, 0);
    w.n -= 6;
    wire_bytes(&w, "\x10\0\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x10", 18);
    scan(w.n);
    cr_expect_str_eq(r.said, "endpoint 49200 " RPCWIRE_WMI_TEXT "|tcp|2001:db8::10\n");
}

Test(rpc_tower, finds_towers_wherever_they_stand)
{
    static const size_t gaps[] = {0, 1, 3, 5, 8, 40};
    for (size_t i = 0; i < sizeof gaps / sizeof gaps[0]; i++) {
        w.n = 0;
        wire_zeros(&w, gaps[i]);
        rpcwire_tower(&w, RPCWIRE_WMI, 7, 49200, 0x0a01000a);
        wire_bytes(&w, "\5\0\x13\5\5\0", gaps[i] % 6);
        rpcwire_tower(&w, RPCWIRE_EPM, 8, 135, 0x0a01000a);
        wire_zeros(&w, gaps[i]);
        cr_expect_eq(scan(w.n), 0U, "gap %zu", gaps[i]);
        cr_expect_eq(r.sink.items, 2U, "gap %zu: %s", gaps[i], r.said);
    }
}

Test(rpc_tower, holds_a_tower_that_is_cut)
{
    wire_zeros(&w, 50);
    rpcwire_tower(&w, RPCWIRE_WMI, 7, 49200, 0x0a01000a);
    for (size_t n = 51; n < w.n; n++)
        cr_expect_eq(scan(n), n - 50, "cut after %zu", n - 50);
    cr_expect_str_eq(r.said, "");
}

Test(rpc_tower, does_not_hold_what_claims_to_be_long)
{
    rpcwire_tower(&w, RPCWIRE_WMI, 7, 49200, 0x0a01000a);
    w.at[28] = 0xff;
    w.at[29] = 0xff;
    wire_zeros(&w, RPC_TOWER_MOST);
    cr_expect_eq(scan(w.n), 0U);
    cr_expect_str_eq(r.said, "");
}
