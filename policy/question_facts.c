#include <stddef.h>

#include "policy/question.h"
#include "policy/question_port.h"
#include "policy/question_servers.h"
#include "policy/siteranges.h"

static unsigned tri_mask(enum tri t, enum tri absent)
{
    enum tri v = t == TRI_ABSENT ? absent : t;
    return v == TRI_UNKNOWN ? IS(FACT_NO) | IS(FACT_YES) : v == TRI_YES ? IS(FACT_YES) : IS(FACT_NO);
}

static unsigned yes_no_mask(enum tri t, enum tri absent)
{
    enum tri v = t == TRI_ABSENT ? absent : t;
    return v == TRI_UNKNOWN ? IS(FIRST_YES) | IS(THEN_NO) : v == TRI_YES ? IS(FIRST_YES) : IS(THEN_NO);
}

/* policy.md 2.3: what an absent mgmt means hangs on the system's scope. */
static unsigned mgmt_mask(const struct party *p, enum scope scope)
{
    enum mgmt m = p->client != NULL ? p->client->mgmt : MGMT_ABSENT;
    bool out = p->position == POSITION_INTERNET;
    if (p->proxy != NULL)
        m = MGMT_INTERNET_ONLY;
    unsigned all = out ? IS(CLIENT_OUT) | IS(CLIENT_OUT_ONLY) | IS(CLIENT_OUT_BOTH)
                       : IS(CLIENT_IN) | IS(CLIENT_IN_ONLY) | IS(CLIENT_IN_BOTH);
    switch (m) {
    case MGMT_INTRANET_ONLY:
        return out ? IS(CLIENT_OUT) : IS(CLIENT_IN);
    case MGMT_INTERNET_ONLY:
        return out ? IS(CLIENT_OUT_ONLY) : IS(CLIENT_IN_ONLY);
    case MGMT_BOTH:
        return out ? IS(CLIENT_OUT_BOTH) : IS(CLIENT_IN_BOTH);
    case MGMT_UNKNOWN:
        return all;
    case MGMT_ABSENT:
        break;
    }
    if (out && p->client == NULL)
        return IS(CLIENT_OUT_ONLY);
    if (scope == SCOPE_INTERNET || out)
        return all;
    return IS(CLIENT_IN);
}

static unsigned type_mask(const struct party *p)
{
    enum client_type t = p->client != NULL ? p->client->type : CLIENT_TYPE_ABSENT;
    if (t == CLIENT_TYPE_UNKNOWN)
        return IS(TYPE_COMPUTER) | IS(TYPE_MOBILE);
    return t == CLIENT_MOBILE ? IS(TYPE_MOBILE) : IS(TYPE_COMPUTER);
}

static void roaming_facts(struct facts *f, const struct site_client *c, const struct site_site *assigned)
{
    enum tri t = site_client_roaming(c, assigned);
    facts_set(f, FACT_ROAMING, yes_no_mask(t, TRI_NO));
    facts_set(f, FACT_ROAMING_SAID, IS(t == TRI_UNKNOWN ? SAID_UNKNOWN : t == TRI_YES ? SAID_YES : SAID_NO));
}

static unsigned slp_mask(const struct site_client *c, const struct site_site *assigned)
{
    bool needed =
        assigned != NULL && (assigned->slp_needed == TRI_YES || assigned->schema_extended == TRI_NO);
    return site_client_is_elsewhere(c) || needed ? IS(FACT_YES) : IS(FACT_NO);
}

static enum fact_where where_of(const struct site *site, const struct party *client, int assigned)
{
    if (client->position == POSITION_INTERNET || client->boundary < 0)
        return WHERE_NOWHERE;
    const struct site_site *resident = &site->sites[client->boundary];
    if (resident->primary == assigned)
        return WHERE_HOME;
    return resident->mode == MODE_NATIVE ? WHERE_IN_NATIVE : WHERE_IN_MIXED;
}

static void client_facts(struct facts *f, const struct question *q, const struct party *client, int assigned)
{
    const struct site_site *a = assigned >= 0 ? &q->site->sites[assigned] : NULL;
    const struct site_client *c = client->client;
    facts_set(f, FACT_TYPE, type_mask(client));
    roaming_facts(f, c, a);
    facts_set(f, FACT_STATE, IS(c != NULL && c->state == CLIENT_INSTALLED ? STATE_INSTALLED : STATE_OPEN));
    facts_set(f, FACT_SLP_NEEDED, slp_mask(c, a));
    facts_set(f, FACT_WHERE, IS(where_of(q->site, client, assigned)));
    if (a != NULL)
        facts_set(f, FACT_CLIENT_MODE, IS(a->mode));
}

