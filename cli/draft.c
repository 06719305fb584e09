#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/escape.h"
#include "cli/command.h"
#include "cli/draft_stored.h"
#include "cli/draft_write.h"
#include "cli/output.h"
#include "cli/run.h"
#include "cli/say.h"
#include "cli/sitefile.h"

enum { MEMORY = 512 << 20 };

static int help(void)
{
    (void)printf(
        "usage: wireaudit draft [OPTION]... PCAP|DIR|DB|- ...\n\n"
        "Proposes a site file from captures, or from databases of earlier runs: systems and their roles,\n"
        "sites, modes, ports, networks. Each line has a comment with its evidence and how sure it is;\n"
        "what packets cannot show is left as a question.\n\n"
        "  -o, --output FILE   where it goes (default standard output); a file that exists is kept\n"
        "      --filter EXPR   only frames that match this BPF filter\n"
        "  -q, --quiet         no progress\n"
        "  -v, --verbose       say which captures are read\n"
        "  -h, --help          this text\n\n"
        "Exit status: 0 drafted, 1 failed, 64 wrong usage, 65 not a database of wireaudit.\n");
    return STATUS_OK;
}

struct draft {
    struct run_arguments run;
    const char *output;
    char **captures;
    int capture_count;
    struct draft_about about;
};

/* Messages about a file as messages about another. */
static void retell(char *messages, const char *path, const char *as)
{
    size_t n = strlen(path);
    for (char *end, *line = messages; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        bool named = strncmp(line, path, n) == 0;
        *end = '\0';
        (void)fprintf(stderr, "%s%s\n", named ? as : "", named ? line + n : line);
    }
}

static struct site *load(int file, const char *as, struct sitefile_counts *counts)
{
    char path[64], shown[PATH_MAX], *text = NULL;
    size_t n = 0;
    FILE *messages = open_memstream(&text, &n);
    if (messages == NULL)
        return NULL;
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    (void)escape_text(shown, sizeof shown, as, strlen(as));
    struct site *site = sitefile_load(path, messages, counts);
    if (fclose(messages) == 0)
        retell(text, path, shown);
    free(text);
    return site;
}

/* What is written must load: it is read back as every command would, before anybody gets it. */
static int check(const struct draft *d, const char *text, size_t n)
{
    struct sitefile_counts counts = {1, 0};
    int file = memfd_create("draft", MFD_CLOEXEC);
    struct site *site = NULL;
    if (file >= 0 && write(file, text, n) == (ssize_t)n)
        site = load(file, d->output != NULL ? d->output : "draft", &counts);
    if (file >= 0)
        (void)close(file);
    if (site == NULL)
        say("the draft does not load: that is a fault of wireaudit, please report it");
    else if (counts.warnings > 0)
        say("the draft has %u warning%s: look at what they name", counts.warnings,
            counts.warnings == 1 ? "" : "s");
    site_free(site);
    return site != NULL ? STATUS_OK : STATUS_FAILED;
}

static int put(const struct draft *d, const char *text, size_t n)
{
    struct err err;
    FILE *out = output_open(d->output, "wx", &err);
    if (out != NULL)
        (void)fwrite(text, 1, n, out);
    if (out != NULL && output_close(out, d->output, &err) == 0)
        return STATUS_OK;
    say_err(&err);
    return STATUS_FAILED;
}

static int propose(const struct draft *d, struct survey *s)
{
    struct err err;
    char *text = NULL;
    size_t n = 0;
    struct proposal *p = proposal_make(s, &err);
    FILE *memory = p != NULL ? open_memstream(&text, &n) : NULL;
    if (memory == NULL) {
        if (p == NULL)
            say_err(&err);
        else
            say("cannot draft: out of memory");
        proposal_free(p);
        return STATUS_FAILED;
    }
    draft_write(memory, p, &d->about);
    bool empty = p->site_count == 0;
    proposal_free(p);
    int status = fclose(memory) == 0 ? check(d, text, n) : STATUS_FAILED;
    if (status == STATUS_OK)
        status = put(d, text, n);
    if (status == STATUS_OK && empty)
        say("nothing of Configuration Manager was seen: the draft has only questions");
    free(text);
    return status;
}

static int gather(struct draft *d, struct survey *s, char **names, int count)
{
    struct err err;
    for (int i = 0; i < count; i++) {
        if (!draft_stored_is(names[i])) {
            d->captures[d->capture_count++] = names[i];
            continue;
        }
        int status = draft_stored(names[i], s, &err);
        if (status != STATUS_OK) {
            say_err(&err);
            return status;
        }
        d->about.stored = true;
    }
    d->run.survey = s;
    return d->capture_count > 0 ? run_replay(&d->run, d->captures, d->capture_count) : STATUS_OK;
}

static int draft(struct draft *d, char **names, int count)
{
    struct err err;
    struct stat exists;
    if (d->output != NULL && lstat(d->output, &exists) == 0 && S_ISREG(exists.st_mode))
        return say_usage("draft", "%s exists and is kept; name another file", d->output);
    struct survey *s = survey_open(NULL, &err);
    d->captures = calloc((size_t)count, sizeof *d->captures);
    d->about = (struct draft_about){.inputs = names, .input_count = (size_t)count};
    int status = STATUS_FAILED;
    if (s != NULL && d->captures != NULL)
        status = gather(d, s, names, count);
    else
        say("cannot draft: out of memory");
    if (status == STATUS_OK)
        status = propose(d, s);
    free(d->captures);
    survey_close(s);
    return status;
}

int draft_command(int argc, char **argv)
{
    static const struct option longs[] = {
        {"output", required_argument, NULL, 'o'}, {"filter", required_argument, NULL, 'f'},
        {"quiet", no_argument, NULL, 'q'},        {"verbose", no_argument, NULL, 'v'},
        {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0}};
    struct draft d = {.run = {.database = "none", .memory_bytes = MEMORY}};
    for (int c; (c = getopt_long(argc, argv, "o:qvh", longs, NULL)) != -1;) {
        if (c == 'h')
            return help();
        if (c == 'o')
            d.output = optarg;
        else if (c == 'f')
            d.run.filter = optarg;
        else if (c == 'q')
            d.run.quiet = true;
        else if (c == 'v')
            d.run.verbose = true;
        else
            return say_hint("draft");
    }
    if (optind == argc)
        return say_usage("draft", "no capture or database given");
    return draft(&d, argv + optind, argc - optind);
}
