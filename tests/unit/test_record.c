#include "cli/record.h"

#include "recorded.h"

static struct audit *nobody;

static void ignore(void *context, const struct audited *a, const struct finding *f)
{
    (void)context, (void)a, (void)f;
}

static void open_audit(void)
{
    struct err err = {""};
    nobody = audit_open(NULL, 1 << 20, ignore, NULL, &err);
    cr_assert_not_null(nobody, "%s", err.text);
}

static void close_audit(void)
{
    audit_close(nobody);
}

TestSuite(record, .init = open_audit, .fini = close_audit);

static const char *written(struct recorded *r)
{
    record_flow(r->out, "a.pcap", nobody, &r->a, &r->f);
    return recorded_text(r);
}

#define WHY "\"why\":\"No site file was given, so no host is known and nothing is judged.\","

Test(record, leaves_out_what_does_not_apply)
{
    struct recorded r;
    recorded_open(&r);
    r.a.state = STATE_ATTEMPT_SILENT;
    r.a.packets[0] = 1;
    r.a.bytes[0] = 66;
    cr_expect_str_eq(
        written(&r),
        "{\"type\":\"flow\",\"file\":\"a.pcap\",\"id\":7,\"final\":true,"
        "\"first\":\"2026-11-20T12:00:00.000001Z\",\"last\":\"2026-11-20T12:00:01.000000Z\","
        "\"transport\":\"tcp\",\"client\":{\"ip\":\"10.1.5.7\",\"port\":50000},"
        "\"server\":{\"ip\":\"10.1.0.10\",\"port\":80},\"direction_known\":true,"
        "\"class\":\"NONE\",\"basis\":\"none\",\"state\":\"attempt_silent\","
        "\"packets\":[1,0],\"bytes\":[66,0],\"verdict\":\"NOT_COVERED\",\"rule\":\"NC-HOSTS\"," WHY
        "\"community_id\":\"1:NYo0wLvUCfu/rMW0N2CSICNVSNs=\"}\n");
    recorded_close(&r);
}

static void fill(struct recorded *r)
{
    static const char *const texts[EVIDENCE_TEXTS] = {"GET", "/", "mp", "SMS", "1.1"};
    r->a.class_ = CLASS_HTTP;
    r->a.basis = BASIS_CONTENT;
    r->a.direction_known = false;
    r->a.one_sided = r->a.truncated = true;
    r->a.lost_bytes = 1460;
    r->a.outer = (struct outer){.vlans = 2, .vlan = {100, 4094}};
    recorded_item(r, EVIDENCE_HTTP, 200, texts);
    r->f = (struct finding){.verdict = VERDICT_VIOLATION,
                            .severity = SEVERITY_HIGH,
                            .rule = "MODE-02",
                            .rules = {"MODE-02", "PORT-01"},
                            .rule_count = 2,
                            .site = "N01",
                            .role = "MP",
                            .notes = {"any-role", "fallback"},
                            .note_count = 2};
}

Test(record, has_every_key_of_a_violation)
{
    struct recorded r;
    recorded_open(&r);
    fill(&r);
    cr_expect_str_eq(
        written(&r),
        "{\"type\":\"flow\",\"file\":\"a.pcap\",\"id\":7,\"final\":true,"
        "\"first\":\"2026-11-20T12:00:00.000001Z\",\"last\":\"2026-11-20T12:00:01.000000Z\","
        "\"transport\":\"tcp\",\"client\":{\"ip\":\"10.1.5.7\",\"port\":50000},"
        "\"server\":{\"ip\":\"10.1.0.10\",\"port\":80},\"direction_known\":false,\"vlan\":[100,4094],"
        "\"class\":\"HTTP\",\"basis\":\"content\",\"state\":\"established_data\","
        "\"packets\":[0,0],\"bytes\":[0,0],\"lost\":1460,\"one_sided\":true,\"truncated\":true,"
        "\"detail\":{\"http\":[{\"method\":\"GET\",\"path\":\"/\",\"host\":\"mp\",\"agent\":\"SMS\","
        "\"version\":\"1.1\",\"status\":200}]},\"site\":\"N01\",\"role\":\"MP\",\"verdict\":\"VIOLATION\","
        "\"rule\":\"MODE-02\",\"rules\":[\"MODE-02\",\"PORT-01\"],\"severity\":\"high\",\"decided_by\":0,"
        "\"notes\":[\"any-role\",\"fallback\"]," WHY
        "\"community_id\":\"1:NYo0wLvUCfu/rMW0N2CSICNVSNs=\"}\n");
    recorded_close(&r);
}

