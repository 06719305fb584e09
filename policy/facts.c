#include "policy/facts.h"

#include <stddef.h>

static const char *const names[FACTS_USED] = {
    [FACT_CLIENT] = "mgmt",
    [FACT_TYPE] = "type",
    [FACT_ROAMING] = "http_roaming",
    [FACT_STATE] = "state",
    [FACT_CLIENT_MODE] = "mode",
    [FACT_MODE] = "mode",
    [FACT_TARGET] = "assigned_site",
    [FACT_WHERE] = "assigned_site",
    [FACT_BITS] = "bits",
    [FACT_RUN_FROM_DP] = "run_from_dp",
    [FACT_SSL] = "ssl",
    [FACT_PROTOCOL] = "protocol",
};

struct facts facts_none(void)
{
    struct facts f;
    for (unsigned i = 0; i < FACTS; i++)
        f.is[i] = 1;
    return f;
}

void facts_set(struct facts *f, enum fact fact, unsigned mask)
{
    f->is[fact] = (uint16_t)mask;
}

const char *facts_name(enum fact fact)
{
    const char *name = fact < FACTS_USED ? names[fact] : NULL;
    return name != NULL ? name : "fact";
}
