/* One value of a site file, from YAML or CSV: one text or a list of them, stored by the kind of its key. */
#ifndef POLICY_SITEVALUE_H
#define POLICY_SITEVALUE_H

#include "policy/sitekeys.h"

struct sitevalue {
    const char *key; /* its name */
    struct sitemsg_place place;
    bool is_list;
    size_t count;
    const char **text;
    struct sitemsg_place *places;
};

/* Stores what was understood at into + key->offset; false when something was not (told). */
bool sitevalue_store(struct siteread *r, const struct sitevalue *v, const struct sitekeys_key *key,
                     void *into);

/* The value of a word, -1; tells an unknown one with the nearest word. */
int sitevalue_word(struct siteread *r, const struct sitekeys_word *words, const char *text, const char *key,
                   struct sitemsg_place place);

#endif
