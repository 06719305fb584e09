#include "cli/sitefile.h"

#include "cli/say.h"
#include "policy/audit.h"

struct listener {
    FILE *out;
    struct sitefile_counts *counts;
};

static void message(void *context, bool is_error, const char *text)
{
    struct listener *l = context;
    if (is_error)
        l->counts->errors++;
    else
        l->counts->warnings++;
    (void)fprintf(l->out, "%s\n", text);
}

static bool rule_known(const char *pack, const char *id)
{
    return audit_rule(pack, id) != NULL;
}

static const char *rule_at(const char *pack, size_t index)
{
    size_t count;
    const struct finding_rule *rules = audit_rules(pack, &count);
    return index < count ? rules[index].id : NULL;
}

static void note(void *context, const char *text)
{
    const struct listener *l = context;
    (void)fprintf(l->out, "%s\n", text);
}

static struct site *load(const char *path, FILE *out, bool noted, struct sitefile_counts *counts)
{
    struct err err = {""};
    struct listener listener = {out, counts};
    const struct site_reporter reporter = {&listener, message, rule_known, rule_at};
    *counts = (struct sitefile_counts){0, 0};
    struct site *site =
        noted ? site_load_noted(path, &reporter, note, &err) : site_load(path, &reporter, &err);
    if (site == NULL && err.text[0] != '\0')
        say_err(&err);
    return site;
}

struct site *sitefile_load(const char *path, FILE *out, struct sitefile_counts *counts)
{
    return load(path, out, false, counts);
}

struct site *sitefile_load_noted(const char *path, FILE *out, struct sitefile_counts *counts)
{
    return load(path, out, true, counts);
}

int sitefile_waivers(struct site *site, const char *path, FILE *out, struct sitefile_counts *counts)
{
    struct err err = {""};
    struct listener listener = {out, counts};
    const struct site_reporter reporter = {&listener, message, rule_known, rule_at};
    int result = site_load_waivers(site, path, &reporter, &err);
    if (result != 0 && err.text[0] != '\0')
        say_err(&err);
    return result;
}
