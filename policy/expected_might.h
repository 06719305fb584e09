/*
 * Could any rule allow this? Most made-up flows are of a kind that no row of the table speaks well of, and
 * need not be judged. Internal to policy/expected*.c.
 */
#ifndef POLICY_EXPECTED_MIGHT_H
#define POLICY_EXPECTED_MIGHT_H

#include "policy/rule.h"

enum { EXPECTED_MIGHT_PAIRS = PAIR_TUNNEL + 1, EXPECTED_MIGHT_MOST = 160 };

struct expected_might {
    struct expected_might_case {
        const struct rule_case *when;
        uint16_t protocols, roles;
    } at[EXPECTED_MIGHT_PAIRS][EXPECTED_MIGHT_MOST];
    unsigned count[EXPECTED_MIGHT_PAIRS];
    bool all[EXPECTED_MIGHT_PAIRS]; /* there are more cases than have room: anything might be */
};

void expected_might_read(struct expected_might *m, const struct rule_pack *pack);

/* Of the pair and protocol alone (enum app_class), toward a role. */
bool expected_might_begin(const struct expected_might *m, enum fact_pair pair, unsigned protocol, int role);
/* Of all facts. False: no verdict on them is COMPLIANT. */
bool expected_might(const struct expected_might *m, enum fact_pair pair, const struct facts *f);

#endif
