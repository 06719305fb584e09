#include "policy/verdict_write.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void verdict_write_rule(struct finding *out, const struct judgement *j)
{
    assert(j->rule_count > 0 && j->rule[0] != NULL);
    const char *id = j->rule[0]->id;
    if (j->unknown != 0)
        (void)snprintf(out->rule, sizeof out->rule, "%s(%s)", id, facts_name((enum fact)j->unknown));
    else
        memcpy(out->rule, id, strlen(id) + 1 < sizeof out->rule ? strlen(id) + 1 : sizeof out->rule - 1);
    if (j->verdict != VERDICT_VIOLATION)
        return;
    for (unsigned i = 0; i < j->rule_count; i++)
        out->rules[out->rule_count++] = j->rule[i]->id;
}

void verdict_write_server(struct finding *out, const struct site *site, const struct party *server, int role)
{
    const struct site_site *s = party_site(site, server);
    if (s == NULL)
        return;
    memcpy(out->site, s->code, sizeof out->site);
    out->site[sizeof out->site - 1] = '\0';
    if (role != FACTS_NO_ROLE && (server->roles & (1u << role)) != 0)
        out->role = site_role_name((enum role)role);
    else if (server->system->role_count > 0)
        out->role = site_role_name(server->system->roles[0].role);
}

void verdict_write_flow(struct finding *out, const struct verdict_flow *flow)
{
    if (flow->mismatch)
        finding_add_note(out, "mismatch");
    if (flow->lost)
        finding_add_note(out, "hole");
    if (flow->overflow)
        finding_add_note(out, "overflow");
}
