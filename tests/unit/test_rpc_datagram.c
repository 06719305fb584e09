#include "decode/rpc.h"
#include "tests/unit/reading.h"
#include "tests/unit/rpcwire.h"
#include "tests/unit/strangers.h"

static struct wire w;
static struct reading r;

/* A header of 80 bytes (C706 12.5.2) for a body of n bytes. */
static void datagram(bool big, unsigned type, const char *interface, size_t n)
{
    w.n = 0;
    wire_u8(&w, 4);
    wire_u8(&w, type);
    wire_u8(&w, 0x08);
    wire_u8(&w, 0);
    wire_u8(&w, big ? 0x00 : 0x10);
    wire_zeros(&w, 3 + 16);
    wire_hex(&w, interface);
    wire_zeros(&w, 16 + 18);
    rpcwire_u16(&w, big, (unsigned)n);
    wire_zeros(&w, 4);
}

static bool read(bool *from_client)
{
    reading_start(&r, &rpc_decoder);
    return rpc_datagram.read(&r.sink, bytes_of(w.at, w.n), from_client);
}

Test(rpc_datagram, tells_whose_each_type_is)
{
    static const bool clients[] = {[0] = true, [1] = true, [7] = true, [8] = true, [10] = false};
    for (unsigned type = 0; type < 256; type++) {
        bool from_client = false;
        datagram(type % 2 != 0, type, RPCWIRE_WMI, 0);
        cr_expect_eq(read(&from_client), type <= 10, "type %u", type);
        cr_expect(type > 10 || from_client == clients[type], "type %u", type);
    }
}

Test(rpc_datagram, names_the_interface_in_either_order)
{
    bool from_client;
    datagram(false, 0, RPCWIRE_EPM, 0);
    cr_expect(read(&from_client));
    cr_expect_str_eq(r.said, "interface " RPCWIRE_EPM_TEXT "\n");
    datagram(true, 0, RPCWIRE_EPM_BIG, 0);
    cr_expect(read(&from_client));
    cr_expect_str_eq(r.said, "interface " RPCWIRE_EPM_TEXT "\n");
}

Test(rpc_datagram, takes_eighty_bytes_that_are_almost_nothing)
{
    bool from_client = false;
    wire_bytes(&w, "\x04\x00", 2);
    wire_zeros(&w, 78);
    cr_expect(read(&from_client) && from_client);
    cr_expect_str_eq(r.said, "");
}

Test(rpc_datagram, reads_ports_out_of_a_response)
{
    bool from_client = true;
    static struct wire tower;
    rpcwire_tower(&tower, RPCWIRE_WMI, 8, 49200, 0x0a01000a);
    datagram(false, 2, RPCWIRE_EPM, tower.n);
    wire_bytes(&w, tower.at, tower.n);
    cr_expect(read(&from_client) && !from_client);
    cr_expect_str_eq(r.said, "interface " RPCWIRE_EPM_TEXT "\n"
                             "endpoint 49200 " RPCWIRE_WMI_TEXT "|udp|10.1.0.10\n");
}

Test(rpc_datagram, refuses_headers_cut_or_with_one_byte_wrong)
{
    static const size_t fields[] = {0, 1, 3, 4, 5, 6, 74, 75};
    bool from_client;
    datagram(false, 0, RPCWIRE_WMI, 5);
    wire_zeros(&w, 5);
    for (size_t n = 1; n < w.n; n++)
        cr_expect_not(rpc_datagram.read(&r.sink, bytes_of(w.at, n), &from_client), "%zu bytes", n);
    cr_expect(read(&from_client));
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        w.at[fields[i]] ^= 0xfc;
        cr_expect_not(read(&from_client), "byte %zu", fields[i]);
        w.at[fields[i]] ^= 0xfc;
    }
}

Test(rpc_datagram, refuses_how_other_protocols_begin)
{
    for (size_t i = 0; i < STRANGERS; i++) {
        bool from_client;
        w.n = 0;
        wire_bytes(&w, strangers[i].bytes, strangers[i].n);
        wire_zeros(&w, 100);
        cr_expect_not(read(&from_client), "%s", strangers[i].name);
    }
}
