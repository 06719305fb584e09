/*
 * Where the site file says things, by line: kept when a site is loaded, for messages about verdicts. A
 * place's file is the site file or the CSV file of a client range, as it was named; line 0: it is not written
 * anywhere. Keys are the site file's words ("mode"); where a key is not written, its object's line stands for
 * it only in the functions' objects (key NULL).
 */
#ifndef POLICY_SITEPLACES_H
#define POLICY_SITEPLACES_H

#include "policy/site.h"

struct siteread;

struct siteplaces_at {
    const char *file; /* borrowed from the site */
    int line;         /* 0: not written */
};

/* The line of a key, else of the object that it belongs to. */
struct siteplaces_at siteplaces_or(struct siteplaces_at key, struct siteplaces_at object);

/* Keeps what reading knows, before its memory goes. -1 without memory. */
int siteplaces_keep(struct siteread *r);

/* key: a key of the object's, or NULL for the object itself. */
struct siteplaces_at siteplaces_site(const struct site *s, int site, const char *key);
struct siteplaces_at siteplaces_system(const struct site *s, const struct site_system *system,
                                       const char *key);
struct siteplaces_at siteplaces_role(const struct site *s, const struct site_system *system,
                                     const struct site_role *role, const char *key);
/* A client or a range. */
struct siteplaces_at siteplaces_client(const struct site *s, const struct site_client *client,
                                       const char *key);
struct siteplaces_at siteplaces_proxy(const struct site *s, const struct site_proxy *proxy);
struct siteplaces_at siteplaces_option(const struct site *s, const char *key);
/* Its nets, else its entry. */
struct siteplaces_at siteplaces_zone(const struct site *s, enum position zone);

#endif