Test(record, names_every_tunnel_with_its_number)
{
    static const struct {
        struct outer outer;
        const char *want;
    } rows[] = {
        {{.tunnels = 1, .tunnel = {TUNNEL_VXLAN}, .tunnel_id = {42}}, "\"tunnel\":[\"vxlan:42\"],"},
        {{.tunnels = 1, .tunnel = {TUNNEL_VXLAN}}, "\"tunnel\":[\"vxlan:0\"],"},
        {{.tunnels = 1, .tunnel = {TUNNEL_IPIP}}, "\"tunnel\":[\"ipip\"],"},
        {{.tunnels = 1, .tunnel = {TUNNEL_GRE}}, "\"tunnel\":[\"gre\"],"},
        {{.tunnels = 1, .tunnel = {TUNNEL_GRE}, .tunnel_id = {UINT32_MAX}},
         "\"tunnel\":[\"gre:4294967295\"],"},
        {{.tunnels = 4,
          .tunnel = {TUNNEL_MPLS, TUNNEL_PPPOE, TUNNEL_GENEVE, TUNNEL_ERSPAN},
          .tunnel_id = {16, 1, 7, 1023}},
         "\"tunnel\":[\"mpls:16\",\"pppoe:1\",\"geneve:7\",\"erspan:1023\"],"},
        {{.vlans = 1, .vlan = {5}, .tunnels = 1, .tunnel = {TUNNEL_GTP}, .tunnel_id = {9}},
         "\"vlan\":[5],\"tunnel\":[\"gtp:9\"],"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct recorded r;
        recorded_open(&r);
        r.a.outer = rows[i].outer;
        cr_expect_not_null(strstr(written(&r), rows[i].want), "%s in %s", rows[i].want, r.text);
        recorded_close(&r);
    }
}

Test(record, gives_ports_to_tcp_and_udp_only)
{
    static const struct {
        uint8_t transport;
        const char *want;
    } rows[] = {
        {TRANSPORT_TCP, "\"transport\":\"tcp\",\"client\":{\"ip\":\"10.1.5.7\",\"port\":50000}"},
        {TRANSPORT_UDP, "\"transport\":\"udp\",\"client\":{\"ip\":\"10.1.5.7\",\"port\":50000}"},
        {TRANSPORT_ICMP, "\"transport\":\"icmp\",\"client\":{\"ip\":\"10.1.5.7\"}"},
        {TRANSPORT_ICMP6, "\"transport\":\"icmp6\",\"client\":{\"ip\":\"10.1.5.7\"}"},
        {132, "\"transport\":\"132\",\"client\":{\"ip\":\"10.1.5.7\"}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct recorded r;
        recorded_open(&r);
        r.a.transport = rows[i].transport;
        cr_expect_not_null(strstr(written(&r), rows[i].want), "%s in %s", rows[i].want, r.text);
        recorded_close(&r);
    }
}

Test(record, is_one_line_whatever_the_file_is_called)
{
    struct recorded r;
    recorded_open(&r);
    record_flow(r.out, "a\n\"b\"\x1b.pcap", nobody, &r.a, &r.f);
    const char *line = recorded_text(&r);
    cr_expect_not_null(strstr(line, "\"file\":\"a\\\\x0A\\\"b\\\"\\\\x1B.pcap\","), "%s", line);
    cr_expect_eq(strchr(line, '\n'), line + r.n - 1);
    recorded_close(&r);
}

static const uint64_t verdicts[VERDICTS] = {4, 3, 2, 1};

Test(record, ends_a_complete_run_without_a_reason)
{
    struct recorded r;
    recorded_open(&r);
    const struct record_run run = {
        .started_us = 0, .ended_us = 1500000, .source = "a.pcap", .verdicts = verdicts};
    record_run(r.out, &run);
    cr_expect_str_eq(recorded_text(&r),
                     "{\"type\":\"run\",\"started\":\"1970-01-01T00:00:00.000000Z\","
                     "\"ended\":\"1970-01-01T00:00:01.500000Z\",\"source\":\"a.pcap\","
                     "\"packets\":0,\"bytes\":0,\"flows\":0,\"verdicts\":{\"COMPLIANT\":4,\"VIOLATION\":3,"
                     "\"NOT_COVERED\":2,\"UNDETERMINABLE\":1},\"drops\":{\"kernel\":0,\"interface\":0,"
                     "\"truncated\":0,\"unreadable\":0},\"frames_skipped\":{},\"lost_bytes\":0,"
                     "\"status\":\"complete\"}\n");
    recorded_close(&r);
}

Test(record, tells_all_that_a_partial_run_missed)
{
    static const struct store_coverage skipped[] = {{"ethertype", 12}, {"truncated", 0}, {"fragment", 2}};
    struct recorded r;
    recorded_open(&r);
    const struct record_run run = {.source = "a.pcap, b.pcap",
                                   .policy = "cm2007",
                                   .site_sha256 = "00ff",
                                   .packets = 100,
                                   .bytes = UINT64_MAX,
                                   .flows = 10,
                                   .verdicts = verdicts,
                                   .truncated = 5,
                                   .unreadable = 6,
                                   .skipped = skipped,
                                   .skipped_count = 3,
                                   .lost_bytes = 7,
                                   .partial = "b.pcap: cut off"};
    record_run(r.out, &run);
    const char *text = recorded_text(&r);
    static const char *const parts[] = {
        "\"policy\":\"cm2007\",\"site_sha256\":\"00ff\",\"packets\":100,",
        "\"bytes\":18446744073709551615,\"flows\":10,", "\"truncated\":5,\"unreadable\":6},",
        "\"frames_skipped\":{\"ethertype\":12,\"fragment\":2},\"lost_bytes\":7,",
        "\"status\":\"partial\",\"reason\":\"b.pcap: cut off\"}\n"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        cr_expect_not_null(strstr(text, parts[i]), "%s in %s", parts[i], text);
    recorded_close(&r);
}
