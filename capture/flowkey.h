/*
 * Which flow a segment belongs to: its two ends in either order, and the transport. VLAN and tunnel ids do
 * not split a flow.
 */
#ifndef CAPTURE_FLOWKEY_H
#define CAPTURE_FLOWKEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/siphash.h"
#include "capture/flow.h"
#include "capture/segment.h"

/* The same for both directions. */
uint64_t flowkey_hash(const struct siphash_key *key, const struct segment *s);

static inline bool flowkey_from(const struct flow_end *from, const struct flow_end *to,
                                const struct segment *s)
{
    return from->port == s->sport && to->port == s->dport && addr_eq(&from->ip, &s->src) &&
           addr_eq(&to->ip, &s->dst);
}

/* Does s belong to f? *side: which end sent it. A flow from an end to itself has all on side 0. */
static inline bool flowkey_is(const struct flow *f, const struct segment *s, unsigned *side)
{
    if (f->transport != s->transport)
        return false;
    *side = flowkey_from(&f->end[0], &f->end[1], s) ? 0 : 1;
    return *side == 0 || flowkey_from(&f->end[1], &f->end[0], s);
}

/*
 * Is the receiver of a flow's first segment its initiator? By SYN+ACK; without any SYN by an answer's nature
 * (ICMP echo reply, RFC 792, RFC 4443 4.2) or by ports: the higher one when the other is below 1024.
 */
bool flowkey_receiver_began(const struct segment *s);

#endif
