#include "cli/ports_words.h"

#include <stdarg.h>
#include <string.h>

#include "policy/expected_line.h"
#include "policy/sitekeys.h"
#include "policy/siteranges.h"

/* A text that grows; what does not fit is cut. */
struct text {
    char *at;
    size_t used;
};

__attribute__((format(printf, 2, 3))) static void put(struct text *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(t->at + t->used, PORTS_WORDS - t->used, format, args);
    va_end(args);
    if (n > 0)
        t->used += (size_t)n < PORTS_WORDS - t->used ? (size_t)n : PORTS_WORDS - t->used - 1;
}

static void put_more(struct text *t, const char *part)
{
    put(t, "%s%s", t->used > 0 ? ", " : "", part);
}

/* Its addresses are not all in one place. */
static bool is_split(const struct ports_table *t, uint32_t end)
{
    const struct site_system *s = t->ends[end].system;
    return (end > 0 && t->ends[end - 1].system == s) ||
           (end + 1 < t->end_count && t->ends[end + 1].system == s);
}

const char *const ports_words_dynamic[PORTS_WORDS_RANGES] = {"1025-5000", "49152-65535"};

const char *ports_words_id(const struct ports_table *t, uint32_t end, char out[PORTS_WORDS_ID])
{
    const struct expected_end *e = &t->ends[end];
    char address[ADDR_TEXT];
    if (e->kind == EXPECTED_SYSTEM && !is_split(t, end))
        return e->system->name;
    if (e->kind == EXPECTED_SYSTEM) {
        (void)snprintf(out, PORTS_WORDS_ID, "%.64s (%s)", e->system->name,
                       addr_text(&e->at[0].first, address));
        return out;
    }
    if (e->kind == EXPECTED_PROXY)
        return e->proxy->name;
    (void)snprintf(out, PORTS_WORDS_ID, "C%u", t->number[end]);
    return out;
}

static void put_place(struct text *out, const struct ports_table *t, const struct expected_client *c)
{
    const struct site_site *sites = t->site->sites;
    if (c->position == POSITION_INTERNET)
        put(out, " on the internet");
    else if (c->resident < 0)
        put(out, " outside all boundaries");
    else if (c->resident != c->assigned)
        put(out, " in %s", sites[c->resident].code);
    if (c->position == POSITION_PERIMETER)
        put(out, " in the perimeter");
}

static void put_settings(struct text *out, const struct expected_client *c)
{
    static const char *const mgmt[] = {[MGMT_INTRANET_ONLY] = ", intranet only",
                                       [MGMT_INTERNET_ONLY] = ", internet only",
                                       [MGMT_BOTH] = ", intranet and internet",
                                       [MGMT_UNKNOWN] = ", mgmt unknown"};
    if (mgmt[c->mgmt] != NULL)
        put(out, "%s", mgmt[c->mgmt]);
    if (c->http_roaming == TRI_YES)
        put(out, ", http_roaming");
    if (c->http_roaming == TRI_UNKNOWN)
        put(out, ", http_roaming unknown");
    if (c->state == CLIENT_INSTALLED)
        put(out, ", installed");
    if (c->elsewhere)
        put(out, ", workgroup or other forest");
}

static void put_protections(struct text *out, const struct site *site, const struct expected_end *e)
{
    for (size_t s = 0; s < site->system_count; s++) {
        const struct site_role *dp = site_system_role(&site->systems[s], ROLE_DP);
        if (dp != NULL && siteranges_have(&dp->protected_, &e->probe[e->has[0] ? 0 : 1]))
            put(out, ", protected by %s", site->systems[s].name);
    }
}

