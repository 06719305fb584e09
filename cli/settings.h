/*
 * What a run was told and what it uses, for its rows in v_setting (the names are those of store/schema.sql),
 * and what its site file makes one expect, for v_expected.
 */
#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include <stddef.h>

#include "base/err.h"
#include "cli/run.h"
#include "policy/site.h"
#include "policy/sitearena.h"
#include "store/store.h"

enum { SETTINGS_COMMAND = 16384 }; /* most bytes of a command line, with the NUL */

struct settings {
    struct store_setting *at;
    size_t count, room;
    struct store_expected *expected;
    size_t expected_count;
    struct sitearena texts;
};

/* Adds one; both are copied. -1 and err without memory. */
int settings_add(struct settings *s, const char *name, const char *value, struct err *err);
/* Adds those of a replay; site may be NULL. -1 and err. */
int settings_of_run(struct settings *s, const struct run_arguments *a, const struct site *site,
                    struct err *err);
/* What is expected; a setting says so where it is not whole. -1 and err. */
int settings_of_expected(struct settings *s, const struct site *site, struct err *err);
void settings_free(struct settings *s);

/*
 * "wireaudit replay WORD ..." as a shell would read it back, words that need it in single quotes; "..."
 * stands for the rest where it would be too long. Call it before getopt changes the order of the words.
 * Returns out.
 */
const char *settings_command(const char *command, char **words, int count, char out[SETTINGS_COMMAND]);

#endif
