#include "decode/rpc.h"
#include "decode/rpc_session.h"
#include "tests/unit/reading.h"
#include "tests/unit/rpcwire.h"
#include "tests/unit/strangers.h"

static struct wire w;
static struct reading r;

static enum probe probe(void)
{
    return rpc_decoder.probe(bytes_of(w.at, w.n), true);
}

static void client_says(size_t step)
{
    reading_wire(&r, true, &w, step);
    w.n = 0;
}

static void server_says(size_t step)
{
    reading_wire(&r, false, &w, step);
    w.n = 0;
}

Test(rpc, knows_a_bind_and_its_answer_from_any_prefix)
{
    for (int big = 0; big < 2; big++) {
        w.n = 0;
        rpcwire_bind(&w, big != 0, RPC_BIND, RPCWIRE_WMI, RPCWIRE_EPM);
        cr_expect_eq(reading_prefixes(&rpc_decoder, w.at, w.n, PROBE_CLIENT, "bind"), 25U);
        w.n = 0;
        rpcwire_bind_ack(&w, big != 0);
        cr_expect_eq(reading_prefixes(&rpc_decoder, w.at, w.n, PROBE_SERVER, "bind_ack"), 16U);
        w.n = 0;
        rpcwire_request(&w, big != 0, 0, 69, 0);
        cr_expect_eq(reading_prefixes(&rpc_decoder, w.at, w.n, PROBE_CLIENT, "request"), 16U);
    }
}

Test(rpc, refuses_a_bind_whose_contexts_do_not_fit)
{
    static const uint8_t counts[] = {0, 2, 255};
    for (size_t i = 0; i < sizeof counts; i++) {
        w.n = 0;
        rpcwire_bind(&w, false, RPC_BIND, NULL, RPCWIRE_WMI);
        w.at[24] = counts[i];
        cr_expect_eq(probe(), PROBE_NO, "%u contexts", counts[i]);
    }
}

Test(rpc, refuses_a_bind_with_one_byte_wrong)
{
    static const size_t fields[] = {0, 1, 2, 4, 5, 6, 7, 11, 24};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        w.n = 0;
        rpcwire_bind(&w, false, RPC_BIND, NULL, RPCWIRE_WMI);
        w.at[fields[i]] ^= 0xff;
        cr_expect_eq(probe(), PROBE_NO, "byte %zu", fields[i]);
    }
}

Test(rpc, refuses_how_other_protocols_begin)
{
    strangers_are_refused(&rpc_decoder);
}

Test(rpc, reads_interfaces_byte_by_byte_in_either_order)
{
    for (int big = 0; big < 2; big++) {
        reading_start(&r, &rpc_decoder);
        rpcwire_bind(&w, big != 0, RPC_BIND, big ? NULL : RPCWIRE_WMI, big ? RPCWIRE_EPM_BIG : RPCWIRE_EPM);
        client_says(1);
        cr_expect_str_eq(r.said, "");
        rpcwire_answer(&w, big != 0, RPC_BIND_ACK, big ? "y" : "yy");
        server_says(1);
        cr_expect_str_eq(r.said, big ? "interface " RPCWIRE_EPM_TEXT "\n"
                                     : "interface " RPCWIRE_WMI_TEXT "\ninterface " RPCWIRE_EPM_TEXT "\n");
    }
}

Test(rpc, reads_interfaces_that_are_added_later)
{
    reading_start(&r, &rpc_decoder);
    rpcwire_request(&w, false, 0, 1, 9000);
    rpcwire_bind(&w, false, RPC_ALTER, NULL, RPCWIRE_WMI);
    client_says(1460);
    rpcwire_answer(&w, false, RPC_ALTER_REPLY, "y");
    server_says(1460);
    cr_expect_str_eq(r.said, "interface " RPCWIRE_WMI_TEXT "\n");
}

Test(rpc, does_not_look_at_requests)
{
    reading_start(&r, &rpc_decoder);
    rpcwire_request(&w, false, 0, 1, 14000);
    client_says(1000);
    cr_expect_eq(r.shown_bytes, 1000U);
}