/* policy.md 4.6.2: where installation files may come from, for a client of this site. */
static enum fact_source source_of(const struct question *q, int role, int assigned)
{
    const struct site_site *target = party_site(q->site, &q->to);
    const struct site_site *a = assigned >= 0 ? &q->site->sites[assigned] : target;
    bool client_share = q->proof.of == PROOF_NONE || q->proof.kind == KIND_CLIENT_SHARE;
    bool may_be_mp = (q->to.roles & (1u << ROLE_MP)) != 0 && (role == ROLE_MP || role == FACTS_NO_ROLE);
    bool installed = q->from.client != NULL && q->from.client->state == CLIENT_INSTALLED;
    if ((q->to.roles & (1u << ROLE_SRC_SHARE)) != 0 || siteranges_have_addr(&a->install_source, &q->to.ip) ||
        siteranges_have_addr(&target->install_source, &q->to.ip))
        return SOURCE_LISTED;
    if (may_be_mp && (a->deploy & (DEPLOY_MANUAL | DEPLOY_LOGON)) != 0 && client_share && !installed)
        return SOURCE_CLIENT_SHARE;
    return SOURCE_NO;
}

static enum fact_method method_of(const struct question *q, int assigned)
{
    unsigned deploy = assigned >= 0 ? q->site->sites[assigned].deploy : 0;
    if ((deploy & (DEPLOY_MANUAL | DEPLOY_LOGON)) != 0)
        return METHOD_MANUAL;
    return (deploy & DEPLOY_GPO) != 0 ? METHOD_GPO : METHOD_OTHER;
}

static enum fact_fsp fsp_of(const struct question *q)
{
    const struct site_client *c = q->from.client;
    if (c == NULL || !c->has_fsp)
        return FSP_NOT_ASKED;
    const struct site_system *own = site_system_at(q->site, &c->fsp);
    if (own == q->to.system)
        return FSP_OWN;
    const struct site_role *r = own != NULL ? site_system_role(own, ROLE_FSP) : NULL;
    return r != NULL && r->scope != SCOPE_INTRANET ? FSP_ANOTHER_OWN_OUTSIDE : FSP_ANOTHER;
}

static void role_facts(struct facts *f, const struct question *q, const struct site_role *r)
{
    facts_set(f, FACT_SCOPE, IS(r->scope));
    facts_set(f, FACT_DP_KIND, IS(r->dp_kind));
    facts_set(f, FACT_BITS, yes_no_mask(r->bits, TRI_NO));
    facts_set(f, FACT_RUN_FROM_DP, yes_no_mask(r->run_from_dp, TRI_UNKNOWN));
    facts_set(f, FACT_SSL, tri_mask(r->ssl, TRI_NO));
    bool inside = r->protected_.count == 0 || siteranges_have(&r->protected_, &q->from.ip);
    facts_set(f, FACT_PROTECTED, IS(inside ? PROTECTED_INSIDE : PROTECTED_OUTSIDE));
}

static enum fact_evidence evidence_of(const struct question *q, int role)
{
    if (q->proof.of == PROOF_NONE)
        return PROVES_NOTHING;
    if (q->proof.of == PROOF_FOREIGN)
        return q->class_ == CLASS_SMB ? PROVES_TREE : PROVES_PATH;
    return role != FACTS_NO_ROLE && (q->proof.roles & (1u << role)) != 0 ? PROVES_ROLE : PROVES_OTHER;
}

/* Out-of-band management speaks HTTP and TLS on ports of its own (policy.md 4.7, IBCM-F10). */
static bool is_amt(const struct question *q)
{
    return (q->class_ == CLASS_HTTP || q->class_ == CLASS_HTTPS) && q->proof.of != PROOF_ROLES &&
           q->ports->class_[q->port] == CLASS_AMT && !q->ports->web[q->port];
}

/*
 * A client's path or tree of no role is no longer this protocol in the policy's sense, and TLS on a port that
 * is nobody's web port may be anything (policy.md PORT-02). From the internet all of it counts. LDAP over TLS
 * is what its port says (IBCM-F04).
 */
