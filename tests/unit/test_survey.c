#include "policy/survey.h"

#include <criterion/criterion.h>
#include <string.h>

#include "surveyor.h"

Test(survey, refuses_an_unknown_policy)
{
    struct err err = {""};
    cr_expect_null(survey_open("cm1999", &err));
    cr_expect_neq(err.text[0], '\0');
    survey_close(NULL);
}

Test(survey, tells_which_capture_holds_a_frame)
{
    struct surveyor t;
    uint64_t number = 0;
    surveyor_open(&t);
    survey_source(t.survey, "two.pcap", 100);
    cr_expect_null(survey_place(t.survey, 0, &number));
    cr_expect_str_eq(survey_place(t.survey, 1, &number), "one.pcap");
    cr_expect_eq(number, 1);
    cr_expect_str_eq(survey_place(t.survey, 100, &number), "one.pcap");
    cr_expect_eq(number, 100);
    cr_expect_str_eq(survey_place(t.survey, 101, &number), "two.pcap");
    cr_expect_eq(number, 1);
    surveyor_close(&t);
}

Test(survey, keeps_the_first_reason_why_not_all_was_read)
{
    struct surveyor t;
    surveyor_open(&t);
    cr_expect_str_eq(survey_unread(t.survey), "");
    survey_partial(t.survey, "cut off");
    survey_partial(t.survey, "other");
    cr_expect_str_eq(survey_unread(t.survey), "cut off");
    surveyor_close(&t);
}

/* The site server that pushes, and the proxy that is asked, are not where the role is. */
Test(survey, takes_a_stored_role_for_the_server_that_has_it)
{
    static const struct {
        const char *role, *rule;
        bool told;
    } rows[] = {
        {"SITE_SERVER", "SRV-01", true},
        {"SITE_SERVER", "PORT-SRC", true},
        {"SITE_SERVER", "PORT-PUSH-02", false},
        {"SITE_SERVER", "PORT-PUSH-07", false},
        {"SITE_SERVER", "NC-OPT", false},
        {"SITE_SERVER", "UND-NOPAYLOAD", false},
        {"MP", "NC-HOSTS", false},
        {"MP", "PROXY-01", false},
        {"MP", "GHOST-01", false},
        {"MP", "MODE-02", true},
        {"MP", "NC-PROTO", true},
        {"DP", "UND-FACT(run_from_dp)", true},
        {"DP", "PORT-SMB139", true},
        {"PXE", "MIND-02", true},
        {"SITE_DB", "FW-SQL-02", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct surveyor t;
        struct survey_stored row = {.port = 445, .class_ = CLASS_SMB, .site = "N01", .flows = 1};
        row.role = rows[i].role;
        row.rule = rows[i].rule;
        surveyor_open(&t);
        cr_assert(addr_range_read(&row.clients, "10.1.5.0/24") && addr_read(&row.server, "10.1.0.10"));
        survey_stored(t.survey, &row);
        const char *name = rows[i].rule;
        cr_expect_eq(surveyor_find(&t, SURVEY_FACTS, "10.1.0.10", SURVEY_ROLE, SURVEY_RECORDED) != NULL,
                     rows[i].told, "%s", name);
        cr_expect_eq(surveyor_find(&t, SURVEY_FACTS, "10.1.0.10", SURVEY_SITE, "N01") != NULL, rows[i].told,
                     "%s", name);
        cr_expect_eq(survey_told(t.survey), rows[i].told ? 1 : 0, "%s", name);
        surveyor_close(&t);
    }
}

Test(survey, takes_what_a_database_stored)
{
    struct surveyor t;
    struct survey_stored row = {.port = 80, .class_ = CLASS_HTTP, .role = "MP", .site = "N01", .flows = 7};
    surveyor_open(&t);
    cr_assert(addr_range_read(&row.clients, "10.1.5.0/24") && addr_read(&row.server, "10.1.0.10"));
    survey_stored(t.survey, &row);
    row.role = NULL;
    row.site = NULL;
    row.class_ = CLASS_HTTPS;
    cr_assert(addr_read(&row.server, "198.51.100.1"));
    survey_stored(t.survey, &row);
    cr_assert(addr_read(&row.server, "10.1.0.11"));
    survey_stored(t.survey, &row);
    row.role = "GHOST";
    row.site = "too long";
    survey_stored(t.survey, &row);
    cr_expect_eq(surveyor_find(&t, SURVEY_FACTS, "10.1.0.10", SURVEY_ROLE, SURVEY_RECORDED)->flows, 7);
    cr_expect_eq(surveyor_find(&t, SURVEY_FACTS, "10.1.0.10", SURVEY_SITE, "N01")->key.which,
                 SURVEY_CODE_STORED);
    cr_expect_null(surveyor_find(&t, SURVEY_SEEN, "198.51.100.1", SURVEY_SERVES, ""));
    cr_expect_null(surveyor_find(&t, SURVEY_FACTS, "10.1.0.11", SURVEY_ROLE, SURVEY_RECORDED));
    const struct survey_item *net = surveyor_find(&t, SURVEY_NETS, "10.1.5.0", SURVEY_PAIR, "");
    cr_assert_not_null(net);
    cr_expect_eq(net->key.bits, 96 + 24);
    surveyor_close(&t);
}

Test(survey, knows_private_addresses)
{
    static const struct {
        const char *address;
        bool private;
    } rows[] = {{"10.0.0.0", true},    {"10.255.255.255", true}, {"11.0.0.0", false},
                {"172.16.0.1", true},  {"172.31.9.9", true},     {"172.32.0.1", false},
                {"172.15.0.1", false}, {"192.168.1.1", true},    {"192.169.0.1", false},
                {"fd00::1", true},     {"fc00::1", true},        {"2001:db8::1", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct addr a;
        cr_assert(addr_read(&a, rows[i].address));
        cr_expect_eq(survey_private(&a), rows[i].private, "%s", rows[i].address);
    }
}

Test(survey, counts_clients_by_network_when_there_are_too_many)
{
    struct surveyor t;
    size_t n;
    surveyor_open(&t);
    for (unsigned i = 0; i < 65536 + 512; i++) {
        char client[32];
        (void)snprintf(client, sizeof client, "10.%u.%u.%u", 2 + (i >> 16), i >> 8 & 255, i & 255);
        const struct surveyor_row rows[] = {{client, "10.1.0.10", 443, CLASS_HTTPS, ""},
                                            {NULL, NULL, 0, 0, NULL}};
        surveyor_run(&t, rows);
    }
    cr_expect_gt(survey_dropped(t.survey, SURVEY_PAIRS), 0);
    (void)survey_items(t.survey, SURVEY_NETS, &n);
    cr_expect_eq(n, 2);
    surveyor_close(&t);
}
