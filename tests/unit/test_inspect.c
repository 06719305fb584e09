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
