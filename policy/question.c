#include "policy/question.h"

#include <string.h>
#include <strings.h>

#define R(role) (1u << ROLE_##role)

/* Roles whose clients' rules hold for a server that is a client too (policy.md 3.1, point 1). */
enum { FACING = R(MP) | R(DP) | R(SUP) | R(SMP) | R(FSP) | R(SLP) | R(RP) | R(PXE) };

static bool one_bit(unsigned mask)
{
    return mask != 0 && (mask & (mask - 1)) == 0;
}

static bool is_file_or_rpc(enum app_class c)
{
    return c == CLASS_SMB || c == CLASS_RPC;
}

/* Policy.md 6: a request that only a client sends. Servers fetch content and updates from one another. */
static bool client_evidence(const struct question *q)
{
    const struct proof *p = &q->proof;
    if (q->class_ != CLASS_HTTP || p->of != PROOF_ROLES || p->kind == KIND_WSUS_SERVER)
        return false;
    bool copies = (q->from.roles & R(SITE_SERVER)) != 0 && (p->roles & R(DP)) != 0;
    bool synchronises = (q->from.roles & p->roles & R(SUP)) != 0;
    return !copies && !synchronises;
}

static bool server_as_client(const struct question *q)
{
    bool administers = (q->from.roles & R(SITE_SERVER)) != 0 && is_file_or_rpc(q->class_) &&
                       q->from.system->site == q->to.system->site;
    return !administers && ((q->from.also_client && (q->to.roles & FACING) != 0) || client_evidence(q));
}

static enum fact_pair pair_to_system(const struct question *q)
{
    bool is_tds = q->class_ == CLASS_SQL && q->transport == TRANSPORT_TCP;
    if (is_tds && (q->to.roles & q->catalogue->served[CLASS_SQL]) != 0)
        return PAIR_DATABASE;
    if (q->from.is_client || (q->from.proxy != NULL && q->from.proxy->kind == PROXY_REVERSE))
        return PAIR_CLIENT_SYSTEM;
    if (q->from.system == NULL)
        return PAIR_NONE;
    return server_as_client(q) ? PAIR_CLIENT_SYSTEM : PAIR_SERVERS;
}

static enum fact_pair pair_of(const struct question *q)
{
    if (q->from.no_host || q->to.no_host)
        return PAIR_NONE;
    if (q->tunnel)
        return q->from.is_client ? PAIR_TUNNEL : PAIR_NONE;
    if (q->to.system != NULL)
        return pair_to_system(q);
    if (!q->to.is_client)
        return PAIR_NONE;
    if (q->from.system != NULL)
        return PAIR_SERVER_CLIENT;
    bool theirs = (q->catalogue->between_clients & (1u << q->class_)) != 0;
    return q->from.is_client && theirs ? PAIR_CLIENTS : PAIR_NONE;
}

static void may_be_assigned(struct question *q, int site)
{
    if (site < 0)
        return;
    int primary = q->site->sites[site].primary;
    for (unsigned i = 0; i < q->assigned_count; i++)
        if (q->assigned[i] == primary)
            return;
    if (q->assigned_count < QUESTION_SITES)
        q->assigned[q->assigned_count++] = primary;
}

/* Nothing says which: the target's, the resident's, and any other of either mode stand for all. */
static void may_be_any(struct question *q, int target, int resident)
{
    may_be_assigned(q, target);
    may_be_assigned(q, resident);
    for (int mode = MODE_MIXED; mode <= (int)MODE_NATIVE; mode++)
        for (size_t i = 0; i < q->site->site_count; i++) {
            int primary = q->site->sites[i].primary;
            if ((int)q->site->sites[i].mode != mode ||
                (target >= 0 && primary == q->site->sites[target].primary) ||
                (resident >= 0 && primary == q->site->sites[resident].primary))
                continue;
            may_be_assigned(q, primary);
            break;
        }
}

static void assign(struct question *q, const struct party *client, int target)
{
    const struct site_options *o = &q->site->options;
    bool outside = client->position == POSITION_INTERNET && client->boundary < 0;
    enum assume assume = outside ? o->internet_unlisted : o->assume_assigned;
    if (client->client != NULL && client->client->site >= 0) {
        may_be_assigned(q, client->client->site);
        return;
    }
    if (client->system != NULL || client->proxy != NULL) {
        may_be_assigned(q, client->system != NULL ? client->system->site : target);
        return;
    }
    if (assume == ASSUME_UNKNOWN || (!outside && client->boundary < 0)) {
        may_be_any(q, target, client->boundary);
        return;
    }
    q->assumed = true;
    may_be_assigned(q, outside ? target : client->boundary);
}

