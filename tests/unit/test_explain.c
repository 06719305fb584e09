#include <criterion/criterion.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli/command.h"
#include "policy/audit.h"

enum { SAID = 1 << 16 };

/* Runs the command with what it prints on either stream kept. */
static int explain(const char *argument, char said[SAID])
{
    char name[] = "wireaudit", rule[64];
    char *argv[] = {name, rule, NULL};
    int fd = memfd_create("said", 0);
    (void)snprintf(rule, sizeof rule, "%s", argument);
    cr_assert(fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0 && dup2(fd, STDERR_FILENO) >= 0);
    optind = 0;
    int status = explain_command(2, argv);
    (void)fflush(stdout);
    (void)fflush(stderr);
    ssize_t n = pread(fd, said, SAID - 1, 0);
    cr_assert_geq(n, 0);
    said[n] = '\0';
    (void)close(fd);
    return status;
}

Test(explain, says_all_that_the_table_knows_of_a_rule)
{
    const struct finding_rule *rule = audit_rule("cm2007", "MODE-02");
    cr_assert_not_null(rule);
    char text[SAID];
    cr_assert_eq(explain("MODE-02", text), STATUS_OK);
    static const char *const labels[] = {"\nApplies to   ", "\nExpected     ", "\nSeverity     ",
                                         "\nWhy          ", "\nSource       ", "\nRemedy       "};
    cr_expect(strncmp(text, "MODE-02  ", 9) == 0 && strstr(text, rule->title) == text + 9, "%s", text);
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        cr_expect_not_null(strstr(text, labels[i]), "%s", labels[i]);
}

Test(explain, wraps_every_rule_at_a_hundred_columns)
{
    char text[SAID];
    size_t count;
    const struct finding_rule *rules = audit_rules("cm2007", &count);
    cr_assert_gt(count, 40);
    for (size_t i = 0; i < count; i++) {
        size_t column = 0, widest = 0, lines = 0;
        cr_assert_eq(explain(rules[i].id, text), STATUS_OK, "%s", rules[i].id);
        for (const char *at = text; *at != '\0'; at++) {
            column = *at == '\n' ? 0 : column + 1;
            widest = column > widest ? column : widest;
            lines += *at == '\n';
        }
        cr_expect(widest <= 100 && lines >= 4, "%s: %zu lines, %zu columns", rules[i].id, lines, widest);
    }
}

Test(explain, knows_no_rule_of_that_name)
{
    char text[SAID];
    cr_expect_eq(explain("MODE-99", text), STATUS_USAGE);
    cr_expect_not_null(strstr(text, "no such rule: MODE-99"), "%s", text);
}

Test(explain, lists_every_rule_in_its_help)
{
    char text[SAID];
    size_t count;
    const struct finding_rule *rules = audit_rules("cm2007", &count);
    cr_assert_eq(explain("--help", text), STATUS_OK);
    for (size_t i = 0; i < count; i++)
        cr_expect_not_null(strstr(text, rules[i].id), "%s", rules[i].id);
}
