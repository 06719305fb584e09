/*
 * The packets of one finding's sample flows, on their way into a file of their own. Bounded: so many bytes of
 * each flow, its first ones, and so many of all findings together; what has no room is counted, and told as
 * the file's gap.
 */
#ifndef CLI_EXHIBIT_H
#define CLI_EXHIBIT_H

#include "capture/source.h"
#include "cli/exhibit_file.h"
#include "store/store.h"

enum {
    EXHIBIT_FLOW_BYTES = 4 << 20, /* of the file, for each flow */
    EXHIBIT_INTERFACES = 8,
    EXHIBIT_RULE = 40,
    EXHIBIT_HEAD = 1024,
    EXHIBIT_GAP = 1024
};

/* What all files share. */
struct exhibit_room {
    struct exhibit_folder *folder;
    uint64_t left;      /* bytes that no finding has yet */
    bool nanoseconds;   /* a capture has them */
    bool no_payload;    /* each packet is cut behind its transport header */
    const char *filter; /* or NULL; frames are not numbered then, for nobody else counts them so */
};

struct exhibit_flow {
    uint64_t flow;
    const char *why;
    int64_t first_us, last_us;
    uint64_t expected, found;   /* bytes of its frames on the wire */
    uint64_t written, left_out; /* bytes in the file; packets */
};

struct exhibit {
    struct exhibit_file file;
    int64_t finding;
    uint64_t flows, packets, may; /* may: bytes that the file may have, with those it has */
    uint64_t no_room;             /* packets left out for want of room for all files */
    bool begun;                   /* the file exists */
    int failed;                   /* -1: refused says why there is no file */
    struct exhibit_flow flow[STORE_SAMPLES];
    size_t count;
    int link_type[EXHIBIT_INTERFACES];
    uint32_t interfaces;
    char rule[EXHIBIT_RULE], head[EXHIBIT_HEAD];
    char refused[256];
};

/* A finding, with its share of what is left; false when there is too little. */
bool exhibit_plan(struct exhibit *x, struct exhibit_room *room, const struct store_sampled *finding);

/* One frame of its flow at `which`. number, capture: where it is, the capture's name safe to be shown. */
struct exhibit_frame {
    const struct source_frame *frame;
    size_t headers; /* bytes */
    uint64_t number;
    int link_type;
    const char *capture;
};
void exhibit_put(struct exhibit *x, struct exhibit_room *room, size_t which, const struct exhibit_frame *f);

/* Ends the file and fills row, whose texts are borrowed from out; because: why packets may be missing,
 * ", a capture changed meanwhile", or "". -1 and err when it could not be written; row then says so. */
struct exhibit_end {
    struct store_evidence row;
    char file[4096 + EXHIBIT_FILE_NAME], hash[EXHIBIT_FILE_HASH], gap[EXHIBIT_GAP];
};
int exhibit_end(struct exhibit *x, struct exhibit_room *room, const char *folder, const char *because,
                struct exhibit_end *out, struct err *err);

#endif
