#include <criterion/criterion.h>

#include "cli/choice.h"

Test(choice, reads_runs)
{
    static const struct {
        const char *text;
        bool all, good;
        int64_t run;
    } rows[] = {{"last", false, true, 0},
                {"last", true, true, 0},
                {"all", true, true, -1},
                {"all", false, false, -1},
                {"7", false, true, 7},
                {"9223372036854775807", true, true, INT64_MAX},
                {"9223372036854775808", true, false, INT64_MAX},
                {"0", true, false, 0},
                {"-1", true, false, -1},
                {"", true, false, 0},
                {"7x", true, false, 7},
                {"LAST", true, false, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t run = -2;
        cr_expect_eq(choice_run(&run, rows[i].text, rows[i].all), rows[i].good, "%s", rows[i].text);
        cr_expect_eq(run, rows[i].run, "%s: %lld", rows[i].text, (long long)run);
    }
}

Test(choice, finds_words)
{
    static const char *const names[] = {"text", "html", NULL};
    cr_expect_eq(choice_word(names, "text"), 0);
    cr_expect_eq(choice_word(names, "html"), 1);
    cr_expect_eq(choice_word(names, "htm"), -1);
    cr_expect_eq(choice_word(names, ""), -1);
}
