#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "policy/audit.h"
#include "policy/party.h"
#include "policy/rule.h"

/* A sentence being written; cut at its end. */
struct sentence {
    char *out;
    size_t length;
};

static void say(struct sentence *s, const char *text)
{
    size_t n = strlen(text), room = FINDING_WHY - 1 - s->length;
    n = n < room ? n : room;
    memcpy(s->out + s->length, text, n);
    s->length += n;
    s->out[s->length] = '\0';
}

static void say_port(struct sentence *s, uint16_t port)
{
    char text[sizeof "65535"];
    (void)snprintf(text, sizeof text, "%u", port);
    say(s, text);
}

static const char *const types[] = {"client", "computer", "mobile device", "client of unknown type"};
static const char *const mgmts[] = {"", ", intranet-managed", ", internet-managed only",
                                    ", managed on intranet and internet", ", management type unknown"};

static void say_site(struct sentence *s, const struct site *site, int index)
{
    const struct site_site *x = &site->sites[index];
    say(s, site_mode_name(x->mode));
    say(s, x->type == SITE_SECONDARY ? "-mode secondary site " : "-mode site ");
    say(s, x->code);
}

static void say_roles(struct sentence *s, const struct site_system *system)
{
    for (size_t i = 0; i < system->role_count; i++) {
        say(s, i == 0 ? "" : "+");
        say(s, site_role_name(system->roles[i].role));
    }
    if (system->role_count == 0)
        say(s, "system");
}

static void say_client(struct sentence *s, const struct site *site, const struct party *p)
{
    const struct site_client *c = p->client;
    say(s, types[c != NULL ? c->type : CLIENT_TYPE_ABSENT]);
    if (c != NULL && c->site >= 0) {
        say(s, " of ");
        say_site(s, site, c->site);
    } else {
        say(s, " that is not listed");
    }
    say(s, c != NULL ? mgmts[c->mgmt] : "");
    if (p->boundary >= 0 && p->position != POSITION_INTERNET) {
        say(s, ", residing in ");
        say_site(s, site, p->boundary);
    } else {
        say(s, ", in zone ");
        say(s, site_position_name(p->position));
    }
}

static void say_party(struct sentence *s, const struct site *site, const struct party *p)
{
    char ip[ADDR_TEXT];
    say(s, addr_text(&p->ip, ip));
    say(s, " (");
    if (p->system != NULL) {
        say_roles(s, p->system);
        say(s, " of ");
        say_site(s, site, p->system->site);
    } else if (p->proxy != NULL) {
        say(s, p->proxy->kind == PROXY_REVERSE ? "reverse proxy" : "forward proxy");
    } else if (p->is_client) {
        say_client(s, site, p);
    } else {
        say(s, "neither a listed system nor a client");
    }
    say(s, ")");
}

static const char *verb_of(const struct audited *a)
{
    switch (a->state) {
    case STATE_ATTEMPT_REFUSED:
        return " was refused";
    case STATE_ATTEMPT_SILENT:
        return " got no answer";
    case STATE_ESTABLISHED_NODATA:
        return " connected without sending anything";
    default:
        return " spoke";
    }
}

static bool has_note(const struct finding *f, const char *note)
{
    for (unsigned i = 0; i < f->note_count; i++)
        if (strcmp(f->notes[i], note) == 0)
            return true;
    return false;
}

/* Why nothing could be recognised, when that is not the bytes' own fault; or NULL. */
static const char *excuse(const struct audited *a, const struct finding *f)
{
    if (a->class_ != CLASS_UNKNOWN)
        return NULL;
    if (has_note(f, "hole"))
        return "bytes that could tell it were lost";
    if (a->truncated)
        return "the capture cut its payload off";
    if (a->state == STATE_MIDSTREAM)
        return "it began before the capture";
    return NULL;
}

/* How the class is known, and of RPC on a port of its own whether the server was seen to hand it out. */
static const char *say_basis(const struct audited *a, const struct finding *f)
{
    bool rpc = a->class_ == CLASS_RPC && a->transport == TRANSPORT_TCP && a->server.port != 135;
    if (a->basis == BASIS_LEARNED)
        return " (its endpoint mapper handed out the port)";
    if (a->basis == BASIS_PORT)
        return " (by its port)";
    if (!rpc || strcmp(f->rule, "NC-HOSTS") == 0)
        return "";
    return has_note(f, "unannounced") ? " (on a port that nobody was seen to hand out)"
                                      : " (on a port that its endpoint mapper handed out)";
}

