/* What libyaml's documents hide or cannot bear: aliases, anchors, tags, and deep nesting. */
#ifndef POLICY_SITETOKENS_H
#define POLICY_SITETOKENS_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/sitemsg.h"

struct sitetokens {
    bool aliases;  /* an alias or anchor was told */
    bool too_deep; /* told: such a file is not to be loaded, libyaml 0.2.5 takes quadratic time for it */
};

/* Tells each alias, anchor and tag as an error. Text without the characters they need costs one pass. */
struct sitetokens sitetokens_refuse(const char *text, size_t n, struct sitemsg *messages);

#endif
