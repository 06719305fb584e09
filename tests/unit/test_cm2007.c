#include "policy/cm2007.h"

#include <criterion/criterion.h>
#include <string.h>

/* Calls check for every rule of the pack. */
static void each_rule(void (*check)(const struct rule *r))
{
    for (size_t s = 0; s < cm2007.section_count; s++)
        for (size_t i = 0; i < cm2007.sections[s]->count; i++)
            check(&cm2007.sections[s]->rules[i]);
}

static bool is_reason(const char *id)
{
    return strncmp(id, "NC-", 3) == 0 || strncmp(id, "UND-", 4) == 0;
}

static bool said(const char *text)
{
    return text != NULL && strlen(text) >= 2 && text[0] != ' ' && text[strlen(text) - 1] != ' ';
}

static void check_texts(const struct rule *r)
{
    const struct finding_rule *t = &r->text;
    cr_assert(said(t->id));
    cr_expect(strlen(t->id) < FINDING_ID, "%s", t->id);
    cr_expect(said(t->title) && said(t->source) && said(t->rationale), "%s", t->id);
    cr_expect(is_reason(t->id) || (said(t->condition) && said(t->expectation) && said(t->remedy)), "%s",
              t->id);
    cr_expect_lt(t->severity, SEVERITIES, "%s", t->id);
}

Test(cm2007, says_of_every_rule_what_why_whence_and_what_to_do)
{
    each_rule(check_texts);
}

static void check_cases(const struct rule *r)
{
    bool ended = false;
    for (size_t c = 0; c < RULE_CASES; c++) {
        const struct rule_case *k = &r->cases[c];
        bool empty = k->when[0].fact == FACT_END;
        cr_expect(empty || !ended, "%s: a case behind the end", r->text.id);
        ended = ended || empty;
        if (empty)
            continue;
        cr_expect_leq(k->verdict, RULE_OTHERWISE, "%s", r->text.id);
        cr_expect(k->verdict != RULE_ADDS_NOTE || k->note != NULL, "%s: adds no note", r->text.id);
        for (size_t i = 0; i < RULE_CONDITIONS && k->when[i].fact != FACT_END; i++)
            cr_expect(k->when[i].fact < FACTS_USED && k->when[i].in != 0, "%s: case %zu can never hold",
                      r->text.id, c);
    }
}

Test(cm2007, has_no_case_that_can_never_hold)
{
    each_rule(check_cases);
}

static void check_unique(const struct rule *r)
{
    unsigned count = 0;
    for (size_t s = 0; s < cm2007.section_count; s++)
        for (size_t i = 0; i < cm2007.sections[s]->count; i++)
            count += strcmp(cm2007.sections[s]->rules[i].text.id, r->text.id) == 0;
    cr_expect_eq(count, 1, "%s stands %u times", r->text.id, count);
}

Test(cm2007, has_each_id_once)
{
    each_rule(check_unique);
}

static void check_place(const struct rule *r)
{
    bool found = false;
    for (size_t i = 0; cm2007.precedence[i] != NULL; i++)
        found = found || strncmp(r->text.id, cm2007.precedence[i], strlen(cm2007.precedence[i])) == 0;
    cr_expect(found, "%s has no place in the order of precedence", r->text.id);
}

Test(cm2007, gives_every_rule_a_place_in_its_precedence)
{
    each_rule(check_place);
}

static void check_verdict(const struct rule *r)
{
    for (size_t c = 0; c < RULE_CASES && r->cases[c].when[0].fact != FACT_END; c++)
        if (strncmp(r->text.id, "NC-", 3) == 0)
            cr_expect_neq(r->cases[c].verdict, VERDICT_VIOLATION, "%s", r->text.id);
        else if (r->cases[c].verdict == VERDICT_VIOLATION)
            cr_expect_lt(r->cases[c].severity, SEVERITIES, "%s", r->text.id);
}

Test(cm2007, makes_no_violation_of_what_is_not_covered)
{
    each_rule(check_verdict);
}
