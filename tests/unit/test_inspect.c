#include "decode/inspect.h"

#include "decodesink.h"
#include "tlsbytes.h"

static const char request[] = "GET /sms_mp/.sms_aut?mplist HTTP/1.1\r\nHost: mp\r\n\r\n";
static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

static struct decodesink_flow *flow(bool from_syn, uint16_t port)
{
    return decodesink_open(TRANSPORT_TCP, from_syn, port);
}

static void closes_as(struct decodesink_flow *t, enum app_class class_, enum basis basis)
{
    decodesink_close(t);
    cr_expect_eq(t->end.class_, class_, "%s", proto_class_name(t->end.class_));
    cr_expect_eq(t->end.basis, basis, "%s", proto_basis_name(t->end.basis));
    decodesink_free(t);
}

Test(inspect, lets_the_clients_bytes_decide)
{
    struct decodesink_flow *t = flow(true, 443);
    decodesink_say(t, 0, request);
    cr_expect(t->classes == 1 && t->last_class.class_ == CLASS_HTTP && t->last_class.direction_known);
    decodesink_segment(t, 1, "\x15\3\1\0\2\2\x28", 7);
    cr_expect_eq(t->kept->item[0].kind, EVIDENCE_MISMATCH);
    cr_expect_str_eq(t->kept->item[0].text[0], "HTTPS");
    closes_as(t, CLASS_HTTP, BASIS_CONTENT);
}

Test(inspect, is_unknown_when_the_clients_bytes_are_nobodys)
{
    struct decodesink_flow *t = flow(true, 1080);
    decodesink_segment(t, 0, "\5\1\0", 3);
    decodesink_segment(t, 1, "\5\0", 2);
    decodesink_say(t, 0, request);
    decodesink_say(t, 1, answer);
    cr_expect(t->want[0] == FLOW_WANTS_NOTHING && t->want[1] == FLOW_WANTS_NOTHING);
    cr_expect_eq(t->classes, 0);
    closes_as(t, CLASS_UNKNOWN, BASIS_NONE);

    t = flow(true, 1080);
    decodesink_segment(t, 0, "\5\1\0", 3);
    decodesink_say(t, 1, answer);
    closes_as(t, CLASS_UNKNOWN, BASIS_NONE);
}

Test(inspect, lets_a_servers_answer_wait_for_the_client)
{
    struct decodesink_flow *t = flow(true, 80);
    decodesink_say(t, 1, answer);
    cr_expect(t->classes == 0 && t->want[1] == 0);
    decodesink_segment(t, 0, "\xff nobody's", 10);
    cr_expect_eq(t->want[0], FLOW_WANTS_NOTHING);
    closes_as(t, CLASS_UNKNOWN, BASIS_NONE);

    t = flow(true, 80);
    decodesink_say(t, 1, answer);
    decodesink_say(t, 0, request);
    cr_expect_eq(t->last_class.class_, CLASS_HTTP);
    decodesink_say(t, 1, answer);
    cr_expect_str_eq(decodesink_text(t->kept, 0), "200 GET|/sms_mp/.sms_aut?mplist|mp||1.1");
    closes_as(t, CLASS_HTTP, BASIS_CONTENT);
}

Test(inspect, lets_a_servers_answer_decide_at_the_end)
{
    struct decodesink_flow *t = flow(true, 80);
    decodesink_say(t, 1, answer);
    closes_as(t, CLASS_HTTP, BASIS_CONTENT);

    t = flow(true, 80);
    decodesink_say(t, 0, "GE");
    decodesink_say(t, 1, answer);
    cr_expect_eq(t->last_class.class_, CLASS_HTTP, "what the client said so far agrees");
    closes_as(t, CLASS_HTTP, BASIS_CONTENT);
}

Test(inspect, does_not_wait_for_a_client_that_was_not_captured)
{
    struct decodesink_flow *t = flow(true, 80);
    t->flow.side[0].packets = 0;
    decodesink_say(t, 1, answer);
    cr_expect_eq(t->classes, 1);
    closes_as(t, CLASS_HTTP, BASIS_CONTENT);
}

