/*
 * Frames that were skipped because no table has a row for them, counted by number: "ethertype-0806". A small
 * fixed table: what comes when it is full is left to the count of the reason alone.
 */
#ifndef CAPTURE_LINK_UNKNOWN_H
#define CAPTURE_LINK_UNKNOWN_H

#include <stddef.h>
#include <stdint.h>

enum { LINK_UNKNOWN_MOST = 64, LINK_UNKNOWN_NAME = 24 };

struct link_unknown {
    unsigned why; /* enum link_skip */
    uint32_t number;
    uint64_t frames;
    char name[LINK_UNKNOWN_NAME]; /* reason and number: link types and families decimal, others hexadecimal */
};

struct link_unknowns {
    struct link_unknown list[LINK_UNKNOWN_MOST]; /* in the order in which they were first seen */
    size_t count;
};

/* Counts frames (more than one: those of a datagram in fragments). Reasons without numbers are left alone. */
void link_unknown_count(struct link_unknowns *u, unsigned why, uint32_t number, uint32_t frames);

#endif
