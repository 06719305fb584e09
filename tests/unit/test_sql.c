#include "decode/sql.h"
#include "tests/unit/reading.h"
#include "tests/unit/sqlwire.h"

static struct wire w;
static struct reading r;

static void client_says(size_t step)
{
    reading_wire(&r, true, &w, step);
    w.n = 0;
}

static void server_says(size_t step)
{
    reading_wire(&r, false, &w, step);
    w.n = 0;
}

static void negotiate(unsigned encryption, size_t step)
{
    reading_start(&r, &sql_decoder);
    sqlwire_prelogin(&w, 0x12, encryption);
    client_says(step);
    sqlwire_prelogin(&w, 4, encryption);
    server_says(step);
}

Test(sql, knows_each_start_from_any_prefix)
{
    sqlwire_prelogin(&w, 0x12, 2);
    cr_expect_eq(reading_prefixes(&sql_decoder, w.at, w.n, PROBE_CLIENT, "prelogin"), 8U + 21);
    w.n = 0;
    sqlwire_prelogin(&w, 4, 2);
    cr_expect_eq(reading_prefixes(&sql_decoder, w.at, w.n, PROBE_SERVER, "its answer"), 8U + 21);
    w.n = 0;
    sqlwire_login7(&w, 0x70000000, "sms", "app");
    cr_expect_eq(reading_prefixes(&sql_decoder, w.at, w.n, PROBE_CLIENT, "LOGIN7"), 8U + 40);
    w.n = 0;
    sqlwire_old_login(&w, 5, "sa", "isql");
    cr_expect_eq(reading_prefixes(&sql_decoder, w.at, w.n, PROBE_CLIENT, "old login"), 8U + 462);
    w.n = 0;
    sqlwire_answer(&w, "\x72\x09\0\2");
    reading_prefixes(&sql_decoder, w.at, w.n, PROBE_SERVER, "answer to a login");
}

Test(sql, reads_a_login_in_clear_byte_by_byte)
{
    static const size_t steps[] = {1, 7, 100, 10000};
    for (size_t i = 0; i < 4; i++) {
        negotiate(2, steps[i]);
        sqlwire_login7(&w, 0x72090002, "sms", "SMS Provider");
        client_says(steps[i]);
        cr_expect_str_eq(r.said, "sql 7.2|notsup|sms|SMS Provider\ntarget SERVER|SMS_ABC|HOST\n", "step %zu",
                         steps[i]);
        cr_expect_eq(r.side[0].want, FLOW_WANTS_NOTHING);
        sqlwire_answer(&w, "\x71\0\0\1");
        server_says(steps[i]);
        reading_end(&r);
        cr_expect_str_eq(r.said, "sql 7.2|notsup|sms|SMS Provider\ntarget SERVER|SMS_ABC|HOST\n", "step %zu",
                         steps[i]);
        cr_expect_eq(r.side[1].want, FLOW_WANTS_NOTHING);
    }
}

Test(sql, reads_logins_without_a_prelogin)
{
    reading_start(&r, &sql_decoder);
    sqlwire_login7(&w, 0x70000000, "sms", "TSQL");
    client_says(1);
    cr_expect_str_eq(r.said, "sql 7.0||sms|TSQL\ntarget SERVER|SMS_ABC|HOST\n");
    reading_start(&r, &sql_decoder);
    sqlwire_old_login(&w, 4, "sa", "isql");
    client_says(1);
    cr_expect_str_eq(r.said, "sql 4.2||sa|isql\ntarget server||host\n");
}

Test(sql, says_at_once_that_everything_is_encrypted)
{
    negotiate(3, 1000);
    cr_expect_str_eq(r.said, "sql |req\n");
    cr_expect_eq(r.side[1].want, FLOW_WANTS_NOTHING);
    negotiate(1, 1);
    cr_expect_str_eq(r.said, "sql |on\n");
}