Test(inspect, does_not_wait_for_ever)
{
    static const char body[5000] = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
    struct decodesink_flow *t = flow(true, 80);
    decodesink_send(t, 1, body, sizeof body, 1400);
    cr_expect(t->classes == 1 && t->want[1] > 100000);
    closes_as(t, CLASS_HTTP, BASIS_CONTENT);
}

Test(inspect, says_when_first_bytes_were_lost)
{
    struct decodesink_flow *t = flow(true, 80);
    decodesink_lose(t, 0, 500);
    cr_expect(t->kept->items == 1 && t->kept->item[0].kind == EVIDENCE_LOST);
    decodesink_say(t, 0, "a rest that means nothing");
    cr_expect_neq(t->want[0], FLOW_WANTS_NOTHING);
    decodesink_say(t, 1, answer);
    cr_expect_eq(t->last_class.class_, CLASS_HTTP, "the other side decides");
    closes_as(t, CLASS_HTTP, BASIS_CONTENT);

    t = flow(true, 80);
    decodesink_lose(t, 0, 500);
    decodesink_say(t, 0, "a rest that means nothing");
    closes_as(t, CLASS_UNKNOWN, BASIS_NONE);

    t = flow(true, 80);
    decodesink_lose(t, 0, 500);
    decodesink_say(t, 0, request);
    cr_expect_eq(t->last_class.class_, CLASS_HTTP, "a later segment decides");
    closes_as(t, CLASS_HTTP, BASIS_CONTENT);
}

Test(inspect, says_once_that_bytes_were_lost)
{
    struct decodesink_flow *t = flow(true, 80);
    for (int i = 0; i < 5; i++) {
        decodesink_lose(t, 0, 10);
        decodesink_lose(t, 1, 10);
    }
    cr_expect_eq(t->kept->items, 1);
    closes_as(t, CLASS_UNKNOWN, BASIS_NONE);
}

Test(inspect, tries_a_flow_from_the_middle_again_but_not_for_ever)
{
    struct decodesink_flow *t = flow(false, 80);
    for (int i = 0; i < INSPECT_TRIES_MOST - 1; i++)
        decodesink_segment(t, 0, "\xfe\xfe\xfe", 3);
    cr_expect_neq(t->want[0], FLOW_WANTS_NOTHING);
    decodesink_say(t, 0, request);
    closes_as(t, CLASS_HTTP, BASIS_CONTENT);

    t = flow(false, 80);
    for (int i = 0; i < INSPECT_TRIES_MOST; i++)
        decodesink_segment(t, 0, "\xfe\xfe\xfe", 3);
    cr_expect_eq(t->want[0], FLOW_WANTS_NOTHING);
    closes_as(t, CLASS_UNKNOWN, BASIS_NONE);
}

static void hello_of(struct tlsbytes *records, uint8_t type)
{
    struct tlsbytes body = {.n = 0}, message = {.n = 0};
    if (type == 1)
        tlsbytes_client_hello(&body, 1, "h2");
    else
        tlsbytes_server_hello(&body, 0);
    tlsbytes_message(&message, type, &body);
    records->n = 0;
    tlsbytes_records(records, 22, message.at, message.n, 16384);
}

Test(inspect, takes_no_upgrade_to_tls_in_the_middle_for_https)
{
    static struct tlsbytes client, server;
    hello_of(&client, 1);
    hello_of(&server, 2);
    for (unsigned said = 0; said < 4; said++) {
        struct decodesink_flow *t = flow(false, 25);
        if (said & 1)
            decodesink_say(t, 0, "STARTTLS\r\n");
        if (said & 2)
            decodesink_say(t, 1, "220 go on\r\n");
        decodesink_segment(t, 0, client.at, client.n);
        decodesink_segment(t, 1, server.at, server.n);
        closes_as(t, said ? CLASS_UNKNOWN : CLASS_HTTPS, said ? BASIS_NONE : BASIS_CONTENT);
    }
    struct decodesink_flow *t = flow(false, 25);
    decodesink_say(t, 1, "220 go on\r\n");
    decodesink_segment(t, 1, server.at, server.n);
    closes_as(t, CLASS_UNKNOWN, BASIS_NONE);

    t = flow(false, 443);
    decodesink_segment(t, 0, client.at + 10, client.n - 10);
    decodesink_segment(t, 1, server.at, server.n);
    closes_as(t, CLASS_HTTPS, BASIS_CONTENT);
}

