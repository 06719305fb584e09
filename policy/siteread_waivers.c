#include <string.h>

#include "policy/sitekeys.h"
#include "policy/siteparty.h"
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

struct alone {
    int waivers;
};
static const struct sitekeys_key alone_keys[] = {
    {"waivers", SITEKEYS_NODE, offsetof(struct alone, waivers), NULL}};
static const struct sitekeys_table alone_table = SITEKEYS_TABLE(alone_keys);

/* Tells what is missing for somebody to stand for it: written and blank counts as not written. */
static void require(struct siteread *r, const struct site_waiver *w, const struct siteread_marks *marks,
                    size_t key, const char *text, const char *what)
{
    if (sitekeys_bad(marks, key) || (text != NULL && text[strspn(text, " \t")] != '\0'))
        return;
    sitemsg_warn(r->messages, sitekeys_place(marks, key), "CFG-KEY-01", "waiver %.100s has no %s: %s",
                 w->name, waiver_keys[key].name, what);
}

static void check_accountable(struct siteread *r, const struct site_waiver *w,
                              const struct siteread_marks *marks)
{
    if (marks->odd)
        return;
    require(r, w, marks, KEY_REASON, w->reason, "nobody will know why its findings are accepted");
    require(r, w, marks, KEY_APPROVER, w->approver, "nobody stands for it");
    require(r, w, marks, KEY_EXPIRES, w->expires, "it never ends");
    if (!sitekeys_written(marks, KEY_RULE) && !sitekeys_written(marks, KEY_CLIENT) &&
        !sitekeys_written(marks, KEY_SERVER))
        sitemsg_warn(r->messages, marks->object, "CFG-KEY-01",
                     "waiver %.100s waives every finding; write its rule, client or server", w->name);
}

static void check_rule(struct siteread *r, const struct site_waiver *w, const struct siteread_marks *marks)
{
    struct sitemsg_place place = sitekeys_place(marks, KEY_RULE);
    if (strncmp(w->rule, "NC-", 3) == 0 || strncmp(w->rule, "UND-", 4) == 0)
        sitemsg_error(r->messages, place, "CFG-KEY-01",
                      "%.100s is a reason, not a rule: there are no findings of it to waive", w->rule);
    else
        siteread_rules_check(r, w->rule, place);
}

/* Is the name taken by a waiver that was loaded before, from another file? */
static bool is_taken(struct siteread *r, const struct sitenames *before, const char *name,
                     struct sitemsg_place place)
{
    int first = sitenames_find(before, name);
    if (first >= 0)
        sitemsg_error(r->messages, place, "CFG-KEY-01",
                      "duplicate name \"%.100s\" (the first is in %.400s:%d)", name,
                      r->site->waivers[first].file, r->site->waivers[first].place.line);
    return first >= 0;
}

static void read_waiver(struct siteread *r, const struct sitekeys_section *s, size_t i,
                        struct siteparty *parties, struct site_waiver *w)
{
    struct siteread_marks marks = {.object = s->place[i]};
    *w = (struct site_waiver){.place = s->place[i].at};
    sitekeys_read(r, s->node[i], s->names.at[i], &waiver_table, w, &marks);
    w->name = sitearena_text(r->arena, s->names.at[i], strlen(s->names.at[i]));
    if (w->name == NULL)
        return;
    if (w->rule != NULL)
        check_rule(r, w, &marks);
    if (w->client != NULL)
        (void)siteparty_read(parties, w->client, "client", sitekeys_place(&marks, KEY_CLIENT), &w->clients);
    if (w->server != NULL)
        (void)siteparty_read(parties, w->server, "server", sitekeys_place(&marks, KEY_SERVER), &w->servers);
    check_accountable(r, w, &marks);
}

/* The names there are; with room for more waivers behind them. */
static bool make_room(struct siteread *r, size_t more, struct sitenames *before)
{
    struct site *s = r->site;
    struct site_waiver *all = sitearena_take(r->arena, s->waiver_count + more, sizeof *all);
    if (all == NULL || sitenames_open(before, &r->scratch, s->waiver_count) != 0)
        return false;
    for (size_t i = 0; i < s->waiver_count; i++) {
        all[i] = s->waivers[i];
        (void)sitenames_add(before, all[i].name);
    }
    s->waivers = all;
    return true;
}

void siteread_waivers(struct siteread *r, int node)
{
    struct sitekeys_section s;
    struct sitenames before;
    struct siteparty parties = {.read = r};
    if (sitekeys_section(r, node, "waivers", &s) != 0 || !make_room(r, s.names.count, &before))
        return;
    char *file = sitearena_text(r->arena, r->path, strlen(r->path));
    for (size_t i = 0; i < s.names.count; i++) {
        struct site_waiver *w = &r->site->waivers[r->site->waiver_count];
        if (is_taken(r, &before, s.names.at[i], s.place[i]))
            continue;
        read_waiver(r, &s, i, &parties, w);
        w->file = file;
        r->site->waiver_count++;
    }
}

void siteread_waivers_alone(struct siteread *r)
{
    struct alone top = {0};
    struct siteread_marks marks = {.object = {NULL, {1, 1}, false}};
    sitekeys_read(r, siteyaml_root(r->yaml), "a file of waivers", &alone_table, &top, &marks);
    siteread_waivers(r, top.waivers);
}
