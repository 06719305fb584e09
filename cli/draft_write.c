#include "cli/draft_write.h"

#include <inttypes.h>

#include "cli/draft_site.h"
#include "cli/draft_system.h"
#include "cli/draft_text.h"

enum { LISTED_MOST = 64 };

static void left_out(const struct draft_text *t, const struct proposal *p)
{
    static const char *const what[SURVEY_PARTS] = {
        [SURVEY_FACTS] = "facts about servers",
        [SURVEY_SEEN] = "ports and names of servers",
        [SURVEY_PAIRS] = "clients, counted by network instead",
        [SURVEY_NETS] = "client networks",
    };
    for (enum survey_part part = 0; part < SURVEY_PARTS; part++)
        if (survey_dropped(p->survey, part) > 0)
            draft_text_comment(t, 0, "Left out for want of room: %s (%" PRIu64 " times).", what[part],
                               survey_dropped(p->survey, part));
    if (p->systems_left_out > 0)
        draft_text_comment(t, 0, "Left out for want of room: %zu hosts.", p->systems_left_out);
    if (p->nets_left_out > 0)
        draft_text_comment(t, 0, "Left out for want of room: %zu networks.", p->nets_left_out);
}

static void head(const struct draft_text *t, const struct proposal *p, const struct draft_about *about)
{
    draft_text_comment(t, 0, "A site file drafted by wireaudit %s from", WIREAUDIT_VERSION);
    for (size_t i = 0; i < about->input_count && i < LISTED_MOST; i++)
        draft_text_comment(t, 0, "  %s", about->inputs[i]);
    if (about->input_count > LISTED_MOST)
        draft_text_comment(t, 0, "  and %zu others", about->input_count - LISTED_MOST);
    draft_text_comment(t, 0, "%" PRIu64 " flow%s, of which %" PRIu64 " showed Configuration Manager.",
                       survey_flows(p->survey), survey_flows(p->survey) == 1 ? "" : "s",
                       survey_told(p->survey));
    if (survey_unread(p->survey)[0] != '\0')
        draft_text_comment(t, 0, "Not all could be read: %s", survey_unread(p->survey));
    if (about->stored)
        draft_text_comment(t, 0,
                           "Databases do not store URLs, shares and names: what comes from them is known "
                           "by port, class and what was recorded.");
    left_out(t, p);
    draft_text_comment(t, 0, "What was seen is not what was meant: read each line before you trust it.");
    draft_text_comment(t, 0,
                       "Above each line stands how sure it is: certain (packets say so), likely, guess.");
    draft_text_comment(t, 0,
                       "\"# ?\" asks what packets cannot show; write the answer where the question stands.");
    draft_text_line(t, 0, "policy: cm2007\n");
}

static void nets(const struct draft_text *t, const char *zone, const struct addr_range *list, size_t n)
{
    char text[DRAFT_TEXT_NET];
    draft_text_line(t, 2, "%s:", zone);
    draft_text_line(t, 4, "nets:");
    for (size_t i = 0; i < n; i++)
        draft_text_line(t, 6, "- %s", draft_text_net(&list[i], text));
}

static void zones(const struct draft_text *t, const struct proposal *p)
{
    static const char *const private[] = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "\"fc00::/7\""};
    draft_text_line(t, 0, "zones:");
    draft_text_comment(t, 2, "guess: private addresses (RFC 1918, RFC 4193)%s",
                       p->insides > 0 ? ", and public ones of servers whose clients are all near them" : "");
    if (p->insides > 0)
        nets(t, "intranet", p->inside, p->insides);
    else
        draft_text_line(t, 2, "intranet:\n    nets:");
    for (size_t i = 0; i < 4; i++)
        draft_text_line(t, 6, "- %s", private[i]);
    if (p->perimeters > 0) {
        draft_text_comment(t, 2, "guess: public addresses of site systems that internet clients use");
        nets(t, "perimeter", p->perimeter, p->perimeters);
    } else {
        draft_text_question(t, 2,
                            "perimeter: {nets: [...]}: the networks between two firewalls, if there are any");
    }
    draft_text_line(t, 2, "internet: {default: yes}\n");
}

/* Nothing was found: what a site file needs at least, as comment. */
static void skeleton(const struct draft_text *t)
{
    static const char *const lines[] = {
        "No site system was seen. Each site and each of its systems has to be written by hand:",
        "sites:",
        "  P01: {type: primary, mode: native, boundaries: [10.1.0.0/16]}",
        "systems:",
        "  mp1: {address: 10.1.0.10, site: P01, roles: {MP: {default: yes}}}",
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        draft_text_question(t, 0, "%s", lines[i]);
}

static void proxies(const struct draft_text *t, const struct proposal *p)
{
    char address[DRAFT_TEXT_NET];
    bool begun = false;
    for (size_t i = 0; i < p->system_count; i++) {
        const struct proposal_system *s = &p->systems[i];
        if (s->proxy.sure == PROPOSAL_NONE || s->has_role)
            continue;
        if (!begun)
            draft_text_line(t, 0, "\nproxies:");
        begun = true;
        draft_text_basis(t, 2, &s->proxy);
        draft_text_line(t, 2, "%s: {address: %s, kind: forward}", s->name,
                        draft_text_address(&s->address[0], address));
    }
    if (!begun)
        draft_text_question(
            t, 0, "proxies: forward and reverse ones; a reverse proxy cannot be told from a server");
}

static void clients(const struct draft_text *t, const struct proposal *p)
{
    char address[DRAFT_TEXT_NET];
    size_t listed = 0, more = 0;
    draft_text_comment(
        t, 0, "Clients that are not listed are taken for computers of the site whose boundary holds them.");
    draft_text_question(t, 0,
                        "client_ranges, clients: mgmt (internet_only, both), join, http_roaming, fsp, state");
    for (size_t i = 0; i < p->system_count; i++) {
        const struct proposal_system *s = &p->systems[i];
        if (s->crowd.sure != PROPOSAL_NONE && more < LISTED_MOST) {
            draft_text_because(t, 0, &s->crowd, PROPOSAL_LIKELY, "several hosts behind %s (NAT)",
                               draft_text_address(&s->address[0], address));
            more++;
        }
    }
    for (size_t i = 0; i < p->system_count; i++) {
        const struct proposal_system *s = &p->systems[i];
        if (s->device.sure == PROPOSAL_NONE || s->has_role || listed == LISTED_MOST)
            continue;
        if (listed++ == 0)
            draft_text_line(t, 0, "clients:");
        draft_text_basis(t, 2, &s->device);
        draft_text_line(t, 2, "device-%zu: {address: %s, type: mobile}", listed,
                        draft_text_address(&s->address[0], address));
    }
}

void draft_write(FILE *out, const struct proposal *p, const struct draft_about *about)
{
    const struct draft_text t = {out, p->survey};
    head(&t, p, about);
    zones(&t, p);
    if (p->site_count == 0)
        skeleton(&t);
    else
        draft_text_line(&t, 0, "sites:");
    for (size_t i = 0; i < p->site_count; i++)
        draft_site(&t, p, (int)i);
    if (p->site_count > 0)
        draft_system_all(&t, p);
    proxies(&t, p);
    draft_text_question(
        &t, 0,
        "firewalls: {front: {between: [internet, perimeter]}}: what stands between two zones, "
        "and the ports it lets through");
    clients(&t, p);
}