Test(inspect, decides_undecided_bytes_at_the_bound)
{
    static char text[PROBE_MOST + 500];
    memset(text, '\n', sizeof text);
    struct decodesink_flow *t = flow(true, 80);
    decodesink_send(t, 0, text, sizeof text, 1000);
    cr_expect_eq(t->want[0], FLOW_WANTS_NOTHING);
    closes_as(t, CLASS_UNKNOWN, BASIS_NONE);
}

Test(inspect, reads_hello_with_tds_8_as_sql)
{
    static struct tlsbytes body, message, records;
    tlsbytes_client_hello(&body, 1, "tds/8.0");
    tlsbytes_message(&message, 1, &body);
    tlsbytes_records(&records, 22, message.at, message.n, 16384);
    for (size_t most = 1; most < 300; most += 100) {
        struct decodesink_flow *t = flow(true, 1433);
        decodesink_send(t, 0, records.at, records.n, most);
        cr_expect_eq(t->last_class.class_, CLASS_SQL);
        closes_as(t, CLASS_SQL, BASIS_CONTENT);
    }
}

Test(inspect, reads_a_server_that_chose_tds_8_as_sql)
{
    static const struct {
        const char *name;
        enum app_class class_;
    } rows[] = {{"tds/8.0", CLASS_SQL}, {"tds/8.1", CLASS_HTTPS}, {"xtds/8.0", CLASS_HTTPS}};
    for (size_t i = 0; i < 3; i++) {
        static struct tlsbytes records;
        struct tlsbytes body = {.n = 0}, message = {.n = 0};
        size_t n = strlen(rows[i].name);
        tlsbytes_server_hello(&body, 0);
        body.n -= 11;
        tlsbytes_number(&body, 2, n + 7);
        tlsbytes_number(&body, 2, 0x10);
        tlsbytes_number(&body, 2, n + 3);
        tlsbytes_number(&body, 2, n + 1);
        tlsbytes_number(&body, 1, n);
        tlsbytes_put(&body, rows[i].name, n);
        tlsbytes_message(&message, 2, &body);
        records.n = 0;
        tlsbytes_records(&records, 22, message.at, message.n, 16384);
        struct decodesink_flow *t = flow(false, 9999);
        decodesink_segment(t, 1, records.at, records.n);
        closes_as(t, rows[i].class_, BASIS_CONTENT);
    }
}

Test(inspect, gives_its_block_back_when_nothing_is_wanted)
{
    struct decodesink_flow *t = flow(true, 80);
    decodesink_say(t, 0, "GET /ws HTTP/1.1\r\n\r\n");
    decodesink_say(t, 1, "HTTP/1.1 101 Switching\r\n\r\n");
    decodesink_say(t, 0, "frames");
    const struct talk *talk = t->flow.decode;
    cr_expect_null(talk->block);
    closes_as(t, CLASS_HTTP, BASIS_CONTENT);
}

static struct tlsbytes *hello(void)
{
    static struct tlsbytes body, message, records;
    body.n = message.n = records.n = 0;
    tlsbytes_client_hello(&body, 1, "http/1.1");
    tlsbytes_message(&message, 1, &body);
    tlsbytes_records(&records, 22, message.at, message.n, 16384);
    return &records;
}

