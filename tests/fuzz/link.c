/*
 * Input: a byte that picks the link type (255 stands for SLL2), a byte that tells how much the snaplen cut
 * off, then a frame.
 */
#include <pcap/dlt.h>

#include "capture/link.h"
#include "capture/link_unknown.h"

#include "tests/fuzz/fuzz.h"

static void check_segment(const struct segment *s, const struct source_frame *frame)
{
    const uint8_t *end = frame->data + frame->captured;
    fuzz_check(s->payload.left <= s->payload_bytes, "a segment holds no more payload than it had");
    fuzz_check(s->payload.left == 0 ||
                   (s->payload.at >= frame->data && s->payload.at + s->payload.left <= end),
               "the payload lies in the frame");
    fuzz_check(s->truncated || s->payload.left == s->payload_bytes, "what is missing is said");
    fuzz_check(s->outer.vlans <= OUTER_VLANS && s->outer.tunnels <= OUTER_TUNNELS, "tags have room");
    for (unsigned i = 0; i < s->outer.tunnels; i++)
        fuzz_check(s->outer.tunnel[i] < TUNNEL_KINDS, "a tunnel has a kind");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes input = bytes_of(data, size);
    uint8_t type = bytes_u8(&input);
    int link_type = type == UINT8_MAX ? DLT_LINUX_SLL2 : type;
    uint32_t more = bytes_u8(&input);
    uint8_t *copy = fuzz_copy(input.at, input.left);
    const struct source_frame frame = {
        .time_us = 1, .captured = (uint32_t)input.left, .wire = (uint32_t)input.left + more, .data = copy};
    struct segment s;
    struct err err;
    const struct link_options options = {.memory_bytes = 1 << 20};
    struct link *l = link_open(&options, &err);
    fuzz_check(l != NULL, "a reader opens");
    enum link_skip skip = link_read(l, link_type, &frame, &s);
    fuzz_check(link_skip_name(skip) != NULL, "a reason has a name");
    if (skip == LINK_TAKEN)
        check_segment(&s, &frame);
    const struct link_unknowns *unknowns = link_unknowns(l);
    fuzz_check(unknowns->count <= 1, "one frame is unknown once");
    fuzz_check(unknowns->count == 0 || unknowns->list[0].why == skip, "and by the reason it was skipped for");
    link_close(l);
    free(copy);
    return 0;
}
