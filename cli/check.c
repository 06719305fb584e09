#include <getopt.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/say.h"
#include "cli/sitefile.h"

static int help(void)
{
    (void)printf("usage: wireaudit check -c SITE [--waivers FILE]\n\n"
                 "Validates a site file: every error and warning with its file, line and column; then, when\n"
                 "there is no error, a note for each fact that is missing, with what it would decide.\n\n"
                 "  -c, --site SITE   the site file\n"
                 "      --waivers FILE   a file of waivers, too\n"
                 "  -q, --quiet       errors and warnings only: no notes, no closing line\n"
                 "  -h, --help        this text\n\n"
                 "Exit status: 0 no errors, 1 the file cannot be read, 64 wrong usage, 65 errors.\n");
    return STATUS_OK;
}

int check_command(int argc, char **argv)
{
    static const struct option longs[] = {{"site", required_argument, NULL, 'c'},
                                          {"waivers", required_argument, NULL, 'w'},
                                          {"quiet", no_argument, NULL, 'q'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    const char *path = NULL, *waivers = NULL;
    bool quiet = false;
    for (int c; (c = getopt_long(argc, argv, "c:qh", longs, NULL)) != -1;) {
        if (c == 'h')
            return help();
        if (c == 'c')
            path = optarg;
        else if (c == 'w')
            waivers = optarg;
        else if (c == 'q')
            quiet = true;
        else
            return say_hint("check");
    }
    if (path == NULL || optind != argc)
        return say_usage("check", path == NULL ? "no site file given (-c SITE)" : "takes no argument");
    struct sitefile_counts counts;
    struct site *site =
        quiet ? sitefile_load(path, stdout, &counts) : sitefile_load_noted(path, stdout, &counts);
    bool sound = site != NULL && (waivers == NULL || sitefile_waivers(site, waivers, stdout, &counts) == 0);
    site_free(site);
    if (!sound && counts.errors == 0)
        return STATUS_FAILED;
    if (!quiet)
        (void)printf("%u error%s, %u warning%s\n", counts.errors, counts.errors == 1 ? "" : "s",
                     counts.warnings, counts.warnings == 1 ? "" : "s");
    return sound ? STATUS_OK : STATUS_BAD_INPUT;
}
