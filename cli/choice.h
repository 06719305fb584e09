/* What options of several commands take, read in one way. */
#ifndef CLI_CHOICE_H
#define CLI_CHOICE_H

#include <stdbool.h>
#include <stdint.h>

/* What --tz takes, for the message. */
#define CHOICE_TZ                                                                                            \
    "--tz takes UTC, local, an offset such as +02:00 or a zone of this system such as Europe/Berlin"

/* The index of a word among names (NULL ends them); -1 when it is none. */
int choice_word(const char *const names[], const char *word);

/* A run's number, "last" (0) or, where it is allowed, "all" (-1). */
bool choice_run(int64_t *run, const char *text, bool all);

#endif
