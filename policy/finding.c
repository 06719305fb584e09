#include "policy/finding.h"

#include <stdio.h>
#include <string.h>

#include "policy/evidence_list.h"

const char *finding_part_name(enum finding_part part)
{
    static const char *const names[FINDING_PARTS] = {[FINDING_PART_INITIATOR] = "initiator",
                                                     [FINDING_PART_RESPONDER] = "responder",
                                                     [FINDING_PART_FLOW] = "flow",
                                                     [FINDING_PART_RULES] = "rules"};
    return names[part];
}

bool finding_evidence(const struct audited *a, const void **cursor, struct evidence *out)
{
    return evidence_list_next(a->evidence, cursor, out);
}

const char *finding_community(const struct audited *a, char out[COMMUNITY_TEXT])
{
    bool icmp = a->transport == TRANSPORT_ICMP || a->transport == TRANSPORT_ICMP6;
    if (icmp && a->class_ != CLASS_ICMP_ECHO)
        return NULL;
    return community_flow(a->transport, &a->client.ip, a->client.port, &a->server.ip, a->server.port, out);
}

void finding_add_note(struct finding *f, const char *note)
{
    for (unsigned i = 0; i < f->note_count; i++)
        if (strcmp(f->notes[i], note) == 0)
            return;
    if (f->note_count < FINDING_NOTES)
        f->notes[f->note_count++] = note;
}

const char *finding_waived(const struct finding_waiver *w, char out[FINDING_WAIVED])
{
    bool approved = w->approver != NULL, ends = w->expires != NULL;
    (void)snprintf(out, FINDING_WAIVED, "%.200s: %.500s (%s%.200s%s%s%s)", w->name,
                   w->reason != NULL ? w->reason : "no reason given",
                   approved ? "approved by " : "not approved", approved ? w->approver : "",
                   ends ? ", until " : "", ends ? w->expires : "", ends ? "" : ", without end");
    return out;
}
