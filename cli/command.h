/* The subcommands: one file each, one function each. It gets its own arguments; argv[0] is "wireaudit". */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/err.h"

/* contract.md 1. */
enum {
    STATUS_OK = 0,
    STATUS_FAILED = 1,
    STATUS_VIOLATIONS = 2,
    STATUS_NOT_PROVEN = 3,
    STATUS_USAGE = 64,
    STATUS_BAD_INPUT = 65, /* bad site file, or not a database of ours */
};

int replay_command(int argc, char **argv);
int report_command(int argc, char **argv);
int check_command(int argc, char **argv);
int diff_command(int argc, char **argv);
int explain_command(int argc, char **argv);
int ports_command(int argc, char **argv);
int draft_command(int argc, char **argv);
int db_command(int argc, char **argv);

#endif
