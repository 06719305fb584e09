/* Where a command's -o goes: a file, or standard output when there is none or it is "-". */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

/* NULL or "-" */
bool output_is_standard(const char *path);

/* mode as fopen's. NULL and err. */
FILE *output_open(const char *path, const char *mode, struct err *err);
/* -1 and err when not all could be written; whether standard output took it is found by main. */
int output_close(FILE *out, const char *path, struct err *err);

/* Writing to path would overwrite what is read; either may be NULL. */
bool output_is(const char *path, const char *input);

#endif