static unsigned protocol_of(const struct question *q)
{
    bool inside = q->from.position != POSITION_INTERNET;
    if (is_amt(q))
        return CLASS_AMT;
    if (q->pair == PAIR_CLIENT_SYSTEM && q->proof.of == PROOF_FOREIGN && (inside || q->class_ == CLASS_HTTP))
        return FACTS_FOREIGN;
    if (q->class_ != CLASS_HTTPS || q->ports->web[q->port])
        return q->class_;
    if (q->ports->class_[q->port] == CLASS_LDAP)
        return CLASS_LDAP;
    return inside ? CLASS_UNKNOWN : CLASS_HTTPS;
}

/* policy.md 4.7 and 5: what has no class of its own. */
static enum fact_service service_of(const struct question *q)
{
    if (q->trace != SERVICE_NONE && q->class_ == CLASS_UNKNOWN)
        return q->trace;
    if (q->transport == TRANSPORT_ESP || q->transport == TRANSPORT_AH)
        return SERVICE_IPSEC;
    if (q->transport == TRANSPORT_ICMP || q->transport == TRANSPORT_ICMP6)
        return q->class_ == CLASS_ICMP_ECHO ? SERVICE_NONE : SERVICE_ICMP;
    bool asks = q->class_ == CLASS_UNKNOWN || q->class_ == CLASS_PXE;
    if (q->transport == TRANSPORT_UDP && q->port == 67 && asks && q->proof.kind != KIND_PXE &&
        q->from.system != NULL)
        return SERVICE_DHCP;
    for (const struct proof_service *s = q->catalogue->services; s->first != 0; s++)
        if (q->port >= s->first && q->port <= s->last && q->transport == s->transport &&
            (s->any_class || q->class_ == CLASS_UNKNOWN))
            return (enum fact_service)s->service;
    return SERVICE_NONE;
}

static enum fact_answer answer_of(const struct question *q)
{
    if (q->status == 0)
        return q->reset ? ANSWER_RESET : ANSWER_UNSEEN;
    if (q->status == 405 || q->status == 501)
        return ANSWER_METHOD;
    if (q->status == 407)
        return ANSWER_LOGON;
    return q->status >= 200 && q->status < 300 ? ANSWER_GOOD : ANSWER_BAD;
}

static enum fact_name name_of(const struct question *q)
{
    const char *right = q->to.system->internet_fqdn;
    return right == NULL || q->name.length == 0 || question_name_is(&q->name, right) ? NAME_FITS : NAME_OTHER;
}

static enum fact_target target_of(const struct question *q, int assigned)
{
    const struct site_site *t = party_site(q->site, &q->to);
    if (t->primary == assigned)
        return TARGET_OWN;
    return q->from.position != POSITION_INTERNET && q->to.system->site == q->from.boundary ? TARGET_RESIDENT
                                                                                           : TARGET_OTHER;
}

/* Of a host as a whole: intranet, unless every role serves the internet. */
static enum scope shared_scope(const struct site_system *s)
{
    for (size_t i = 0; i < s->role_count; i++)
        if (s->roles[i].scope != SCOPE_INTERNET)
            return SCOPE_INTRANET;
    return SCOPE_INTERNET;
}

static void system_facts(struct facts *f, const struct question *q, int role, int assigned)
{
    const struct site_role *r =
        role != FACTS_NO_ROLE ? site_system_role(q->to.system, (enum role)role) : NULL;
    const struct site_site *site = party_site(q->site, &q->to);
    if (r != NULL)
        role_facts(f, q, r);
    else
        facts_set(f, FACT_SCOPE, IS(shared_scope(q->to.system)));
    facts_set(f, FACT_ALONE, IS((q->to.roles & (q->to.roles - 1)) == 0 ? FACT_YES : FACT_NO));
    facts_set(f, FACT_MODE, IS(site->mode));
    facts_set(f, FACT_SITE_TYPE, IS(site->type));
    facts_set(f, FACT_TARGET, IS(target_of(q, assigned)));
    facts_set(f, FACT_PORT, IS(question_port(q, r)));
    facts_set(f, FACT_CLIENT, mgmt_mask(&q->from, r != NULL ? r->scope : SCOPE_INTRANET));
    facts_set(f, FACT_FALLBACK,
              IS(q->fallback == FALLBACK_NONE && !q->site->options.sees_web ? FALLBACK_BLIND : q->fallback));
    facts_set(f, FACT_ORDER, IS(q->order));
    facts_set(f, FACT_UNSECURED_ROOTS, IS(q->site->options.wsus_unsecured_roots ? FACT_YES : FACT_NO));
    facts_set(f, FACT_FSP, IS(fsp_of(q)));
    facts_set(f, FACT_SOURCE, IS(source_of(q, role, assigned)));
    facts_set(f, FACT_METHOD, IS(method_of(q, assigned)));
    facts_set(f, FACT_PROXY, IS(q->from.proxy != NULL ? FACT_YES : FACT_NO));
    facts_set(f, FACT_NAME, IS(name_of(q)));
    if (q->from.position == POSITION_INTERNET && q->to.position == POSITION_INTRANET)
        facts_set(f, FACT_SCENARIO, IS(site->scenario));
    facts_set(f, FACT_VERSION, IS(q->http10 ? VERSION_10 : VERSION_11));
}

