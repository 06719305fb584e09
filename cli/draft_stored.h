/* What a database of earlier runs tells a survey. */
#ifndef CLI_DRAFT_STORED_H
#define CLI_DRAFT_STORED_H

#include <stdbool.h>

#include "base/err.h"
#include "policy/survey.h"

/* Is the file an SQLite database, ours or not? */
bool draft_stored_is(const char *path);
/* Reads all its runs. Returns an exit status of cli/command.h; err when it is not STATUS_OK. */
int draft_stored(const char *path, struct survey *s, struct err *err);

#endif
