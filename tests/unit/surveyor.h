/* A survey that is told flows as rows of text, for the tests of what a draft is made of. */
#ifndef TESTS_UNIT_SURVEYOR_H
#define TESTS_UNIT_SURVEYOR_H

#include "base/heap.h"
#include "policy/proposal.h"
#include "policy/survey.h"

/*
 * One flow. evidence: items with " + " between them, each a kind and its texts with bars between them:
 * "http:GET|/path|host|status|agent", "sni:NAME", "cert:SUBJECT|SANS", "mutual:", "tree:\\server\share",
 * "file:NAME", "uuid:UUID", "endpoint:UUID", "db:NAME". Rows end with one without a client.
 */
struct surveyor_row {
    const char *client, *server;
    uint16_t port;
    enum app_class class_;
    const char *evidence;
};

struct surveyor {
    struct survey *survey;
    struct heap *heap;
    uint64_t flow;
    enum flow_state state; /* of the flows to come; at first STATE_ESTABLISHED_DATA */
};

void surveyor_open(struct surveyor *t);
void surveyor_close(struct surveyor *t);
/* The first flow of a surveyor is in frame 10 of one.pcap, each other 10 frames and a second later. */
void surveyor_run(struct surveyor *t, const struct surveyor_row *rows);

/* The item of SURVEY_FACTS and the like with this host, kind and text; NULL when there is none. */
const struct survey_item *surveyor_find(const struct surveyor *t, enum survey_part part, const char *host,
                                        enum survey_what what, const char *text);

/* Of a network: what is proposed, and what is written of it. */
struct proposal *surveyor_propose(const struct surveyor *t);
const struct proposal_system *surveyor_system(const struct proposal *p, const char *address);
char *surveyor_written(const struct surveyor *t); /* free() it */
/* Loads a text as a site file; NULL when it has errors. */
struct site *surveyor_load(const char *text, unsigned *warnings);

#endif
