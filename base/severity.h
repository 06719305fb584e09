/* Verdicts and severities, policy.md 2.1 and 3.3. */
#ifndef BASE_SEVERITY_H
#define BASE_SEVERITY_H

#include <stdbool.h>

enum verdict { VERDICT_COMPLIANT, VERDICT_VIOLATION, VERDICT_NOT_COVERED, VERDICT_UNDETERMINABLE, VERDICTS };

/* From mild to grave. */
enum severity { SEVERITY_INFO, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL, SEVERITIES };

const char *severity_name(enum severity s); /* "low" */
bool severity_read(enum severity *s, const char *name);
const char *severity_verdict_name(enum verdict v); /* "COMPLIANT" */

#endif