static void say_protocol(struct sentence *s, const struct audited *a, const struct finding *f)
{
    bool spoke = a->class_ != CLASS_NONE && !proto_state_is_attempt(a->state);
    say(s, verb_of(a));
    if (!spoke)
        return;
    const char *why_unknown = excuse(a, f);
    bool named = why_unknown == NULL && a->class_ != CLASS_UNKNOWN;
    say(s, " ");
    say(s, named ? proto_class_name(a->class_) : "an unknown protocol");
    if (named)
        say(s, say_basis(a, f));
    if (why_unknown == NULL)
        return;
    say(s, " (");
    say(s, why_unknown);
    say(s, ")");
}

/* The share of \\server\share. */
static struct evidence_text share_of(const struct evidence *e)
{
    struct evidence_text t = e->text[0];
    const char *last = t.length > 0 ? memrchr(t.at, '\\', t.length) : NULL;
    if (last == NULL)
        return t;
    return (struct evidence_text){last + 1, (uint16_t)(t.at + t.length - last - 1)};
}

/* The transaction that decided, else the first; or the first share, one that is more than a way to pipes if
 * it can be. */
static bool telling_item(const struct audited *a, const struct finding *f, struct evidence *out)
{
    struct evidence e;
    int http = 0;
    bool found = false;
    for (const void *cursor = NULL; finding_evidence(a, &cursor, &e);) {
        if (e.kind == EVIDENCE_HTTP && (f->decided_by < 0 || http++ == f->decided_by)) {
            *out = e;
            return true;
        }
        if (e.kind == EVIDENCE_SITE_NAME || e.kind == EVIDENCE_NAP) {
            *out = e;
            return true;
        }
        struct evidence_text share = share_of(&e);
        bool ipc = share.length == 4 && strncasecmp(share.at, "IPC$", 4) == 0;
        if (e.kind != EVIDENCE_SMB_TREE || (found && ipc))
            continue;
        *out = e;
        found = true;
        if (!ipc)
            return true;
    }
    return found;
}

static void say_evidence(struct sentence *s, const struct audited *a, const struct finding *f)
{
    char text[ESCAPE_WORST * 120 + 1];
    struct evidence e;
    if (!telling_item(a, f, &e))
        return;
    if (e.kind == EVIDENCE_NAP)
        say(s, ", with DHCP options of network access protection");
    struct evidence_text t = e.kind == EVIDENCE_HTTP ? e.text[1] : share_of(&e);
    if (t.length == 0)
        return;
    (void)escape_text(text, sizeof text, t.at, t.length < 120 ? t.length : 120);
    say(s, e.kind == EVIDENCE_HTTP        ? ", asking for "
           : e.kind == EVIDENCE_SITE_NAME ? ", asking for the name "
                                          : ", opening the share ");
    say(s, text);
}

static void say_rule(struct sentence *s, const struct audit *audit, const struct finding *f)
{
    const struct finding_rule *r = rule_text(audit_pack(audit), f->rule);
    if (r == NULL)
        return;
    bool violation = f->verdict == VERDICT_VIOLATION, judged = violation || f->verdict == VERDICT_COMPLIANT;
    say(s, f->verdict == VERDICT_COMPLIANT ? ", as " : "; ");
    say(s, judged ? r->id : f->rule);
    if (violation) {
        say(s, " (");
        say(s, r->title);
        say(s, ")");
    }
    say(s, judged ? " expects: " : ": ");
    say(s, judged ? r->expectation : r->condition);
    say(s, ".");
}

const char *audit_why(const struct audit *audit, const struct audited *a, const struct finding *f,
                      char out[FINDING_WHY])
{
    struct sentence s = {out, 0};
    const struct site *site = audit_site(audit);
    out[0] = '\0';
    if (site == NULL) {
        say(&s, "No site file was given, so no host is known and nothing is judged.");
        if (excuse(a, f) != NULL) {
            say(&s, " The protocol is unknown: ");
            say(&s, excuse(a, f));
            say(&s, ".");
        }
        return out;
    }
    struct party from = party_of(site, &a->client.ip), to = party_of(site, &a->server.ip);
    say_party(&s, site, &from);
    say_protocol(&s, a, f);
    say(&s, a->class_ == CLASS_NONE ? " at " : " to ");
    say_party(&s, site, &to);
    if (a->transport == TRANSPORT_TCP || a->transport == TRANSPORT_UDP) {
        say(&s, a->transport == TRANSPORT_TCP ? " on tcp port " : " on udp port ");
        say_port(&s, a->server.port);
    }
    say_evidence(&s, a, f);
    say_rule(&s, audit, f);
    return out;
}
