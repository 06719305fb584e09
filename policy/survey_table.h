/*
 * What was seen, counted: items under a key, each with how often, by whom and where first. A table of fixed
 * size; what does not fit is counted. Hosts choose keys, so they are hashed under a random key; the order of
 * what comes out is the keys'.
 */
#ifndef POLICY_SURVEY_TABLE_H
#define POLICY_SURVEY_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"

enum { SURVEY_TEXT = 64, SURVEY_PEERS = 4 };

/* Begins as all zeros, for it is compared and hashed as bytes. What the parts mean depends on `what`
 * (policy/survey.h). */
struct survey_key {
    struct addr host, peer;
    uint8_t what, which, class_, text_length;
    uint16_t port, bits;
    char text[SURVEY_TEXT]; /* bytes from the wire, longer ones cut */
};

struct survey_item {
    struct survey_key key;
    uint64_t flows;
    uint64_t first_frame; /* of the run; 0: not from a capture */
    int64_t first_us;
    uint64_t last_flow; /* so that a flow counts once */
    struct addr peers[SURVEY_PEERS];
    unsigned peer_count; /* different ones; SURVEY_PEERS: so many or more */
};

struct survey_table;

struct survey_table *survey_table_open(size_t most); /* NULL: out of memory */
void survey_table_close(struct survey_table *t);

/* Finds or makes the item of a key; NULL when the table is full. */
struct survey_item *survey_table_put(struct survey_table *t, const struct survey_key *key);
/* How often it was full. */
uint64_t survey_table_dropped(const struct survey_table *t);

/* Adds one of an item's other ends: each once, the first SURVEY_PEERS of them. */
void survey_table_peer(struct addr peers[SURVEY_PEERS], unsigned *count, const struct addr *peer);

/* All items in order of their keys. After this nothing may be put any more. */
const struct survey_item *survey_table_sorted(struct survey_table *t, size_t *count);

#endif
