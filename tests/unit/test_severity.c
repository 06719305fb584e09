#include "base/severity.h"

#include <criterion/criterion.h>
#include <signal.h>

Test(severity, reads_back_every_name_in_rising_order)
{
    static const char *const names[SEVERITIES] = {"info", "low", "medium", "high", "critical"};
    for (unsigned i = 0; i < SEVERITIES; i++) {
        enum severity s = SEVERITIES;
        cr_expect_str_eq(severity_name((enum severity)i), names[i]);
        cr_expect(severity_read(&s, names[i]) && s == i, "%s", names[i]);
    }
}

Test(severity, refuses_what_is_no_name_and_leaves_the_value)
{
    static const char *const wrong[] = {"", "Low", "lo", "lowest", "CRITICAL", " high", "none"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        enum severity s = SEVERITY_MEDIUM;
        cr_expect_not(severity_read(&s, wrong[i]), "'%s'", wrong[i]);
        cr_expect_eq(s, SEVERITY_MEDIUM, "'%s'", wrong[i]);
    }
}

Test(severity, names_every_verdict)
{
    static const char *const names[VERDICTS] = {"COMPLIANT", "VIOLATION", "NOT_COVERED", "UNDETERMINABLE"};
    for (unsigned v = 0; v < VERDICTS; v++)
        cr_expect_str_eq(severity_verdict_name((enum verdict)v), names[v]);
}

Test(severity, of_no_name_is_a_bug, .signal = SIGABRT)
{
    (void)severity_name(SEVERITIES);
}