const char *ports_words_clients(const struct ports_table *t, const struct expected_end *e,
                                char out[PORTS_WORDS])
{
    struct text text = {out, 0};
    const struct expected_client *c = &e->client;
    const struct site_system *fsp = c->has_fsp ? site_system_at(t->site, &c->fsp) : NULL;
    put(&text, "%s%s%s", c->type == CLIENT_MOBILE ? "mobile devices" : "clients",
        c->assigned >= 0 ? " of " : " (no site written)",
        c->assigned >= 0 ? t->site->sites[c->assigned].code : "");
    if (c->type == CLIENT_TYPE_UNKNOWN)
        put(&text, " of unknown type");
    put_place(&text, t, c);
    put_settings(&text, c);
    if (fsp != NULL)
        put(&text, ", fsp %s", fsp->name);
    put_protections(&text, t->site, e);
    return out;
}

const char *ports_words_roles(const struct site_system *s, char out[PORTS_WORDS])
{
    struct text text = {out, 0};
    out[0] = '\0';
    for (size_t i = 0; i < s->role_count; i++)
        put_more(&text, site_role_name(s->roles[i].role));
    return out;
}

const char *ports_words_ports(const struct expected_row *r, char out[PORTS_WORDS])
{
    struct text text = {out, 0};
    out[0] = '\0';
    for (unsigned i = 0; i < r->port_count; i++)
        put(&text, "%s%u", i > 0 ? ", " : "", r->port[i]);
    for (unsigned i = 0; r->dynamic && i < PORTS_WORDS_RANGES; i++)
        put_more(&text, ports_words_dynamic[i]);
    return out;
}

const char *ports_words_protocol(const struct expected_row *r)
{
    return r->class_ == CLASS_ICMP_ECHO ? "ICMP echo" : proto_class_name(r->class_);
}

const char *ports_words_verdict(const struct expected_row *r, char out[PORTS_WORDS])
{
    struct text text = {out, 0};
    if (r->hangs_on == NULL)
        return "COMPLIANT";
    put(&text, "UND-FACT(%s)", r->hangs_on);
    return out;
}

static const char *names(const struct ports_table *t, const struct expected_row *r, char out[PORTS_WORDS])
{
    struct text text = {out, 0};
    put(&text, r->class_ == CLASS_SMB ? "only shares " : "only paths ");
    const char *name, *gap = "";
    for (unsigned i = 0; i < 64 && (name = expected_name(t->expected, i)) != NULL; i++) {
        if ((r->names & UINT64_C(1) << i) == 0)
            continue;
        put(&text, "%s%s", gap, name);
        gap = ", ";
    }
    return out;
}

/* What is asked over HTTP tells roles of one host apart. */
static bool has_several_roles(const struct ports_table *t, const struct expected_row *r)
{
    for (size_t i = 0; r->role >= 0 && i < r->to_count; i++)
        if (t->ends[r->to[i]].system != NULL && t->ends[r->to[i]].system->role_count > 1)
            return true;
    return false;
}

const char *ports_words_when(const struct ports_table *t, const struct expected_row *r, unsigned n,
                             char out[PORTS_WORDS])
{
    static const struct {
        unsigned bit;
        const char *text;
    } when[] = {
        {EXPECTED_AFTER_WEB, "only after HTTP or HTTPS to the same system failed"},
        {EXPECTED_AFTER_TRY, "only after the client tried its intranet management point"},
        {EXPECTED_AFTER_FAILURE, "only after the client's intranet management point did not answer"},
        {EXPECTED_DEPLOYING, "only until the client is installed"},
        {EXPECTED_NO_DIRECTORY, "needed only where Active Directory does not hold the site's data"},
    };
    for (size_t i = 0; i < sizeof when / sizeof when[0]; i++)
        if ((r->when & when[i].bit) != 0 && n-- == 0)
            return when[i].text;
    if (r->names != 0 && n-- == 0)
        return names(t, r, out);
    if (r->names == 0 && r->class_ == CLASS_HTTP && has_several_roles(t, r) && n-- == 0) {
        (void)snprintf(out, PORTS_WORDS, "only requests to its role %s", site_role_name((enum role)r->role));
        return out;
    }
    if (r->hangs_on == NULL || n > 0)
        return NULL;
    (void)snprintf(out, PORTS_WORDS, "hangs on %s, which the site file leaves open", r->hangs_on);
    return out;
}

