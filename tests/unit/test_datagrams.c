#include "decode/datagrams.h"

#include "decodesink.h"

static const uint8_t query[] = {0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 0, 0, 1, 0, 1};

static struct decodesink_flow *flow(uint8_t transport, uint16_t port)
{
    struct decodesink_flow *t = decodesink_open(transport, false, port);
    t->flow.state = STATE_DATAGRAMS;
    return t;
}

static void take(struct decodesink_flow *t, unsigned side, const void *bytes, size_t n)
{
    uint8_t *copy = malloc(n > 0 ? n : 1);
    memcpy(copy, bytes, n);
    t->flow.last_frame++;
    t->flow.side[side].payload_bytes += n;
    decode_datagram(t->decode, &t->flow, side, bytes_of(copy, n));
    free(copy);
}

Test(datagrams, knows_echo_messages)
{
    static const struct {
        uint8_t transport, type, code;
        unsigned side;
        enum app_class class_;
        bool turned;
    } rows[] = {
        {TRANSPORT_ICMP, 8, 0, 0, CLASS_ICMP_ECHO, false},
        {TRANSPORT_ICMP, 0, 0, 0, CLASS_ICMP_ECHO, true},
        {TRANSPORT_ICMP, 8, 0, 1, CLASS_ICMP_ECHO, true},
        {TRANSPORT_ICMP, 8, 1, 0, CLASS_UNKNOWN, false},
        {TRANSPORT_ICMP, 3, 0, 0, CLASS_UNKNOWN, false},
        {TRANSPORT_ICMP, 128, 0, 0, CLASS_UNKNOWN, false},
        {TRANSPORT_ICMP6, 128, 0, 0, CLASS_ICMP_ECHO, false},
        {TRANSPORT_ICMP6, 129, 0, 1, CLASS_ICMP_ECHO, false},
        {TRANSPORT_ICMP6, 8, 0, 0, CLASS_UNKNOWN, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct decodesink_flow *t = flow(rows[i].transport, 0);
        const uint8_t message[] = {rows[i].type, rows[i].code, 0, 0, 0, 1, 0, 1};
        take(t, rows[i].side, message, sizeof message);
        decodesink_close(t);
        cr_expect_eq(t->end.class_, rows[i].class_, "row %zu", i);
        cr_expect_eq(t->end.turned, rows[i].turned, "row %zu", i);
        cr_expect_eq(t->end.direction_known, rows[i].class_ == CLASS_ICMP_ECHO, "row %zu", i);
        decodesink_free(t);
    }
}

Test(datagrams, looks_only_at_the_first_of_a_flow)
{
    uint8_t magic[102];
    memset(magic, 0xff, 6);
    memset(magic + 6, 2, 96);
    for (int before = DATAGRAMS_TRIES_MOST - 1; before <= DATAGRAMS_TRIES_MOST; before++) {
        struct decodesink_flow *t = flow(TRANSPORT_UDP, 7);
        for (int i = 0; i < before; i++)
            take(t, 0, query, sizeof query);
        take(t, 0, magic, sizeof magic);
        decodesink_close(t);
        cr_expect_eq(t->end.class_, before < DATAGRAMS_TRIES_MOST ? CLASS_WOL : CLASS_UNKNOWN);
        decodesink_free(t);
    }
}

Test(datagrams, takes_a_byte_for_a_message_when_there_is_nothing_else)
{
    static const struct {
        const char *what;
        const char *said[3]; /* by side 0, 0 and 1 */
        enum app_class class_;
    } rows[] = {
        {"once", {"\3", "", ""}, CLASS_SQL},
        {"again", {"\3", "\3", ""}, CLASS_SQL},
        {"another byte", {"\4", "", ""}, CLASS_UNKNOWN},
        {"then something else", {"\3", "abc", ""}, CLASS_UNKNOWN},
        {"behind something else", {"abc", "\3", ""}, CLASS_UNKNOWN},
        {"an echo", {"\3", "", "\3"}, CLASS_UNKNOWN},
        {"answered", {"\3", "", "\5\x0a"}, CLASS_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct decodesink_flow *t = flow(TRANSPORT_UDP, 9999);
        for (unsigned k = 0; k < 3; k++)
            if (rows[i].said[k][0] != 0)
                take(t, k / 2, rows[i].said[k], strlen(rows[i].said[k]));
        cr_expect_eq(t->classes, 0U, "%s", rows[i].what);
        decodesink_close(t);
        cr_expect_eq(t->end.class_, rows[i].class_, "%s", rows[i].what);
        decodesink_free(t);
    }
}

Test(datagrams, know_a_browser_by_its_answer)
{
    static const char answer[] = "\5\x29\0ServerName;DB1;InstanceName;A;tcp;1433;;;";
    struct decodesink_flow *t = flow(TRANSPORT_UDP, 9999);
    take(t, 0, "\3", 1);
    take(t, 1, answer, sizeof answer - 1);
    decodesink_close(t);
    cr_expect(t->end.class_ == CLASS_SQL && !t->end.turned && t->end.direction_known);
    cr_expect_str_eq(decodesink_text(t->kept, 0), "1433 A|DB1");
    decodesink_free(t);
}

Test(datagrams, names_a_class_by_port_for_what_is_left)
{
    struct decodesink_flow *t = flow(TRANSPORT_UDP, 2701);
    take(t, 0, query, sizeof query);
    decodesink_close(t);
    cr_expect(t->end.class_ == CLASS_REMCTRL && t->end.basis == BASIS_PORT);
    decodesink_free(t);
    t = flow(TRANSPORT_UDP, 53);
    take(t, 0, query, 0);
    decodesink_close(t);
    cr_expect_eq(t->end.class_, CLASS_NONE);
    decodesink_free(t);
}

Test(datagrams, take_no_memory_for_evidence_that_never_comes)
{
    enum { FLOWS = 2000 };
    static const char wanted[] = "\0\1boot\0octet";
    static struct flow flows[FLOWS];
    struct err err;
    struct decodesink_flow kept = {.kept = decodesink_new()};
    struct decode *d = decode_open(2 << 20, decodesink_observe, &kept, &err);
    cr_assert_not_null(d, "%s", err.text);
    for (size_t i = 0; i < FLOWS; i++) {
        flows[i] = (struct flow){.id = i + 1, .transport = TRANSPORT_UDP, .state = STATE_DATAGRAMS};
        decode_opened(d, &flows[i]);
        decode_datagram(d, &flows[i], 0, bytes_of(wanted, sizeof wanted));
    }
    for (size_t i = 0; i < FLOWS; i++)
        decode_closed(d, &flows[i]);
    cr_expect_eq(kept.classes, FLOWS);
    cr_expect_eq(kept.last_class.class_, CLASS_TFTP);
    cr_expect_eq(decode_counts(d).states_refused, 0);
    decode_close(d);
    free(kept.kept);
}

/* A query for SMS_SLP (RFC 1002 4.2.12). */
static const char asks[] = "\0\1\1\x10\0\1\0\0\0\0\0\0\x20"
                           "FDENFDFPFDEMFACACACACACACACACABK\0\0\x20\0\1";

static size_t traces(const struct decodesink_flow *t, enum evidence_kind kind)
{
    size_t found = 0;
    for (size_t i = 0; i < t->kept->items; i++)
        found += t->kept->item[i].kind == kind;
    return found;
}

Test(datagrams, tell_a_trace_once_and_stay_without_a_class)
{
    struct decodesink_flow *t = flow(TRANSPORT_UDP, 137);
    for (unsigned i = 0; i < 20; i++)
        take(t, 0, query, sizeof query);
    take(t, 0, asks, sizeof asks - 1);
    take(t, 0, asks, sizeof asks - 1);
    decodesink_close(t);
    cr_expect_eq(traces(t, EVIDENCE_SITE_NAME), 1);
    cr_expect_eq(t->end.class_, CLASS_UNKNOWN);
    decodesink_free(t);
}

Test(datagrams, look_for_traces_only_so_long)
{
    struct decodesink_flow *t = flow(TRANSPORT_UDP, 137);
    for (unsigned i = 0; i < DATAGRAMS_TRACES_MOST; i++)
        take(t, 0, query, sizeof query);
    take(t, 0, asks, sizeof asks - 1);
    decodesink_close(t);
    cr_expect_eq(traces(t, EVIDENCE_SITE_NAME), 0);
    decodesink_free(t);
}
