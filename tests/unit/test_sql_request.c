#include "decode/sql_request.h"

#include "decode/sql.h"
#include "tests/unit/reading.h"
#include "tests/unit/sqlwire.h"

static struct wire w;

static const struct sqlwire_row rows[] = {
    SQLWIRE_ROW(0x01, "select 1", PROBE_CLIENT),
    SQLWIRE_ROW(0x01, "\r\n\t SELECT\r\n1", PROBE_CLIENT),
    SQLWIRE_ROW(0x01, "exec sp_who", PROBE_CLIENT),
    SQLWIRE_ROW(0x01, "selected", PROBE_NO),
    SQLWIRE_ROW(0x01, "set", PROBE_NO),
    SQLWIRE_ROW(0x01, "queue.one", PROBE_NO),
    SQLWIRE_ROW(0x03, "\x06sp_who\0\0", PROBE_CLIENT),
    SQLWIRE_ROW(0x03, "\x0dmaster..xp_ab\2\0\0\0\x38", PROBE_CLIENT),
    SQLWIRE_ROW(0x03, "\x06sp_who\0\x08", PROBE_NO),
    SQLWIRE_ROW(0x03, "\x06sp who\0\0", PROBE_NO),
    SQLWIRE_ROW(0x03, "\2sp\0\0", PROBE_NO),
    SQLWIRE_ROW(0x03, "\x06sp_who", PROBE_NO),
    SQLWIRE_ROW(0x08, "\x10\0\0\0\x0c\0\0\0e\0y\0J\0a\0b\0c\0", PROBE_CLIENT),
    SQLWIRE_ROW(0x08,
                "\x30\0\0\0\x0c\0\0\0e\0y\0J\0a\0b\0c\0"
                "01234567890123456789012345678901",
                PROBE_CLIENT),
    SQLWIRE_ROW(0x08, "\x11\0\0\0\x0c\0\0\0e\0y\0J\0a\0b\0c\0", PROBE_NO),
    SQLWIRE_ROW(0x08, "\x10\0\0\0\x0c\0\0\0\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c", PROBE_NO),
    SQLWIRE_ROW(0x0f, "\x21\x09\0\0\0\0select 1", PROBE_CLIENT),
    SQLWIRE_ROW(0x0f, "\x21\x0a\0\0\0\0select 1", PROBE_NO),
    SQLWIRE_ROW(0x0f, "\x21\x09\0\0\0\0\1\2\3\4\5\6\7\x08", PROBE_NO),
    SQLWIRE_ROW(0x0f, "\xe6\x09\0\6sp_who\0\0", PROBE_CLIENT),
    SQLWIRE_ROW(0x0f, "\xe6\x09\0\6\1\2\3\4\5\6\0\0", PROBE_NO),
    SQLWIRE_ROW(0x0f, "\xe7\x09\0\1\0\4dyn1\0\0", PROBE_CLIENT),
    SQLWIRE_ROW(0x0f, "\xe7\x19\0\1\0\4dyn1\0\0", PROBE_NO),
    SQLWIRE_ROW(0x0f, "\x71\0", PROBE_CLIENT),
    SQLWIRE_ROW(0x0f, "\x71\1", PROBE_NO),
    SQLWIRE_ROW(0x0f, "\x99\0\0\0", PROBE_NO),
};

Test(sql_request, knows_each_kind_from_any_prefix)
{
    sqlwire_expect_rows(rows, sizeof rows / sizeof rows[0]);
}

Test(sql_request, lets_long_text_and_tokens_go_on_in_the_next_packet)
{
    w.n = 0;
    sqlwire_packet(&w, 0x0f, "\x21\x09\1\0\0\0select 1", 14);
    cr_expect_eq(sql_packet_probe(bytes_of(w.at, w.n), true), PROBE_NO);
    w.at[1] = 0;
    cr_expect_eq(sql_packet_probe(bytes_of(w.at, w.n), true), PROBE_CLIENT);
    w.n = 0;
    sqlwire_packet(&w, 0x08, "\x10\1\0\0\x0c\1\0\0e\0y\0J\0a\0b\0c\0d\0e\0", 24);
    cr_expect_eq(sql_packet_probe(bytes_of(w.at, w.n), true), PROBE_NO);
    w.at[1] = 0;
    cr_expect_eq(sql_packet_probe(bytes_of(w.at, w.n), true), PROBE_CLIENT);
}