/* ept_map's answer (C706 appendix P): handle, counts, a pointer, the tower, status. wide: as NDR64 has it. */
static void map_answer(struct wire *stub, bool wide)
{
    size_t size = wide ? 8 : 4;
    memset(stub, 0, sizeof *stub);
    wire_zeros(stub, 20);
    wire_le32(stub, 1);
    for (uint32_t i = 4; i != 0; i = i == 4 ? 1 : i == 1 ? 3 : 0) {
        wire_le32(stub, i);
        wire_zeros(stub, size - 4);
    }
    wire_le32(stub, 75);
    wire_zeros(stub, size - 4);
    wire_le32(stub, 75);
    rpcwire_tower(stub, RPCWIRE_WMI, 7, 49200, 0x0a01000a);
    wire_zeros(stub, 5);
}

Test(rpc, reads_ports_that_the_endpoint_mapper_hands_out)
{
    for (int i = 0; i < 4; i++) {
        bool big = (i & 1) != 0, wide = (i & 2) != 0;
        struct wire stub;
        map_answer(&stub, wide);
        reading_start(&r, &rpc_decoder);
        rpcwire_bind(&w, big, RPC_BIND, NULL, big ? RPCWIRE_EPM_BIG : RPCWIRE_EPM);
        rpcwire_request(&w, big, 7, 3, 120);
        client_says(1);
        rpcwire_bind_ack(&w, big);
        rpcwire_response(&w, big, 3, 7, stub.at, stub.n);
        server_says(1);
        cr_expect_str_eq(r.said,
                         "interface " RPCWIRE_EPM_TEXT "\n"
                         "endpoint 49200 " RPCWIRE_WMI_TEXT "|tcp|10.1.0.10\n",
                         "big endian %d, NDR64 %d", big, wide);
    }
}

Test(rpc, takes_no_ports_from_other_interfaces)
{
    struct wire stub;
    map_answer(&stub, false);
    reading_start(&r, &rpc_decoder);
    rpcwire_bind(&w, false, RPC_BIND, RPCWIRE_WMI, RPCWIRE_EPM);
    client_says(1000);
    rpcwire_answer(&w, false, RPC_BIND_ACK, "yy");
    rpcwire_response(&w, false, 3, 6, stub.at, stub.n);
    server_says(1000);
    cr_expect_eq(r.sink.items, 2U, "%s", r.said);
}

/* ept_lookup's answers go over many fragments: every cut between two of them is tried. */
Test(rpc, reads_towers_that_lie_across_fragments)
{
    static struct wire stub;
    for (unsigned i = 0; i < 6; i++) {
        rpcwire_tower(&stub, RPCWIRE_WMI, 7, 49200 + i, 0x0a01000a);
        wire_zeros(&stub, i);
    }
    for (size_t cut = 1; cut < stub.n; cut++) {
        reading_start(&r, &rpc_decoder);
        rpcwire_bind(&w, false, RPC_BIND, NULL, RPCWIRE_EPM);
        client_says(1000);
        rpcwire_bind_ack(&w, false);
        size_t second = cut + 5 < stub.n ? cut + 5 : stub.n;
        rpcwire_response(&w, false, RPC_FIRST_FRAGMENT, 7, stub.at, cut);
        rpcwire_response(&w, false, 0, 7, stub.at + cut, second - cut);
        rpcwire_response(&w, false, RPC_LAST_FRAGMENT, 7, stub.at + second, stub.n - second);
        server_says(700);
        cr_expect_eq(r.sink.items, 7U, "cut at %zu: %s", cut, r.said);
    }
}

Test(rpc, does_not_join_what_belongs_to_two_answers)
{
    static struct wire stub;
    rpcwire_tower(&stub, RPCWIRE_WMI, 7, 49200, 0x0a01000a);
    reading_start(&r, &rpc_decoder);
    rpcwire_bind(&w, false, RPC_BIND, NULL, RPCWIRE_EPM);
    client_says(1000);
    rpcwire_bind_ack(&w, false);
    rpcwire_response(&w, false, 3, 7, stub.at, 40);
    rpcwire_response(&w, false, 3, 7, stub.at + 40, stub.n - 40);
    server_says(1000);
    cr_expect_eq(r.sink.items, 1U, "%s", r.said);
}

