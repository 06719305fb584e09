/* The survey under test, and what the tests of its parts ask it. */
#ifndef TESTS_UNIT_SURVEYED_H
#define TESTS_UNIT_SURVEYED_H

#include <criterion/criterion.h>
#include <string.h>

#include "surveyor.h"

#define CLIENT "10.1.5.1"
#define SERVER "10.1.0.10"

static struct surveyor t;

static inline void surveyed_open(void)
{
    surveyor_open(&t);
}

static inline void surveyed_close(void)
{
    surveyor_close(&t);
}

/* One flow. */
static inline void surveyed_run(const char *client, const char *server, uint16_t port, enum app_class class_,
                                const char *evidence)
{
    const struct surveyor_row rows[] = {{client, server, port, class_, evidence}, {NULL, NULL, 0, 0, NULL}};
    surveyor_run(&t, rows);
}

static inline bool surveyed_has(enum survey_part part, const char *host, enum survey_what what,
                                const char *text)
{
    return surveyor_find(&t, part, host, what, text) != NULL;
}

#endif
