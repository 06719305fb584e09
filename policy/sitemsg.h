/* Errors and warnings of a site file: gathered while it is read and checked, then told in file order. */
#ifndef POLICY_SITEMSG_H
#define POLICY_SITEMSG_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/site.h"
#include "policy/sitearena.h"

/* A file that the site file names, and where it names it. */
struct sitemsg_origin {
    const char *path;
    struct site_place named_at;
};

/* A place in the site file (origin NULL) or in a file it names. */
struct sitemsg_place {
    const struct sitemsg_origin *origin;
    struct site_place at;
    bool shared; /* many objects have it there: each id is told once */
};

enum {
    SITEMSG_MOST = 10000, /* messages kept; beyond that they are counted and the count is told */
    SITEMSG_TEXT = 1024,  /* longer texts are cut */
    SITEMSG_SHARED = 64   /* messages at shared places that are remembered */
};

struct sitemsg {
    const char *path; /* of the site file, borrowed */
    struct sitearena arena;
    struct sitemsg_item *items;
    size_t count, room, errors, dropped;
    struct {
        struct site_place at;
        const char *id;
    } shared[SITEMSG_SHARED];
    size_t shared_count;
};

void sitemsg_open(struct sitemsg *m, const char *path);
void sitemsg_close(struct sitemsg *m);

/* id: "CFG-SITE-03". The text is formatted and escaped (base/escape.h) at once. */
void sitemsg_error(struct sitemsg *m, struct sitemsg_place at, const char *id, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void sitemsg_warn(struct sitemsg *m, struct sitemsg_place at, const char *id, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* What is no mistake; told behind all errors and warnings, without an id. */
void sitemsg_note(struct sitemsg *m, struct sitemsg_place at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* True when so much was said that finding nearest names is not worth the time any more. */
bool sitemsg_is_long(const struct sitemsg *m);

/*
 * Tells the errors and warnings, in order of the file; the message function of the reporter may be NULL. Then
 * the notes in the same manner.
 */
void sitemsg_tell(struct sitemsg *m, const struct site_reporter *reporter);
void sitemsg_tell_notes(struct sitemsg *m, void (*note)(void *context, const char *text), void *context);

#endif