const char *ports_words_line(const struct expected_row *r, unsigned n)
{
    const char *line, *last = "";
    for (unsigned i = 0; (line = expected_line_rule(i)) != NULL; i++) {
        if ((r->lines & UINT32_C(1) << i) == 0 || strcmp(line, last) == 0 || strcmp(line, r->rule->id) == 0)
            continue;
        if (n-- == 0)
            return line;
        last = line;
    }
    return NULL;
}

const char *ports_words_borders(const struct expected_row *r)
{
    static const char *const words[] = {"", "front", "back", "front, back"};
    return words[r->borders & (EXPECTED_FRONT | EXPECTED_BACK)];
}

const char *ports_words_method(unsigned n, unsigned *bit)
{
    const struct sitekeys_word *w = siteread_sites_deploy;
    while (w->name != NULL && n-- > 0)
        w++;
    *bit = (unsigned)w->value;
    return w->name;
}

/* The primary sites that do not deploy by any of the methods asked for. */
static const char *left_out(const struct ports_table *t, unsigned *n, char out[PORTS_WORDS])
{
    struct text text = {out, 0};
    for (size_t s = 0; s < t->site->site_count; s++) {
        const struct site_site *site = &t->site->sites[s];
        if (t->methods == 0 || site->type != SITE_PRIMARY || (site->deploy & t->methods) != 0)
            continue;
        if ((*n)-- > 0)
            continue;
        put(&text, "site %s is left out: its deploy does not name ", site->code);
        const char *gap = "";
        for (const struct sitekeys_word *w = siteread_sites_deploy; w->name != NULL; w++) {
            if ((t->methods & (unsigned)w->value) == 0)
                continue;
            put(&text, "%s%s", gap, w->name);
            gap = ", ";
        }
        return out;
    }
    return NULL;
}

static const char *published(const struct ports_table *t, unsigned *n)
{
    bool reverse = false;
    for (size_t i = 0; i < t->site->proxy_count; i++)
        reverse = reverse || t->site->proxies[i].kind == PROXY_REVERSE;
    if (!reverse || (*n)-- > 0)
        return NULL;
    return "Clients on the internet reach what a reverse proxy publishes at the proxy's own addresses, on "
           "the "
           "same ports; the rules are about the systems behind it.";
}

const char *ports_words_note(const struct ports_table *t, unsigned n, char out[PORTS_WORDS])
{
    static const char *const fixed[] = {
        "No rule speaks of DNS, Kerberos, LDAP, time, CRL distribution points (HTTP 80) or Microsoft Update "
        "(HTTP 80, HTTPS 443): they are not here, and clients and servers need them.",
        "RPC asks for its port at 135; 1025-5000 and 49152-65535 are what Windows hands out by default.",
        "Site systems on which a client runs stand with the clients only where the site file says "
        "also_client.",
        "Answers go back on the same connection. TFTP answers come from a port that the server chooses.",
        "The audit tells protocols by content; a port that is open here may still carry a violation.",
    };
    static const char *const general[] = {
        "NAT stands for a native-mode site, MIX for a mixed-mode site below it, BRN for a secondary site of "
        "NAT. "
        "Names of systems stand for any system of that role.",
        "Ports are the defaults. A site may have other request ports (both services of a protocol where both "
        "are enabled), an update point its own pair: 80 and 443, 8530 and 8531, or p and p+1.",
    };
    const char *of_site = left_out(t, &n, out);
    if (of_site == NULL)
        of_site = published(t, &n);
    if (of_site != NULL)
        return of_site;
    if (t->file == NULL && n < sizeof general / sizeof general[0])
        return general[n];
    if (t->file == NULL)
        n -= (unsigned)(sizeof general / sizeof general[0]);
    return n < sizeof fixed / sizeof fixed[0] ? fixed[n] : NULL;
}
