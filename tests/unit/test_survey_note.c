#include "policy/survey_note.h"

#include "surveyed.h"

TestSuite(survey_note, .init = surveyed_open, .fini = surveyed_close);

Test(survey_note, keeps_names_only_that_can_be_names)
{
    surveyed_run(CLIENT, SERVER, 443, CLASS_HTTPS,
                 "sni:MP.Example.COM + cert:O=X, CN=cn.example.com|san.example.com,10.1.0.99");
    surveyed_run(CLIENT, SERVER, 80, CLASS_HTTP, "http:GET|/sms_mp/x|host.example.com:8080");
    surveyed_run(CLIENT, SERVER, 445, CLASS_SMB, "tree:\\\\NETBIOS\\SMSPKGD$");
    static const char *const good[] = {"mp.example.com", "cn.example.com",   "san.example.com",
                                       "10.1.0.99",      "host.example.com", "netbios"};
    static const char *const bad[] = {"sni:a b", "sni:x\ny",     "sni:-x",  "sni:x.",       "sni:",
                                      "sni:_x",  "sni:\xc2\x85", "sni:{a}", "sni:10.1.0.7", "sni:x#y"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        surveyed_run(CLIENT, "10.1.0.11", 443, CLASS_HTTPS, bad[i]);
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        cr_expect(surveyed_has(SURVEY_SEEN, SERVER, SURVEY_NAME, good[i]), "%s", good[i]);
    size_t n;
    const struct survey_item *items = survey_items(t.survey, SURVEY_SEEN, &n);
    struct addr other;
    cr_assert(addr_read(&other, "10.1.0.11"));
    for (size_t i = 0; i < n; i++)
        cr_expect(items[i].key.what != SURVEY_NAME || !addr_eq(&items[i].key.host, &other), "%.*s",
                  items[i].key.text_length, items[i].key.text);
}

Test(survey_note, counts_a_flow_once_and_ends_up_to_four)
{
    for (unsigned i = 0; i < 6; i++) {
        char client[32];
        (void)snprintf(client, sizeof client, "10.1.5.%u", i + 1);
        surveyed_run(client, SERVER, 80, CLASS_HTTP, "http:GET|/sms_mp/x + http:GET|/sms_mp/y");
    }
    const struct survey_item *item = surveyor_find(&t, SURVEY_FACTS, SERVER, SURVEY_ROLE, "/sms_mp");
    cr_assert_not_null(item);
    cr_expect_eq(item->flows, 6);
    cr_expect_eq(item->peer_count, SURVEY_PEERS);
    cr_expect_eq(item->first_frame, 10);
}

Test(survey_note, reads_a_code_in_upper_case)
{
    char code[4];
    cr_expect(survey_note_read_code("sms_n0z", 7, "sms_", code));
    cr_expect_str_eq(code, "N0Z");
    for (size_t n = 0; n < 7; n++)
        cr_expect_not(survey_note_read_code("sms_n0z", n, "sms_", code), "%zu", n);
    cr_expect_not(survey_note_read_code("sms_n-z", 7, "sms_", code));
    cr_expect_not(survey_note_read_code("smsXn0z", 7, "sms_", code));
}
