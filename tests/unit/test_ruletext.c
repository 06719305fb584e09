#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/ruletext.h"
#include "policy/rule.h"

Test(ruletext, finds_rules_reasons_checks_and_notes_in_any_case)
{
    static const struct {
        const char *id, *found;
        enum ruletext_kind kind;
    } rows[] = {
        {"MODE-02", "MODE-02", RULETEXT_RULE},           {"mode-02", "MODE-02", RULETEXT_RULE},
        {"und-fact(mgmt)", "UND-FACT", RULETEXT_REASON}, {"NC-HOSTS", "NC-HOSTS", RULETEXT_REASON},
        {"CFG-NET-01", "CFG-NET-01", RULETEXT_CHECK},    {"cfg-yaml", "CFG-YAML", RULETEXT_CHECK},
        {"any-role", "any-role", RULETEXT_NOTE},         {"PORT-STRAND", "PORT-STRAND", RULETEXT_RULE},
    };
    enum ruletext_kind kind;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct finding_rule *rule = ruletext_find(rows[i].id, &kind);
        cr_assert_not_null(rule, "%s", rows[i].id);
        cr_expect_str_eq(rule->id, rows[i].found);
        cr_expect_eq(kind, rows[i].kind, "%s: %d", rows[i].id, (int)kind);
    }
    static const char *const unknown[] = {"", "MODE", "MODE-", "MODE-022", "CFG", "(", "MODE-02 "};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
        cr_expect_null(ruletext_find(unknown[i], &kind), "%s", unknown[i]);
    cr_expect_str_eq(ruletext_near("CFG-NET-1"), "CFG-NET-01");
    cr_expect_str_eq(ruletext_near("anyrole"), "any-role");
}

static char *written(void (*write)(FILE *out))
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    write(out);
    (void)fclose(out);
    return text;
}

/* A note is an id of a rule or has a text of its own: every word that a record can hold is explained. */
Test(ruletext, has_a_text_for_every_note_of_the_table)
{
    const struct rule_pack *p = rule_pack("cm2007");
    enum ruletext_kind kind;
    for (size_t s = 0; s < p->section_count; s++)
        for (size_t i = 0; i < p->sections[s]->count; i++)
            for (unsigned k = 0; k < RULE_CASES; k++) {
                const char *note = p->sections[s]->rules[i].cases[k].note;
                cr_expect(note == NULL || ruletext_find(note, &kind) != NULL, "%s", note);
            }
    static const char *const others[] = {"any-role",
                                         "assumed-assignment",
                                         "attempt",
                                         "hole",
                                         "mismatch",
                                         "overflow",
                                         "unannounced",
                                         "nat_suspected",
                                         "FSP-CORR",
                                         "PORT-STRAND",
                                         "fsp-after-mp-failure",
                                         "fsp-after-certificate-failure",
                                         "PORT-PUSH-06"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_expect_not_null(ruletext_find(others[i], &kind), "%s", others[i]);
}

Test(ruletext, has_each_id_once_and_whole)
{
    const struct rule_pack *p = rule_pack("cm2007");
    const struct rule_list *const lists[] = {p->checks, p->notes};
    for (size_t l = 0; l < 2; l++)
        for (size_t i = 0; i < lists[l]->count; i++) {
            const struct finding_rule *r = &lists[l]->at[i];
            enum ruletext_kind kind;
            cr_expect_eq(ruletext_find(r->id, &kind), r, "%s is there twice", r->id);
            const char *const texts[] = {r->title,  r->condition, r->expectation,
                                         r->source, r->rationale, r->remedy};
            for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++)
                cr_expect(texts[k] != NULL && texts[k][0] != '\0' && strchr(texts[k], '\n') == NULL, "%s",
                          r->id);
            cr_expect_eq(r->remedy[strlen(r->remedy) - 1], '.', "%s", r->id);
        }
}

Test(ruletext, lists_every_id_on_a_line)
{
    char *text = written(ruletext_list);
    size_t lines = 0;
    for (const char *at = text; *at != '\0'; at++)
        lines += *at == '\n';
    cr_expect_gt(lines, 200);
    cr_expect_not_null(strstr(text, "\n  MODE-02 "));
    cr_expect_not_null(strstr(text, "\n  CFG-KEY-01 "));
    cr_expect_not_null(strstr(text, "\n  any-role "));
    free(text);
}

Test(ruletext, writes_all_as_a_document)
{
    char *text = written(ruletext_markdown);
    const struct rule_pack *p = rule_pack("cm2007");
    cr_expect_eq(strncmp(text, "# Rules\n\n", 9), 0);
    for (size_t s = 0; s < p->section_count; s++)
        for (size_t i = 0; i < p->sections[s]->count; i++) {
            char heading[64];
            (void)snprintf(heading, sizeof heading, "\n### %s\n", p->sections[s]->rules[i].text.id);
            cr_expect_not_null(strstr(text, heading), "%s", heading);
        }
    cr_expect_not_null(strstr(text, "\n## Checks of a site file\n"));
    cr_expect_not_null(strstr(text, "- It is an: error\n"));
    cr_expect_not_null(strstr(text, "- It is a: warning\n"));
    for (const char *at = text; (at = strchr(at, '<')) != NULL; at++)
        cr_expect_eq(at[-1], '\\', "a tag in the document: %.20s", at);
    free(text);
}
