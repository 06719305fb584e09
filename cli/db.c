#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/utc.h"
#include "base/zone.h"
#include "cli/command.h"
#include "cli/say.h"
#include "store/backup.h"
#include "store/merge.h"
#include "store/prune.h"
#include "store/verify.h"

enum { LINE = 8192 };

static int help(void)
{
    (void)printf(
        "usage: wireaudit db verify DB\n"
        "       wireaudit db backup DB FILE\n"
        "       wireaudit db prune DB --older-than AGE | --keep N\n"
        "       wireaudit db merge DB OTHER\n\n"
        "Keeps databases in order.\n\n"
        "  verify   whether it is whole: pages, references, sums, evidence files; changes nothing\n"
        "  backup   a verified copy in FILE, also while the database is written; keeps a FILE that is there\n"
        "  prune    removes whole runs and gives the room back; a run that is being written stays\n"
        "      --older-than AGE  those that ended longer ago: hours, days or weeks, such as 12h, 90d, 4w\n"
        "      --keep N          all but the newest N\n"
        "  merge    takes the runs of OTHER into DB, each once; OTHER is not changed\n\n"
        "  -h, --help            this text\n\n"
        "Exit status: 0, 1 failed or problems found, 64 wrong usage, 65 not a database of wireaudit.\n");
    return STATUS_OK;
}

/* Results, on standard output; what databases hold is made safe to show. */
static void print_line(void *context, const char *text)
{
    char line[LINE];
    (void)context;
    (void)escape_shown(line, sizeof line, text, strlen(text));
    (void)printf("%s\n", line);
}

static const struct upkeep_listener listener = {NULL, print_line};

/* What a database is told to do is true only once all of it is done. */
struct later {
    char *text;
    size_t n;
    FILE *out; /* NULL without memory: then nothing is told */
};

static void keep_line(void *context, const char *text)
{
    const struct later *l = context;
    char line[LINE];
    (void)escape_shown(line, sizeof line, text, strlen(text));
    if (l->out != NULL)
        (void)fprintf(l->out, "%s\n", line);
}

static void later_end(struct later *l, bool done)
{
    if (l->out != NULL && fclose(l->out) == 0 && done)
        (void)fputs(l->text, stdout);
    free(l->text);
}

static int failed(enum store_failure why, const struct err *err)
{
    say_err(err);
    return why == STORE_NOT_OURS ? STATUS_BAD_INPUT : STATUS_FAILED;
}

static const char *plural(int64_t n)
{
    return n == 1 ? "" : "s";
}

static int run_verify(char **names)
{
    struct err err;
    enum store_failure why;
    struct verify_result r;
    char line[LINE];
    if (verify(names[0], &listener, &r, &why, &err) < 0)
        return failed(why, &err);
    if (r.unchecked > 0)
        (void)printf("%u evidence file%s not where they were, and not checked\n", r.unchecked,
                     r.unchecked == 1 ? " is" : "s are");
    if (r.problems > 0) {
        say("%s: %u problem%s", names[0], r.problems, plural(r.problems));
        return STATUS_FAILED;
    }
    (void)snprintf(line, sizeof line,
                   "%s: good: version %" PRId64 ", %" PRId64 " run%s, %" PRId64 " finding%s", names[0],
                   r.version, r.runs, plural(r.runs), r.findings, plural(r.findings));
    print_line(NULL, line);
    return STATUS_OK;
}

static int run_backup(char **names)
{
    struct err err;
    enum store_failure why;
    uint64_t bytes;
    char line[LINE];
    if (backup(names[0], names[1], &bytes, &why, &err) < 0)
        return failed(why, &err);
    (void)snprintf(line, sizeof line, "%s: %" PRIu64 " bytes, verified", names[1], bytes);
    print_line(NULL, line);
    return STATUS_OK;
}

