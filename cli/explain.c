#include <getopt.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/say.h"
#include "policy/audit.h"
#include "report/wrap.h"

static int help(void)
{
    (void)printf("usage: wireaudit explain RULE\n\n"
                 "Says what a rule demands, why, where it comes from and what to do about a violation.\n"
                 "RULE is an id such as MODE-02, or a reason code such as UND-LOSS.\n\n"
                 "  -h, --help   this text\n\nThe rules:\n");
    size_t count;
    const struct finding_rule *rules = audit_rules("cm2007", &count);
    for (size_t i = 0; i < count; i++)
        (void)printf("  %-14s %s\n", rules[i].id, rules[i].title);
    return STATUS_OK;
}

/* A label and a text wrapped behind it; nothing when there is no text. */
static void show(const char *label, const char *text)
{
    if (text != NULL && text[0] != '\0')
        wrap(stdout, label, text);
}

int explain_command(int argc, char **argv)
{
    static const struct option longs[] = {{"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
    for (int c; (c = getopt_long(argc, argv, "h", longs, NULL)) != -1;)
        return c == 'h' ? help() : say_hint("explain");
    if (optind + 1 != argc)
        return say_usage("explain", "takes one rule id");
    const struct finding_rule *rule = audit_rule("cm2007", argv[optind]);
    if (rule == NULL)
        return say_usage("explain", "no such rule: %s", argv[optind]);
    (void)printf("%s  %s\n\n", rule->id, rule->title);
    show("Applies to   ", rule->condition);
    show("Expected     ", rule->expectation);
    show("Severity     ", severity_name(rule->severity));
    show("Why          ", rule->rationale);
    show("Source       ", rule->source);
    show("Remedy       ", rule->remedy);
    return STATUS_OK;
}
