#include "capture/flowkey.h"

#include <criterion/criterion.h>

#include "base/proto.h"

static const struct siphash_key key = {1, 2};

static struct segment between(const char *src, uint16_t sport, const char *dst, uint16_t dport)
{
    struct segment s = {.transport = TRANSPORT_TCP, .sport = sport, .dport = dport};
    cr_assert(addr_read(&s.src, src) && addr_read(&s.dst, dst));
    return s;
}

Test(flowkey, is_the_same_for_both_directions)
{
    static const char *const pair[][2] = {{"10.0.0.1", "10.0.0.2"},
                                          {"10.0.0.1", "10.0.0.1"},
                                          {"2001:db8::1", "2001:db8::2"},
                                          {"10.0.0.1", "::1"}};
    for (unsigned i = 0; i < 4; i++) {
        struct segment there = between(pair[i][0], 1000, pair[i][1], 80);
        struct segment back = between(pair[i][1], 80, pair[i][0], 1000);
        cr_expect_eq(flowkey_hash(&key, &there), flowkey_hash(&key, &back), "%s", pair[i][0]);
    }
}

Test(flowkey, differs_by_address_port_and_transport)
{
    struct segment a = between("10.0.0.1", 1000, "10.0.0.2", 80);
    struct segment others[] = {
        between("10.0.0.1", 1001, "10.0.0.2", 80), between("10.0.0.1", 80, "10.0.0.2", 1000),
        between("10.0.0.3", 1000, "10.0.0.2", 80), between("::a00:1", 1000, "::a00:2", 80), a};
    others[4].transport = TRANSPORT_UDP;
    struct flow f = {.transport = TRANSPORT_TCP, .end = {{a.src, a.sport}, {a.dst, a.dport}}};
    for (unsigned i = 0; i < 5; i++) {
        unsigned side;
        cr_expect_neq(flowkey_hash(&key, &a), flowkey_hash(&key, &others[i]), "row %u", i);
        cr_expect_not(flowkey_is(&f, &others[i], &side), "row %u", i);
    }
}

Test(flowkey, tells_the_side_of_a_segment)
{
    struct segment there = between("10.0.0.1", 1000, "10.0.0.2", 80);
    struct segment back = between("10.0.0.2", 80, "10.0.0.1", 1000);
    struct flow f = {.transport = TRANSPORT_TCP, .end = {{there.src, 1000}, {there.dst, 80}}};
    unsigned side = 7;
    cr_expect(flowkey_is(&f, &there, &side) && side == 0);
    cr_expect(flowkey_is(&f, &back, &side) && side == 1);
}

Test(flowkey, guesses_who_began)
{
    static const struct {
        const char *name;
        uint8_t transport, flags, icmp;
        uint16_t sport, dport;
        bool receiver;
    } row[] = {
        {"SYN", 6, TCP_SYN, 0, 80, 5000, false},
        {"SYN+ACK", 6, TCP_SYN | TCP_ACK, 0, 5000, 80, true},
        {"from a client's port", 6, TCP_ACK, 0, 5000, 80, false},
        {"from a well-known port", 6, TCP_ACK, 0, 80, 5000, true},
        {"from the lower of two well-known ports", 6, TCP_ACK, 0, 80, 1000, true},
        {"from the higher of two well-known ports", 6, TCP_ACK, 0, 1000, 80, false},
        {"between high ports", 6, TCP_ACK, 0, 5000, 6000, false},
        {"datagram from a well-known port", 17, 0, 0, 53, 5000, true},
        {"datagram between equal ports", 17, 0, 0, 137, 137, false},
        {"echo", 1, 0, 8, 0, 0, false},
        {"echo reply", 1, 0, 0, 0, 0, true},
        {"echo of IPv6", 58, 0, 128, 0, 0, false},
        {"echo reply of IPv6", 58, 0, 129, 0, 0, true},
    };
    for (unsigned i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct segment s = between("10.0.0.1", row[i].sport, "10.0.0.2", row[i].dport);
        s.transport = row[i].transport;
        s.tcp_flags = row[i].flags;
        s.icmp_type = row[i].icmp;
        cr_expect_eq(flowkey_receiver_began(&s), row[i].receiver, "%s", row[i].name);
    }
}
