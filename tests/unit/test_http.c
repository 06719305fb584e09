#include "decode/http.h"

#include "decodesink.h"

static const char request[] =
    "CCM_POST /ccm_system/request HTTP/1.1\r\nHost: mp.example\r\nUser-Agent: SMS CCM 4.0\r\n"
    "Content-Length: 5\r\n\r\nabcde";
static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

static struct decodesink_flow *web(bool from_syn)
{
    return decodesink_open(TRANSPORT_TCP, from_syn, 80);
}

static void is_item(const struct decodesink_flow *t, size_t i, const char *text)
{
    cr_expect_str_eq(decodesink_text(t->kept, i), text, "item %zu: %s", i, decodesink_text(t->kept, i));
}

static void ends_with(struct decodesink_flow *t, size_t items)
{
    decodesink_close(t);
    cr_expect_eq(t->kept->items, items, "%zu items", t->kept->items);
    decodesink_free(t);
}

Test(http, is_undecided_on_every_prefix)
{
    decodesink_probe_prefixes(&http_decoder, request, sizeof request - 1, true, PROBE_CLIENT, "request");
    decodesink_probe_prefixes(&http_decoder, answer, sizeof answer - 1, true, PROBE_SERVER, "answer");
    static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    decodesink_probe_prefixes(&http_decoder, preface, sizeof preface - 1, true, PROBE_CLIENT, "preface");
    static const char old[] = "GET /\r\n";
    decodesink_probe_prefixes(&http_decoder, old, sizeof old - 1, true, PROBE_CLIENT, "0.9");
}

Test(http, sees_a_flipped_byte_in_each_field_of_a_request_line)
{
    static const struct {
        size_t at;
        char as;
    } rows[] = {{0, 1}, {3, ' '}, {8, '\t'}, {9, 7}, {29, '\t'}, {31, 'h'}, {33, 0x7f}, {36, '3'}};
    char line[] = "CCM_POST /ccm_system/request HTTP/1.1\r\n";
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t at = rows[i].at;
        char was = line[at];
        line[at] = rows[i].as;
        bool harmless = at == 3 || at == 36;
        enum probe p = http_decoder.probe(bytes_of(line, sizeof line - 1), true);
        cr_expect(harmless || p == PROBE_NO, "byte %zu: %d", at, (int)p);
        line[at] = was;
    }
}

Test(http, reads_a_transaction_in_segments_of_any_size)
{
    for (size_t most = 1; most < sizeof request; most++) {
        struct decodesink_flow *t = web(true);
        decodesink_send(t, 0, request, sizeof request - 1, most);
        decodesink_send(t, 1, answer, sizeof answer - 1, most);
        is_item(t, 0, "200 CCM_POST|/ccm_system/request|mp.example|SMS CCM 4.0|1.1");
        cr_expect(t->last_class.class_ == CLASS_HTTP && t->last_class.basis == BASIS_CONTENT);
        ends_with(t, 1);
    }
}

