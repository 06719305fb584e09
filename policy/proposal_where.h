/* Which address is which system's. */
#ifndef POLICY_PROPOSAL_WHERE_H
#define POLICY_PROPOSAL_WHERE_H

#include <stddef.h>

#include "base/addr.h"

struct proposal_where {
    struct addr address;
    size_t system; /* of systems */
};

#endif
