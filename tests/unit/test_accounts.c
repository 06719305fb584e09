#include <criterion/criterion.h>
#include <string.h>

#include "sample_run.h"
#include "store/accounts.h"

Test(accounts, share_their_paragraphs)
{
    char path[SAMPLE_PATH], text[4096];
    sample_database(sample_path(path, "a.db"));
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_finding"), 4);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_account"), 32, "eight lines each");
    cr_expect_eq(sample_number(path, "SELECT count(DISTINCT paragraph) FROM paragraph"), 7,
                 "two clients' nets, two ports, one class, two rules");
    cr_expect_str_eq(sample_text(path,
                                 "SELECT group_concat(part || ' ' || name || ' ' || value || ' ' || basis ||"
                                 " coalesce(' ' || place, ''), '; ') FROM v_account"
                                 " WHERE finding = 1 AND part = 'responder' ORDER BY line",
                                 text),
                     "responder part responder listed site.yaml:8; responder default no default", "%s", text);
    sample_remove(path);
}

static void put_clients(struct store *s, unsigned from, unsigned to)
{
    struct audited a;
    struct finding f;
    for (unsigned flow = from; flow < to; flow++) {
        sample_flow(&a, &f, flow, flow);
        a.server.port = (uint16_t)(1 + flow);
        sample_put(s, &a, &f);
    }
}

Test(accounts, are_kept_when_more_paragraphs_come_than_are_remembered)
{
    char path[SAMPLE_PATH];
    enum { FINDINGS = ACCOUNTS_MOST + 100 };
    struct store *s = sample_open(sample_path(path, "a.db"));
    store_accounts(s, &sample_accounts);
    sample_begin(s);
    put_clients(s, 0, FINDINGS);
    sample_end(s, NULL);
    store_close(s);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_finding"), FINDINGS);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_account"), 8 * FINDINGS);
    sample_remove(path);
}

Test(accounts, of_a_second_run_have_paragraphs_of_their_own)
{
    char path[SAMPLE_PATH];
    struct store *s = sample_open(sample_path(path, "a.db"));
    store_accounts(s, &sample_accounts);
    for (int run = 0; run < 2; run++) {
        sample_begin(s);
        put_clients(s, 0, 2);
        sample_end(s, NULL);
    }
    store_close(s);
    cr_expect_eq(sample_number(path, "SELECT count(DISTINCT paragraph) FROM paragraph WHERE run = 1"), 5);
    cr_expect_eq(sample_number(path, "SELECT count(DISTINCT paragraph) FROM paragraph"), 10);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_account"), 4 * 8);
    sample_remove(path);
}

Test(accounts, are_none_where_nobody_tells_them)
{
    char path[SAMPLE_PATH];
    struct store *s = sample_open(sample_path(path, "a.db"));
    sample_begin(s);
    put_clients(s, 0, 2);
    sample_end(s, NULL);
    store_close(s);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_account"), 0);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM finding WHERE initiator IS NULL"), 2);
    sample_remove(path);
}
