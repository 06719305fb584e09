/*
 * What decode/ knows of a flow while it lives, and the stage that all flows share. Internal to decode/.
 */
#ifndef DECODE_TALK_H
#define DECODE_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/pool.h"
#include "base/siphash.h"
#include "decode/decode.h"
#include "decode/decoder.h"
#include "decode/talk_block.h"

/* PROBE: whose bytes these are is not known. PARSE: its decoder reads them. DONE: nothing more is wanted. */
enum talk_phase { TALK_PROBE, TALK_PARSE, TALK_DONE };

struct talk_side {
    uint8_t phase;       /* enum talk_phase */
    uint8_t tries;       /* windows that were nobody's, of a flow picked up in the middle */
    uint8_t answer_role; /* enum probe; PROBE_NO: no answer waits */
    uint8_t answer;      /* index in decoders[] of the answer that waits for the client's bytes */
    uint16_t candidates; /* bit per decoder that has not said no to the bytes so far */
    uint8_t hunches;     /* datagrams of a single byte that may be its message */
    bool asked;          /* candidates stand for bytes that were seen */
    bool lost;           /* bytes were lost in front of where it is now */
};

struct talk {
    union {
        const struct decoder *decoder; /* of TCP; NULL while the class is not known */
        const struct datagram_decoder *datagram;
    };
    union {
        struct talk_block *block; /* from when evidence is read until nothing more is wanted; or NULL */
        void *packed;             /* the block while the flow is idle */
    };
    const struct datagram_decoder *hunch; /* whose message a datagram of a single byte may be */
    struct talk_side side[2];
    uint8_t class_; /* enum app_class; CLASS_NONE while it is not known */
    uint8_t basis;  /* enum basis */
    uint8_t client; /* the side that decoders are told is the client's */
    bool turned, direction_known;
    bool is_packed;
    bool refused;                  /* there was no memory for its block */
    bool lost, mismatched, traced; /* this evidence was sent */
    bool inside;                   /* a tunnel was opened; decoder and side[] are of what runs in it */
};

struct decode {
    void (*emit)(void *context, const struct observation *o);
    void *context;
    struct pool *talks;
    struct talk_blocks blocks;
    size_t state_bytes; /* of the largest state */
    unsigned decoder_count;
    struct siphash_key key;
    struct decode_counts counts;
    struct flow *flow; /* the one being worked on, for evidence that a decoder sends */
    struct talk *talk;
};

enum { TALK_DECODERS_MOST = 16 };

/* An observation of this flow at its last frame, the kind's own part empty. */
struct observation talk_about(const struct flow *f, enum observation_kind kind);

/*
 * Takes a block with an empty sink and zeroed state; another flow's is packed for it where need be. A flow
 * for which there is no memory is read no further: counted, and told as EVIDENCE_OVERFLOW, so that it is not
 * taken for compliant. False when that is this one.
 */
bool talk_take_block(struct decode *d, struct flow *f, struct talk *t);
/* Packs its block, if it has one that is not. */
void talk_rest(struct decode *d, struct talk *t);
/* Unpacks its block, if it has one that is packed. */
void talk_wake(struct decode *d, struct flow *f, struct talk *t);
void talk_give_block(struct decode *d, struct talk *t);

/* Makes this the class by content and tells it; role is of side's bytes and settles who is the client. */
void talk_decide(struct decode *d, struct flow *f, struct talk *t, enum app_class class_, unsigned side,
                 enum probe role);
/* Evidence that is not a decoder's: at most once per flow; of talk_trace's kinds one. */
void talk_lost(struct decode *d, struct flow *f, struct talk *t);
void talk_trace(struct decode *d, struct flow *f, struct talk *t, const struct evidence *item);
void talk_mismatch(struct decode *d, struct flow *f, struct talk *t, enum app_class other);
/* Sets who is the client from what one side's bytes are; true when that is news. */
bool talk_learn_direction(const struct flow *f, struct talk *t, unsigned side, enum probe role);
void talk_tell_class(struct decode *d, const struct flow *f, const struct talk *t);

#endif
