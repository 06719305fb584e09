#include "report/diff.h"

#include <getopt.h>

#include "cli/choice.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/say.h"
#include "cli/whole.h"

struct arguments {
    struct diff_options options;
    const char *output;
    bool exit_zero;
};

static int help(void)
{
    (void)printf(
        "usage: wireaudit diff [OPTION]... OLD.db NEW.db\n\n"
        "Says which findings are new, fixed, unchanged or regressed (graver, or twice as frequent) between\n"
        "the last runs of two databases.\n\n"
        "  -f, --format text|html|json  the format (default text)\n"
        "  -o, --output FILE            write to FILE, not to standard output\n"
        "      --old-run ID|last        which run of OLD.db (default last)\n"
        "      --new-run ID|last        which run of NEW.db (default last); both may be one database\n"
        "      --tz ZONE                the zone of times: UTC (default), local, +02:00, Europe/Berlin ...\n"
        "      --exit-zero              exit with 0 also when there are new findings or something is not "
        "proven\n"
        "  -h, --help                   this text\n\n"
        "Exit status: 0 no finding is new or regressed, 1 failed, 2 some are (waived ones do not count),\n"
        "3 none is, but not proven, 64 wrong usage, 65 not a database of wireaudit.\n");
    return STATUS_OK;
}

static bool read_format(enum diff_format *format, const char *name)
{
    static const char *const names[] = {
        [DIFF_TEXT] = "text", [DIFF_HTML] = "html", [DIFF_JSON] = "json", NULL};
    int found = choice_word(names, name);
    if (found >= 0)
        *format = (enum diff_format)found;
    return found >= 0;
}

static bool take_option(struct arguments *a, int c)
{
    struct err ignored;
    switch (c) {
    case 'f':
        return read_format(&a->options.format, optarg);
    case 'o':
        a->output = optarg;
        return true;
    case 'O':
        return choice_run(&a->options.run[DIFF_OLD], optarg, false);
    case 'N':
        return choice_run(&a->options.run[DIFF_NEW], optarg, false);
    case 't':
        return zone_read(&a->options.zone, optarg, &ignored) == 0;
    case 'z':
        a->exit_zero = true;
        return true;
    default:
        return false;
    }
}

/* What an option takes. */
static const char *taken_by(int c)
{
    switch (c) {
    case 'f':
        return "--format takes text, html or json";
    case 't':
        return CHOICE_TZ;
    default:
        return "--old-run and --new-run take a run's number or last";
    }
}

/* The output is opened only once there is something to write to it. */
static int write_to(const struct arguments *a, struct diff *diff, struct diff_outcome *outcome,
                    struct err *err)
{
    struct err late;
    struct whole whole;
    if (whole_open(&whole, a->output, err) != 0)
        return -1;
    int failed = diff_write(diff, whole.out, outcome, err);
    if (whole_close(&whole, failed == 0, &late) != 0 && failed == 0)
        failed = err_set(err, "%s", late.text);
    return failed;
}

static int status_of(const struct diff_outcome *outcome)
{
    if (outcome->worse > 0)
        return STATUS_VIOLATIONS;
    return outcome->unproven > 0 ? STATUS_NOT_PROVEN : STATUS_OK;
}

static int write_diff(const struct arguments *a, char **databases)
{
    struct err err;
    enum report_failure why = REPORT_FAILED;
    struct diff_outcome outcome = {0};
    const char *const path[DIFF_SIDES] = {databases[0], databases[1]};
    for (int side = 0; side < DIFF_SIDES; side++)
        if (output_is(a->output, path[side]))
            return say_usage("diff", "the output would overwrite a database");
    if (output_is(path[DIFF_OLD], path[DIFF_NEW]) && a->options.run[DIFF_OLD] == a->options.run[DIFF_NEW])
        say("%s: a run is compared with itself; --old-run and --new-run choose others", path[DIFF_NEW]);
    struct diff *diff = diff_open(path, &a->options, &why, &err);
    int failed = diff == NULL ? -1 : write_to(a, diff, &outcome, &err);
    diff_close(diff);
    if (failed != 0) {
        say_err(&err);
        return why == REPORT_NOT_OURS ? STATUS_BAD_INPUT : STATUS_FAILED;
    }
    return a->exit_zero ? STATUS_OK : status_of(&outcome);
}

int diff_command(int argc, char **argv)
{
    static const struct option longs[] = {
        {"format", required_argument, NULL, 'f'},  {"output", required_argument, NULL, 'o'},
        {"old-run", required_argument, NULL, 'O'}, {"new-run", required_argument, NULL, 'N'},
        {"tz", required_argument, NULL, 't'},      {"exit-zero", no_argument, NULL, 'z'},
        {"help", no_argument, NULL, 'h'},          {NULL, 0, NULL, 0}};
    struct arguments a = {.options = {.format = DIFF_TEXT}};
    for (int c; (c = getopt_long(argc, argv, "f:o:h", longs, NULL)) != -1;) {
        if (c == 'h')
            return help();
        if (c == '?')
            return say_hint("diff");
        if (!take_option(&a, c))
            return say_usage("diff", "%s, not %s", taken_by(c), optarg);
    }
    if (optind + 2 != argc)
        return say_usage("diff", "takes two databases");
    return write_diff(&a, argv + optind);
}
