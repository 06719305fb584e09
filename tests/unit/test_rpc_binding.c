#include "decode/rpc.h"
#include "decode/rpc_binding.h"
#include "tests/unit/reading.h"
#include "tests/unit/rpcwire.h"

static struct wire w;
static struct reading r;
static const char tcp_port[] = "endpoint 49200 " RPCWIRE_OXID_TEXT "|tcp|srv\n";

static size_t scan(size_t n, bool big, bool last)
{
    struct wire id = {.n = 0};
    struct rpc_binding s = {0};
    wire_hex(&id, RPCWIRE_OXID_BIG);
    struct bytes raw = bytes_of(id.at, id.n);
    struct uuid uuid = uuid_read(&raw, true);
    reading_start(&r, &rpc_decoder);
    return rpc_binding_scan(&s, &r.sink, &uuid, big, last, bytes_of(w.at, n));
}

static void array(bool big, const char *first, const char *second)
{
    const char *const bindings[] = {first, second, NULL};
    rpcwire_bindings(&w, big, bindings);
}

Test(rpc_binding, names_each_transport_that_has_ports)
{
    static const struct {
        const char *binding, *said;
    } rows[] = {
        {"\x07"
         "srv[49200]",
         "endpoint 49200 " RPCWIRE_OXID_TEXT "|tcp|srv\n"},
        {"\x08"
         "srv[1]",
         "endpoint 1 " RPCWIRE_OXID_TEXT "|udp|srv\n"},
        {"\x1f"
         "srv[65535]",
         "endpoint 65535 " RPCWIRE_OXID_TEXT "|tcp|srv\n"},
        {"\x07"
         "2001:db8::10[49200]",
         "endpoint 49200 " RPCWIRE_OXID_TEXT "|tcp|2001:db8::10\n"},
        {"\x07"
         "[49200]",
         "endpoint 49200 " RPCWIRE_OXID_TEXT "|tcp\n"},
        {"\x0f"
         "srv[49200]",
         ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int big = 0; big < 2; big++) {
            w.n = 0;
            array(big != 0, rows[i].binding, NULL);
            cr_expect_eq(scan(w.n, big != 0, true), 0U);
            cr_expect_str_eq(r.said, rows[i].said, "%s, big endian %d", rows[i].binding, big);
        }
    }
}

Test(rpc_binding, takes_no_port_that_is_none)
{
    static const char *const bindings[] = {
        "\x07srv",        "\x07srv[]",       "\x07srv[0]",  "\x07srv[65536]", "\x07srv[99999999999]",
        "\x07srv[49200",  "\x07srv49200]",   "\x07srv[4a]", "\x07srv[-1]",    "\x07srv[49200]x",
        "\x07srv[49 00]", "\x07sr\x01[4920]"};
    for (size_t i = 0; i < sizeof bindings / sizeof bindings[0]; i++) {
        w.n = 0;
        array(false, bindings[i], NULL);
        scan(w.n, false, true);
        cr_expect_str_eq(r.said, "", "%s", bindings[i]);
    }
}

Test(rpc_binding, finds_arrays_wherever_they_stand)
{
    for (size_t gap = 0; gap < 20; gap++) {
        w.n = 0;
        wire_zeros(&w, gap);
        array(false, "\x07srv[49200]", "\x0fsrv[\\PIPE\\a]");
        wire_bytes(&w, "\x20\0\x05\0\x07\0", gap % 7);
        array(false, "\x0fsrv[\\PIPE\\b]", "\x07srv[49201]");
        cr_expect_eq(scan(w.n, false, true), 0U, "gap %zu", gap);
        cr_expect_eq(r.sink.items, 2U, "gap %zu: %s", gap, r.said);
    }
}

Test(rpc_binding, takes_none_that_goes_beyond_its_counts)
{
    array(false, "\x07srv[49200]", NULL);
    for (unsigned words = 0; words < 40; words++) {
        w.at[2] = (uint8_t)words;
        scan(w.n, false, true);
        bool room = words >= 13 && words <= w.at[0];
        cr_expect_str_eq(r.said, room ? tcp_port : "", "%u words", words);
    }
}

Test(rpc_binding, survives_any_single_wrong_byte)
{
    static struct wire good;
    const char *const bindings[] = {"\x07srv[49200]",
                                    "\x07"
                                    "10.1.0.10[49200]",
                                    NULL};
    rpcwire_bindings(&good, false, bindings);
    for (size_t i = 0; i < good.n; i++) {
        for (unsigned turn = 1; turn < 256; turn <<= 1) {
            w = good;
            w.at[i] ^= (uint8_t)turn;
            cr_expect_eq(scan(w.n, false, true), 0U);
            cr_expect_leq(r.sink.items, 2U);
        }
    }
}

Test(rpc_binding, holds_what_may_become_a_binding)
{
    array(false, "\x07srv[49200]", NULL);
    for (size_t n = 1; n < 28; n++)
        cr_expect_eq(scan(n, false, false), n < 8 ? n : n - 4, "%zu bytes", n);
    cr_expect_str_eq(r.said, "");
    cr_expect_eq(scan(28, false, false), 0U);
    cr_expect_str_eq(r.said, tcp_port);
}

Test(rpc_binding, does_not_hold_what_is_too_long)
{
    char name[RPC_BINDING_MOST] = "\x07";
    memset(name + 1, 'x', sizeof name - 2);
    array(false, name, "\x07srv[49200]");
    cr_expect_lt(scan(4 + RPC_BINDING_MOST, false, false), (size_t)RPC_BINDING_MOST);
    scan(w.n, false, true);
    cr_expect_str_eq(r.said, "");
}