Test(sql, finds_the_version_behind_an_encrypted_login)
{
    for (size_t step = 1; step < 1000; step += 499) {
        negotiate(0, step);
        sqlwire_packet(&w, 0x12, "\x16\3\1\0\x50\1\0\0\x4c\3\3", 11);
        client_says(step);
        cr_expect_eq(r.side[0].want, FLOW_WANTS_NOTHING);
        sqlwire_packet(&w, 0x12, "\x16\3\1\0\x50\2\0\0\x4c\3\3", 11);
        server_says(step);
        cr_expect_str_eq(r.said, "");
        sqlwire_answer(&w, "\x72\x09\0\2");
        server_says(step);
        cr_expect_str_eq(r.said, "sql 7.2|off\n", "step %zu", step);
        cr_expect_eq(r.side[1].want, FLOW_WANTS_NOTHING);
    }
}

Test(sql, waits_for_the_answer_behind_a_challenge)
{
    negotiate(0, 1000);
    sqlwire_packet(&w, 4, "\xed\4\0NTLM", 7);
    sqlwire_answer(&w, "\x74\0\0\4");
    server_says(1);
    cr_expect_str_eq(r.said, "sql 7.4|off\n");
}

Test(sql, says_what_it_knows_when_there_is_no_login)
{
    negotiate(2, 1000);
    sqlwire_batch(&w, false, "select 1");
    client_says(1000);
    cr_expect_str_eq(r.said, "sql |notsup\n");
    negotiate(0, 1000);
    reading_end(&r);
    cr_expect_str_eq(r.said, "sql |off\n");
    reading_start(&r, &sql_decoder);
    sqlwire_batch(&w, true, "select 1");
    client_says(1);
    reading_end(&r);
    cr_expect_str_eq(r.said, "");
    cr_expect_eq(r.side[0].want, FLOW_WANTS_NOTHING);
}

Test(sql, finds_the_login_behind_a_hole)
{
    negotiate(2, 1000);
    reading_hole(&r, true, 100);
    reading_bytes(&r, true, "the rest of a packet", 20, 20);
    sqlwire_login7(&w, 0x74000004, "sms", "app");
    client_says(50);
    cr_expect_str_eq(r.said, "sql 7.4|notsup|sms|app\ntarget SERVER|SMS_ABC|HOST\n");
}

Test(sql, finds_the_answer_behind_a_hole)
{
    negotiate(0, 1000);
    reading_hole(&r, false, 100);
    sqlwire_answer(&w, "\x72\x09\0\2");
    server_says(1);
    cr_expect_str_eq(r.said, "sql 7.2|off\n");
}

Test(sql, does_not_look_for_ever_behind_a_hole)
{
    negotiate(2, 1000);
    reading_hole(&r, true, 100);
    for (int i = 0; i < 16; i++) {
        cr_expect_neq(r.side[0].want, FLOW_WANTS_NOTHING, "%d", i);
        reading_bytes(&r, true, "the rest of a packet", 20, 20);
    }
    cr_expect_eq(r.side[0].want, FLOW_WANTS_NOTHING);
    negotiate(3, 1000);
    reading_hole(&r, true, 100);
    cr_expect_eq(r.side[0].want, FLOW_WANTS_NOTHING, "everything was said");
    reading_end(&r);
    cr_expect_str_eq(r.said, "sql |req\n");
}

Test(sql, survives_any_single_wrong_byte)
{
    static struct wire client, server;
    sqlwire_prelogin(&client, 0x12, 2);
    sqlwire_login7(&client, 0x74000004, "sms", "app");
    sqlwire_prelogin(&server, 4, 2);
    sqlwire_answer(&server, "\x74\0\0\4");
    for (size_t i = 0; i < client.n + server.n; i++) {
        for (unsigned turn = 1; turn < 256; turn <<= 1) {
            uint8_t *at = i < client.n ? &client.at[i] : &server.at[i - client.n];
            *at ^= (uint8_t)turn;
            reading_start(&r, &sql_decoder);
            reading_wire(&r, false, &server, 50);
            reading_wire(&r, true, &client, 50);
            reading_end(&r);
            *at ^= (uint8_t)turn;
        }
    }
}
