/* Rules that would have allowed a flow, but for one condition. */
#ifndef POLICY_ALTERNATIVES_H
#define POLICY_ALTERNATIVES_H

#include <stddef.h>

#include "policy/rule.h"

enum { ALTERNATIVES_MOST = 24 };

struct alternative {
    const struct finding_rule *rule;
    enum fact failed; /* FACT_END: none did, another rule forbade it before */
    uint16_t wanted;  /* the values of that fact with which the rule would allow it */
};

/*
 * In the table's order, each rule once. Who speaks to whom and what role it is about are no near misses: a
 * rule about others does not count.
 */
size_t alternatives_find(const struct rule_pack *pack, const struct facts *f,
                         struct alternative out[ALTERNATIVES_MOST]);

#endif
