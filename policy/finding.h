/*
 * Hop 4: a flow as the auditor knows it, and what was decided about it. store/ and cli/ read both.
 */
#ifndef POLICY_FINDING_H
#define POLICY_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/community.h"
#include "base/proto.h"
#include "base/severity.h"
#include "capture/flow.h"
#include "decode/observation.h"

/* A flow put together from its observations; client and server are as the contract means them (already
 * turned). */
struct audited {
    uint64_t flow;
    uint16_t source;
    uint8_t transport;
    bool direction_known;
    bool truncated;
    bool one_sided;
    enum app_class class_;
    enum basis basis;
    enum flow_state state;
    struct flow_end client, server;
    struct outer outer;
    int64_t first_us, last_us;
    uint64_t first_frame, last_frame;
    uint64_t packets[2], bytes[2], payload_bytes[2]; /* 0: to the server, 1: to the client */
    uint64_t lost_bytes;
    struct evidence_list *evidence; /* NULL: none */
};

/*
 * Walks the evidence in order of arrival: *cursor starts as NULL. Texts point into the list. False at the
 * end.
 */
bool finding_evidence(const struct audited *a, const void **cursor, struct evidence *out);

/*
 * Its Community ID; NULL where it cannot be told: of ICMP only echo exchanges are put together in one flow.
 * Returns out.
 */
const char *finding_community(const struct audited *a, char out[COMMUNITY_TEXT]);

/*
 * What a site file would have to say for a verdict: "write `key: values` at `where` `name`", the place being
 * the line of that object. Borrowed from the site, or static.
 */
struct finding_missing {
    const char *key; /* "run_from_dp"; NULL: no fact is missing */
    const char *values, *where, *name, *file;
    int line;
};

enum { FINDING_RULES = 8, FINDING_ID = 40, FINDING_NOTES = 8, FINDING_WHY = 1024 };

struct finding {
    enum verdict verdict;
    enum severity severity; /* of a violation */
    char rule[FINDING_ID];  /* primary rule id or reason code: "MODE-02", "UND-FACT(http_roaming)" */
    const char *rules[FINDING_RULES]; /* all broken ids of a violation, primary first; static texts */
    unsigned rule_count;
    char site[4];     /* of the server the verdict is about; "" when none */
    const char *role; /* its role, static text; NULL when none */
    int decided_by;   /* index among the flow's HTTP items; -1 */
    const char
        *notes[FINDING_NOTES]; /* static texts: "attempt", "any-role", "assumed-assignment", "fallback" … */
    unsigned note_count;
    struct addr_range client_net; /* contract v_traffic.client_net */
    struct finding_missing missing;
};

/* note: static text. Each once; one too many is left out. */
void finding_add_note(struct finding *f, const char *note);

/*
 * The account of a finding: what it rests on, as it was true when it was made, in paragraphs that many
 * findings share (policy/account.h makes them, store/ keeps them).
 */
enum finding_part {
    FINDING_PART_INITIATOR,
    FINDING_PART_RESPONDER,
    FINDING_PART_FLOW,
    FINDING_PART_RULES,
    FINDING_PARTS
};
const char *finding_part_name(enum finding_part part); /* "initiator", "responder", "flow", "rules" */

enum { FINDING_LINES = 32, FINDING_LINES_TEXT = 8192 };
/* One fact: its name, what it is, where that comes from ("listed", "boundary", "default", "assumed", ""), and
 * the line of the site file that says so (line 0: none). */
struct finding_line {
    const char *name, *value, *basis, *file;
    int line;
};
struct finding_paragraph {
    struct finding_line at[FINDING_LINES];
    unsigned count;
    size_t used;
    char text[FINDING_LINES_TEXT]; /* the values stand here */
};

/*
 * A waiver as it was written; texts are NULL where they are absent: any rule, client or server. expired: when
 * the run began. store/ keeps those of a run.
 */
struct finding_waiver {
    const char *name, *rule, *client, *server, *reason, *approver, *expires, *file;
    int line;
    bool expired;
};
enum { FINDING_WAIVED = 1024 };
/* "NAME: REASON (approved by APPROVER, until 2026-12-31)", cut where it is long. Returns out. */
const char *finding_waived(const struct finding_waiver *w, char out[FINDING_WAIVED]);

/* One rule as reports and `explain` show it. */
struct finding_rule {
    const char *id, *title, *condition, *expectation, *source, *rationale, *remedy;
    enum severity severity;
};

#endif