Test(rpc, finds_its_way_after_a_hole)
{
    reading_start(&r, &rpc_decoder);
    rpcwire_request(&w, false, 0, 1, 10);
    client_says(1000);
    reading_hole(&r, true, 300);
    for (size_t i = 0; i < 300; i++)
        wire_u8(&w, 5);
    client_says(100);
    rpcwire_bind(&w, false, RPC_ALTER, NULL, RPCWIRE_WMI);
    client_says(1000);
    reading_end(&r);
    cr_expect_str_eq(r.said, "interface " RPCWIRE_WMI_TEXT "\n");
}

Test(rpc, tells_only_what_the_server_accepts_when_it_is_seen_to_answer)
{
    static const struct {
        const char *results, *said;
    } rows[] = {
        {"yn", "interface " RPCWIRE_WMI_TEXT "\n"},
        {"ny", "interface " RPCWIRE_EPM_TEXT "\n"},
        {"nn", ""},
        {"y", "interface " RPCWIRE_WMI_TEXT "\ninterface " RPCWIRE_EPM_TEXT "\n"},
        {"yyyy", "interface " RPCWIRE_WMI_TEXT "\ninterface " RPCWIRE_EPM_TEXT "\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int big = 0; big < 2; big++) {
            reading_start(&r, &rpc_decoder);
            rpcwire_bind(&w, big != 0, RPC_BIND, big ? RPCWIRE_WMI_BIG : RPCWIRE_WMI,
                         big ? RPCWIRE_EPM_BIG : RPCWIRE_EPM);
            client_says(5);
            rpcwire_answer(&w, big != 0, RPC_BIND_ACK, rows[i].results);
            server_says(3);
            reading_end(&r);
            cr_expect_str_eq(r.said, rows[i].said, "%s, big endian %d", rows[i].results, big);
        }
    }
}

Test(rpc, tells_nothing_of_a_bind_that_was_refused)
{
    reading_start(&r, &rpc_decoder);
    rpcwire_bind(&w, false, RPC_BIND, RPCWIRE_WMI, RPCWIRE_EPM);
    client_says(1000);
    size_t at = rpcwire_open(&w, false, RPC_BIND_NAK, 3);
    wire_zeros(&w, 8);
    rpcwire_close(&w, false, at);
    server_says(1000);
    reading_end(&r);
    cr_expect_str_eq(r.said, "");
}

Test(rpc, tells_what_was_asked_when_the_answer_is_not_seen)
{
    static const char both[] = "interface " RPCWIRE_WMI_TEXT "\ninterface " RPCWIRE_EPM_TEXT "\n";
    for (int lost = 0; lost < 2; lost++) {
        reading_start(&r, &rpc_decoder);
        rpcwire_bind(&w, false, RPC_BIND, RPCWIRE_WMI, RPCWIRE_EPM);
        client_says(1000);
        cr_expect_str_eq(r.said, "");
        if (lost)
            reading_hole(&r, false, 100);
        else
            reading_end(&r);
        cr_expect_str_eq(r.said, both, "lost %d", lost);
    }
}

Test(rpc, takes_no_ports_over_a_context_that_was_refused)
{
    struct wire stub;
    map_answer(&stub, false);
    reading_start(&r, &rpc_decoder);
    rpcwire_bind(&w, false, RPC_BIND, NULL, RPCWIRE_EPM);
    client_says(1000);
    rpcwire_answer(&w, false, RPC_BIND_ACK, "n");
    rpcwire_response(&w, false, 3, 7, stub.at, stub.n);
    server_says(1000);
    cr_expect_str_eq(r.said, "");
}

