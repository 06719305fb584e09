#include "decode/tls_record.h"

#include <criterion/criterion.h>

#include "tlsbytes.h"

static const uint8_t v2_hello[] = {0x80, 0x1f, 1, 3, 1, 0, 6, 0, 0, 0,  16, 0,  0,  4,  0,  0, 5,
                                   1,    2,    3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

static void hello(struct tlsbytes *out, int client, size_t most)
{
    struct tlsbytes body = {.n = 0}, message = {.n = 0};
    if (client)
        tlsbytes_client_hello(&body, 1, "http/1.1");
    else
        tlsbytes_server_hello(&body, 1);
    tlsbytes_message(&message, client ? 1 : 2, &body);
    out->n = 0;
    tlsbytes_records(out, 22, message.at, message.n, most);
}

Test(tls_record, refuses_a_hello_with_a_wrong_field)
{
    static const struct {
        const char *name;
        size_t at;
        uint8_t as;
    } rows[] = {
        {"type", 0, 24},         {"type", 0, 19},          {"data at the start", 0, 23},
        {"version", 1, 2},       {"version", 2, 5},        {"record length", 3, 75},
        {"message", 5, 3},       {"message", 5, 11},       {"length", 6, 2},
        {"inner version", 9, 2}, {"inner version", 10, 5}, {"session id", 43, 33},
        {"short", 8, 20},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tlsbytes t;
        hello(&t, 1, 16384);
        if (rows[i].at == 8)
            t.at[7] = 0;
        t.at[rows[i].at] = rows[i].as;
        cr_expect_eq(tls_record_probe(bytes_of(t.at, t.n), true), PROBE_NO, "%s at %zu", rows[i].name,
                     rows[i].at);
    }
}

Test(tls_record, follows_a_hello_over_records_of_any_size)
{
    for (int client = 0; client < 2; client++)
        for (size_t most = 1; most < 60; most++) {
            struct tlsbytes t;
            hello(&t, client, most);
            cr_expect_eq(tls_record_probe(bytes_of(t.at, t.n), true), client ? PROBE_CLIENT : PROBE_SERVER,
                         "records of %zu", most);
        }
}

Test(tls_record, refuses_what_is_no_hello)
{
    static const struct {
        const char *name, *bytes;
        size_t n;
    } rows[] = {
        {"mongodb", "\x16\x03\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\xd4\x07\x00\x00", 16},
        {"amqp", "AMQP\0\0\x09\x01", 8},
        {"x11", "l\0\x0b\0\0\0\0\0\0\0\0\0", 12},
        {"tds", "\x12\x01\0\x2f\0\0\1\0", 8},
        {"smb", "\0\0\0\x2f\xffSMB", 8},
        {"rpc", "\5\0\x0b\3\x10\0\0\0", 8},
        {"socks", "\5\1\0", 3},
        {"tpkt", "\3\0\0\x13\x0e\xe0", 6},
        {"http", "GET / HTTP/1.1\r\n", 16},
        {"smpp", "\x84\0\0\0\0\0\0\0\0\0\0\0", 12},
        {"data", "\x17\3\3\0\x20\0\0\0", 8},
        {"ccs", "\x14\3\3\0\1\1", 6},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(tls_record_probe(bytes_of(rows[i].bytes, rows[i].n), true), PROBE_NO, "%s",
                     rows[i].name);
}

Test(tls_record, knows_the_hello_of_ssl2)
{
    for (size_t n = 1; n <= sizeof v2_hello; n++)
        cr_expect_eq(tls_record_probe(bytes_of(v2_hello, n), true), n < 11 ? PROBE_MORE : PROBE_CLIENT, "%zu",
                     n);
    for (size_t i = 0; i < 11; i++) {
        uint8_t wrong[sizeof v2_hello];
        memcpy(wrong, v2_hello, sizeof wrong);
        wrong[i] ^= 0x85;
        cr_expect_eq(tls_record_probe(bytes_of(wrong, sizeof wrong), true), PROBE_NO, "byte %zu", i);
    }
    static const uint8_t server[] = {0x80, 0x21, 4, 0, 1, 0, 2, 0, 3, 0, 3, 0, 16};
    cr_expect_eq(tls_record_probe(bytes_of(server, sizeof server), true), PROBE_SERVER);
}

Test(tls_record, knows_records_of_the_middle_by_their_neighbours)
{
    struct tlsbytes t = {.n = 0};
    static const uint8_t data[3000] = {7};
    tlsbytes_records(&t, 23, data, 100, 100);
    cr_expect_eq(tls_record_probe(bytes_of(t.at, t.n), false), PROBE_EITHER);
    cr_expect_eq(tls_record_probe(bytes_of(t.at, t.n - 1), false), PROBE_MORE);
    cr_expect_eq(tls_record_probe(bytes_of(t.at, t.n), true), PROBE_NO);
    t.at[t.n] = 0x19;
    cr_expect_eq(tls_record_probe(bytes_of(t.at, t.n + 1), false), PROBE_NO);
    t.at[t.n] = 0x17;
    cr_expect_eq(tls_record_probe(bytes_of(t.at, t.n + 1), false), PROBE_MORE);
    tlsbytes_records(&t, 23, data, 3000, 3000);
    cr_expect_eq(tls_record_probe(bytes_of(t.at, t.n), false), PROBE_EITHER);

    t.n = 0;
    tlsbytes_records(&t, 23, data, 8, 8);
    cr_expect_eq(tls_record_probe(bytes_of(t.at, t.n), false), PROBE_NO, "too short to be protected");
}

Test(tls_record, gathers_over_records)
{
    struct tlsbytes t = {.n = 0};
    uint8_t out[16];
    bool ended;
    tlsbytes_records(&t, 22, "abcdefgh", 8, 3);
    cr_expect_eq(tls_record_gather(bytes_of(t.at, t.n), 1, out, 5, &ended), 5);
    cr_expect(memcmp(out, "bcdef", 5) == 0 && !ended);
    cr_expect_eq(tls_record_gather(bytes_of(t.at, t.n), 0, out, 16, &ended), 8);
    cr_expect_not(ended);
    tlsbytes_records(&t, 20, "\1", 1, 1);
    cr_expect_eq(tls_record_gather(bytes_of(t.at, t.n), 0, out, 16, &ended), 8);
    cr_expect(ended);
    cr_expect_eq(tls_record_gather(bytes_of(t.at, 7), 0, out, 16, &ended), 2);
}

Test(tls_record, gathers_a_message_over_so_many_records_only)
{
    static const uint8_t text[TLS_RECORDS_MOST + 1];
    struct tlsbytes t = {.n = 0};
    uint8_t out[sizeof text];
    bool ended;
    tlsbytes_records(&t, 22, text, sizeof text, 1);
    cr_expect_eq(tls_record_gather(bytes_of(t.at, t.n), 0, out, TLS_RECORDS_MOST, &ended), TLS_RECORDS_MOST);
    cr_expect_not(ended);
    cr_expect_eq(tls_record_gather(bytes_of(t.at, t.n), 0, out, sizeof text, &ended), TLS_RECORDS_MOST);
    cr_expect(ended);
}

Test(tls_record, takes_an_alert_for_an_answer)
{
    cr_expect_eq(tls_record_probe(bytes_of("\x15\3\1\0\2\2\x28", 7), true), PROBE_EITHER);
    cr_expect_eq(tls_record_probe(bytes_of("\x15\3\1\0\2\2", 6), true), PROBE_MORE);
    cr_expect_eq(tls_record_probe(bytes_of("\x15\3\1\0\2\3\x28", 7), true), PROBE_NO);
    cr_expect_eq(tls_record_probe(bytes_of("\x15\3\1\0\2\2\xff", 7), true), PROBE_NO);
    cr_expect_eq(tls_record_probe(bytes_of("\x15\3\1\0\3\2\x28", 7), true), PROBE_NO);
}
