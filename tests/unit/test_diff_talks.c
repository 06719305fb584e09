#include "report/diff_talks.h"

#include <criterion/criterion.h>

#include "sample_run.h"

static const char others[] =
    "INSERT INTO traffic SELECT run, '10.1.0.11', 80, n, 'tcp', 'HTTP', '', '', 'COMPLIANT', 'X', 1, 1 FROM "
    "run,"
    " (SELECT '10.2.0.0-10.2.0.9' AS n UNION SELECT '10.2.0.5-10.2.1.0' UNION SELECT '10.3.0.0/24'"
    " UNION SELECT 'nonsense' UNION SELECT '')";

static bool have(const struct diff_talks *t, const char *client, const char *server)
{
    struct addr c, s;
    cr_assert(addr_read(&c, client) && addr_read(&s, server));
    return diff_talks_have(t, &c, &s);
}

Test(diff_talks, know_which_network_spoke_to_which_server)
{
    static const struct {
        const char *client, *server;
        bool spoke;
    } rows[] = {{"10.1.5.1", "10.1.0.10", true},        {"10.1.255.255", "10.1.0.10", true},
                {"10.2.0.0", "10.1.0.10", false},       {"10.1.5.1", "10.1.0.9", false},
                {"10.1.5.1", "10.1.0.11", false},       {"10.2.0.0", "10.1.0.11", true},
                {"10.2.1.0", "10.1.0.11", true},        {"10.2.1.1", "10.1.0.11", false},
                {"10.3.0.77", "10.1.0.11", true},       {"10.2.255.255", "10.1.0.11", false},
                {"2001:db8::77", "2001:db8::10", true}, {"2001:db8:1::77", "2001:db8::10", false}};
    char path[SAMPLE_PATH], text[4096];
    enum report_failure why;
    struct err err = {""};
    struct diff_talks talks = {0};
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path, others, text);
    struct query *q = query_open(path, &sample_everything, &why, &err);
    cr_assert_not_null(q, "%s", err.text);
    cr_assert_eq(diff_talks_read(&talks, q, &err), 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(have(&talks, rows[i].client, rows[i].server), rows[i].spoke, "%s -> %s", rows[i].client,
                     rows[i].server);
    diff_talks_free(&talks);
    cr_expect_not(have(&talks, "10.1.5.1", "10.1.0.10"));
    query_close(q);
    sample_remove(path);
}
