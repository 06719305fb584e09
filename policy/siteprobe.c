#include "policy/siteprobe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/engine.h"
#include "policy/question.h"
#include "policy/verdict.h"

struct siteprobe {
    const struct site *site;
    const struct rule_pack *pack;
    struct engine *engine;
    struct ports ports;
};

struct siteprobe *siteprobe_open(const struct site *site)
{
    struct err err;
    const struct rule_pack *pack = rule_pack(site->pack);
    struct siteprobe *p = pack != NULL ? calloc(1, sizeof *p) : NULL;
    if (p == NULL)
        return NULL;
    p->site = site;
    p->pack = pack;
    p->engine = engine_open(pack, site->overrides, site->override_count, &err);
    ports_fill(&p->ports, site);
    if (p->engine != NULL)
        return p;
    siteprobe_close(p);
    return NULL;
}

void siteprobe_close(struct siteprobe *p)
{
    if (p == NULL)
        return;
    engine_close(p->engine);
    free(p);
}

static uint16_t port_of(const struct site_role *role, enum app_class class_)
{
    const struct site_ports *web = class_ == CLASS_HTTPS ? &role->https : &role->http;
    switch (class_) {
    case CLASS_SMB:
        return 445;
    case CLASS_RPC:
        return 135;
    default:
        return web->count > 0 ? web->at[0] : class_ == CLASS_HTTPS ? 443 : 80;
    }
}

struct siteprobe_answer siteprobe_ask(struct siteprobe *p, const struct party *from, const struct party *to,
                                      enum role role, enum app_class class_)
{
    const struct site_role *r = to->system != NULL ? site_system_role(to->system, role) : NULL;
    bool shows = r != NULL && (class_ == CLASS_HTTP || class_ == CLASS_SMB);
    struct question q = {.site = p->site,
                         .ports = &p->ports,
                         .catalogue = p->pack->catalogue,
                         .from = *from,
                         .to = *to,
                         .transport = TRANSPORT_TCP,
                         .class_ = class_};
    q.port = r != NULL ? port_of(r, class_) : port_of(&(struct site_role){0}, class_);
    if (shows)
        q.proof =
            (struct proof){PROOF_ROLES, 1u << role, role == ROLE_SUP ? KIND_WSUS_SECURED : KIND_PLAIN, false};
    question_begin(&q);
    struct judgement j = verdict_candidate(p->engine, &q, r != NULL ? (int)role : q.candidate[0]);
    return (struct siteprobe_answer){j.verdict, j.rule_count > 0 ? j.rule[0]->id : ""};
}

static void add_rule(struct siteprobe_sum *sum, const char *id)
{
    for (size_t i = 0; i < sum->rule_count && i < SITEPROBE_RULES; i++)
        if (strcmp(sum->rules[i], id) == 0)
            return;
    if (sum->rule_count < SITEPROBE_RULES)
        sum->rules[sum->rule_count] = id;
    sum->rule_count++;
}

static bool differ(const struct siteprobe_answer *each, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (each[i].verdict != each[0].verdict)
            return true;
    return false;
}

void siteprobe_add(struct siteprobe_sum *sum, enum app_class class_, const struct siteprobe_answer *as_it_is,
                   const struct siteprobe_answer *each, size_t count)
{
    if (!differ(each, count))
        return;
    bool open = as_it_is->verdict == VERDICT_UNDETERMINABLE;
    for (size_t i = 0; i < count; i++)
        open = open && each[i].verdict != VERDICT_UNDETERMINABLE;
    sum->classes |= 1u << class_;
    sum->undeterminable = sum->undeterminable || open;
    for (size_t i = 0; i < count; i++)
        if (each[i].verdict == VERDICT_VIOLATION)
            add_rule(sum, each[i].rule);
    for (size_t i = 0; i < count; i++)
        if (each[i].verdict == VERDICT_COMPLIANT)
            add_rule(sum, each[i].rule);
}

void siteprobe_merge(struct siteprobe_sum *sum, const struct siteprobe_sum *other)
{
    sum->classes |= other->classes;
    sum->undeterminable = sum->undeterminable || other->undeterminable;
    for (size_t i = 0; i < other->rule_count && i < SITEPROBE_RULES; i++)
        add_rule(sum, other->rules[i]);
    if (other->rule_count > SITEPROBE_RULES && sum->rule_count <= SITEPROBE_RULES)
        sum->rule_count = SITEPROBE_RULES + 1;
}

const char *siteprobe_classes(const struct siteprobe_sum *sum, char out[SITEPROBE_TEXT])
{
    size_t n = 0;
    unsigned left = sum->classes;
    out[0] = '\0';
    for (unsigned c = 0; c < CLASS_COUNT && n < SITEPROBE_TEXT - 32; c++) {
        if ((left >> c & 1) == 0)
            continue;
        left &= ~(1u << c);
        const char *between = n == 0 ? "" : left == 0 ? " and " : ", ";
        n += (size_t)snprintf(out + n, SITEPROBE_TEXT - n, "%s%s", between,
                              proto_class_name((enum app_class)c));
    }
    return out;
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

const char *siteprobe_rules(const struct siteprobe_sum *sum, char out[SITEPROBE_TEXT])
{
    const char *sorted[SITEPROBE_RULES];
    size_t n = 0, count = sum->rule_count < SITEPROBE_RULES ? sum->rule_count : SITEPROBE_RULES;
    memcpy(sorted, sum->rules, sizeof sorted);
    qsort(sorted, count, sizeof *sorted, by_text);
    out[0] = '\0';
    for (size_t i = 0; i < count && n < SITEPROBE_TEXT - 32; i++)
        n += (size_t)snprintf(out + n, SITEPROBE_TEXT - n, "%s%.16s", i > 0 ? ", " : "", sorted[i]);
    if (sum->rule_count > SITEPROBE_RULES)
        (void)snprintf(out + n, SITEPROBE_TEXT - n, ", ...");
    return out;
}