static bool has_port(const struct question *q, enum role role)
{
    const struct site_role *r = site_system_role(q->to.system, role);
    const struct site_site *s = party_site(q->site, &q->to);
    bool own = (q->catalogue->own_ports & (1u << role)) != 0;
    return r != NULL &&
           (site_ports_has(&r->http, q->port) || site_ports_has(&r->https, q->port) ||
            (!own && (site_ports_has(&s->http_off, q->port) || site_ports_has(&s->https_off, q->port))));
}

/* Web roles of the host; where ports tell them apart, those of this port (policy.md 7, rule 4). */
static unsigned web_roles(const struct question *q)
{
    unsigned roles = q->to.roles & q->catalogue->web_roles, here = 0;
    for (unsigned r = 0; r < ROLE_COUNT; r++)
        if ((roles & (1u << r)) != 0 && has_port(q, (enum role)r))
            here |= 1u << r;
    if (here != 0)
        return here;
    return roles != 0 ? roles : q->to.roles;
}

/* The roles it can be about; 0: no role in particular. */
static unsigned candidate_roles(const struct question *q)
{
    unsigned roles = q->to.roles, served = roles & q->catalogue->served[q->class_];
    bool outside = q->from.position == POSITION_INTERNET;
    if (one_bit(roles) && (roles & q->catalogue->silent) != 0)
        return roles;
    if (served != 0)
        return served;
    if (q->proof.of == PROOF_ROLES)
        return roles & q->proof.roles;
    if (q->proof.of == PROOF_NONE && (q->class_ == CLASS_HTTP || q->class_ == CLASS_HTTPS))
        return web_roles(q) | (outside ? roles & ~q->catalogue->web_roles : 0);
    if (q->proof.of == PROOF_NONE && q->class_ == CLASS_SMB)
        return roles;
    return one_bit(roles) || outside ? roles : 0;
}

static void add_candidates(struct question *q, unsigned roles)
{
    for (int r = 0; r < ROLE_COUNT; r++)
        if ((roles & (1u << r)) != 0)
            q->candidate[q->candidate_count++] = r;
    if (q->candidate_count == 0)
        q->candidate[q->candidate_count++] = FACTS_NO_ROLE;
}

bool question_name_is(const struct evidence_text *name, const char *right)
{
    const char *colon = memrchr(name->at, ':', name->length);
    size_t n = colon != NULL ? (size_t)(colon - name->at) : name->length;
    size_t length = strlen(right);
    if (n > 0 && name->at[n - 1] == '.')
        n--;
    if (length > 0 && right[length - 1] == '.')
        length--;
    return n == length && strncasecmp(name->at, right, n) == 0;
}

void question_begin(struct question *q)
{
    q->candidate_count = q->assigned_count = 0;
    q->assumed = false;
    if (q->proof.of == PROOF_ROLES && q->proof.weak && (q->proof.roles & q->to.roles) == 0)
        q->proof.of = PROOF_FOREIGN;
    q->pair = pair_of(q);
    if (q->pair == PAIR_CLIENT_SYSTEM || q->pair == PAIR_TUNNEL)
        assign(q, &q->from, q->to.system->site);
    if (q->pair == PAIR_SERVER_CLIENT)
        assign(q, &q->to, q->from.system->site);
    unsigned served = q->catalogue->served[q->class_];
    unsigned roles = 0;
    if (q->pair == PAIR_CLIENT_SYSTEM)
        roles = candidate_roles(q);
    if (q->pair == PAIR_DATABASE)
        roles = q->to.roles & served;
    if (q->pair == PAIR_SERVERS && q->proof.of == PROOF_ROLES)
        roles = q->to.roles & q->proof.roles;
    if (q->pair == PAIR_SERVER_CLIENT)
        roles = q->from.roles & served & (1u << ROLE_PXE);
    add_candidates(q, roles);
    if (q->assigned_count == 0)
        q->assigned[q->assigned_count++] = -1;
}
