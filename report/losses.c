#include "report/losses.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *what, *meaning;
} losses[] = {
    {"truncated-frames", "Frames that the capture holds only the beginning of: a snapshot length was set."},
    {"unreadable-frames", "Frames whose headers are cut off or contradict themselves."},
    {"unknown-link-type", "Frames of a link type that is not known."},
    {"nested-too-deep", "Frames with more tunnels and tags inside each other than are followed."},
    {"encrypted-frames", "Wireless frames that are encrypted."},
    {"aggregates-not-read", "Wireless frames inside aggregates, beyond those that are read."},
    {"fragments", "Fragments of IP datagrams that were never whole: nothing of these datagrams was read."},
    {"incomplete-datagrams", "IP datagrams of which a fragment never came."},
    {"evicted-datagrams",
     "IP datagrams in fragments that were given up, for want of memory or for too many fragments."},
    {"overlapping-fragments", "IP datagrams whose fragments contradict each other."},
    {"wrong-checksums", "Frames with a wrong checksum, left out as asked for."},
    {"frames-without-flow", "Frames for whose flow there was no memory."},
    {"evicted-flows", "Flows judged before their end, by what was seen of them, to make room for others."},
    {"reordering-given-up", "Streams out of order that were no longer put in order, for want of memory."},
    {"windows-refused", "Sides of flows given up: a decoder needed more bytes at once than are kept."},
    {"windows-dropped", "Bytes kept for a decoder and given up for want of memory; they count as holes."},
    {"holes-in-wanted-bytes",
     "Gaps in bytes that a decoder wanted to read: segments that the capture does not hold."},
    {"lost-bytes", "Bytes that were sent, for they were acknowledged, but that the capture does not hold."},
    {"one-sided-flows", "TCP flows of which only one direction was captured."},
    {"flows-without-decoder", "Flows of which at most the protocol is known, for want of memory."},
    {"flows-without-record", "Flows that are in no verdict, for want of memory."},
    {"memories-dropped", "What was remembered of earlier flows and gave way to newer ones too early."},
    {"store-overflow",
     "Rows of violations that came faster than the database took them; their findings count them."},
    {"evidence-dropped", "Evidence beyond what is kept of one flow; such a flow is never called compliant."},
};

const char *losses_meaning(const char *what)
{
    for (size_t i = 0; i < sizeof losses / sizeof losses[0]; i++) {
        if (strcmp(losses[i].what, what) == 0)
            return losses[i].meaning;
    }
    return "";
}