/* Two clients, one of which boots from the other: whether the internet lies between them. */
static void boot_facts(struct facts *f, const struct question *q)
{
    const struct party *outer = q->from.position == POSITION_INTERNET ? &q->from : &q->to;
    facts_set(f, FACT_CLIENT, mgmt_mask(outer, SCOPE_INTRANET));
}

static void tunnel_facts(struct facts *f, const struct question *q, int assigned)
{
    client_facts(f, q, &q->from, assigned);
    facts_set(f, FACT_CLIENT, mgmt_mask(&q->from, SCOPE_INTERNET));
    facts_set(f, FACT_PORT, IS(q->port == 443 ? PORT_RIGHT : PORT_WRONG));
}

/* policy.md 4.6.2: the site server of the client's assigned site, or of the secondary it resides in. */
static void sender_facts(struct facts *f, const struct question *q, int assigned)
{
    int from = q->from.system->site, resident = q->to.boundary;
    bool server = (q->from.roles & (1u << ROLE_SITE_SERVER)) != 0;
    bool reporter = (q->from.roles & (1u << ROLE_RP)) != 0;
    bool own = from == assigned || (from == resident && q->site->sites[from].primary == assigned);
    enum fact_sender other = reporter ? SENDER_REPORTER : SENDER_NONE;
    facts_set(f, FACT_SENDER, IS(!server ? other : own ? SENDER_OWN_SERVER : SENDER_OTHER_SERVER));
    facts_set(f, FACT_METHOD, IS(method_of(q, assigned)));
    facts_set(f, FACT_PUSH, IS((q->site->sites[from].deploy & DEPLOY_PUSH) != 0 ? FACT_YES : FACT_NO));
    facts_set(f, FACT_CLIENT, mgmt_mask(&q->to, SCOPE_INTRANET));
    facts_set(f, FACT_PORT, IS(question_port(q, NULL)));
}

struct facts question_facts(const struct question *q, int role, int assigned)
{
    struct facts f = facts_none();
    facts_set(&f, FACT_PAIR, IS(q->pair));
    facts_set(&f, FACT_ROLE, IS(role));
    facts_set(&f, FACT_PROTOCOL, IS(protocol_of(q)));
    facts_set(&f, FACT_EVIDENCE, IS(evidence_of(q, role)));
    facts_set(&f, FACT_KIND, IS(q->proof.kind));
    facts_set(&f, FACT_ZONES, IS(question_servers_zones(q)));
    facts_set(&f, FACT_SERVICE, IS(service_of(q)));
    facts_set(&f, FACT_ANSWER, IS(answer_of(q)));
    facts_set(&f, FACT_VERB, IS(q->verb));
    if (q->pair == PAIR_CLIENT_SYSTEM) {
        client_facts(&f, q, &q->from, assigned);
        system_facts(&f, q, role, assigned);
    }
    if (q->pair == PAIR_SERVER_CLIENT) {
        client_facts(&f, q, &q->to, assigned);
        sender_facts(&f, q, assigned);
    }
    if (q->pair == PAIR_SERVERS || q->pair == PAIR_DATABASE)
        question_servers(&f, q, role);
    if (q->pair == PAIR_TUNNEL)
        tunnel_facts(&f, q, assigned);
    if (q->pair == PAIR_CLIENTS)
        boot_facts(&f, q);
    return f;
}
