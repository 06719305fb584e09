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
