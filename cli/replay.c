#include <errno.h>
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/exhibits.h"
#include "cli/run.h"
#include "cli/say.h"
#include "cli/settings.h"

enum { DEFAULT_MEMORY = 512 << 20, LEAST_MEMORY = 16 << 20 };
enum { DEFAULT_EVIDENCE = 1 << 30, LEAST_EVIDENCE = 1 << 20 };

static int help(void)
{
    (void)printf(
        "usage: wireaudit replay [OPTION]... PCAP|DIR|- ...\n\n"
        "Audits capture files: pcap or pcapng, plain or compressed (gz, zst, lz4), a directory of them, or\n"
        "standard input (-). Several captures are one run.\n\n"
        "  -c, --site SITE      the site file; without one flows are classified, not judged\n"
        "      --waivers FILE   accepted findings, beside those of the site file\n"
        "  -d, --database DB    where results go (default wireaudit.db); :memory: and none keep "
        "nothing\n"
        "      --json FILE|-    one JSON record per flow\n"
        "      --filter EXPR    only frames that match this BPF filter\n"
        "      --evidence DIR   keep the packets of up to three flows of each finding, one pcapng each\n"
        "      --no-payload     cut them behind their transport headers\n"
        "      --evidence-limit SIZE\n"
        "                       most bytes of evidence, e.g. 1G (default), 100M; gravest findings first\n"
        "      --hash           the SHA-256 of each capture into the database\n"
        "      --keep-duplicates    frames that a SPAN port delivers twice count twice\n"
        "      --memory SIZE    most memory for flows, e.g. 512M (default), 2G\n"
        "      --verify-checksums\n"
        "                       leave out frames with wrong IPv4, TCP, UDP or ICMP checksums\n"
        "      --exit-zero      exit with 0 also when there are violations or something is not proven\n"
        "  -q, --quiet          no progress\n"
        "  -v, --verbose        say which captures are read and where the results are\n"
        "  -h, --help           this text\n\n"
        "Exit status: 0 nothing to report, 1 failed, 2 violations found, 3 no violation but not proven,\n"
        "64 wrong usage, 65 bad site file or not a database of wireaudit.\n");
    return STATUS_OK;
}

static bool read_size(size_t *bytes, const char *text, size_t least)
{
    char *end;
    errno = 0;
    unsigned long long n = strtoull(text, &end, 10);
    if (errno != 0 || end == text || text[0] == '-')
        return false;
    unsigned shift = *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : 0;
    if (shift != 0)
        end++;
    if (*end != '\0' || n > SIZE_MAX >> shift || n << shift < least)
        return false;
    *bytes = (size_t)(n << shift);
    return true;
}

static bool take_option(struct run_arguments *a, int c)
{
    switch (c) {
    case 'c':
        a->site = optarg;
        return true;
    case 'd':
        a->database = optarg;
        return true;
    case 'j':
        a->json = optarg;
        return true;
    case 'w':
        a->waivers = optarg;
        return true;
    case 'f':
        a->filter = optarg;
        return true;
    case 'x':
        a->hash = true;
        return true;
    case 'k':
        a->keep_duplicates = true;
        return true;
    case 'm':
        return read_size(&a->memory_bytes, optarg, LEAST_MEMORY);
    case 'e':
        a->evidence = optarg;
        return true;
    case 'l':
        return read_size(&a->evidence_bytes, optarg, LEAST_EVIDENCE);
    case 'p':
        a->no_payload = true;
        return true;
    case 's':
        a->verify_checksums = true;
        return true;
    case 'z':
        a->exit_zero = true;
        return true;
    case 'q':
        a->quiet = true;
        return true;
    case 'v':
        a->verbose = true;
        return true;
    default:
        return false;
    }
}

/* Says why evidence cannot be kept as it was asked for. */
static bool evidence_fits(const struct run_arguments *a, char **names, int count)
{
    if (a->evidence == NULL && (a->no_payload || a->evidence_bytes != DEFAULT_EVIDENCE))
        say("replay: --no-payload and --evidence-limit are for --evidence DIR");
    else if (a->evidence == NULL)
        return true;
    else if (strcmp(a->database, "none") == 0)
        say("replay: --evidence needs a database: files are named by the findings in it");
    else {
        for (int i = 0; i < count; i++) {
            if (!exhibits_cannot(names[i]))
                continue;
            say("replay: --evidence reads captures twice, which %s cannot be",
                strcmp(names[i], "-") == 0 ? "standard input" : names[i]);
            return false;
        }
        return true;
    }
    return false;
}

int replay_command(int argc, char **argv)
{
    static const struct option longs[] = {{"site", required_argument, NULL, 'c'},
                                          {"database", required_argument, NULL, 'd'},
                                          {"json", required_argument, NULL, 'j'},
                                          {"filter", required_argument, NULL, 'f'},
                                          {"memory", required_argument, NULL, 'm'},
                                          {"verify-checksums", no_argument, NULL, 's'},
                                          {"exit-zero", no_argument, NULL, 'z'},
                                          {"quiet", no_argument, NULL, 'q'},
                                          {"verbose", no_argument, NULL, 'v'},
                                          {"help", no_argument, NULL, 'h'},
                                          {"keep-duplicates", no_argument, NULL, 'k'},
                                          {"waivers", required_argument, NULL, 'w'},
                                          {"evidence", required_argument, NULL, 'e'},
                                          {"no-payload", no_argument, NULL, 'p'},
                                          {"evidence-limit", required_argument, NULL, 'l'},
                                          {"hash", no_argument, NULL, 'x'},
                                          {NULL, 0, NULL, 0}};
    char command[SETTINGS_COMMAND];
    struct run_arguments a = {.database = "wireaudit.db",
                              .memory_bytes = DEFAULT_MEMORY,
                              .evidence_bytes = DEFAULT_EVIDENCE,
                              .command = settings_command("replay", argv + 1, argc - 1, command)};
    for (int c; (c = getopt_long(argc, argv, "c:d:qvh", longs, NULL)) != -1;) {
        if (c == 'h')
            return help();
        if (c == '?')
            return say_hint("replay");
        if (!take_option(&a, c))
            return c == 'l'
                       ? say_usage("replay",
                                   "--evidence-limit takes a size of at least 1M, such as 100M or 2G, not %s",
                                   optarg)
                       : say_usage("replay",
                                   "--memory takes a size of at least 16M, such as 512M or 2G, not %s",
                                   optarg);
    }
    if (optind == argc)
        return say_usage("replay", "no capture given");
    if (!evidence_fits(&a, argv + optind, argc - optind))
        return say_hint("replay");
    return run_replay(&a, argv + optind, argc - optind);
}
