#include <string.h>

#include "policy/sitekeys.h"
#include "policy/sitepath.h"
#include "policy/siteread.h"
#include "policy/sitevalue.h"

struct evidence_keys {
    struct sitekeys_texts path, share;
};

static const struct sitekeys_key evidence_keys[] = {
    {"path", SITEKEYS_TEXTS, offsetof(struct evidence_keys, path), NULL},
    {"share", SITEKEYS_TEXTS, offsetof(struct evidence_keys, share), NULL},
};
static const struct sitekeys_table evidence_table = SITEKEYS_TABLE(evidence_keys);

static void fold(const struct evidence_keys *keys)
{
    for (size_t i = 0; i < keys->path.count; i++)
        if (keys->path.at[i] != NULL)
            sitepath_normalise(keys->path.at[i]);
    for (size_t i = 0; i < keys->share.count; i++)
        if (keys->share.at[i] != NULL)
            sitepath_lower(keys->share.at[i]);
}

void siteread_evidence(struct siteread *r, int node)
{
    struct sitekeys_section s;
    if (sitekeys_section(r, node, "evidence", &s) != 0)
        return;
    r->site->evidence = sitearena_take(r->arena, s.names.count, sizeof *r->site->evidence);
    for (size_t i = 0; i < s.names.count && r->site->evidence != NULL; i++) {
        struct siteread_marks marks = {.object = s.place[i]};
        struct evidence_keys keys = {0};
        int role = sitevalue_word(r, siteread_systems_roles, s.names.at[i], "a role", s.place[i]);
        sitekeys_read(r, s.node[i], s.names.at[i], &evidence_table, &keys, &marks);
        if (role < 0)
            continue;
        fold(&keys);
        r->site->evidence[r->site->evidence_count] = (struct site_evidence){
            (enum role)role, keys.path.at, keys.path.count, keys.share.at, keys.share.count};
        r->site->evidence_count++;
    }
}