Test(http, reads_every_request_of_a_persistent_connection)
{
    struct decodesink_flow *t = web(true);
    for (int i = 0; i < 10; i++) {
        char text[128];
        int n =
            snprintf(text, sizeof text, "POST /r%d HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nxyz", i);
        decodesink_segment(t, 0, text, (size_t)n);
        decodesink_say(t, 1, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
        snprintf(text, sizeof text, "204 POST|/r%d|h||1.1", i);
        is_item(t, (size_t)i, text);
    }
    ends_with(t, 10);
}

Test(http, does_not_want_bodies)
{
    struct decodesink_flow *t = web(true);
    decodesink_say(t, 0, "PUT /a HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n");
    cr_expect_eq(t->want[0], t->length[0] + 1000000);
    decodesink_say(t, 1, "HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n");
    cr_expect_eq(t->want[1], t->length[1] + 70000);
    decodesink_lose(t, 1, 70000);
    decodesink_say(t, 1, "HTTP/1.1 ");
    cr_expect_eq(t->want[1], t->length[1] - 9);
    ends_with(t, 1);
}

Test(http, jumps_from_chunk_to_chunk)
{
    static const char chunks[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                 "5\r\nHTTP/\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
    for (size_t most = 1; most < sizeof chunks; most += 3) {
        struct decodesink_flow *t = web(true);
        decodesink_say(t, 0, "GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n");
        decodesink_send(t, 1, chunks, sizeof chunks - 1, most);
        decodesink_say(t, 1, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        is_item(t, 0, "200 GET|/a|||1.1");
        is_item(t, 1, "404 GET|/b|||1.1");
        ends_with(t, 2);
    }
}

/* What the end tells: the number of EVIDENCE_ABORTED, 0: nothing. */
static unsigned aborted(const char *request_text, const char *answer_text, unsigned how, uint64_t lost)
{
    unsigned found = 0;
    struct decodesink_flow *t = web(true);
    decodesink_say(t, 0, request_text);
    if (answer_text[0] != '\0')
        decodesink_say(t, 1, answer_text);
    t->flow.ended = (uint8_t)how;
    t->flow.side[1].lost_bytes = lost;
    decodesink_close(t);
    for (size_t i = 0; i < t->kept->items; i++)
        if (t->kept->item[i].kind == EVIDENCE_ABORTED)
            found = t->kept->item[i].number;
    decodesink_free(t);
    return found;
}

Test(http, tells_a_body_that_was_cut_short)
{
    static const char get[] = "GET /a HTTP/1.1\r\n\r\n";
    static const char ten[] = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
    static const char chunked[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    static const struct {
        const char *request, *head, *body;
        unsigned how, lost, want;
    } rows[] = {
        {get, ten, "0123456789", FLOW_FIN(1), 0, 0},
        {get, ten, "012345678", FLOW_FIN(1), 0, 1},
        {get, ten, "", FLOW_FIN(1), 0, 1},
        {get, ten, "012345678", FLOW_RST(0), 0, 1},
        {get, ten, "012345678", FLOW_RST(1), 0, 1},
        {get, ten, "012345678", FLOW_FIN(0), 0, 0},
        {get, ten, "012345678", 0, 0, 0},
        {get, ten, "012345678", FLOW_FIN(1), 1, 0},
        {"HEAD /a HTTP/1.1\r\n\r\n", ten, "", FLOW_FIN(1), 0, 0},
        {"GET /a HTTP/1.1\r\n", ten, "01", FLOW_FIN(1), 0, 1},
        {get, "HTTP/1.1 200 OK\r\n\r\n", "0123", FLOW_FIN(1), 0, 0},
        {get, "HTTP/1.1 200 OK\r\nContent-Len", "", FLOW_FIN(1), 0, 0},
        {get, chunked, "5\r\n01234\r\n0\r\n\r\n", FLOW_FIN(1), 0, 0},
        {get, chunked, "5\r\n01234\r\n", FLOW_FIN(1), 0, 1},
        {get, chunked, "5\r\n01", FLOW_FIN(1), 0, 1},
        {get, chunked, "", FLOW_RST(0), 0, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[256];
        (void)snprintf(text, sizeof text, "%s%s", rows[i].head, rows[i].body);
        cr_expect_eq(aborted(rows[i].request, text, rows[i].how, rows[i].lost), rows[i].want, "row %zu", i);
    }
}

Test(http, tells_a_request_that_was_answered_by_a_reset)
{
    static const char post[] = "CCM_POST /a HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody";
    cr_expect_eq(aborted(post, "", FLOW_RST(1), 0), 2);
    cr_expect_eq(aborted("CCM_POST /a HTTP/1.1\r\nContent-Length: 400\r\n\r\nbo", "", FLOW_RST(1), 0), 2);
    cr_expect_eq(aborted(post, "", FLOW_RST(0), 0), 0, "the client gave up");
    cr_expect_eq(aborted(post, "", FLOW_FIN(1), 0), 0);
    cr_expect_eq(aborted(post, "", FLOW_RST(1), 1), 0, "the answer may be lost");
    cr_expect_eq(aborted(post, answer, FLOW_RST(1), 0), 0);
    cr_expect_eq(aborted("GET /a HTTP/1.1\r\n\r\nHEAD /b HTTP/1.1\r\n\r\n", answer, FLOW_RST(1), 0), 2);
}

Test(http, reads_chunked_requests)
{
    struct decodesink_flow *t = web(true);
    decodesink_say(t, 0,
                   "BITS_POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
                   "GET /b HTTP/1.1\r\n\r\n");
    ends_with(t, 2);
}

Test(http, knows_answers_without_a_body)
{
    struct decodesink_flow *t = web(true);
    decodesink_say(t, 0, "HEAD /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\nGET /c HTTP/1.1\r\n\r\n");
    decodesink_say(t, 1, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
    decodesink_say(t, 1, "HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n");
    decodesink_say(t, 1, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    is_item(t, 0, "200 HEAD|/a|||1.1");
    is_item(t, 1, "304 GET|/b|||1.1");
    is_item(t, 2, "401 GET|/c|||1.1");
    ends_with(t, 3);
}

Test(http, opens_a_tunnel_only_when_the_answer_says_so)
{
    struct decodesink_flow *t = web(true);
    decodesink_say(t, 0, "CONNECT h:443 HTTP/1.1\r\n\r\n");
    decodesink_say(t, 1, "HTTP/1.1 407 Auth\r\nContent-Length: 0\r\n\r\n");
    decodesink_say(t, 0, "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n");
    decodesink_say(t, 1, "HTTP/1.1 200 OK\r\n\r\n");
    decodesink_say(t, 0, "GET /inside HTTP/1.1\r\n\r\n");
    decodesink_say(t, 1, "HTTP/1.1 200 OK\r\n\r\n");
    is_item(t, 1, "200 CONNECT|h:443|h||1.1");
    cr_expect_eq(t->kept->item[2].kind, EVIDENCE_INSIDE);
    is_item(t, 2, "0 HTTP");
    cr_expect(t->want[0] == FLOW_WANTS_NOTHING && t->want[1] == FLOW_WANTS_NOTHING);
    ends_with(t, 3);

    t = web(true);
    decodesink_say(t, 0, "CONNECT h:443 HTTP/1.1\r\n\r\n");
    decodesink_say(t, 1, "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
    decodesink_say(t, 0, "GET /a HTTP/1.1\r\n\r\n");
    decodesink_say(t, 1, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    is_item(t, 1, "200 GET|/a|||1.1");
    ends_with(t, 2);

    t = web(true);
    decodesink_say(t, 0, "CONNECT h:443 HTTP/1.1\r\n\r\n");
    decodesink_say(t, 0, "CONNECT h:444 HTTP/1.1\r\n\r\n");
    ends_with(t, 2);
}

Test(http, names_the_protocol_of_an_upgrade)
{
    struct decodesink_flow *t = web(true);
    decodesink_say(t, 0, "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n");
    decodesink_say(t, 1, "HTTP/1.1 101 Switching\r\nUpgrade: websocket/13, x\r\n\r\n");
    decodesink_say(t, 0, "GET /inside HTTP/1.1\r\n\r\n");
    is_item(t, 0, "101 GET|/ws|||1.1");
    is_item(t, 1, "0 websocket");
    cr_expect_eq(t->want[0], FLOW_WANTS_NOTHING);
    ends_with(t, 2);

    t = web(true);
    decodesink_say(t, 0, "GET /ws HTTP/1.1\r\n\r\n");
    decodesink_say(t, 1, "HTTP/1.1 200 Ok\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n");
    ends_with(t, 1);
}

Test(http, reads_interfaces_of_rpc_over_http)
{
    static const uint8_t pdus[] = {5, 0, 20, 3,  0x10, 0,    0,  0,  20, 0,  0,  0, 0, 0, 0, 0, 0, 0, 0,
                                   0, 5, 0,  11, 3,    0x10, 0,  0,  0,  72, 0,  0, 0, 0, 0, 0, 0, 0, 0,
                                   0, 0, 0,  0,  0,    0,    1,  0,  0,  0,  0,  0, 1, 0, 1, 2, 3, 4, 5,
                                   6, 7, 8,  9,  10,   11,   12, 13, 14, 15, 16, 1, 0, 0, 0, 0, 0, 0, 0,
                                   0, 0, 0,  0,  0,    0,    0,  0,  0,  0,  0,  0, 0, 0, 0, 0};
    for (size_t most = 1; most < 100; most += 7) {
        struct decodesink_flow *t = web(true);
        decodesink_say(t, 0,
                       "RPC_IN_DATA /rpc/rpcproxy.dll?s:6001 HTTP/1.1\r\nContent-Length: 1073741824\r\n\r\n");
        decodesink_send(t, 0, pdus, sizeof pdus, most);
        cr_expect_eq(t->last_class.class_, CLASS_HTTP);
        is_item(t, 0, "0 RPC");
        is_item(t, 1, "0 04030201-0605-0807-090a-0b0c0d0e0f10");
        ends_with(t, 3);
    }
}

Test(http, does_not_shift_answers_that_come_first)
{
    struct decodesink_flow *t = web(true);
    decodesink_say(t, 0, "GET /a HTTP/1.1\r\n\r\n");
    decodesink_say(t, 1, answer);
    decodesink_say(t, 1, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
    decodesink_say(t, 0, "GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
    decodesink_say(t, 0, "GET /c HTTP/1.1\r\n\r\n");
    decodesink_say(t, 1, "HTTP/1.1 304 Same\r\n\r\n");
    is_item(t, 1, "404 GET|/b|h||1.1");
    is_item(t, 2, "304 GET|/c|||1.1");
    ends_with(t, 3);
}

Test(http, tells_answers_whose_requests_were_not_seen)
{
    struct decodesink_flow *t = web(false);
    decodesink_say(t, 1, answer);
    is_item(t, 0, "200 ||||1.1");
    decodesink_say(t, 0, "GET /a HTTP/1.1\r\n\r\n");
    decodesink_say(t, 1, "HTTP/1.0 404 No\r\nContent-Length: 0\r\n\r\n");
    is_item(t, 1, "404 GET|/a|||1.1");
    decodesink_lose(t, 0, 50);
    decodesink_say(t, 1, "HTTP/1.1 500\r\nContent-Length: 0\r\n\r\n");
    is_item(t, 2, "500 ||||1.1");
    ends_with(t, 3);

    t = web(true);
    decodesink_say(t, 0, "GET /a HTTP/1.1\r\n\r\n");
    decodesink_say(t, 1, answer);
    decodesink_say(t, 1, "HTTP/1.1 408 Too late\r\nContent-Length: 0\r\n\r\n");
    decodesink_close(t);
    is_item(t, 1, "408 ");
    decodesink_free(t);
}

Test(http, sends_unanswered_requests_at_the_end)
{
    struct decodesink_flow *t = web(true);
    decodesink_say(t, 0, "GET /a HTTP/1.0\r\nHost: x\r\n");
    cr_expect_eq(t->kept->items, 0);
    decodesink_close(t);
    is_item(t, 0, "0 GET|/a|x||1.0");
    decodesink_free(t);
}

Test(http, gives_up_where_the_framing_is_ambiguous)
{
    static const char *const rows[] = {
        "POST /a HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "POST /a HTTP/1.1\r\nContent-Length: 5x\r\n\r\n",
        "POST /a HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        "POST /a HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST /a HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
        "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct decodesink_flow *t = web(true);
        decodesink_say(t, 0, rows[i]);
        decodesink_say(t, 0, "GET /hidden HTTP/1.1\r\n\r\n");
        cr_expect_eq(t->want[0], FLOW_WANTS_NOTHING, "%s", rows[i]);
        cr_expect_eq(t->kept->item[1].kind, EVIDENCE_LOST, "%s", rows[i]);
        ends_with(t, 2);
    }
    struct decodesink_flow *t = web(true);
    decodesink_say(t, 0,
                   "POST /a HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx"
                   "GET /b HTTP/1.1\r\n\r\n");
    ends_with(t, 2);
}

Test(http, finds_requests_again_after_a_hole)
{
    struct decodesink_flow *t = web(true);
    decodesink_say(t, 0, "GET /a HTTP/1.1\r\nHost: h\r\n");
    decodesink_lose(t, 0, 100);
    is_item(t, 0, "0 GET|/a|h||1.1");
    decodesink_say(t, 0, "the rest of some body");
    decodesink_say(t, 0, "GET /b HTTP/1.1\r\n\r\n");
    decodesink_say(t, 1, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    is_item(t, 1, "200 GET|/b|||1.1");
    ends_with(t, 2);
}

Test(http, looks_for_a_request_only_so_often)
{
    struct decodesink_flow *t = web(true);
    decodesink_say(t, 0, "GET /a HTTP/1.1\r\n\r\n");
    for (int i = 0; i < 100; i++)
        decodesink_say(t, 0, "\x01garbage\n");
    cr_expect_eq(t->want[0], FLOW_WANTS_NOTHING);
    cr_expect_eq(t->kept->item[0].kind, EVIDENCE_LOST, "requests may hide in it");
    ends_with(t, 2);
}

Test(http, reads_a_line_that_is_too_long_as_far_as_it_goes)
{
    static char line[20000];
    memset(line, 'x', sizeof line);
    memcpy(line, "GET /long/", 10);
    struct decodesink_flow *t = web(true);
    decodesink_send(t, 0, line, sizeof line, 1400);
    decodesink_say(t, 0, " HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\n\r\n");
    decodesink_close(t);
    cr_expect_eq(t->kept->items, 2);
    cr_expect_eq(strncmp(t->kept->item[0].text[1], "/long/xxx", 9), 0);
    cr_expect_str_eq(t->kept->item[0].text[2], "h");
    is_item(t, 1, "0 GET|/b|||1.1");
    decodesink_free(t);
}

Test(http, bounds_a_header_block)
{
    struct decodesink_flow *t = web(true);
    decodesink_say(t, 0, "GET /a HTTP/1.1\r\n");
    for (int i = 0; i < 5000 && t->want[0] != FLOW_WANTS_NOTHING; i++)
        decodesink_say(t, 0, "X-Header: value\r\n");
    cr_expect_eq(t->want[0], FLOW_WANTS_NOTHING);
    ends_with(t, 2);
}

Test(http, keeps_many_pipelined_requests_in_order)
{
    struct decodesink_flow *t = web(true);
    char text[300];
    static const char path[] = "0123456789012345678901234567890123456789012345678901234567890123456789"
                               "0123456789012345678901234567890123456789012345678901234567890123456789";
    for (int i = 0; i < 16; i++)
        decodesink_segment(t, 0, text,
                           (size_t)snprintf(text, sizeof text, "GET /%d/%s HTTP/1.1\r\n\r\n", i, path));
    for (int i = 0; i < 16; i++)
        decodesink_say(t, 1, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    decodesink_close(t);
    cr_expect_eq(t->kept->items, 16);
    for (size_t i = 0; i < 16; i++) {
        int n = snprintf(text, sizeof text, "/%zu/", i);
        cr_expect_eq(strncmp(t->kept->item[i].text[1], text, (size_t)n), 0, "%zu", i);
    }
    cr_expect_eq(t->kept->item[15].number, 200);
    decodesink_free(t);
}

Test(http, sends_all_when_too_many_are_outstanding)
{
    struct decodesink_flow *t = web(true);
    char text[64];
    for (int i = 0; i < 20; i++)
        decodesink_segment(t, 0, text, (size_t)snprintf(text, sizeof text, "GET /%d HTTP/1.1\r\n\r\n", i));
    cr_expect_eq(t->kept->items, 20);
    decodesink_say(t, 1, "HTTP/1.1 200 OK\r\n\r\n");
    ends_with(t, 20);
}

Test(http, takes_a_flow_up_in_the_middle_of_a_body)
{
    struct decodesink_flow *t = web(false);
    decodesink_say(t, 1, "some bytes of a body");
    decodesink_say(t, 1, "HTTP/1.1 ");
    decodesink_say(t, 1, "200 OK\r\nContent-Length: 0\r\n\r\n");
    cr_expect(t->last_class.class_ == CLASS_HTTP && t->last_class.direction_known && !t->last_class.turned);
    decodesink_say(t, 0, "GET /a HTTP/1.1\r\n\r\n");
    decodesink_say(t, 1, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
    is_item(t, 0, "200 ||||1.1");
    is_item(t, 1, "404 GET|/a|||1.1");
    ends_with(t, 2);
}

Test(http, invents_no_method_out_of_the_end_of_one)
{
    struct decodesink_flow *t = web(false);
    decodesink_say(t, 0, "OST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nxx");
    decodesink_say(t, 1, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
    decodesink_say(t, 0, "GET /b HTTP/1.1\r\n\r\n");
    decodesink_say(t, 1, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    cr_expect_eq(t->kept->item[0].kind, EVIDENCE_LOST);
    is_item(t, 1, "404 ||h||1.1");
    is_item(t, 2, "200 GET|/b|||1.1");
    ends_with(t, 3);
}

Test(http, says_so_when_the_client_is_the_other_end)
{
    struct decodesink_flow *t = web(false);
    decodesink_say(t, 1, "GET /a HTTP/1.1\r\n\r\n");
    decodesink_say(t, 0, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    cr_expect(t->last_class.direction_known && t->last_class.turned);
    is_item(t, 0, "200 GET|/a|||1.1");
    ends_with(t, 1);
}

Test(http, sends_nothing_of_http2_but_knows_its_class)
{
    struct decodesink_flow *t = web(true);
    decodesink_say(t, 0, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    decodesink_segment(t, 1, "\0\0\0\4\0\0\0\0\0", 9);
    cr_expect_eq(t->last_class.class_, CLASS_HTTP);
    ends_with(t, 0);
}

Test(http, survives_every_flipped_byte)
{
    char both[sizeof request + sizeof answer];
    memcpy(both, request, sizeof request);
    memcpy(both + sizeof request, answer, sizeof answer);
    for (size_t i = 0; i < sizeof both; i++) {
        both[i] ^= 0x55;
        struct decodesink_flow *t = web(i % 2 == 0);
        decodesink_send(t, 0, both, sizeof request - 1, 7);
        decodesink_send(t, 1, both + sizeof request, sizeof answer - 1, 7);
        decodesink_close(t);
        decodesink_free(t);
        both[i] ^= 0x55;
    }
}
