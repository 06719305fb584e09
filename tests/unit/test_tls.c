#include "decode/tls.h"

#include "decodesink.h"
#include "tlsbytes.h"

static const char certificate_text[] =
    "0 C=DE, O=Example, CN=mp.example|mp.example,mp,10.1.0.10,2001:db8::10,http://x/,a@b|"
    "C=DE, O=Example, CN=mp.example|2026-11-20T13:47:33Z|2036-11-17T13:47:33Z";

struct sides {
    struct tlsbytes client, server;
};

/* A handshake of TLS 1.2: hellos, certificate, a request for the client's, and the client's answer. */
static struct sides *old_handshake(size_t most)
{
    static struct sides s;
    static struct tlsbytes body, messages;
    static const struct tlsbytes nothing = {.n = 0};
    s.client.n = s.server.n = body.n = messages.n = 0;
    tlsbytes_client_hello(&body, 0, "http/1.1");
    tlsbytes_message(&messages, 1, &body);
    tlsbytes_records(&s.client, 22, messages.at, messages.n, most);
    messages.n = body.n = 0;
    tlsbytes_server_hello(&body, 0);
    tlsbytes_message(&messages, 2, &body);
    body.n = 0;
    tlsbytes_chain(&body);
    tlsbytes_message(&messages, 11, &body);
    body.n = 0;
    tlsbytes_put(&body, "\1\1\0\0", 4);
    tlsbytes_message(&messages, 13, &body);
    tlsbytes_message(&messages, 14, &nothing);
    tlsbytes_records(&s.server, 22, messages.at, messages.n, most);
    return &s;
}

static void client_finishes(struct tlsbytes *t, size_t most)
{
    static struct tlsbytes body, messages;
    body.n = messages.n = 0;
    tlsbytes_chain(&body);
    tlsbytes_message(&messages, 11, &body);
    tlsbytes_records(t, 22, messages.at, messages.n, most);
    tlsbytes_records(t, 20, "\1", 1, 1);
    tlsbytes_records(t, 22, "0123456789012345678901234567890123456789", 40, 40);
}

static void server_finishes(struct tlsbytes *t)
{
    tlsbytes_records(t, 20, "\1", 1, 1);
    tlsbytes_records(t, 22, "0123456789012345678901234567890123456789", 40, 40);
    tlsbytes_records(t, 23, "some data that nobody can read", 30, 30);
}

static struct decodesink_flow *secure(bool from_syn)
{
    return decodesink_open(TRANSPORT_TCP, from_syn, 80);
}

static void is_item(const struct decodesink_flow *t, size_t i, enum evidence_kind kind, const char *text)
{
    cr_expect(i < t->kept->items && t->kept->item[i].kind == kind, "item %zu", i);
    cr_expect_str_eq(decodesink_text(t->kept, i), text, "item %zu: %s", i, decodesink_text(t->kept, i));
}

static void is_whole_handshake(struct decodesink_flow *t)
{
    cr_expect_eq(t->kept->items, 6, "%zu items", t->kept->items);
    is_item(t, 0, EVIDENCE_TLS_CLIENT, "771 mp.example|h2,http/1.1");
    is_item(t, 1, EVIDENCE_TLS_SERVER, "771 h2");
    is_item(t, 2, EVIDENCE_TLS_CERT, certificate_text);
    is_item(t, 3, EVIDENCE_TLS_CLIENT_CERT, "1 ");
    is_item(t, 4, EVIDENCE_TLS_CLIENT_CERT,
            "2 C=DE, O=Example, CN=mp.example|C=DE, O=Example, CN=mp.example");
    is_item(t, 5, EVIDENCE_TLS_DONE, "0 ");
}

Test(tls, is_undecided_on_every_prefix_of_a_hello)
{
    struct sides *s = old_handshake(16384);
    decodesink_probe_prefixes(&tls_decoder, s->client.at, s->client.n, true, PROBE_CLIENT, "client");
    decodesink_probe_prefixes(&tls_decoder, s->server.at, s->server.n, true, PROBE_SERVER, "server");
    s = old_handshake(1);
    decodesink_probe_prefixes(&tls_decoder, s->client.at, 300, true, PROBE_CLIENT, "records of a byte");
}

Test(tls, reads_a_handshake_in_records_and_segments_of_any_size)
{
    static const size_t records[] = {16384, 700, 100, 20}, segments[] = {16384, 1, 3, 100, 700};
    for (size_t r = 0; r < sizeof records / sizeof records[0]; r++) {
        for (size_t i = 0; i < sizeof segments / sizeof segments[0]; i++) {
            struct sides *s = old_handshake(records[r]);
            struct decodesink_flow *t = secure(true);
            decodesink_send(t, 0, s->client.at, s->client.n, segments[i]);
            decodesink_send(t, 1, s->server.at, s->server.n, segments[i]);
            s->client.n = s->server.n = 0;
            client_finishes(&s->client, records[r]);
            server_finishes(&s->server);
            decodesink_send(t, 0, s->client.at, s->client.n, segments[i]);
            decodesink_send(t, 1, s->server.at, s->server.n, segments[i]);
            is_whole_handshake(t);
            cr_expect_eq(t->last_class.class_, CLASS_HTTPS);
            decodesink_close(t);
            decodesink_free(t);
        }
    }
}

