#include "policy/finding.h"

#include "recorded.h"

Test(finding, walks_its_evidence_in_order_of_arrival)
{
    static const char *const first[EVIDENCE_TEXTS] = {"\\\\s\\one"}, *const second[EVIDENCE_TEXTS] = {
                                                                         "svcctl"};
    struct recorded r;
    struct evidence e;
    const void *cursor = NULL;
    recorded_open(&r);
    cr_expect_not(finding_evidence(&r.a, &cursor, &e), "a flow without evidence has some");
    recorded_item(&r, EVIDENCE_SMB_TREE, 1, first);
    recorded_item(&r, EVIDENCE_SMB_PIPE, 2, second);
    cursor = NULL;
    cr_assert(finding_evidence(&r.a, &cursor, &e));
    cr_expect(e.kind == EVIDENCE_SMB_TREE && e.number == 1 && e.text[0].length == 7);
    cr_assert(finding_evidence(&r.a, &cursor, &e));
    cr_expect(e.kind == EVIDENCE_SMB_PIPE && memcmp(e.text[0].at, "svcctl", 6) == 0);
    cr_expect_not(finding_evidence(&r.a, &cursor, &e));
    recorded_close(&r);
}

Test(finding, has_a_community_id_where_ports_or_echoes_make_one)
{
    static const struct {
        uint8_t transport;
        enum app_class class_;
        bool has;
    } rows[] = {{TRANSPORT_TCP, CLASS_NONE, true},        {TRANSPORT_UDP, CLASS_UNKNOWN, true},
                {TRANSPORT_ICMP, CLASS_ICMP_ECHO, true},  {TRANSPORT_ICMP, CLASS_UNKNOWN, false},
                {TRANSPORT_ICMP6, CLASS_ICMP_ECHO, true}, {TRANSPORT_ICMP6, CLASS_NONE, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[COMMUNITY_TEXT] = "";
        struct recorded r;
        recorded_open(&r);
        r.a.transport = rows[i].transport;
        r.a.class_ = rows[i].class_;
        const char *id = finding_community(&r.a, text);
        cr_expect_eq(id != NULL, rows[i].has, "row %zu", i);
        cr_expect(id == NULL || (strncmp(id, "1:", 2) == 0 && strlen(id) == 30), "row %zu: %s", i, text);
        recorded_close(&r);
    }
}

Test(finding, keeps_each_note_once_and_no_more_than_it_holds)
{
    static const char *const many[] = {"a", "b", "a", "c", "d", "e", "f", "g", "h", "i", "b"};
    struct finding f = {0};
    for (size_t i = 0; i < sizeof many / sizeof many[0]; i++)
        finding_add_note(&f, many[i]);
    cr_assert_eq(f.note_count, FINDING_NOTES);
    cr_expect_str_eq(f.notes[2], "c");
    cr_expect_str_eq(f.notes[FINDING_NOTES - 1], "h");
}

Test(finding, tells_a_waiver_in_one_line)
{
    static const struct {
        struct finding_waiver waiver;
        const char *text;
    } rows[] = {
        {{.name = "w", .reason = "known", .approver = "me", .expires = "2026-12-31"},
         "w: known (approved by me, until 2026-12-31)"},
        {{.name = "w", .reason = "known", .expires = "2026-12-31"},
         "w: known (not approved, until 2026-12-31)"},
        {{.name = "w"}, "w: no reason given (not approved, without end)"},
    };
    char out[FINDING_WAIVED], reason[4096], *long_name = reason + 2048;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_str_eq(finding_waived(&rows[i].waiver, out), rows[i].text, "row %zu: %s", i, out);
    memset(reason, 'x', sizeof reason);
    reason[sizeof reason - 1] = '\0';
    const struct finding_waiver large = {
        .name = long_name, .reason = reason, .approver = reason, .expires = "2026-12-31"};
    cr_expect_lt(strlen(finding_waived(&large, out)), sizeof out);
    cr_expect_not_null(strstr(out, ", until 2026-12-31)"), "%s", out);
}
