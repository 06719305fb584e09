#include <string.h>

#include "policy/account.h"
#include "policy/alternatives.h"
#include "policy/factwords.h"
#include "policy/paragraph.h"

/* The other ids that were broken. */
static void add_broken(const struct account *a, struct finding_paragraph *out)
{
    size_t count;
    const struct finding_rule *rules = rule_texts(a->pack, &count);
    for (unsigned i = 1; i < a->finding->rule_count; i++)
        for (size_t k = 0; k < count; k++)
            if (strcmp(rules[k].id, a->finding->rules[i]) == 0)
                paragraph_add(out, "broke too", rules[k].id, PARAGRAPH_NOWHERE, "%s: %s", rules[k].id,
                              rules[k].title);
}

static const char *web_name(const struct account *a)
{
    return a->facts.is[FACT_MODE] == IS(MODE_NATIVE) ? "HTTPS" : "HTTP";
}

static void say_why_not(const struct account *a, const struct alternative *x, struct finding_paragraph *out)
{
    const struct question *q = &a->question;
    char text[FACTWORDS_TEXT], server[ADDR_TEXT];
    if (x->failed == FACT_END)
        paragraph_go_on(out, "would allow it by itself, but %s forbids it whatever else allows it",
                        a->finding->rules[0]);
    else if (x->failed == FACT_FALLBACK && q->fallback == FALLBACK_NONE && q->site->options.sees_web)
        paragraph_go_on(out, "would allow it, but no failed %s to %s was seen within %lld s before it",
                        web_name(a), addr_text(&q->to.ip, server),
                        (long long)(q->site->options.fallback_window_us / 1000000));
    else
        paragraph_go_on(out, "would allow it, but %s",
                        factwords_failed(x->failed, a->facts.is[x->failed], x->wanted, text));
}

/* Had that one condition held: is something else broken still? */
static void say_what_remains(const struct account *a, const struct alternative *x,
                             struct finding_paragraph *out)
{
    struct facts f = a->facts;
    if (x->failed == FACT_END)
        return;
    facts_set(&f, x->failed, x->wanted & (~(unsigned)x->wanted + 1));
    struct judgement j = engine_judge(a->maker->engine, &f);
    if (j.verdict == VERDICT_VIOLATION)
        paragraph_go_on(out, "; even then %s would be broken", j.rule[0]->id);
}

void account_rules(const struct account *a, struct finding_paragraph *out)
{
    struct alternative near[ALTERNATIVES_MOST];
    size_t n = alternatives_find(a->pack, &a->facts, near);
    add_broken(a, out);
    for (size_t i = 0; i < n; i++) {
        paragraph_add(out, "ruled out", near[i].rule->id, PARAGRAPH_NOWHERE, "%s ", near[i].rule->id);
        say_why_not(a, &near[i], out);
        say_what_remains(a, &near[i], out);
    }
}
