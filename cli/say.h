/* What the program says: messages on standard error, "wireaudit: what happened: why". */
#ifndef CLI_SAY_H
#define CLI_SAY_H

#include "base/err.h"

/* One message; control characters are escaped, for it may name files or quote what was read. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_err(const struct err *err);

/* A hint at --help, and STATUS_USAGE; getopt has said what is wrong. command: NULL for the program itself. */
int say_hint(const char *command);
/* "wireaudit: COMMAND: ...", the hint, and STATUS_USAGE. */
int say_usage(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
