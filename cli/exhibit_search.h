/*
 * Which finding a frame is evidence for: read as in the first pass, looked up by ends, transport and packet
 * time. Whole frames are found, tunnels and all; of a datagram that came in fragments all its frames, and the
 * second copies that a mirror port delivers, too.
 */
#ifndef CLI_EXHIBIT_SEARCH_H
#define CLI_EXHIBIT_SEARCH_H

#include "cli/exhibit.h"

struct exhibit_search;

struct exhibit_search_options {
    size_t memory_bytes; /* for fragments */
    bool verify_checksums, keep_duplicates;
};

/* NULL and err when memory fails. */
struct exhibit_search *exhibit_search_open(const struct exhibit_search_options *options, struct err *err);
/* NULL is fine. */
void exhibit_search_close(struct exhibit_search *s);

/* Looks for a finding's sample flows, which belong to the exhibit of this number. -1 and err without memory.
 */
int exhibit_search_want(struct exhibit_search *s, const struct store_sampled *finding, size_t number,
                        struct err *err);

/* A capture begins: its name, shown in comments (borrowed), and link type. exhibits: all of them, which stay
 * where they are. */
struct exhibit_search_capture {
    struct exhibit *exhibits;
    struct exhibit_room *room;
    const char *name;
    int link_type;
};
void exhibit_search_begin(struct exhibit_search *s, const struct exhibit_search_capture *capture);
/* Its next frame, the number-th. */
void exhibit_search_frame(struct exhibit_search *s, const struct source_frame *frame, uint64_t number);

#endif
