#include "cli/ports.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/ports_words.h"
#include "cli/say.h"
#include "cli/sitefile.h"

struct arguments {
    const char *site, *output;
    void (*format)(const struct ports_table *t, FILE *out);
    struct expected_filter filter;
    bool help;
};

static int help(void)
{
    (void)printf(
        "usage: wireaudit ports [OPTION]...\n\n"
        "Prints who is expected to talk to whom, over which protocol and ports, and by which rule, as it\n"
        "follows from a site file: for whoever sets up the firewalls. Says what the audit says.\n\n"
        "  -c, --site SITE            the site file; without it, the general table with names for addresses\n"
        "      --method M             only what deployment by M needs: push, sup, gpo, manual, logon, "
        "swdist\n"
        "                             or all; more than one with commas between them\n"
        "      --boundary front|back  only what crosses the firewall between internet and perimeter, or\n"
        "                             between perimeter and intranet\n"
        "  -f, --format FORMAT        text (default), csv, json, or nft: a rule set for nft -f; needs -c\n"
        "  -o, --output FILE          write to FILE, not to standard output\n"
        "  -h, --help                 this text\n\n"
        "Exit status: 0, 1 failed, 64 wrong usage, 65 bad site file.\n");
    return STATUS_OK;
}

static bool read_format(struct arguments *a, const char *name)
{
    static const struct {
        const char *name;
        void (*write)(const struct ports_table *t, FILE *out);
    } formats[] = {
        {"text", ports_as_text}, {"csv", ports_as_csv}, {"json", ports_as_json}, {"nft", ports_as_nft}};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(formats[i].name, name) == 0)
            a->format = formats[i].write;
    return a->format != NULL;
}

/* The bits of one name; 0: there is no such method. */
static unsigned method_named(const char *name, size_t n)
{
    const char *known;
    unsigned bit, found = 0;
    bool all = n == 3 && strncmp(name, "all", n) == 0;
    for (unsigned i = 0; (known = ports_words_method(i, &bit)) != NULL; i++)
        if (all || (strlen(known) == n && strncmp(known, name, n) == 0))
            found |= bit;
    return found;
}

static bool read_methods(unsigned *methods, const char *list)
{
    *methods = 0;
    for (const char *at = list;; at++) {
        size_t n = strcspn(at, ",");
        unsigned found = method_named(at, n);
        if (found == 0)
            return false;
        *methods |= found;
        at += n;
        if (*at == '\0')
            return true;
    }
}

static bool read_border(unsigned *borders, const char *name)
{
    if (strcmp(name, "front") == 0)
        *borders = EXPECTED_FRONT;
    else if (strcmp(name, "back") == 0)
        *borders = EXPECTED_BACK;
    else
        return false;
    return true;
}

static const char *taken_by(int c)
{
    if (c == 'f')
        return "--format takes text, csv, json or nft";
    return c == 'm' ? "--method takes push, sup, gpo, manual, logon, swdist or all"
                    : "--boundary takes front or back";
}

static bool take_option(struct arguments *a, int c)
{
    switch (c) {
    case 'c':
        a->site = optarg;
        return true;
    case 'o':
        a->output = optarg;
        return true;
    case 'f':
        a->format = NULL;
        return read_format(a, optarg);
    case 'm':
        return read_methods(&a->filter.methods, optarg);
    default:
        return read_border(&a->filter.borders, optarg);
    }
}

