#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "cli/command.h"
#include "cli/say.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *what;
} commands[] = {
    {"replay", replay_command, "audit capture files"},
    {"report", report_command, "write a compliance report from a database"},
    {"ports", ports_command, "print the expected protocols and ports of a site file"},
    {"check", check_command, "validate a site file"},
    {"draft", draft_command, "propose a site file from captures or databases"},
    {"diff", diff_command, "say what changed between two audits"},
    {"explain", explain_command, "say why a rule exists"},
    {"db", db_command, "verify, back up, prune and merge databases"},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static int help(void)
{
    (void)printf(
        "usage: wireaudit COMMAND [OPTION]... [ARGUMENT]...\n\n"
        "Audits captured Configuration Manager traffic against the protocols its site mode demands.\n\n");
    for (size_t i = 0; i < COMMANDS; i++)
        (void)printf("  %-10s %s\n", commands[i].name, commands[i].what);
    (void)printf(
        "\n  --version  print the version\n  --help     print this; 'wireaudit COMMAND --help' tells more\n\n"
        "Exit status of replay, report and diff: 0 nothing to report, 1 failed, 2 violations found, 3 no "
        "violation\n"
        "but not proven, 64 wrong usage, 65 bad site file or not a database of wireaudit.\n");
    return STATUS_OK;
}

/* How much of a word getopt would quote when it does not know it. */
static size_t option_name(const char *word)
{
    if (strncmp(word, "--", 2) == 0)
        return strcspn(word, "=");
    return word[0] == '-' ? strnlen(word, 2) : 0;
}

/* getopt quotes an option as it is: one that could harm a terminal is made one that is unknown as well. */
static char *harmless(char *word)
{
    size_t n = strlen(word), name = option_name(word), room = n * ESCAPE_WORST + 1;
    char *safe = malloc(room);
    if (safe == NULL)
        return word;
    bool as_it_is = escape_shown(safe, room, word, name) == name;
    if (!as_it_is) {
        (void)escape_shown(safe, room, word, n);
        return safe; /* in use until the program ends */
    }
    free(safe);
    return word;
}

/* A command's argv[0] is the program's name: getopt's messages begin with it. */
static int dispatch(int argc, char **argv)
{
    static char program[] = "wireaudit";
    if (argc < 2)
        return say_usage(NULL, "no command given");
    for (int i = 2; i < argc; i++)
        argv[i] = harmless(argv[i]);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return help();
    if (strcmp(argv[1], "--version") == 0) {
        (void)printf("wireaudit %s\n", WIREAUDIT_VERSION);
        return STATUS_OK;
    }
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            argv[1] = program;
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    return say_usage(NULL, "no such command: %s", argv[1]);
}

int main(int argc, char **argv)
{
    int status = dispatch(argc, argv);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        if (status != STATUS_FAILED)
            say("cannot write to standard output");
        return STATUS_FAILED;
    }
    return status;
}
