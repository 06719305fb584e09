/* What upkeep of a database says, for the tests of store/. */
#ifndef TESTS_UNIT_UPKEPT_H
#define TESTS_UNIT_UPKEPT_H

#include <stdio.h>
#include <string.h>

#include "store/upkeep.h"

struct upkept {
    char text[4096]; /* lines, each with its end */
};

static inline void upkept_say(void *context, const char *text)
{
    struct upkept *u = context;
    size_t used = strlen(u->text);
    (void)snprintf(u->text + used, sizeof u->text - used, "%s\n", text);
}

static inline struct upkeep_listener upkept_listener(struct upkept *u)
{
    u->text[0] = '\0';
    return (struct upkeep_listener){u, upkept_say};
}

#endif