/* STATUS_OK to go on. */
static int read_arguments(struct arguments *a, int argc, char **argv)
{
    static const struct option longs[] = {{"site", required_argument, NULL, 'c'},
                                          {"format", required_argument, NULL, 'f'},
                                          {"output", required_argument, NULL, 'o'},
                                          {"method", required_argument, NULL, 'm'},
                                          {"boundary", required_argument, NULL, 'b'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    for (int c; (c = getopt_long(argc, argv, "c:f:o:h", longs, NULL)) != -1;) {
        if (c == 'h') {
            a->help = true;
            return STATUS_OK;
        }
        if (c == '?')
            return say_hint("ports");
        if (!take_option(a, c))
            return say_usage("ports", "%s, not %s", taken_by(c), optarg);
    }
    if (optind != argc)
        return say_usage("ports", "takes no argument");
    if (a->site == NULL && a->format == ports_as_nft)
        return say_usage("ports", "an nftables rule set needs addresses (-c SITE)");
    if (output_is(a->output, a->site))
        return say_usage("ports", "the output would overwrite the site file");
    return STATUS_OK;
}

static void nobody(void *context, bool is_error, const char *text)
{
    (void)context, (void)is_error, (void)text;
}

static struct site *general_site(void)
{
    static const struct site_reporter silent = {NULL, nobody, NULL, NULL};
    struct err err = {""};
    char *text = NULL;
    size_t n = 0;
    FILE *lines = open_memstream(&text, &n);
    for (size_t i = 0; lines != NULL && ports_general[i] != NULL; i++)
        (void)fprintf(lines, "%s\n", ports_general[i]);
    struct site *site = NULL;
    if (lines != NULL && fclose(lines) == 0)
        site = site_load_text("general", text, n, &silent, &err);
    if (site == NULL)
        say("cannot make the general table: %s", err.text[0] != '\0' ? err.text : "out of memory");
    free(text);
    return site;
}

/* Clients and systems that stand in rows get their numbers. */
static bool number_ends(struct ports_table *t)
{
    uint32_t clients = 0, systems = 0;
    t->number = calloc(t->end_count + 1, sizeof *t->number);
    if (t->number == NULL)
        return false;
    for (size_t r = 0; r < t->row_count; r++) {
        for (size_t i = 0; i < t->rows[r].from_count; i++)
            t->number[t->rows[r].from[i]] = 1;
        for (size_t i = 0; i < t->rows[r].to_count; i++)
            t->number[t->rows[r].to[i]] = 1;
    }
    for (size_t i = 0; i < t->end_count; i++)
        if (t->number[i] != 0)
            t->number[i] = t->ends[i].kind == EXPECTED_CLIENTS ? ++clients : ++systems;
    return true;
}

static int write_table(const struct arguments *a, const struct ports_table *t)
{
    struct err err;
    FILE *out = output_open(a->output, "w", &err);
    if (out != NULL)
        a->format(t, out);
    if (out == NULL || output_close(out, a->output, &err) != 0) {
        say_err(&err);
        return STATUS_FAILED;
    }
    if (*t->cut)
        say("the table is not whole: out of memory");
    return *t->cut ? STATUS_FAILED : STATUS_OK;
}

static int print_ports(const struct arguments *a, const struct site *site)
{
    struct err err = {""};
    bool cut = false;
    struct ports_table t = {.site = site, .file = a->site, .cut = &cut};
    struct expected *expected = expected_open(site, &a->filter, &err);
    if (expected == NULL) {
        say_err(&err);
        return STATUS_FAILED;
    }
    t.expected = expected;
    t.ends = expected_ends(expected, &t.end_count);
    t.rows = expected_rows(expected, &t.row_count);
    t.methods = a->filter.methods;
    t.borders = a->filter.borders;
    int status = STATUS_FAILED;
    if (number_ends(&t))
        status = write_table(a, &t);
    else
        say("cannot write the table: out of memory");
    free(t.number);
    expected_close(expected);
    return status;
}

int ports_command(int argc, char **argv)
{
    struct arguments a = {.format = ports_as_text};
    int status = read_arguments(&a, argc, argv);
    if (status != STATUS_OK || a.help)
        return a.help ? help() : status;
    struct sitefile_counts counts = {0, 0};
    struct site *site = a.site != NULL ? sitefile_load(a.site, stderr, &counts) : general_site();
    if (site == NULL)
        return counts.errors > 0 ? STATUS_BAD_INPUT : STATUS_FAILED;
    status = print_ports(&a, site);
    site_free(site);
    return status;
}