Test(tls, tells_a_client_without_a_certificate_from_one_that_was_not_seen)
{
    struct sides *s = old_handshake(16384);
    struct decodesink_flow *t = secure(true);
    decodesink_send(t, 0, s->client.at, s->client.n, 16384);
    decodesink_send(t, 1, s->server.at, s->server.n, 16384);
    cr_expect_eq(t->kept->items, 4, "asked");
    decodesink_segment(t, 0, "\x16\3\3\0\7\x0b\0\0\3\0\0\0", 12);
    cr_assert_eq(t->kept->items, 5);
    is_item(t, 4, EVIDENCE_TLS_CLIENT_CERT, "3 ");
    decodesink_close(t);
    decodesink_free(t);
}

Test(tls, wants_nothing_after_the_handshake)
{
    struct sides *s = old_handshake(16384);
    struct decodesink_flow *t = secure(true);
    client_finishes(&s->client, 16384);
    server_finishes(&s->server);
    decodesink_send(t, 0, s->client.at, s->client.n, 1400);
    decodesink_send(t, 1, s->server.at, s->server.n, 1400);
    cr_expect(t->want[0] == FLOW_WANTS_NOTHING || t->want[0] > t->length[0] - 100);
    cr_expect_eq(t->want[1], FLOW_WANTS_NOTHING);
    decodesink_close(t);
    decodesink_free(t);
}

Test(tls, waits_for_the_leaf_only)
{
    struct sides *s = old_handshake(16384);
    struct decodesink_flow *t = secure(true);
    decodesink_send(t, 0, s->client.at, s->client.n, 1400);
    size_t leaf_end = 5 + 4 + 49 + 4 + 6 + sizeof tlsbytes_certificate;
    decodesink_segment(t, 1, s->server.at, leaf_end + 10);
    is_item(t, 2, EVIDENCE_TLS_CERT, certificate_text);
    decodesink_close(t);
    decodesink_free(t);
}

Test(tls, judges_a_modern_handshake_by_the_clients_end_of_it)
{
    static struct tlsbytes body, message, c, v;
    tlsbytes_client_hello(&body, 1, "http/1.1");
    tlsbytes_message(&message, 1, &body);
    tlsbytes_records(&c, 22, message.at, message.n, 16384);
    body.n = message.n = 0;
    tlsbytes_server_hello(&body, 1);
    tlsbytes_message(&message, 2, &body);
    tlsbytes_records(&v, 22, message.at, message.n, 16384);
    tlsbytes_records(&v, 20, "\1", 1, 1);
    static const uint8_t hidden[2000];
    tlsbytes_records(&v, 23, hidden, 2000, 700);

    struct decodesink_flow *t = secure(true);
    decodesink_segment(t, 0, c.at, c.n);
    decodesink_segment(t, 1, v.at, v.n);
    is_item(t, 0, EVIDENCE_TLS_CLIENT, "772 mp.example|h2,http/1.1");
    is_item(t, 1, EVIDENCE_TLS_SERVER, "772 ");
    cr_expect_eq(t->kept->items, 2);
    c.n = v.n = 0;
    tlsbytes_records(&c, 20, "\1", 1, 1);
    tlsbytes_records(&c, 23, hidden, 53, 53);
    tlsbytes_records(&v, 23, hidden, 200, 200);
    decodesink_segment(t, 0, c.at, c.n);
    decodesink_segment(t, 1, v.at, v.n);
    is_item(t, 2, EVIDENCE_TLS_DONE, "0 ");
    cr_expect(t->want[0] == FLOW_WANTS_NOTHING && t->want[1] == FLOW_WANTS_NOTHING);
    decodesink_close(t);
    decodesink_free(t);
}

Test(tls, reads_alerts)
{
    struct sides *s = old_handshake(16384);
    struct decodesink_flow *t = secure(true);
    decodesink_segment(t, 0, s->client.at, s->client.n);
    decodesink_segment(t, 1, "\x15\3\3\0\2\2\x28", 7);
    decodesink_segment(t, 0, "\x15\3\3\0\2\2\x30", 7);
    is_item(t, 1, EVIDENCE_TLS_ALERT, "40 server");
    is_item(t, 2, EVIDENCE_TLS_ALERT, "48 client");
    decodesink_close(t);
    decodesink_free(t);
}

Test(tls, does_not_take_an_empty_certificate_for_one)
{
    struct sides *s = old_handshake(16384);
    struct decodesink_flow *t = secure(true);
    decodesink_segment(t, 0, s->client.at, s->client.n);
    decodesink_segment(t, 0, "\x16\3\3\0\7\x0b\0\0\3\0\0\0", 12);
    cr_expect_eq(t->kept->items, 2);
    is_item(t, 1, EVIDENCE_TLS_CLIENT_CERT, "3 ");
    decodesink_close(t);
    decodesink_free(t);
}

