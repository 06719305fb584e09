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

/* A path that is all of the server, or never a beginning of one, proves nothing. */
static void fold(struct siteread *r, const struct evidence_keys *keys, const struct siteread_marks *marks)
{
    for (size_t i = 0; i < keys->path.count; i++) {
        char *path = keys->path.at[i];
        if (path == NULL)
            continue;
        sitepath_normalise(path);
        if (path[0] != '/' || path[1] == '\0')
            sitemsg_error(r->messages, sitekeys_item(r, marks, 0, i, keys->path.count), "CFG-KEY-01",
                          "path: \"%.100s\" is no path; write the beginning of one, as /sms_mp/", path);
    }
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
        fold(r, &keys, &marks);
        r->site->evidence[r->site->evidence_count] = (struct site_evidence){
            (enum role)role, keys.path.at, keys.path.count, keys.share.at, keys.share.count};
        r->site->evidence_count++;
    }
}
