/*
 * Values of a site file by tables: a row per key says how its value is read and where it goes.
 */
#ifndef POLICY_SITEKEYS_H
#define POLICY_SITEKEYS_H

#include "policy/siteread.h"

enum sitekeys_kind {
    SITEKEYS_WORD,    /* enum: one of words */
    SITEKEYS_WORDS,   /* unsigned: words as bits, or-ed */
    SITEKEYS_TRI,     /* enum tri: yes, no, unknown */
    SITEKEYS_SWITCH,  /* enum tri: yes, no */
    SITEKEYS_BOOL,    /* bool: yes, no */
    SITEKEYS_SECONDS, /* int64_t, microseconds */
    SITEKEYS_NUMBER,  /* unsigned, from 1 */
    SITEKEYS_PORT,    /* uint16_t */
    SITEKEYS_PORTS,   /* struct site_ports */
    SITEKEYS_RANGES,  /* struct site_ranges */
    SITEKEYS_ADDRS,   /* struct site_addrs */
    SITEKEYS_SITE,    /* int: index of a site's code */
    SITEKEYS_TEXT,    /* char * */
    SITEKEYS_TEXTS,   /* struct sitekeys_texts */
    SITEKEYS_DATE,    /* char *: 2026-12-31 */
    SITEKEYS_NODE     /* int: the section reads the node itself; a map */
};

/* The words of an enumeration, up to one without a name. */
struct sitekeys_word {
    const char *name;
    int value;
};

struct sitekeys_texts {
    char **at;
    size_t count;
};

struct sitekeys_key {
    const char *name;
    enum sitekeys_kind kind;
    size_t offset; /* in the struct it goes to */
    const struct sitekeys_word *words;
};

struct sitekeys_table {
    const struct sitekeys_key *at;
    size_t count; /* at most SITEREAD_KEYS */
};
#define SITEKEYS_TABLE(keys)                                                                                 \
    {                                                                                                        \
        keys, sizeof(keys) / sizeof *(keys)                                                                  \
    }

/*
 * Reads a map into a struct; absent keys leave it alone. Unknown keys, a second of one name and values that
 * were not understood are told. marks->object is set by the caller; what names the object ("site N01").
 */
void sitekeys_read(struct siteread *r, int map, const char *what, const struct sitekeys_table *table,
                   void *into, struct siteread_marks *marks);
/* One value of a CSV file: text, lists divided by blanks. */
void sitekeys_read_text(struct siteread *r, const char *text, struct sitemsg_place place,
                        const struct sitekeys_table *table, size_t key, void *into,
                        struct siteread_marks *marks);

/* Tells a list that is written but has nothing in it. */
void sitekeys_require_some(struct siteread *r, const struct siteread_marks *marks, size_t key, size_t count,
                           const char *name, const char *object);

/* The row with this name, -1. */
int sitekeys_find(const struct sitekeys_table *table, const char *name);
/* Tells an unknown key, with the nearest of the table. */
void sitekeys_unknown(struct siteread *r, struct sitemsg_place place, const char *name,
                      const struct sitekeys_table *table);

/* Where a key stands, else where its object does. */
struct sitemsg_place sitekeys_place(const struct siteread_marks *marks, size_t key);
/* Where the i-th of `count` values of a list stands; the list itself when not every item became a value. */
struct sitemsg_place sitekeys_item(const struct siteread *r, const struct siteread_marks *marks, size_t key,
                                   size_t i, size_t count);
/* Of a row of a CSV file: the key is one that stands beside the file's name, for all rows. */
bool sitekeys_beside(const struct siteread_marks *marks, size_t key);
bool sitekeys_written(const struct siteread_marks *marks, size_t key);
bool sitekeys_bad(const struct siteread_marks *marks, size_t key);

/* The words for values; the files that read them have them. */
extern const struct sitekeys_word siteread_systems_roles[], siteread_systems_scopes[],
    siteread_systems_syncs[];
extern const struct sitekeys_word siteread_sites_deploy[]; /* bits */
extern const struct sitekeys_word siteread_clients_types[], siteread_clients_mgmt[], siteread_clients_joins[],
    siteread_clients_states[];

/* The word of a value; `otherwise` for one that cannot be written. */
const char *sitekeys_word_of(const struct sitekeys_word *words, int value, const char *otherwise);

/* A map of objects by name. */
struct sitekeys_section {
    struct sitenames names; /* texts live as long as the site */
    int *node;              /* of each object */
    struct sitemsg_place *place;
};

/* Gathers the objects, each name once; others are told. -1 when there is no memory. */
int sitekeys_section(struct siteread *r, int node, const char *what, struct sitekeys_section *section);

#endif
