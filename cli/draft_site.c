#include "cli/draft_site.h"

#include <inttypes.h>

enum { OTHERS_MOST = 8 };

static void mode(const struct draft_text *t, const struct proposal_site *s)
{
    const char *at = s->judged_by;
    if (s->clear.flows + s->tunnel.flows == 0) {
        draft_text_question(
            t, 4, "mode: neither HTTP nor HTTPS to a system of the site that follows its mode was seen");
    } else if (s->mode_open) {
        draft_text_question(t, 4,
                            "mode: both were seen; the more frequent is taken. One of them breaks the mode:");
        draft_text_because(t, 4, &s->clear, PROPOSAL_CERTAIN, "HTTP at its %s", at);
        draft_text_because(t, 4, &s->tunnel, PROPOSAL_CERTAIN, "HTTPS at its %s", at);
    } else {
        bool clear = s->mode == MODE_MIXED;
        draft_text_because(t, 4, clear ? &s->clear : &s->tunnel, s->mode_basis.sure, "only %s at its %s",
                           clear ? "HTTP" : "HTTPS", at);
    }
    draft_text_line(t, 4, "mode: %s", site_mode_name(s->mode));
}

static void ports(const struct draft_text *t, const char *key, const struct proposal_port *list, size_t n,
                  size_t sure)
{
    for (size_t i = 0; i < sure; i++)
        draft_text_because(t, 4, &list[i].basis, PROPOSAL_LIKELY, "port %u", list[i].port);
    if (sure == 0)
        draft_text_question(t, 4, "%s: not seen; the default is taken", key);
    else
        (void)fprintf(t->out, "    %s: [", key);
    for (size_t i = 0; i < sure; i++)
        (void)fprintf(t->out, "%s%u", i > 0 ? ", " : "", list[i].port);
    if (sure > 0)
        (void)fputs("]\n", t->out);
    for (size_t i = sure; i < n && i < sure + OTHERS_MOST; i++)
        draft_text_question(t, 4,
                            "port %u, too? %" PRIu64
                            " flow%s; if it is ticked, add it; if it is an unticked one: %s_off: [%u]",
                            list[i].port, list[i].basis.flows, list[i].basis.flows == 1 ? "" : "s", key,
                            list[i].port);
}

static void boundaries(const struct draft_text *t, const struct proposal *p, int site)
{
    char text[DRAFT_TEXT_NET];
    size_t n = 0;
    for (size_t i = 0; i < p->net_count; i++) {
        const struct proposal_net *net = &p->nets[i];
        if (net->site != site)
            continue;
        if (n++ == 0)
            draft_text_line(t, 4, "boundaries:");
        draft_text_comment(t, 6, "guess: %u client%s of the site%s, %" PRIu64 " flow%s", net->clients,
                           net->clients == 1 ? "" : "s", net->servers ? " and site systems" : "", net->flows,
                           net->flows == 1 ? "" : "s");
        draft_text_line(t, 6, "- %s", draft_text_net(&net->range, text));
    }
    if (n == 0)
        draft_text_question(t, 4, "boundaries: no clients were seen");
}

/* Clients pushed to, or installed from shares. */
static void deployment(const struct draft_text *t, const struct proposal *p, int site)
{
    char text[DRAFT_TEXT_NET];
    bool begun = false;
    draft_text_question(t, 4, "deploy: [push, sup, gpo, manual, logon, swdist]: which of them?");
    for (size_t i = 0; i < p->system_count; i++) {
        const struct proposal_system *s = &p->systems[i];
        if (s->site == site && s->deed.sure >= PROPOSAL_LIKELY)
            draft_text_because(t, 4, &s->deed, s->deed.sure, "%s pushes clients", s->name);
        if (s->site == site && s->source.sure != PROPOSAL_NONE && proposal_has(s, ROLE_MP))
            draft_text_because(t, 4, &s->source, s->source.sure,
                               "%s, its MP, holds client files: manual or logon", s->name);
    }
    for (size_t i = 0; i < p->system_count; i++) {
        const struct proposal_system *s = &p->systems[i];
        if (s->site != site || !proposal_has(s, ROLE_SRC_SHARE) || s->source.sure == PROPOSAL_NONE)
            continue;
        if (!begun)
            draft_text_line(t, 4, "install_source:");
        begun = true;
        draft_text_basis(t, 6, &s->source);
        for (size_t k = 0; k < s->addresses; k++)
            draft_text_line(t, 6, "- %s", draft_text_address(&s->address[k], text));
    }
}

void draft_site(const struct draft_text *t, const struct proposal *p, int site)
{
    const struct proposal_site *s = &p->sites[site];
    if (s->code.basis.sure != PROPOSAL_NONE)
        draft_text_because(t, 2, &s->code.basis, s->code.basis.sure, "site code by %s", s->code.basis.why);
    else
        draft_text_question(
            t, 2, "%s is a placeholder: no site code was seen. Put the real one here and at its systems",
            s->code.code);
    draft_text_line(t, 2, "%s:", s->code.code);
    draft_text_question(t, 4, "type: a secondary site has parent: CODE and no mode");
    draft_text_line(t, 4, "type: primary");
    draft_text_question(t, 4, "parent: the code of the site above it, if there is one");
    mode(t, s);
    ports(t, "http_ports", s->http, s->http_ports, s->http_sure);
    ports(t, "https_ports", s->https, s->https_ports, s->https_sure);
    boundaries(t, p, site);
    deployment(t, p, site);
    draft_text_question(t, 4,
                        "http_roaming: may its clients use HTTP for roaming and site assignment? yes or no");
    draft_text_question(t, 4, "schema_extended, slp_needed: yes or no");
    draft_text_question(t, 4, "ibcm_scenario, server_initiated_only: if it manages clients on the internet");
}
