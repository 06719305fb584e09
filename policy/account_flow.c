#include <stdio.h>
#include <string.h>

#include "policy/account.h"
#include "policy/factwords.h"
#include "policy/paragraph.h"
#include "policy/sitekeys.h"

enum { PORTS_TEXT = 128, ROLES_TEXT = 128 };

static void add(struct finding_paragraph *out, const char *name, const char *basis, const char *value)
{
    paragraph_add(out, name, basis, PARAGRAPH_NOWHERE, "%s", value);
}

static void add_protocol(const struct account *a, struct finding_paragraph *out)
{
    static const char *const bases[BASIS_COUNT] = {[BASIS_NONE] = "nothing was said",
                                                   [BASIS_CONTENT] = "content",
                                                   [BASIS_LEARNED] = "endpoint mapper",
                                                   [BASIS_PORT] = "port"};
    const struct audited *f = &a->flow->a;
    if (f->class_ == a->question.class_ || a->question.class_ == CLASS_UNKNOWN)
        add(out, "protocol", bases[f->basis], proto_class_name(f->class_));
    else
        paragraph_add(out, "protocol", "port", PARAGRAPH_NOWHERE, "%s, by what the port is for",
                      proto_class_name(a->question.class_));
    if (a->flow->learned)
        add(out, "endpoint", "endpoint mapper", "the server's endpoint mapper had handed out this port");
    if (a->flow->unannounced)
        add(out, "endpoint", "", "no endpoint mapper was seen to hand out this port");
}

static const char *ports_text(const struct site_ports *p, char out[PORTS_TEXT])
{
    size_t used = 0;
    (void)snprintf(out, PORTS_TEXT, "none");
    for (unsigned i = 0; i < p->count && used < PORTS_TEXT; i++)
        used += (size_t)snprintf(out + used, PORTS_TEXT - used, "%s%u", i == 0 ? "" : ", ", p->at[i]);
    return out;
}

/* Where HTTP and HTTPS ports of a role are written: at the role, or at its site. */
struct web_ports {
    const struct site_ports *right, *off;
    struct siteplaces_at right_at, off_at;
    const char *whose;
};

static struct web_ports web_ports_of(const struct question *q, const struct site_role *r, bool tls)
{
    const struct site_system *s = q->to.system;
    const struct site_site *site = &q->site->sites[s->site];
    const char *on = tls ? "https_ports" : "http_ports", *off = tls ? "https_ports_off" : "http_ports_off";
    struct web_ports w = {.right = tls ? &r->https : &r->http, .whose = "of the role itself"};
    if ((q->catalogue->own_ports & (1u << r->role)) != 0) {
        w.right_at = siteplaces_role(q->site, s, r, on);
        return w;
    }
    w.whose = "of its site";
    w.off = tls ? &site->https_off : &site->http_off;
    w.right_at = siteplaces_site(q->site, s->site, on);
    w.off_at = siteplaces_site(q->site, s->site, off);
    return w;
}

static void add_web_port(const struct account *a, const struct site_role *r, const char *transport,
                         struct finding_paragraph *out)
{
    const struct question *q = &a->question;
    char list[PORTS_TEXT];
    const char *name = proto_class_name(q->class_);
    struct web_ports w = web_ports_of(q, r, q->class_ == CLASS_HTTPS);
    bool off = w.off != NULL && site_ports_has(w.off, q->port);
    if (site_ports_has(w.right, q->port))
        paragraph_add(out, "port", w.right_at.line != 0 ? "listed" : "default", w.right_at,
                      "%u/%s, one of the %s ports %s", q->port, transport, name, w.whose);
    else if (off)
        paragraph_add(out, "port", "listed", w.off_at, "%u/%s, an %s port %s that is switched off", q->port,
                      transport, name, w.whose);
    else
        paragraph_add(out, "port", w.right_at.line != 0 ? "listed" : "default", w.right_at,
                      "%u/%s, none of the %s ports %s (%s)", q->port, transport, name, w.whose,
                      ports_text(w.right, list));
}

