#include <string.h>

#include "policy/sitekeys.h"
#include "policy/siteread.h"
#include "policy/siteread_rules.h"

enum { KEY_RULE, KEY_CLIENT, KEY_SERVER, KEY_REASON, KEY_APPROVER, KEY_EXPIRES, KEYS };

static const struct sitekeys_key waiver_keys[KEYS] = {
    [KEY_RULE] = {"rule", SITEKEYS_TEXT, offsetof(struct site_waiver, rule), NULL},
    [KEY_CLIENT] = {"client", SITEKEYS_TEXT, offsetof(struct site_waiver, client), NULL},
    [KEY_SERVER] = {"server", SITEKEYS_TEXT, offsetof(struct site_waiver, server), NULL},
    [KEY_REASON] = {"reason", SITEKEYS_TEXT, offsetof(struct site_waiver, reason), NULL},
    [KEY_APPROVER] = {"approver", SITEKEYS_TEXT, offsetof(struct site_waiver, approver), NULL},
    [KEY_EXPIRES] = {"expires", SITEKEYS_DATE, offsetof(struct site_waiver, expires), NULL},
};
static const struct sitekeys_table waiver_table = SITEKEYS_TABLE(waiver_keys);

void siteread_waivers(struct siteread *r, int node)
{
    struct sitekeys_section s;
    if (sitekeys_section(r, node, "waivers", &s) != 0)
        return;
    r->site->waivers = sitearena_take(r->arena, s.names.count, sizeof *r->site->waivers);
    if (r->site->waivers == NULL)
        return;
    r->site->waiver_count = s.names.count;
    for (size_t i = 0; i < s.names.count; i++) {
        struct siteread_marks marks = {.object = s.place[i]};
        struct site_waiver waiver = {.place = s.place[i].at};
        sitekeys_read(r, s.node[i], s.names.at[i], &waiver_table, &waiver, &marks);
        if (waiver.rule != NULL)
            siteread_rules_check(r, waiver.rule, sitekeys_place(&marks, KEY_RULE));
        r->site->waivers[i] = waiver;
    }
}