static struct tlsbytes *server_hello(void)
{
    static struct tlsbytes body, message, records;
    body.n = message.n = records.n = 0;
    tlsbytes_server_hello(&body, 0);
    tlsbytes_message(&message, 2, &body);
    body.n = 0;
    tlsbytes_chain(&body);
    tlsbytes_message(&message, 11, &body);
    tlsbytes_records(&records, 22, message.at, message.n, 16384);
    return &records;
}

static const char connect_line[] = "CONNECT db:443 HTTP/1.1\r\nHost: db\r\n\r\n";
static const char opened[] = "HTTP/1.1 200 Connection established\r\n\r\n";

static void is_tls_inside(struct decodesink_flow *t)
{
    static const enum evidence_kind kinds[] = {EVIDENCE_HTTP, EVIDENCE_INSIDE, EVIDENCE_TLS_CLIENT,
                                               EVIDENCE_TLS_SERVER, EVIDENCE_TLS_CERT};
    cr_assert_eq(t->kept->items, 5, "%zu", t->kept->items);
    for (size_t i = 0; i < 5; i++)
        cr_expect_eq(t->kept->item[i].kind, kinds[i], "item %zu", i);
    cr_expect_str_eq(t->kept->item[1].text[0], "HTTPS");
    cr_expect_str_eq(t->kept->item[2].text[0], "mp.example");
    cr_expect_eq(t->classes, 1);
    closes_as(t, CLASS_HTTP, BASIS_CONTENT);
}

Test(inspect, looks_into_a_tunnel)
{
    struct tlsbytes *h = hello(), *s = server_hello();
    for (size_t most = 1; most < 1600; most += 533) {
        struct decodesink_flow *t = flow(most != 534, 8080);
        decodesink_send(t, 0, connect_line, sizeof connect_line - 1, most);
        decodesink_send(t, 1, opened, sizeof opened - 1, most);
        decodesink_send(t, 0, h->at, h->n, most);
        decodesink_send(t, 1, s->at, s->n, most);
        is_tls_inside(t);
    }
}

Test(inspect, looks_into_a_tunnel_when_the_client_does_not_wait)
{
    struct tlsbytes *h = hello(), *s = server_hello();
    struct decodesink_flow *t = flow(true, 8080);
    decodesink_say(t, 0, connect_line);
    decodesink_segment(t, 0, h->at, h->n - 1);
    decodesink_say(t, 1, opened);
    decodesink_segment(t, 0, h->at + h->n - 1, 1);
    decodesink_segment(t, 1, s->at, s->n);
    is_tls_inside(t);

    t = flow(true, 8080);
    decodesink_say(t, 0, connect_line);
    memcpy(t->stream[1], opened, sizeof opened - 1);
    memcpy(t->stream[1] + sizeof opened - 1, s->at, s->n);
    decodesink_segment(t, 0, h->at, h->n - 1);
    static uint8_t both[4000];
    memcpy(both, opened, sizeof opened - 1);
    memcpy(both + sizeof opened - 1, s->at, s->n);
    decodesink_segment(t, 1, both, sizeof opened - 1 + s->n);
    decodesink_segment(t, 0, h->at + h->n - 1, 1);
    decodesink_say(t, 1, "\x15");
    is_tls_inside(t);
}

Test(inspect, names_what_runs_in_a_tunnel_and_reads_no_more_of_it)
{
    static const struct {
        const char *bytes, *name;
        size_t n;
    } rows[] = {{"GET /inside HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP", 33},
                {"CONNECT deeper:443 HTTP/1.1\r\n\r\n", "HTTP", 31},
                {"\5\0\x0b\3\x10\0\0\0\x48\0\0\0\1\0\0\0\xb8\x10\xb8\x10\0\0\0\0\1\0\0\0", "RPC", 28},
                {"SSH-2.0-x\r\n", NULL, 11}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct decodesink_flow *t = flow(true, 8080);
        decodesink_say(t, 0, connect_line);
        decodesink_say(t, 1, opened);
        decodesink_segment(t, 0, rows[i].bytes, rows[i].n);
        decodesink_say(t, 1, opened);
        cr_expect_eq(t->kept->items, rows[i].name != NULL ? 2 : 1, "%zu: %zu", i, t->kept->items);
        if (rows[i].name != NULL)
            cr_expect_str_eq(t->kept->item[1].text[0], rows[i].name);
        cr_expect(t->want[0] == FLOW_WANTS_NOTHING && t->want[1] == FLOW_WANTS_NOTHING, "%zu", i);
        closes_as(t, CLASS_HTTP, BASIS_CONTENT);
    }
}

