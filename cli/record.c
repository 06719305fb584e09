#include "cli/record.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/utc.h"
#include "capture/link.h"
#include "cli/detail.h"

static void time_member(struct json *j, const char *key, int64_t us)
{
    char text[UTC_TEXT];
    json_member_text(j, key, utc_text(us, text));
}

static void end_member(struct json *j, const char *key, const struct flow_end *end, bool has_ports)
{
    char ip[ADDR_TEXT];
    json_key(j, key);
    json_open(j, '{');
    json_member_text(j, "ip", addr_text(&end->ip, ip));
    if (has_ports)
        json_member_count(j, "port", end->port);
    json_close(j, '}');
}

static void flag_member(struct json *j, const char *key, bool set)
{
    if (!set)
        return;
    json_key(j, key);
    json_bool(j, true);
}

static void pair_member(struct json *j, const char *key, const uint64_t n[2])
{
    json_key(j, key);
    json_open(j, '[');
    json_count(j, n[0]);
    json_count(j, n[1]);
    json_close(j, ']');
}

static void outer_members(struct json *j, const struct outer *o)
{
    if (o->vlans > 0) {
        json_key(j, "vlan");
        json_open(j, '[');
        for (unsigned i = 0; i < o->vlans; i++)
            json_count(j, o->vlan[i]);
        json_close(j, ']');
    }
    if (o->tunnels > 0) {
        json_key(j, "tunnel");
        json_open(j, '[');
        for (unsigned i = 0; i < o->tunnels; i++) {
            char text[32], id[12] = "";
            if (o->tunnel_id[i] != 0 || link_tunnel_numbered(o->tunnel[i]))
                (void)snprintf(id, sizeof id, ":%" PRIu32, o->tunnel_id[i]);
            (void)snprintf(text, sizeof text, "%s%s", link_tunnel_name(o->tunnel[i]), id);
            json_text(j, text);
        }
        json_close(j, ']');
    }
}

static void ends_and_outer(struct json *j, const struct audited *a)
{
    char transport[PROTO_TRANSPORT_TEXT];
    bool has_ports = a->transport == TRANSPORT_TCP || a->transport == TRANSPORT_UDP;
    json_member_text(j, "transport", proto_transport_text(a->transport, transport));
    end_member(j, "client", &a->client, has_ports);
    end_member(j, "server", &a->server, has_ports);
    json_key(j, "direction_known");
    json_bool(j, a->direction_known);
    outer_members(j, &a->outer);
}

static void text_list(struct json *j, const char *key, const char *const *texts, unsigned n)
{
    if (n == 0)
        return;
    json_key(j, key);
    json_open(j, '[');
    for (unsigned i = 0; i < n; i++)
        json_text(j, texts[i]);
    json_close(j, ']');
}

static void finding_members(struct json *j, const struct finding *f)
{
    if (f->site[0] != '\0')
        json_member_text(j, "site", f->site);
    if (f->role != NULL)
        json_member_text(j, "role", f->role);
    json_member_text(j, "verdict", severity_verdict_name(f->verdict));
    json_member_text(j, "rule", f->rule);
    text_list(j, "rules", f->rules, f->rule_count);
    if (f->verdict == VERDICT_VIOLATION)
        json_member_text(j, "severity", severity_name(f->severity));
    if (f->decided_by >= 0)
        json_member_count(j, "decided_by", (uint64_t)f->decided_by);
    text_list(j, "notes", f->notes, f->note_count);
}

void record_flow(FILE *out, const char *file, const struct audit *audit, const struct audited *a,
                 const struct finding *f)
{
    char why[FINDING_WHY], community[COMMUNITY_TEXT];
    struct json j = {.out = out};
    json_open(&j, '{');
    json_member_text(&j, "type", "flow");
    json_member_text(&j, "file", file);
    json_member_count(&j, "id", a->flow);
    json_key(&j, "final");
    json_bool(&j, true);
    time_member(&j, "first", a->first_us);
    time_member(&j, "last", a->last_us);
    ends_and_outer(&j, a);
    json_member_text(&j, "class", proto_class_name(a->class_));
    json_member_text(&j, "basis", proto_basis_name(a->basis));
    json_member_text(&j, "state", proto_state_name(a->state));
    pair_member(&j, "packets", a->packets);
    pair_member(&j, "bytes", a->bytes);
    if (a->lost_bytes > 0)
        json_member_count(&j, "lost", a->lost_bytes);
    flag_member(&j, "one_sided", a->one_sided);
    flag_member(&j, "truncated", a->truncated);
    detail_write(&j, a);
    finding_members(&j, f);
    json_member_text(&j, "why", audit_why(audit, a, f, why));
    if (finding_community(a, community) != NULL)
        json_member_text(&j, "community_id", community);
    json_close(&j, '}');
    (void)putc('\n', out);
}

static void run_counts(struct json *j, const struct record_run *run)
{
    json_key(j, "verdicts");
    json_open(j, '{');
    for (unsigned v = 0; v < VERDICTS; v++)
        json_member_count(j, severity_verdict_name(v), run->verdicts[v]);
    json_close(j, '}');
    json_key(j, "drops");
    json_open(j, '{');
    json_member_count(j, "kernel", 0);
    json_member_count(j, "interface", 0);
    json_member_count(j, "truncated", run->truncated);
    json_member_count(j, "unreadable", run->unreadable);
    json_close(j, '}');
    json_key(j, "frames_skipped");
    json_open(j, '{');
    for (size_t i = 0; i < run->skipped_count; i++)
        if (run->skipped[i].count > 0)
            json_member_count(j, run->skipped[i].what, run->skipped[i].count);
    json_close(j, '}');
}

void record_run(FILE *out, const struct record_run *run)
{
    struct json j = {.out = out};
    json_open(&j, '{');
    json_member_text(&j, "type", "run");
    time_member(&j, "started", run->started_us);
    time_member(&j, "ended", run->ended_us);
    json_member_text(&j, "source", run->source);
    if (run->policy != NULL)
        json_member_text(&j, "policy", run->policy);
    if (run->site_sha256 != NULL)
        json_member_text(&j, "site_sha256", run->site_sha256);
    json_member_count(&j, "packets", run->packets);
    json_member_count(&j, "bytes", run->bytes);
    json_member_count(&j, "flows", run->flows);
    run_counts(&j, run);
    json_member_count(&j, "lost_bytes", run->lost_bytes);
    json_member_text(&j, "status", run->partial != NULL ? "partial" : "complete");
    if (run->partial != NULL)
        json_member_text(&j, "reason", run->partial);
    json_close(&j, '}');
    (void)putc('\n', out);
}
