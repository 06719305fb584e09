#include "report/report.h"

#include <getopt.h>
#include <unistd.h>

#include "base/utc.h"
#include "cli/choice.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/say.h"
#include "cli/whole.h"

struct arguments {
    struct report_options options;
    const char *output, *since, *until;
    bool exit_zero, quiet;
};

static int help(void)
{
    (void)printf(
        "usage: wireaudit report [OPTION]... DB\n\n"
        "Writes a compliance report from a database.\n\n"
        "  -f, --format text|html|csv|json|junit\n"
        "                               the format (default text)\n"
        "  -o, --output FILE            write to FILE, not to standard output\n"
        "      --run ID|last|all        which runs (default last)\n"
        "      --since T, --until T     findings last seen since, first seen until T: a day (YYYY-MM-DD),\n"
        "                               RFC 3339, or an age such as 24h or 7d\n"
        "      --site CODE              findings of this site\n"
        "      --severity S             findings of severity S (info low medium high critical) or graver\n"
        "      --tz ZONE                the zone of times: UTC (default), local, +02:00, Europe/Berlin ...\n"
        "      --exit-zero              exit with 0 also when there are violations or something is not "
        "proven\n"
        "  -q, --quiet                  no progress\n"
        "  -h, --help                   this text\n\n"
        "Exit status: 0 nothing to report, 1 failed, 2 violations found, 3 no violation but not proven,\n"
        "64 wrong usage, 65 not a database of wireaudit.\n");
    return STATUS_OK;
}

static bool read_format(enum report_format *format, const char *name)
{
    static const char *const names[] = {
        [REPORT_TEXT] = "text", [REPORT_CSV] = "csv",     [REPORT_JSON] = "json",
        [REPORT_HTML] = "html", [REPORT_JUNIT] = "junit", NULL};
    int found = choice_word(names, name);
    if (found >= 0)
        *format = (enum report_format)found;
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
    case 'r':
        return choice_run(&a->options.run, optarg, true);
    case 's':
        a->since = optarg;
        return true;
    case 'u':
        a->until = optarg;
        return true;
    case 'S':
        a->options.site = optarg;
        return true;
    case 't':
        return zone_read(&a->options.zone, optarg, &ignored) == 0;
    case 'V':
        return severity_read(&a->options.severity, optarg);
    case 'q':
        a->quiet = true;
        return true;
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
        return "--format takes text, html, csv, json or junit";
    case 'r':
        return "--run takes a run's number, last or all";
    case 'V':
        return "--severity takes info, low, medium, high or critical";
    default:
        return CHOICE_TZ;
    }
}

/* Once the zone is known. */
static bool read_time(const struct arguments *a, const char *text, int64_t *us)
{
    return text == NULL || zone_time(&a->options.zone, text, utc_now_us(), us);
}

static int wrong_time(const char *text)
{
    return say_usage("report",
                     "--since and --until take a time such as 2026-11-20 or 2026-11-20T12:46:00+01:00, or an "
                     "age such as 24h or 7d, not %s",
                     text);
}

/* The output is opened only once there is something to write to it. */
static int write_to(const struct arguments *a, struct report *report, struct report_outcome *outcome,
                    struct err *err)
{
    struct err late;
    struct whole whole;
    if (whole_open(&whole, a->output, err) != 0)
        return -1;
    struct progress progress;
    progress_start_report(&progress, a->quiet, isatty(fileno(whole.out)) == 1);
    report_pulse(report, progress_draw_report, &progress);
    int failed = report_write(report, whole.out, outcome, err);
    progress_wipe(&progress);
    if (failed != 0 && ferror(whole.out) != 0 && a->output != NULL)
        (void)err_set(err, "%s: cannot write: the disk is full or the reader went away", a->output);
    if (whole_close(&whole, failed == 0, &late) != 0 && failed == 0)
        failed = err_set(err, "%s", late.text);
    return failed;
}

static int status_of(const struct report_outcome *outcome)
{
    if (outcome->violations > 0)
        return STATUS_VIOLATIONS;
    return outcome->undetermined > 0 || outcome->not_audited > 0 ? STATUS_NOT_PROVEN : STATUS_OK;
}

static int write_report(const struct arguments *a, const char *database)
{
    struct err err;
    enum report_failure why = REPORT_FAILED;
    struct report_outcome outcome = {0};
    if (output_is(a->output, database))
        return say_usage("report", "the output would overwrite the database");
    struct report *report = report_open(database, &a->options, &why, &err);
    int failed = report == NULL ? -1 : write_to(a, report, &outcome, &err);
    report_close(report);
    if (failed != 0) {
        say_err(&err);
        return why == REPORT_NOT_OURS ? STATUS_BAD_INPUT : STATUS_FAILED;
    }
    return a->exit_zero ? STATUS_OK : status_of(&outcome);
}

int report_command(int argc, char **argv)
{
    static const struct option longs[] = {
        {"format", required_argument, NULL, 'f'},   {"output", required_argument, NULL, 'o'},
        {"run", required_argument, NULL, 'r'},      {"since", required_argument, NULL, 's'},
        {"until", required_argument, NULL, 'u'},    {"site", required_argument, NULL, 'S'},
        {"severity", required_argument, NULL, 'V'}, {"exit-zero", no_argument, NULL, 'z'},
        {"quiet", no_argument, NULL, 'q'},          {"tz", required_argument, NULL, 't'},
        {"help", no_argument, NULL, 'h'},           {NULL, 0, NULL, 0}};
    struct arguments a = {.options = {.since_us = INT64_MIN, .until_us = INT64_MAX}};
    for (int c; (c = getopt_long(argc, argv, "f:o:qh", longs, NULL)) != -1;) {
        if (c == 'h')
            return help();
        if (c == '?')
            return say_hint("report");
        if (!take_option(&a, c))
            return say_usage("report", "%s, not %s", taken_by(c), optarg);
    }
    if (optind + 1 != argc)
        return say_usage("report", "takes one database");
    if (!read_time(&a, a.since, &a.options.since_us))
        return wrong_time(a.since);
    if (!read_time(&a, a.until, &a.options.until_us))
        return wrong_time(a.until);
    if (a.options.since_us > a.options.until_us)
        return say_usage("report", "--since %s is after --until %s: no finding can be meant", a.since,
                         a.until);
    return write_report(&a, argv[optind]);
}
