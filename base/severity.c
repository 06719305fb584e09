#include "base/severity.h"

#include <assert.h>
#include <string.h>

static const char *const names[SEVERITIES] = {"info", "low", "medium", "high", "critical"};
static const char *const verdicts[VERDICTS] = {"COMPLIANT", "VIOLATION", "NOT_COVERED", "UNDETERMINABLE"};

const char *severity_name(enum severity s)
{
    assert(s < SEVERITIES);
    return names[s];
}

bool severity_read(enum severity *s, const char *name)
{
    for (unsigned i = 0; i < SEVERITIES; i++) {
        if (strcmp(names[i], name) == 0) {
            *s = (enum severity)i;
            return true;
        }
    }
    return false;
}

const char *severity_verdict_name(enum verdict v)
{
    assert(v < VERDICTS);
    return verdicts[v];
}
