/*
 * From facts to a judgement: the rows are tried in the pack's precedence, unknown facts by all their values.
 * Knows no role by name. Judgements are kept by facts, since a network asks the same few questions again and
 * again.
 */
#ifndef POLICY_ENGINE_H
#define POLICY_ENGINE_H

#include <stdint.h>

#include "base/err.h"
#include "policy/finding.h"
#include "policy/rule.h"
#include "policy/site.h"

enum { ENGINE_NOTES = 4 };

struct judgement {
    uint8_t verdict;
    uint8_t severity;
    uint8_t rule_count;
    uint8_t note_count;
    uint8_t unknown;                                /* enum fact that an UND-FACT names; 0: none */
    uint16_t rank;                                  /* of the primary rule in the precedence */
    const struct finding_rule *rule[FINDING_RULES]; /* primary first */
    const char *note[ENGINE_NOTES];
};

struct engine;

/* overrides: site->overrides, or NULL and 0. */
struct engine *engine_open(const struct rule_pack *pack, const struct site_rule_override *overrides,
                           size_t override_count, struct err *err);
void engine_close(struct engine *e);

struct judgement engine_judge(struct engine *e, const struct facts *f);

/* Reason codes that are decided outside the table; every pack has a rule of each id. */
enum engine_reason {
    REASON_NC_OPT,
    REASON_NC_PROTO,
    REASON_UND_FACT,
    REASON_UND_NOPAYLOAD,
    REASON_UND_ROLE,
    REASON_UND_LOSS,
    REASON_UND_DIR,
    REASONS
};
struct judgement engine_reason(const struct engine *e, enum engine_reason reason);

/*
 * Several completions of one question (policy.md 3.1, point 6) made one; what differs is named by `unknown`.
 */
struct judgement engine_merge(const struct engine *e, const struct judgement *j, size_t count,
                              enum fact unknown);

/* Adds the notes of another judgement that weighs the same. */
void engine_take_notes(struct judgement *j, const struct judgement *other);

/*
 * A connection that carried nothing (policy.md 3.2): what the port's own protocol would be and what the other
 * one would. It is forbidden where both are, and then named after the port's own; else UND-NOPAYLOAD. Where a
 * fact decides whether both are, it is that fact's UND-FACT.
 */
struct judgement engine_no_payload(const struct engine *e, const struct judgement *own,
                                   const struct judgement *other);

/* The pack's rules in its precedence, each id once. */
const struct finding_rule *engine_rules(const struct engine *e, size_t *count);

#endif