static void add_port(const struct account *a, struct finding_paragraph *out)
{
    const struct question *q = &a->question;
    char transport[PROTO_TRANSPORT_TEXT], words[FACTWORDS_TEXT];
    const char *over = proto_transport_text(q->transport, transport);
    bool web = q->class_ == CLASS_HTTP || q->class_ == CLASS_HTTPS;
    const struct site_role *r = q->to.system != NULL && a->role != FACTS_NO_ROLE
                                    ? site_system_role(q->to.system, (enum role)a->role)
                                    : NULL;
    if (q->tunnel)
        paragraph_add(out, "port", "", PARAGRAPH_NOWHERE, "%u, asked of a proxy with CONNECT", q->port);
    else if (web && r != NULL)
        add_web_port(a, r, over, out);
    else if (q->class_ == CLASS_SMB || q->class_ == CLASS_RPC || q->class_ == CLASS_SQL)
        paragraph_add(out, "port", "default", PARAGRAPH_NOWHERE, "%u/%s, %s", q->port, over,
                      factwords_values(FACT_PORT, a->facts.is[FACT_PORT], words));
    else if (q->transport == TRANSPORT_TCP || q->transport == TRANSPORT_UDP)
        paragraph_add(out, "port", "", PARAGRAPH_NOWHERE, "%u/%s", q->port, over);
    else
        add(out, "transport", "", over);
}

static void roles_text(unsigned roles, char out[ROLES_TEXT])
{
    size_t used = 0;
    out[0] = '\0';
    for (unsigned r = 0; r < ROLE_COUNT && used < ROLES_TEXT; r++)
        if ((roles >> r & 1) != 0)
            used += (size_t)snprintf(out + used, ROLES_TEXT - used, "%s%s", used == 0 ? "" : " or ",
                                     site_role_name((enum role)r));
}

static void add_evidence(const struct account *a, struct finding_paragraph *out)
{
    const struct question *q = &a->question;
    char roles[ROLES_TEXT], kind[FACTWORDS_TEXT];
    const char *what = q->class_ == CLASS_HTTP ? "request" : q->class_ == CLASS_SMB ? "share" : "content";
    roles_text(q->proof.roles, roles);
    if (q->proof.of == PROOF_ROLES && q->proof.roles != 0)
        paragraph_add(out, "evidence", "content", PARAGRAPH_NOWHERE, "a %s that belongs to %s: %s", what,
                      roles, factwords_values(FACT_KIND, IS(q->proof.kind), kind));
    else if (q->proof.of != PROOF_NONE)
        paragraph_add(out, "evidence", "content", PARAGRAPH_NOWHERE, "a %s that belongs to no role", what);
    else
        paragraph_add(out, "evidence", "", PARAGRAPH_NOWHERE, "nothing that tells roles apart");
    if (q->candidate_count > 1)
        paragraph_add(out, "roles it may be about", "", PARAGRAPH_NOWHERE,
                      "%u; none of them allows it, the gravest counts", q->candidate_count);
}

static void add_state(const struct account *a, struct finding_paragraph *out)
{
    static const char *const states[STATE_COUNT] = {
        [STATE_ESTABLISHED_DATA] = "a connection with data",
        [STATE_ESTABLISHED_NODATA] = "a connection without data",
        [STATE_ATTEMPT_REFUSED] = "an attempt that was refused: one step of severity lower",
        [STATE_ATTEMPT_SILENT] = "an attempt that nobody answered: one step of severity lower",
        [STATE_MIDSTREAM] = "a connection that began before the capture",
        [STATE_DATAGRAMS] = "datagrams"};
    const struct verdict_flow *v = a->flow;
    paragraph_add(out, "state", "", PARAGRAPH_NOWHERE, "%s", states[v->a.state]);
    if (!v->a.direction_known && v->a.transport == TRANSPORT_TCP)
        add(out, "direction", "port", "who began it was not seen: the port tells the server");
    if (v->a.one_sided)
        add(out, "loss", "", "only one direction was captured");
    if (v->lost || v->a.truncated)
        add(out, "loss", "", "some of its bytes were not captured");
    if (v->overflow)
        add(out, "loss", "", "it said more than is kept");
    if (v->mismatch)
        add(out, "mismatch", "content", "the server spoke another protocol than the client");
}