Test(tls, reads_one_side_alone)
{
    for (unsigned side = 0; side < 2; side++) {
        struct sides *s = old_handshake(16384);
        struct decodesink_flow *t = secure(true);
        t->flow.side[1 - side].packets = 0;
        const struct tlsbytes *b = side == 0 ? &s->client : &s->server;
        decodesink_send(t, side, b->at, b->n, 500);
        cr_expect_eq(t->last_class.class_, CLASS_HTTPS);
        cr_expect_eq(t->kept->items, side == 0 ? 1 : 3);
        decodesink_close(t);
        decodesink_free(t);
    }
}

Test(tls, reads_the_hello_of_ssl2)
{
    static const uint8_t hello[] = {0x80, 0x1f, 1, 3, 1, 0, 6, 0, 0, 0,  16, 0,  0,  4,  0,  0, 5,
                                    1,    2,    3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    struct sides *s = old_handshake(16384);
    struct decodesink_flow *t = secure(true);
    decodesink_send(t, 0, hello, sizeof hello, 4);
    decodesink_send(t, 1, s->server.at, s->server.n, 1400);
    is_item(t, 0, EVIDENCE_TLS_CLIENT, "769 ");
    is_item(t, 1, EVIDENCE_TLS_SERVER, "771 h2");
    decodesink_close(t);
    decodesink_free(t);
}

Test(tls, reads_the_certificate_of_ssl2)
{
    static struct tlsbytes hello;
    static const uint8_t lengths[] = {0, 3, 0, 16};
    hello.n = 0;
    tlsbytes_number(&hello, 2, 0x8000 + 11 + sizeof tlsbytes_certificate + 3 + 16);
    tlsbytes_put(&hello, "\4\0\1\0\2", 5);
    tlsbytes_number(&hello, 2, sizeof tlsbytes_certificate);
    tlsbytes_put(&hello, lengths, 4);
    tlsbytes_put(&hello, tlsbytes_certificate, sizeof tlsbytes_certificate);
    tlsbytes_put(&hello,
                 "\1\0\x80"
                 "0123456789abcdef",
                 19);
    for (size_t most = 1; most <= hello.n; most += 97) {
        struct decodesink_flow *t = secure(false);
        decodesink_send(t, 1, hello.at, hello.n, most);
        cr_expect_eq(t->last_class.class_, CLASS_HTTPS);
        is_item(t, 0, EVIDENCE_TLS_SERVER, "2 ");
        is_item(t, 1, EVIDENCE_TLS_CERT, certificate_text);
        decodesink_close(t);
        decodesink_free(t);
    }
}

Test(tls, steps_over_heartbeats)
{
    struct sides *s = old_handshake(16384);
    struct decodesink_flow *t = secure(true);
    tlsbytes_records(&s->server, 24, "\1\0\x10 0123456789abcdef", 20, 20);
    server_finishes(&s->server);
    client_finishes(&s->client, 16384);
    decodesink_send(t, 0, s->client.at, s->client.n, 1400);
    decodesink_send(t, 1, s->server.at, s->server.n, 1400);
    is_item(t, t->kept->items - 1, EVIDENCE_TLS_DONE, "0 ");
    decodesink_close(t);
    decodesink_free(t);
}

Test(tls, knows_a_flow_from_the_middle)
{
    static struct tlsbytes v;
    static const uint8_t hidden[2000];
    tlsbytes_records(&v, 23, hidden, 2000, 500);
    struct decodesink_flow *t = secure(false);
    decodesink_segment(t, 1, "rest of a record", 16);
    decodesink_segment(t, 1, v.at, v.n);
    cr_expect_eq(t->last_class.class_, CLASS_HTTPS);
    cr_expect_not(t->last_class.direction_known);
    is_item(t, 0, EVIDENCE_TLS_DONE, "0 ");
    decodesink_close(t);
    decodesink_free(t);
}

Test(tls, finds_records_again_after_a_hole)
{
    struct sides *s = old_handshake(16384);
    struct decodesink_flow *t = secure(true);
    decodesink_segment(t, 0, s->client.at, s->client.n);
    decodesink_segment(t, 1, s->server.at, 80);
    decodesink_lose(t, 1, s->server.n - 80);
    s->server.n = 0;
    server_finishes(&s->server);
    decodesink_segment(t, 1, s->server.at, s->server.n);
    is_item(t, 2, EVIDENCE_TLS_DONE, "0 ");
    decodesink_close(t);
    decodesink_free(t);
}

Test(tls, survives_every_flipped_byte)
{
    struct sides *s = old_handshake(300);
    for (size_t i = 0; i < s->client.n + s->server.n; i++) {
        uint8_t *at = i < s->client.n ? &s->client.at[i] : &s->server.at[i - s->client.n];
        *at ^= 0xa5;
        struct decodesink_flow *t = secure(i % 2 == 0);
        decodesink_send(t, 0, s->client.at, s->client.n, 211);
        decodesink_send(t, 1, s->server.at, s->server.n, 211);
        decodesink_close(t);
        decodesink_free(t);
        *at ^= 0xa5;
    }
}
