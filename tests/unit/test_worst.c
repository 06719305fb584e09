#include <criterion/criterion.h>
#include <string.h>

#include "report/worst.h"
#include "sample_run.h"

static struct query *opened(const char *path)
{
    enum report_failure why;
    struct err err = {""};
    struct query *q = query_open(path, &sample_everything, &why, &err);
    cr_assert_not_null(q, "%s", err.text);
    return q;
}

Test(worst, finds_the_gravest_of_each_rule_in_order)
{
    struct worst_list lists[] = {
        {.rule = "PORT-01", .most = 5}, {.rule = "MODE-02", .most = 2}, {.rule = "NONE", .most = 3}};
    char path[SAMPLE_PATH], text[4096];
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path, "UPDATE finding SET severity = 'critical' WHERE finding = 3", text);
    struct query *q = opened(path);
    worst_read(q, lists, 3);
    const struct worst_list *mode = worst_of(lists, 3, "MODE-02"), *port = worst_of(lists, 3, "PORT-01");
    cr_assert(mode != NULL && port != NULL);
    cr_assert_eq(mode->count, 2);
    cr_expect_eq(mode->at[0].finding, 3, "the gravest");
    cr_expect_eq(mode->at[1].finding, 1, "the most frequent");
    cr_assert_eq(port->count, 1);
    cr_expect_eq(port->at[0].finding, 4);
    cr_expect_eq(worst_of(lists, 3, "NONE")->count, 0);
    cr_expect_null(worst_of(lists, 3, "MODE-03"));
    worst_free(lists, 3);
    query_close(q);
    sample_remove(path);
}

Test(worst, keeps_as_many_as_asked_for_of_many)
{
    for (size_t most = 0; most < 70; most += 23) {
        struct worst_list list = {.rule = "MANY", .most = most};
        char path[SAMPLE_PATH], text[4096];
        sample_database(sample_path(path, "a.db"));
        (void)sample_text(
            path,
            "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 509) INSERT INTO"
            " finding (finding, run, fingerprint, rule, severity, client_ip, server_ip, server_port,"
            " transport, class, occurrences, first_us, last_us, why, waived) SELECT i, 1, CAST(i AS BLOB), "
            "'MANY',"
            " 'low', '', '', 1, '', '', 1 + i * 7919 % 491, 1, 2, '', CASE i % 5 WHEN 0 THEN 'w' END FROM n",
            text);
        (void)sample_text(path, "UPDATE run SET status = 'interrupted'", text);
        struct query *q = opened(path);
        worst_read(q, &list, 1);
        cr_expect_eq(list.count, most, "%zu", list.count);
        for (size_t i = 0; i < list.count; i++) {
            cr_expect_neq(list.at[i].finding % 5, 0, "waived");
            cr_expect_eq(list.at[i].occurrences, 1 + list.at[i].finding * 7919 % 491);
            cr_expect(i == 0 || list.at[i - 1].occurrences >= list.at[i].occurrences, "%zu of %zu", i, most);
        }
        cr_expect(most == 0 || list.at[0].occurrences > 480);
        worst_free(&list, 1);
        query_close(q);
        sample_remove(path);
    }
}
