#include "cli/ruletext.h"

#include <string.h>
#include <strings.h>

#include "policy/rule.h"
#include "policy/sitenear.h"
#include "report/wrap.h"

/* The pack's sections, then the checks, then the notes, as one list of lists. */
static const struct rule_pack *pack(void)
{
    return rule_pack("cm2007");
}

static const struct finding_rule *at(size_t i, enum ruletext_kind *kind)
{
    size_t count;
    const struct finding_rule *rules = rule_texts(pack(), &count);
    const struct rule_list *checks = pack()->checks, *notes = pack()->notes;
    if (i < count) {
        bool reason = strncmp(rules[i].id, "NC-", 3) == 0 || strncmp(rules[i].id, "UND-", 4) == 0;
        *kind = reason ? RULETEXT_REASON : RULETEXT_RULE;
        return &rules[i];
    }
    i -= count;
    *kind = RULETEXT_CHECK;
    if (i < checks->count)
        return &checks->at[i];
    i -= checks->count;
    *kind = RULETEXT_NOTE;
    return i < notes->count ? &notes->at[i] : NULL;
}

const struct finding_rule *ruletext_find(const char *id, enum ruletext_kind *kind)
{
    const struct finding_rule *rule;
    size_t length = strcspn(id, "(");
    for (size_t i = 0; (rule = at(i, kind)) != NULL; i++)
        if (strlen(rule->id) == length && strncasecmp(rule->id, id, length) == 0)
            return rule;
    return NULL;
}

static const char *id_at(const void *unused, size_t i)
{
    enum ruletext_kind kind;
    const struct finding_rule *rule = at(i, &kind);
    (void)unused;
    return rule != NULL ? rule->id : NULL;
}

const char *ruletext_near(const char *id)
{
    const char *known;
    size_t length = strlen(id);
    for (size_t i = 0; length > 0 && (known = id_at(NULL, i)) != NULL; i++)
        if (strncasecmp(known, id, length) == 0)
            return known;
    return sitenear(id, id_at, NULL);
}

struct line {
    const char *label, *text;
};

enum { LINES = 6 };

/* What is said of an id of this kind; texts may be empty. */
static void lines_of(const struct finding_rule *r, enum ruletext_kind kind, struct line out[LINES])
{
    const char *severity = kind == RULETEXT_RULE ? severity_name(r->severity) : "";
    bool check = kind == RULETEXT_CHECK, expects = kind == RULETEXT_RULE || kind == RULETEXT_NOTE;
    const struct line all[LINES] = {
        {check ? "Said when" : "Applies to", r->condition},
        {kind == RULETEXT_NOTE ? "Means" : "Expected", expects ? r->expectation : ""},
        {check ? "It is an" : "Severity", check ? r->expectation : severity},
        {"Why", r->rationale},
        {"Source", r->source},
        {check ? "Fix" : "Remedy", r->remedy}};
    memcpy(out, all, sizeof all);
    if (check && strcmp(r->expectation, "warning") == 0)
        out[2].label = "It is a";
}

void ruletext_print(FILE *out, const struct finding_rule *rule, enum ruletext_kind kind)
{
    struct line lines[LINES];
    lines_of(rule, kind, lines);
    for (size_t i = 0; i < LINES; i++) {
        char label[32];
        (void)snprintf(label, sizeof label, "%-13s", lines[i].label);
        if (lines[i].text != NULL && lines[i].text[0] != '\0')
            wrap(out, label, lines[i].text);
    }
}

void ruletext_list(FILE *out)
{
    enum ruletext_kind kind;
    const struct finding_rule *rule;
    for (size_t i = 0; (rule = at(i, &kind)) != NULL; i++)
        (void)fprintf(out, "  %-14s %s\n", rule->id, rule->title);
}

/* Text that Markdown leaves as it is. */
static void put_plain(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("*<>`|[]\\", *text) != NULL)
            (void)putc('\\', out);
        (void)putc(*text, out);
    }
}

static void put_rule(FILE *out, const struct finding_rule *rule, enum ruletext_kind kind)
{
    struct line lines[LINES];
    lines_of(rule, kind, lines);
    (void)fprintf(out, "\n### %s\n\n**", rule->id);
    put_plain(out, rule->title);
    (void)fputs("**\n\n", out);
    for (size_t i = 0; i < LINES; i++) {
        if (lines[i].text == NULL || lines[i].text[0] == '\0')
            continue;
        (void)fprintf(out, "- %s: ", lines[i].label);
        put_plain(out, lines[i].text);
        (void)putc('\n', out);
    }
}

static void put_section(FILE *out, const struct rule_pack *p, size_t s)
{
    (void)fprintf(out, "\n## %s\n", p->section_titles[s]);
    for (size_t i = 0; i < p->sections[s]->count; i++) {
        enum ruletext_kind kind;
        const struct finding_rule *rule = ruletext_find(p->sections[s]->rules[i].text.id, &kind);
        put_rule(out, rule, kind);
    }
}

static void put_list(FILE *out, const char *title, const struct rule_list *list, enum ruletext_kind kind)
{
    (void)fprintf(out, "\n## %s\n", title);
    for (size_t i = 0; i < list->count; i++)
        put_rule(out, &list->at[i], kind);
}

void ruletext_markdown(FILE *out)
{
    const struct rule_pack *p = pack();
    (void)fprintf(
        out,
        "# Rules\n\n"
        "What wireaudit holds traffic against, by id: the rules of the pack %s, the reasons for having "
        "no verdict, the\nchecks of a site file, the notes on flows. `wireaudit explain ID` prints the "
        "same; this file is written by\n`make docs/rules.md` from the tables in `policy/`. A site "
        "file's `rules:` changes a severity or switches a rule off.\n",
        p->name);
    for (size_t s = 0; s < p->section_count; s++)
        put_section(out, p, s);
    put_list(out, "Checks of a site file", p->checks, RULETEXT_CHECK);
    put_list(out, "Notes on flows", p->notes, RULETEXT_NOTE);
}
