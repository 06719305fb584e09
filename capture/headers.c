#include "capture/headers.h"

#include "base/proto.h"

enum { ICMP_HEADER = 8 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t up_to_payload(const uint8_t *from, size_t most, const struct segment *s)
{
    size_t n = (size_t)((uintptr_t)s->payload.at - (uintptr_t)from);
    if (n > most)
        return 0;
    bool icmp = s->transport == TRANSPORT_ICMP || s->transport == TRANSPORT_ICMP6;
    return n + (icmp ? least(ICMP_HEADER, s->payload.left) : 0);
}

size_t headers_of_datagram(const struct link *l, const struct segment *s)
{
    unsigned n;
    const struct link_fragment *f = link_fragments(l, &n);
    return n == 1 && f->whole != NULL ? up_to_payload(f->whole, PIECES_MOST, s) : 0;
}

size_t headers_of_part(const struct headers_part *part, size_t of_datagram)
{
    return part->begins + (of_datagram > part->offset ? least(of_datagram - part->offset, part->left) : 0);
}

struct headers_part headers_last_part(const struct link *l, const struct source_frame *frame)
{
    unsigned n;
    const struct link_fragment *f = link_fragments(l, &n);
    size_t begins = (size_t)((uintptr_t)f->data.at - (uintptr_t)frame->data);
    if (n == 0 || begins > frame->captured)
        return (struct headers_part){frame->captured, 0, 0};
    return (struct headers_part){begins, f->data.left, f->offset};
}

size_t headers_of_frame(const struct link *l, const struct source_frame *frame, const struct segment *s)
{
    unsigned n;
    (void)link_fragments(l, &n);
    if (n == 0)
        return up_to_payload(frame->data, frame->captured, s);
    const struct headers_part part = headers_last_part(l, frame);
    return headers_of_part(&part, headers_of_datagram(l, s));
}
