#include "capture/wanted.h"

#include <criterion/criterion.h>

#include "base/proto.h"

static struct flow_end end_of(const char *ip, uint16_t port)
{
    struct flow_end e = {.port = port};
    cr_assert(addr_read(&e.ip, ip));
    return e;
}

static struct segment between(struct flow_end from, struct flow_end to, uint8_t transport)
{
    return (struct segment){
        .src = from.ip, .dst = to.ip, .sport = from.port, .dport = to.port, .transport = transport};
}

static struct wanted *opened(void)
{
    struct err err;
    struct wanted *w = wanted_open(&err);
    cr_assert_not_null(w);
    return w;
}

static void add(struct wanted *w, struct flow_end a, struct flow_end b, uint8_t transport)
{
    struct err err = {""};
    const struct flow_end end[2] = {a, b};
    cr_assert_eq(wanted_add(w, end, transport, &err), 0, "%s", err.text);
}

Test(wanted, finds_a_flow_in_both_directions_and_no_other)
{
    struct wanted *w = opened();
    struct flow_end a = end_of("10.0.0.1", 1000), b = end_of("2001:db8::1", 80);
    add(w, a, b, TRANSPORT_TCP);
    struct segment there = between(a, b, TRANSPORT_TCP), back = between(b, a, TRANSPORT_TCP);
    struct wanted_cursor c = wanted_begin(w, &there);
    cr_expect_eq(wanted_next(w, &there, &c), 1);
    cr_expect_eq(wanted_next(w, &there, &c), 0);
    c = wanted_begin(w, &back);
    cr_expect_eq(wanted_next(w, &back, &c), 1);
    struct segment others[] = {between(a, b, TRANSPORT_UDP),
                               between(a, end_of("2001:db8::1", 81), TRANSPORT_TCP),
                               between(end_of("10.0.0.2", 1000), b, TRANSPORT_TCP),
                               between(end_of("10.0.0.1", 80), end_of("2001:db8::1", 1000), TRANSPORT_TCP)};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        c = wanted_begin(w, &others[i]);
        cr_expect_eq(wanted_next(w, &others[i], &c), 0, "row %zu", i);
    }
    wanted_close(w);
}

Test(wanted, gives_all_flows_of_the_same_ends)
{
    struct wanted *w = opened();
    struct flow_end server = end_of("10.0.0.9", 80);
    unsigned found = 0, wrong = 0;
    for (unsigned i = 0; i < 30000; i++)
        add(w, end_of("10.0.0.1", (uint16_t)(1 + i / 3)), server, TRANSPORT_TCP);
    for (unsigned port = 1; port <= 10000; port++) {
        struct segment s = between(server, end_of("10.0.0.1", (uint16_t)port), TRANSPORT_TCP);
        struct wanted_cursor c = wanted_begin(w, &s);
        for (uint32_t n; (n = wanted_next(w, &s, &c)) != 0; found++)
            wrong += (n - 1) / 3 + 1 != port;
    }
    cr_expect_eq(found, 30000);
    cr_expect_eq(wrong, 0);
    wanted_close(w);
}

Test(wanted, is_empty_at_first)
{
    struct wanted *w = opened();
    struct segment s = between(end_of("10.0.0.1", 0), end_of("10.0.0.2", 0), TRANSPORT_ICMP);
    struct wanted_cursor c = wanted_begin(w, &s);
    cr_expect_eq(wanted_next(w, &s, &c), 0);
    wanted_close(w);
    wanted_close(NULL);
}