static int run_merge(char **names)
{
    struct err err;
    enum store_failure why;
    struct merge_result r;
    char line[LINE];
    struct later later = {0};
    later.out = open_memstream(&later.text, &later.n);
    const struct upkeep_listener told = {&later, keep_line};
    int broken = merge(names[0], names[1], &told, &r, &why, &err);
    later_end(&later, broken == 0);
    if (broken != 0)
        return failed(why, &err);
    (void)snprintf(line, sizeof line,
                   "%s: %" PRId64 " run%s taken, %" PRId64 " known already, %" PRId64
                   " not ended and left out",
                   names[0], r.taken, plural(r.taken), r.known, r.running);
    print_line(NULL, line);
    return STATUS_OK;
}

static int run_prune(char **names, const struct prune_choice *choice)
{
    struct err err;
    enum store_failure why;
    struct prune_result r;
    char line[LINE];
    struct later later = {0};
    later.out = open_memstream(&later.text, &later.n);
    const struct upkeep_listener told = {&later, keep_line};
    int broken = prune(names[0], choice, &told, &r, &why, &err);
    later_end(&later, broken == 0);
    if (broken != 0)
        return failed(why, &err);
    (void)snprintf(line, sizeof line,
                   "%s: %" PRId64 " run%s removed, %" PRId64 " left, %" PRId64 " bytes freed", names[0],
                   r.runs, plural(r.runs), r.left, r.before_bytes - r.after_bytes);
    print_line(NULL, line);
    if (!r.not_shrunk)
        return STATUS_OK;
    say("the runs are removed, but the file keeps its size: %s", err.text);
    return STATUS_FAILED;
}

/* Minutes are left out: somebody might mean months. */
static bool read_age(int64_t *before_us, const char *text)
{
    int64_t age_us;
    if (!zone_age(text, &age_us) || age_us == 0 || strpbrk(text, "sm") != NULL)
        return false;
    *before_us = utc_now_us() - age_us;
    return true;
}

static bool read_keep(int64_t *keep, const char *text)
{
    char *end;
    if (text[0] < '0' || text[0] > '9')
        return false;
    unsigned long long n = strtoull(text, &end, 10);
    *keep = (int64_t)n;
    return n <= INT32_MAX && end[0] == '\0';
}

static const struct {
    const char *name;
    int names;
    int (*run)(char **names); /* NULL: prune */
} commands[] = {
    {"verify", 1, run_verify}, {"backup", 2, run_backup}, {"prune", 1, NULL}, {"merge", 2, run_merge}};

static int dispatch(char **words, int count, const struct prune_choice *choice)
{
    bool chosen = choice->keep >= 0 || choice->before_us != INT64_MIN;
    size_t i = 0;
    if (count == 0)
        return say_usage("db", "verify, backup, prune or merge?");
    while (i < sizeof commands / sizeof commands[0] && strcmp(commands[i].name, words[0]) != 0)
        i++;
    if (i == sizeof commands / sizeof commands[0])
        return say_usage("db", "verify, backup, prune or merge, not %s", words[0]);
    if (count - 1 != commands[i].names)
        return say_usage("db", "%s takes %s", words[0],
                         commands[i].names == 1 ? "one database" : "two files");
    if (commands[i].run != NULL && chosen)
        return say_usage("db", "--older-than and --keep are for prune");
    if (commands[i].run != NULL)
        return commands[i].run(words + 1);
    if (!chosen || (choice->keep >= 0 && choice->before_us != INT64_MIN))
        return say_usage("db", "prune takes either --older-than or --keep");
    return run_prune(words + 1, choice);
}

int db_command(int argc, char **argv)
{
    static const struct option longs[] = {{"older-than", required_argument, NULL, 'o'},
                                          {"keep", required_argument, NULL, 'k'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    struct prune_choice choice = {.before_us = INT64_MIN, .keep = -1};
    for (int c; (c = getopt_long(argc, argv, "h", longs, NULL)) != -1;) {
        if (c == 'h')
            return help();
        if (c == '?')
            return say_hint("db");
        if (c == 'o' && !read_age(&choice.before_us, optarg))
            return say_usage("db", "--older-than takes hours, days or weeks such as 12h, 90d or 4w, not %s",
                             optarg);
        if (c == 'k' && !read_keep(&choice.keep, optarg))
            return say_usage("db", "--keep takes a number of runs, not %s", optarg);
    }
    return dispatch(argv + optind, argc - optind, &choice);
}
