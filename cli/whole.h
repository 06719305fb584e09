/* A file that is there whole or not at all: written beside its place, moved there when it is done. */
#ifndef CLI_WHOLE_H
#define CLI_WHOLE_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

struct whole {
    FILE *out;
    const char *path;      /* as the caller named it; borrowed */
    char place[PATH_MAX];  /* behind symbolic links */
    char beside[PATH_MAX]; /* "" when it is written in place */
};

/*
 * path NULL or "-" is standard output; what is there and is no regular file (a device, a pipe) is written in
 * place. A new file gets the mode of the one it replaces. -1 and err.
 */
int whole_open(struct whole *w, const char *path, struct err *err);
/* Moves the file to its place, or, when it is not to be kept, removes it. -1 and err when that failed. */
int whole_close(struct whole *w, bool keep, struct err *err);

#endif