Test(inspect, looks_into_a_tunnel_of_which_one_side_was_captured)
{
    static uint8_t more[PROBE_MOST];
    struct tlsbytes *h = hello(), *s = server_hello();
    struct decodesink_flow *t = flow(true, 8080);
    decodesink_say(t, 0, connect_line);
    decodesink_segment(t, 0, h->at, h->n);
    cr_expect_eq(t->kept->items, 0);
    decodesink_segment(t, 0, more, sizeof more);
    cr_expect_eq(t->kept->items, 3, "%zu", t->kept->items);
    closes_as(t, CLASS_HTTP, BASIS_CONTENT);

    t = flow(true, 8080);
    decodesink_say(t, 0, connect_line);
    decodesink_say(t, 1, opened);
    decodesink_lose(t, 0, 100);
    decodesink_segment(t, 1, s->at, s->n);
    cr_expect_eq(t->kept->items, 4, "%zu", t->kept->items);
    closes_as(t, CLASS_HTTP, BASIS_CONTENT);
}

static void is_mismatch(struct decodesink_flow *t, enum app_class class_, const char *other)
{
    size_t found = 0;
    for (size_t i = 0; i < t->kept->items; i++)
        found += t->kept->item[i].kind == EVIDENCE_MISMATCH && strcmp(t->kept->item[i].text[0], other) == 0;
    cr_expect_eq(found, 1, "%zu items of %zu", found, t->kept->items);
    cr_expect_eq(t->last_class.class_, class_);
    cr_expect_eq(t->last_class.turned, false);
    closes_as(t, class_, BASIS_CONTENT);
}

Test(inspect, notes_two_protocols_in_either_order)
{
    static const char bad[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    struct tlsbytes *h = hello();
    for (unsigned i = 0; i < 4; i++) {
        bool from_syn = i & 1, answer_first = i & 2;
        struct decodesink_flow *t = flow(from_syn, 80);
        if (answer_first)
            decodesink_say(t, 1, bad);
        decodesink_segment(t, 0, h->at, h->n);
        if (!answer_first)
            decodesink_say(t, 1, bad);
        is_mismatch(t, CLASS_HTTPS, "HTTP");

        t = flow(from_syn, 443);
        if (answer_first && from_syn)
            decodesink_segment(t, 1, "\x15\3\1\0\2\2\x28", 7);
        decodesink_say(t, 0, request);
        if (!answer_first || !from_syn)
            decodesink_segment(t, 1, "\x15\3\1\0\2\2\x28", 7);
        is_mismatch(t, CLASS_HTTP, "HTTPS");
    }
}

Test(inspect, lets_the_client_win_over_a_server_that_was_heard_first)
{
    static const char body[5000] = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
    struct tlsbytes *h = hello();
    struct decodesink_flow *t = flow(true, 80);
    decodesink_send(t, 1, body, sizeof body, 1400);
    cr_expect_eq(t->last_class.class_, CLASS_HTTP);
    decodesink_segment(t, 0, h->at, h->n);
    is_mismatch(t, CLASS_HTTPS, "HTTP");
}

Test(inspect, takes_the_middle_of_a_body_for_no_other_protocol)
{
    struct decodesink_flow *t = flow(false, 80);
    decodesink_say(t, 1, answer);
    decodesink_segment(t, 0, "\x17\3\3\0\x10 0123456789abcdef", 21);
    decodesink_say(t, 0, request);
    decodesink_say(t, 1, answer);
    cr_expect_eq(t->kept->items, 2);
    closes_as(t, CLASS_HTTP, BASIS_CONTENT);
}
