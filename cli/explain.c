#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cli/command.h"
#include "cli/say.h"
#include "policy/audit.h"
#include "policy/sitenear.h"
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

/* Reason codes say why there is no verdict of a rule: they expect nothing and are never a violation. */
static bool is_reason(const char *id)
{
    return strncmp(id, "NC-", 3) == 0 || strncmp(id, "UND-", 4) == 0;
}

static const char *id_at(const void *pack, size_t index)
{
    size_t count;
    const struct finding_rule *rules = audit_rules(pack, &count);
    return index < count ? rules[index].id : NULL;
}

static const struct finding_rule *find(const char *id)
{
    size_t count;
    const struct finding_rule *rules = audit_rules("cm2007", &count);
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(rules[i].id, id) == 0)
            return &rules[i];
    return audit_rule("cm2007", id);
}

static int say_unknown(const char *id)
{
    if (strncmp(id, "CFG-", 4) == 0)
        return say_usage("explain", "%s is no rule but a check of the site file: see docs/site-file.md", id);
    return say_usage("explain", "no such rule: %s (did you mean %s?)", id, sitenear(id, id_at, "cm2007"));
}

int explain_command(int argc, char **argv)
{
    static const struct option longs[] = {{"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
    for (int c; (c = getopt_long(argc, argv, "h", longs, NULL)) != -1;)
        return c == 'h' ? help() : say_hint("explain");
    if (optind + 1 != argc)
        return say_usage("explain", "takes one rule id");
    const struct finding_rule *rule = find(argv[optind]);
    if (rule == NULL)
        return say_unknown(argv[optind]);
    (void)printf("%s  %s\n\n", rule->id, rule->title);
    show("Applies to   ", rule->condition);
    if (!is_reason(rule->id)) {
        show("Expected     ", rule->expectation);
        show("Severity     ", severity_name(rule->severity));
    }
    show("Why          ", rule->rationale);
    show("Source       ", rule->source);
    show("Remedy       ", rule->remedy);
    return STATUS_OK;
}
