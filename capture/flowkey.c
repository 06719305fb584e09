#include "capture/flowkey.h"

#include <string.h>

#include "base/proto.h"

enum { WELL_KNOWN = 1024, ICMP_ECHO_REPLY = 0, ICMP6_ECHO_REPLY = 129 };

/* Two ends in order of their values, so that both directions look the same. */
static int order_of(const struct segment *s)
{
    int by_address = addr_cmp(&s->src, &s->dst);
    return by_address != 0 ? by_address : (int)s->sport - (int)s->dport;
}

uint64_t flowkey_hash(const struct siphash_key *key, const struct segment *s)
{
    bool turned = order_of(s) > 0;
    const struct addr *low = turned ? &s->dst : &s->src, *high = turned ? &s->src : &s->dst;
    uint16_t port[2] = {turned ? s->dport : s->sport, turned ? s->sport : s->dport};
    bool v4 = addr_is_v4(low) && addr_is_v4(high);
    size_t from = v4 ? 12 : 0, size = sizeof low->b - from;
    uint8_t text[2 * sizeof low->b + sizeof port + 1];
    memcpy(text, low->b + from, size);
    memcpy(text + size, high->b + from, size);
    memcpy(text + 2 * size, port, sizeof port);
    text[2 * size + sizeof port] = s->transport;
    return siphash(key, text, 2 * size + sizeof port + 1);
}

bool flowkey_receiver_began(const struct segment *s)
{
    if (s->transport == TRANSPORT_ICMP || s->transport == TRANSPORT_ICMP6)
        return s->icmp_type == (s->transport == TRANSPORT_ICMP ? ICMP_ECHO_REPLY : ICMP6_ECHO_REPLY);
    if (s->transport == TRANSPORT_TCP && (s->tcp_flags & TCP_SYN) != 0)
        return (s->tcp_flags & TCP_ACK) != 0;
    return s->sport < WELL_KNOWN && s->dport > s->sport;
}
