#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/ruletext.h"
#include "cli/say.h"
#include "report/explained.h"

static int help(void)
{
    (void)printf(
        "usage: wireaudit explain RULE\n"
        "       wireaudit explain -d DB FINDING\n"
        "       wireaudit explain --list | --markdown\n\n"
        "Says what a rule demands, why, where it comes from and what to do about a violation.\n"
        "RULE is an id that a message or a report names: a rule such as MODE-02, a reason such as\n"
        "UND-LOSS, a check of a site file such as CFG-NET-01, a note such as any-role.\n"
        "FINDING is the number of a finding in a report: the facts that it rests on and where they\n"
        "come from, the lines of the site file, the rule, and the rules that would have allowed it.\n\n"
        "  -d, --database DB   explain a finding of this database\n"
        "  -l, --list          the ids and their titles, and no more\n"
        "      --markdown      all of them as a document (docs/rules.md)\n"
        "  -h, --help          this text\n\n"
        "Exit status: 0 explained, 1 no such finding, or the database cannot be read, 64 wrong usage\n"
        "or no such id, 65 not a database of wireaudit.\n\nThe ids:\n");
    ruletext_list(stdout);
    return STATUS_OK;
}

static int explain_rule(const char *id)
{
    enum ruletext_kind kind;
    const struct finding_rule *rule = ruletext_find(id, &kind);
    if (rule == NULL)
        return say_usage("explain", "no such rule: %s (did you mean %s?)", id, ruletext_near(id));
    (void)printf("%s  %s\n\n", rule->id, rule->title);
    ruletext_print(stdout, rule, kind);
    return STATUS_OK;
}

/* The rule as this program has it; the finding's severity and facts are the database's. */
static void show_rule(const char *id)
{
    enum ruletext_kind kind;
    const struct finding_rule *rule = ruletext_find(id, &kind);
    if (rule == NULL)
        (void)printf("\nThe rule\n  %s is not known to this wireaudit\n", id);
    else
        (void)printf("\nThe rule: %s  %s\n", rule->id, rule->title);
    if (rule != NULL)
        ruletext_print(stdout, rule, kind);
}

/* As reports write it, #4, or without the sign, which a shell takes for a comment. */
static bool read_number(const char *text, int64_t *out)
{
    char *end;
    errno = 0;
    text += text[0] == '#';
    long long n = strtoll(text, &end, 10);
    *out = n;
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 && n > 0;
}

static int explain_finding(const char *database, const char *number)
{
    int64_t finding;
    struct err err;
    enum report_failure why = REPORT_FAILED;
    if (!read_number(number, &finding))
        return say_usage("explain", "%s is no number of a finding, as reports give them (#4)", number);
    struct explained *e = explained_open(database, finding, &why, &err);
    if (e == NULL) {
        say_err(&err);
        return why == REPORT_NOT_OURS ? STATUS_BAD_INPUT : STATUS_FAILED;
    }
    explained_facts(e, stdout);
    explained_evidence(e, stdout);
    show_rule(explained_rule(e));
    explained_alternatives(e, stdout);
    int failed = explained_end(e, stdout, &err);
    explained_close(e);
    if (failed != 0)
        say_err(&err);
    return failed != 0 ? STATUS_FAILED : STATUS_OK;
}

int explain_command(int argc, char **argv)
{
    static const struct option longs[] = {{"database", required_argument, NULL, 'd'},
                                          {"list", no_argument, NULL, 'l'},
                                          {"markdown", no_argument, NULL, 'm'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    const char *database = NULL;
    void (*all)(FILE * out) = NULL;
    for (int c; (c = getopt_long(argc, argv, "d:lh", longs, NULL)) != -1;) {
        if (c == 'h')
            return help();
        if (c == 'd')
            database = optarg;
        else if (c == 'l' || c == 'm')
            all = c == 'l' ? ruletext_list : ruletext_markdown;
        else
            return say_hint("explain");
    }
    if (all != NULL && optind == argc && database == NULL) {
        all(stdout);
        return STATUS_OK;
    }
    if (all != NULL || optind + 1 != argc)
        return say_usage("explain", database == NULL ? "takes one rule id (--list names them)"
                                                     : "takes one number of a finding");
    return database != NULL ? explain_finding(database, argv[optind]) : explain_rule(argv[optind]);
}
