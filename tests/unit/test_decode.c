#include "decode/decode.h"

#include "decodesink.h"

static const char request[] = "GET /a HTTP/1.1\r\n\r\n";

static void closes_as(struct decodesink_flow *t, enum app_class class_, enum basis basis, const char *name)
{
    decodesink_close(t);
    cr_expect_eq(t->end.class_, class_, "%s: %s", name, proto_class_name(t->end.class_));
    cr_expect_eq(t->end.basis, basis, "%s: %s", name, proto_basis_name(t->end.basis));
}

Test(decode, names_a_class_by_its_port_only_for_unknown_payload)
{
    static const struct {
        const char *name;
        uint16_t port;
        bool payload;
        enum app_class class_;
        enum basis basis;
    } rows[] = {
        {"nothing at all", 80, false, CLASS_NONE, BASIS_NONE},
        {"an attempt on remote control", 2701, false, CLASS_NONE, BASIS_NONE},
        {"remote control", 2701, true, CLASS_REMCTRL, BASIS_PORT},
        {"rdp", 3389, true, CLASS_RDP, BASIS_PORT},
        {"ldap", 389, true, CLASS_LDAP, BASIS_PORT},
        {"amt", 16994, true, CLASS_AMT, BASIS_PORT},
        {"no http", 80, true, CLASS_UNKNOWN, BASIS_NONE},
        {"no smb", 445, true, CLASS_UNKNOWN, BASIS_NONE},
        {"no sql", 1433, true, CLASS_UNKNOWN, BASIS_NONE},
        {"no rpc", 135, true, CLASS_UNKNOWN, BASIS_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct decodesink_flow *t = decodesink_open(TRANSPORT_TCP, true, rows[i].port);
        if (rows[i].payload)
            decodesink_segment(t, 0, "\xfe\xfe\xfe\xfe", 4);
        closes_as(t, rows[i].class_, rows[i].basis, rows[i].name);
        cr_expect(t->end.direction_known && !t->end.turned, "%s", rows[i].name);
        decodesink_free(t);
    }
}

Test(decode, content_goes_before_the_port)
{
    static const struct {
        uint16_t port;
        enum app_class class_;
        enum basis basis;
    } rows[] = {
        {443, CLASS_HTTP, BASIS_CONTENT},   {2701, CLASS_HTTP, BASIS_CONTENT},
        {389, CLASS_HTTP, BASIS_CONTENT},   {623, CLASS_HTTP, BASIS_CONTENT},
        {16992, CLASS_AMT, BASIS_PORT},     {16993, CLASS_AMT, BASIS_PORT},
        {16996, CLASS_HTTP, BASIS_CONTENT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct decodesink_flow *t = decodesink_open(TRANSPORT_TCP, true, rows[i].port);
        decodesink_say(t, 0, request);
        cr_expect(t->classes == 1 && t->last_class.class_ == rows[i].class_);
        closes_as(t, rows[i].class_, rows[i].basis, "by content");
        cr_expect_eq(t->kept->items, 1);
        decodesink_free(t);
    }
}

Test(decode, turns_a_flow_of_unknown_direction_by_the_port)
{
    struct decodesink_flow *t = decodesink_open(TRANSPORT_TCP, false, 50001);
    t->flow.end[0].port = 2701;
    decodesink_segment(t, 0, "\xfe\xfe\xfe\xfe", 4);
    closes_as(t, CLASS_REMCTRL, BASIS_PORT, "turned");
    cr_expect(t->end.turned && !t->end.direction_known);
    decodesink_free(t);
}

Test(decode, ends_with_the_flows_counters)
{
    struct decodesink_flow *t = decodesink_open(TRANSPORT_TCP, true, 80);
    t->flow.side[0] = (struct flow_side){3, 300, 30, 1};
    t->flow.side[1] = (struct flow_side){5, 500, 50, 2};
    t->flow.first_us = 10;
    t->flow.last_us = 20;
    t->flow.truncated = true;
    decodesink_close(t);
    const struct observation *o = &t->end;
    cr_expect(o->packets[0] == 3 && o->bytes[1] == 500 && o->payload_bytes[1] == 50 && o->lost_bytes == 3);
    cr_expect(o->first_us == 10 && o->last_us == 20 && o->truncated && o->state == STATE_ESTABLISHED_DATA);
    decodesink_free(t);
}

struct counted {
    unsigned of[OBSERVATION_KINDS];
};

static void count(void *context, const struct observation *o)
{
    struct counted *c = context;
    c->of[o->kind]++;
}

Test(decode, counts_flows_it_has_no_memory_for)
{
    enum { FLOWS = 1000 };
    static struct flow flows[FLOWS];
    char question[320] = "GET /";
    memset(question + 5, 'a', 300);
    memcpy(question + 305, " HTTP/1.1\r\n\r\n", 13);
    struct counted counted = {{0}};
    struct err err;
    struct decode *d = decode_open(250 * 1024, count, &counted, &err);
    cr_assert_not_null(d, "%s", err.text);
    for (size_t i = 0; i < FLOWS; i++) {
        flows[i] = (struct flow){.id = i + 1, .transport = TRANSPORT_TCP, .initiator_seen = true};
        decode_opened(d, &flows[i]);
        (void)decode_bytes(d, &flows[i], 0, 0, bytes_of(question, strlen(question)));
    }
    uint64_t refused = decode_counts(d).states_refused;
    cr_expect(refused > 0 && refused < FLOWS, "%lu", refused);
    for (size_t i = 0; i < FLOWS; i++)
        decode_closed(d, &flows[i]);
    cr_expect_eq(counted.of[OBSERVED_CLASS], FLOWS, "the class needs no memory");
    cr_expect_eq(counted.of[OBSERVED_EVIDENCE], FLOWS + refused, "a request, or also that there was no room");
    cr_expect(counted.of[OBSERVED_OPEN] == FLOWS && counted.of[OBSERVED_END] == FLOWS);

    flows[0].decode = NULL;
    (void)decode_bytes(d, &flows[0], 0, 0, bytes_of(question, strlen(question)));
    cr_expect_eq(decode_counts(d).states_refused, refused, "memory that was given back serves again");
    decode_closed(d, &flows[0]);
    decode_close(d);
}

static void answered(void *context, const struct observation *o)
{
    struct counted *c = context;
    c->of[o->kind]++;
    if (o->kind == OBSERVED_EVIDENCE)
        cr_expect(o->evidence.kind == EVIDENCE_HTTP && o->evidence.number == 204, "flow %lu", o->flow);
}

Test(decode, remembers_of_idle_flows_what_they_asked_and_what_was_sent)
{
    enum { FLOWS = 2000, ROUNDS = 3 };
    static const char answer[] = "HTTP/1.1 204 No\r\n\r\n";
    static struct flow flows[FLOWS];
    struct counted counted = {{0}};
    struct err err;
    struct decode *d = decode_open(2 << 20, answered, &counted, &err);
    for (size_t i = 0; i < FLOWS; i++)
        flows[i] = (struct flow){.id = i + 1, .transport = TRANSPORT_TCP, .initiator_seen = true};
    for (size_t round = 0; round < ROUNDS; round++) {
        size_t asked = round * (sizeof request - 1), told = round * (sizeof answer - 1);
        for (size_t i = 0; i < FLOWS; i++)
            cr_expect_eq(decode_bytes(d, &flows[i], 0, asked, bytes_of(request, sizeof request - 1)),
                         asked + sizeof request - 1);
        for (size_t i = 0; i < FLOWS; i++)
            cr_expect_eq(decode_bytes(d, &flows[i], 1, told, bytes_of(answer, sizeof answer - 1)),
                         told + sizeof answer - 1);
        cr_expect_eq(counted.of[OBSERVED_EVIDENCE], FLOWS, "round %zu", round);
    }
    for (size_t i = 0; i < FLOWS; i++)
        decode_closed(d, &flows[i]);
    cr_expect_eq(counted.of[OBSERVED_EVIDENCE], FLOWS);
    cr_expect_eq(decode_counts(d).states_refused, 0);
    decode_close(d);
}

Test(decode, counts_dropped_evidence)
{
    struct decodesink_flow *t = decodesink_open(TRANSPORT_TCP, true, 80);
    char text[64];
    for (int i = 0; i < EVIDENCE_HTTP_MOST + 7; i++) {
        decodesink_segment(t, 0, text, (size_t)snprintf(text, sizeof text, "GET /%d HTTP/1.1\r\n\r\n", i));
        decodesink_say(t, 1, "HTTP/1.1 204 No\r\n\r\n");
    }
    decodesink_close(t);
    cr_expect_eq(decode_counts(t->decode).evidence_dropped, 7);
    decodesink_free(t);
}

Test(decode, tells_a_refusal)
{
    struct counted counted = {{0}};
    struct err err;
    struct flow f = {.id = 1, .transport = TRANSPORT_TCP};
    struct decode *d = decode_open(1 << 20, count, &counted, &err);
    decode_opened(d, &f);
    decode_refused(d, &f);
    decode_closed(d, &f);
    cr_expect(counted.of[OBSERVED_REFUSED] == 1 && counted.of[OBSERVED_END] == 1);
    decode_close(d);
    decode_close(NULL);
}

Test(decode, refuses_to_open_without_memory)
{
    struct err err;
    cr_expect_null(decode_open(1000, count, NULL, &err));
}
