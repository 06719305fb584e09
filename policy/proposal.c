#include "policy/proposal.h"

#include <stdlib.h>
#include <string.h>

#include "policy/proposal_part.h"
#include "policy/proposal_where.h"

struct proposal *proposal_make(struct survey *s, struct err *err)
{
    struct proposal *p = calloc(1, sizeof *p);
    if (p == NULL) {
        (void)err_set(err, "cannot draft: out of memory");
        return NULL;
    }
    p->survey = s;
    if (proposal_systems(p, err) != 0)
        goto fail;
    proposal_roles(p);
    if (proposal_sites(p, err) != 0)
        goto fail;
    proposal_roles_of_sites(p);
    proposal_roles_details(p);
    if (proposal_names(p, err) != 0)
        goto fail;
    proposal_modes(p);
    if (proposal_nets(p, err) != 0)
        goto fail;
    return p;
fail:
    proposal_free(p);
    return NULL;
}

void proposal_free(struct proposal *p)
{
    if (p == NULL)
        return;
    free(p->systems);
    free(p->sites);
    free(p->nets);
    free(p->where);
    free(p);
}

struct proposal_system *proposal_at(const struct proposal *p, const struct addr *a)
{
    size_t low = 0, high = p->where_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = addr_cmp(&p->where[middle].address, a);
        if (order == 0)
            return &p->systems[p->where[middle].system];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

bool proposal_has(const struct proposal_system *s, enum role r)
{
    return s->role[r].sure != PROPOSAL_NONE;
}

bool proposal_serves(const struct proposal_system *s, enum app_class class_, uint16_t port)
{
    for (size_t i = 0; i < s->ports; i++)
        if (s->port[i].role == ROLE_COUNT && s->port[i].class_ == class_ && s->port[i].port == port)
            return true;
    return false;
}

void proposal_add(struct proposal_basis *b, const struct survey_item *item, enum proposal_sure sure,
                  const char *why)
{
    struct proposal_basis one = {.sure = sure,
                                 .why = why,
                                 .flows = item->flows,
                                 .first_frame = item->first_frame,
                                 .first_us = item->first_us,
                                 .peer_count = item->peer_count};
    memcpy(one.text, item->key.text, item->key.text_length);
    memcpy(one.peers, item->peers, sizeof one.peers);
    proposal_join(b, &one);
}

void proposal_join(struct proposal_basis *b, const struct proposal_basis *other)
{
    if (other->sure > b->sure) {
        b->sure = other->sure;
        b->why = other->why;
        memcpy(b->text, other->text, sizeof b->text);
    }
    b->flows += other->flows;
    for (unsigned i = 0; i < other->peer_count; i++)
        survey_table_peer(b->peers, &b->peer_count, &other->peers[i]);
    if (other->first_frame != 0 && (b->first_frame == 0 || other->first_frame < b->first_frame)) {
        b->first_frame = other->first_frame;
        b->first_us = other->first_us;
    }
}