/* What flows before this one did, where a rule about it may ask. */
static void add_look_back(const struct account *a, struct finding_paragraph *out)
{
    const struct question *q = &a->question;
    char text[FACTWORDS_TEXT];
    if (a->facts.is[FACT_PAIR] != IS(PAIR_CLIENT_SYSTEM))
        return;
    if (q->class_ == CLASS_SMB && a->role == ROLE_DP) {
        const struct siteplaces_at web = siteplaces_option(q->site, "sees_web");
        paragraph_add(out, "look-back", q->fallback == FALLBACK_NONE ? "seen" : "history",
                      siteplaces_option(q->site, "fallback_window"), "%s (window: %lld s)",
                      factwords_values(FACT_FALLBACK, a->facts.is[FACT_FALLBACK], text),
                      (long long)(q->site->options.fallback_window_us / 1000000));
        paragraph_add(out, "sees_web", web.line != 0 ? "listed" : "default", web, "%s",
                      q->site->options.sees_web ? "yes" : "no");
    }
    if (q->from.client != NULL && q->from.client->mgmt == MGMT_BOTH)
        paragraph_add(out, "look-back", "history", siteplaces_option(q->site, "idle_gap"),
                      "%s (a stay ends after %lld s of silence)",
                      factwords_values(FACT_ORDER, a->facts.is[FACT_ORDER], text),
                      (long long)(q->site->options.idle_gap_us / 1000000));
}

static void add_name(const struct account *a, struct finding_paragraph *out)
{
    const struct question *q = &a->question;
    if (q->to.system == NULL || a->facts.is[FACT_NAME] != IS(NAME_OTHER))
        return;
    paragraph_add(out, "internet_fqdn", "listed", siteplaces_system(q->site, q->to.system, "internet_fqdn"),
                  "%s, which is not the name that the client asked for", q->to.system->internet_fqdn);
}

static void add_deploy(const struct account *a, int site, struct finding_paragraph *out)
{
    const struct site *s = a->question.site;
    const struct siteplaces_at at = siteplaces_site(s, site, "deploy");
    unsigned deploy = s->sites[site].deploy, n = 0;
    paragraph_add(out, "deploy", at.line != 0 ? "listed" : "default", at, "site %s: ", s->sites[site].code);
    for (const struct sitekeys_word *w = siteread_sites_deploy; w->name != NULL; w++)
        if ((deploy & (unsigned)w->value) != 0)
            paragraph_go_on(out, "%s%s", n++ == 0 ? "" : ", ", w->name);
    if (n == 0)
        paragraph_go_on(out, "none");
}

/* Settings of the site file that rules about such a flow may ask for. */
static void add_settings(const struct account *a, struct finding_paragraph *out)
{
    const struct question *q = &a->question;
    char text[FACTWORDS_TEXT];
    if (q->pair == PAIR_SERVER_CLIENT && q->from.system != NULL)
        add_deploy(a, q->from.system->site, out);
    if (q->pair == PAIR_CLIENT_SYSTEM && q->class_ == CLASS_SMB && a->assigned >= 0)
        add_deploy(a, a->assigned, out);
    if (q->pair == PAIR_CLIENT_SYSTEM && q->class_ == CLASS_HTTP && a->role == ROLE_SUP) {
        const struct siteplaces_at at = siteplaces_option(q->site, "wsus_unsecured_roots");
        paragraph_add(out, "wsus_unsecured_roots", at.line != 0 ? "listed" : "default", at, "%s",
                      q->site->options.wsus_unsecured_roots ? "yes" : "no");
    }
    if ((q->pair == PAIR_SERVERS || q->pair == PAIR_DATABASE) && a->facts.is[FACT_ZONES] != IS(ZONES_SAME)) {
        const struct party *p = q->from.position == POSITION_PERIMETER ? &q->from : &q->to;
        const struct siteplaces_at at = p->system != NULL
                                            ? siteplaces_site(q->site, p->system->site, "ibcm_scenario")
                                            : PARAGRAPH_NOWHERE;
        paragraph_add(out, "ibcm_scenario", at.line != 0 ? "listed" : "default", at, "%s",
                      factwords_values(FACT_SCENARIO, a->facts.is[FACT_SCENARIO], text));
    }
}

void account_flow(const struct account *a, struct finding_paragraph *out)
{
    const struct question *q = &a->question;
    add_protocol(a, out);
    add_port(a, out);
    add_state(a, out);
    add_evidence(a, out);
    add_name(a, out);
    if (q->http10)
        add(out, "HTTP", "content", q->via10 ? "a proxy on the way speaks HTTP/1.0" : "version 1.0");
    add_settings(a, out);
    add_look_back(a, out);
}
