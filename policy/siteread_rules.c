#include "policy/siteread_rules.h"

#include <string.h>

#include "policy/sitekeys.h"
#include "policy/sitenear.h"
#include "policy/siteread.h"

enum { KEY_SEVERITY, KEY_ENABLED, KEYS };

static const struct sitekeys_word severity_words[] = {
    {"info", SEVERITY_INFO}, {"low", SEVERITY_LOW},           {"medium", SEVERITY_MEDIUM},
    {"high", SEVERITY_HIGH}, {"critical", SEVERITY_CRITICAL}, {NULL, 0}};

static const struct sitekeys_key rule_keys[KEYS] = {
    [KEY_SEVERITY] = {"severity", SITEKEYS_WORD, offsetof(struct site_rule_override, severity),
                      severity_words},
    [KEY_ENABLED] = {"enabled", SITEKEYS_BOOL, offsetof(struct site_rule_override, enabled), NULL},
};
static const struct sitekeys_table rule_table = SITEKEYS_TABLE(rule_keys);

static const char *rule_name(const void *context, size_t i)
{
    const struct siteread *r = context;
    return r->reporter->rule_at(r->site->pack, i);
}

void siteread_rules_check(struct siteread *r, const char *id, struct sitemsg_place place)
{
    const struct site_reporter *reporter = r->reporter;
    if (reporter == NULL || reporter->rule_known == NULL || reporter->rule_known(r->site->pack, id))
        return;
    const char *near = reporter->rule_at != NULL ? sitenear(id, rule_name, r) : NULL;
    if (near != NULL)
        sitemsg_error(r->messages, place, "CFG-KEY-01", "unknown rule \"%.100s\" (did you mean \"%s\"?)", id,
                      near);
    else
        sitemsg_error(r->messages, place, "CFG-KEY-01", "unknown rule \"%.100s\"", id);
}

/* A reason says why no rule decided: it has no severity, and there is nothing to switch off. */
static void check_id(struct siteread *r, const char *id, struct sitemsg_place place)
{
    if (strncmp(id, "NC-", 3) != 0 && strncmp(id, "UND-", 4) != 0)
        siteread_rules_check(r, id, place);
    else
        sitemsg_error(r->messages, place, "CFG-KEY-01",
                      "%.100s is a reason, not a rule, and cannot be changed; remove it", id);
}

void siteread_rules(struct siteread *r, int node)
{
    struct sitekeys_section s;
    if (sitekeys_section(r, node, "rules", &s) != 0)
        return;
    r->site->overrides = sitearena_take(r->arena, s.names.count, sizeof *r->site->overrides);
    if (r->site->overrides == NULL)
        return;
    r->site->override_count = s.names.count;
    for (size_t i = 0; i < s.names.count; i++) {
        struct siteread_marks marks = {.object = s.place[i]};
        struct site_rule_override rule = {.enabled = true, .place = s.place[i].at};
        check_id(r, s.names.at[i], s.place[i]);
        sitekeys_read(r, s.node[i], s.names.at[i], &rule_table, &rule, &marks);
        rule.id = sitearena_text(r->arena, s.names.at[i], strlen(s.names.at[i]));
        rule.has_severity = sitekeys_written(&marks, KEY_SEVERITY);
        rule.has_enabled = sitekeys_written(&marks, KEY_ENABLED);
        r->site->overrides[i] = rule;
    }
}