Test(rpc, tells_interfaces_that_cannot_wait_at_once)
{
    reading_start(&r, &rpc_decoder);
    for (unsigned i = 0; i < RPC_ASKED + 2; i++) {
        char uuid[33];
        (void)snprintf(uuid, sizeof uuid, "%02x%030x", i, 1);
        rpcwire_bind(&w, false, RPC_BIND, NULL, uuid);
    }
    client_says(1000);
    cr_expect_eq(r.sink.items, 2U, "%s", r.said);
    reading_end(&r);
    cr_expect_eq(r.sink.items, RPC_ASKED + 2U, "%s", r.said);
}

Test(rpc, knows_the_greeting_of_rpc_over_http_and_what_follows_it)
{
    static const char greeting[] = "ncacn_http/1.0";
    cr_expect_eq(reading_prefixes(&rpc_decoder, (const uint8_t *)greeting, 14, PROBE_SERVER, "greeting"),
                 14U);
    for (size_t step = 1; step < 40; step += 6) {
        reading_start(&r, &rpc_decoder);
        wire_text(&w, greeting);
        server_says(step);
        rpcwire_bind(&w, false, RPC_BIND, NULL, RPCWIRE_EPM);
        client_says(step);
        rpcwire_bind_ack(&w, false);
        server_says(step);
        cr_expect_str_eq(r.said, "interface " RPCWIRE_EPM_TEXT "\n", "step %zu", step);
    }
}

Test(rpc, reads_ports_of_object_exporters_in_either_order)
{
    static const char *const bindings[] = {"\x07"
                                           "srv[49200]",
                                           "\x07"
                                           "10.1.0.10[49200]",
                                           "\x0f"
                                           "srv[\\PIPE\\x]",
                                           "\x07"
                                           "srv",
                                           NULL};
    for (int big = 0; big < 2; big++) {
        static struct wire stub;
        stub.n = 0;
        wire_zeros(&stub, 8);
        rpcwire_bindings(&stub, big != 0, bindings);
        wire_zeros(&stub, 24);
        for (size_t cut = 0; cut <= stub.n; cut++) {
            reading_start(&r, &rpc_decoder);
            rpcwire_bind(&w, big != 0, RPC_BIND, NULL, big ? RPCWIRE_OXID_BIG : RPCWIRE_OXID);
            client_says(1000);
            rpcwire_bind_ack(&w, big != 0);
            rpcwire_response(&w, big != 0, RPC_FIRST_FRAGMENT, 7, stub.at, cut);
            rpcwire_response(&w, big != 0, RPC_LAST_FRAGMENT, 7, stub.at + cut, stub.n - cut);
            server_says(cut % 3 == 0 ? 1 : 1000);
            cr_expect_str_eq(r.said,
                             "interface " RPCWIRE_OXID_TEXT "\n"
                             "endpoint 49200 " RPCWIRE_OXID_TEXT "|tcp|srv\n"
                             "endpoint 49200 " RPCWIRE_OXID_TEXT "|tcp|10.1.0.10\n",
                             "big endian %d, cut at %zu", big, cut);
        }
    }
}

Test(rpc, survives_any_single_wrong_byte)
{
    static struct wire client, server;
    struct wire stub;
    map_answer(&stub, false);
    rpcwire_bind(&client, false, RPC_BIND, RPCWIRE_WMI, RPCWIRE_EPM);
    rpcwire_bind_ack(&server, false);
    rpcwire_response(&server, false, RPC_FIRST_FRAGMENT, 7, stub.at, 80);
    rpcwire_response(&server, false, RPC_LAST_FRAGMENT, 7, stub.at + 80, stub.n - 80);
    for (size_t i = 0; i < client.n + server.n; i++) {
        for (unsigned turn = 1; turn < 256; turn <<= 1) {
            uint8_t *at = i < client.n ? &client.at[i] : &server.at[i - client.n];
            *at ^= (uint8_t)turn;
            reading_start(&r, &rpc_decoder);
            reading_wire(&r, true, &client, 50);
            reading_wire(&r, false, &server, 50);
            *at ^= (uint8_t)turn;
        }
    }
}
