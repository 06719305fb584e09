#include "decode/sql.h"
#include "decode/sql_packet.h"
#include "tests/unit/reading.h"
#include "tests/unit/sqlwire.h"
#include "tests/unit/strangers.h"

static struct wire w;

static const struct sqlwire_row rows[] = {
    SQLWIRE_ROW(0x04, "\x81\2\0\0\0\0\0\0\0\x38\0\0", PROBE_SERVER),
    SQLWIRE_ROW(0x04, "\x81\xff\xff\xfd\0\0\0\0\0\0\0\0\0", PROBE_SERVER),
    SQLWIRE_ROW(0x04, "\xfd\0\0\xc1\0\0\0\0\0", PROBE_SERVER),
    SQLWIRE_ROW(0x04, "\xfd\x10\0\xc1\0\1\0\0\0\0\0\0\0", PROBE_SERVER),
    SQLWIRE_ROW(0x04, "\xfd\1\0\xc1\0\1\0\0\0\xfd\0\0\xc1\0\1\0\0\0", PROBE_SERVER),
    SQLWIRE_ROW(0x04, "\xff\x11\0\xc3\0\1\0\0\0\0\0\0\0\x79\0\0\0\0\xfe\0\0\xe0\0\0\0\0\0\0\0\0\0",
                PROBE_SERVER),
    SQLWIRE_ROW(0x04, "\x79\0\0\0\0\xfe\0\0\xe0\0\0\0\0\0", PROBE_SERVER),
    SQLWIRE_ROW(0x04,
                "\xe3\x08\0\1\2"
                "a\0b\0\0\0\xfd\0\0\0\0\0\0\0\0",
                PROBE_SERVER),
    SQLWIRE_ROW(0x04, "\xaa\x06\0\x45\x16\0\0\2\0\xfd\2\0\0\0\0\0\0\0", PROBE_SERVER),
    SQLWIRE_ROW(0x04, "\xed\4\0NTLM", PROBE_SERVER),
    SQLWIRE_ROW(0x07, "\x81\1\0\0\0\0\0\0\0\x38\0\0", PROBE_CLIENT),
    SQLWIRE_ROW(0x0e, "\x16\0\0\0\x12\0\0\0\2\0\0\0\0\0\0\0\0\0\1\0\0\0\5\0\0\0", PROBE_CLIENT),
    SQLWIRE_ROW(0x11, "NTLMSSP\0\3\0\0\0", PROBE_CLIENT),
    SQLWIRE_ROW(0x11, "\xa1\x82\1\0\x30\x82", PROBE_CLIENT),
    SQLWIRE_ROW(0x12, "\x16\3\1\0\x50\1\0\0\x4c\3\3", PROBE_CLIENT),
    SQLWIRE_ROW(0x12, "\x16\3\3\0\x50\2\0\0\x4c\3\3", PROBE_SERVER),
    SQLWIRE_ROW(0x12, "\x14\3\1\0\1\1\x16\3\1\0\x28", PROBE_EITHER),
    SQLWIRE_ROW(0x01, "\1\2\3\4\5\6\7\x08", PROBE_NO),
    SQLWIRE_ROW(0x01, "g\0o\0", PROBE_NO),
    SQLWIRE_ROW(0x01, "s\0e\0l\0\0\0", PROBE_NO),
    SQLWIRE_ROW(0x03, "\xff\xff\0\0\0\0", PROBE_NO),
    SQLWIRE_ROW(0x03, "\xff\xff\x0a\0\x08\0", PROBE_NO),
    SQLWIRE_ROW(0x03, "\x10\0s\0p\0_\0a\0", PROBE_NO),
    SQLWIRE_ROW(0x03, "\xb0\xf0\x80\x32\1\0\0\0", PROBE_NO),
    SQLWIRE_ROW(0x04, "\xfd\0\2\0\0\0\0\0\0", PROBE_NO),
    SQLWIRE_ROW(0x04, "\xfd\0\0\0\0\0\0\0", PROBE_NO),
    SQLWIRE_ROW(0x04, "\xfd\0\0\0\0\0\0\0\0\1\1\1\1\1\1", PROBE_NO),
    SQLWIRE_ROW(0x04, "\xe3\xff\0\1\2", PROBE_NO),
    SQLWIRE_ROW(0x04, "\xe3\3\0\1\2\3\1\1", PROBE_NO),
    SQLWIRE_ROW(0x04, "\x79\0\0\0\0\x30\0\0\0\0\0\0\0\0", PROBE_NO),
    SQLWIRE_ROW(0x04, "\xd1\1\0\0\0", PROBE_NO),
    SQLWIRE_ROW(0x04, "\x81\0\0\0\0\0\0\0\0", PROBE_NO),
    SQLWIRE_ROW(0x0e, "\x16\0\0\0\x12\0\0\0\2\0\0\0\0\0\0\0\0\0\1\0\0\0\x0a\0\0\0", PROBE_NO),
    SQLWIRE_ROW(0x11, "\x30\x82\1\0", PROBE_NO),
    SQLWIRE_ROW(0x12, "\x16\2\1\0\x50\1\0\0", PROBE_NO),
    SQLWIRE_ROW(0x10, "\1\0\0\0\0\0\0\x74", PROBE_NO),
};

Test(sql_packet, judges_each_kind_by_how_its_payload_begins)
{
    sqlwire_expect_rows(rows, sizeof rows / sizeof rows[0]);
}

Test(sql_packet, knows_requests_with_and_without_headers)
{
    for (int headers = 0; headers < 2; headers++) {
        w.n = 0;
        sqlwire_batch(&w, headers != 0, "select 1");
        reading_prefixes(&sql_decoder, w.at, w.n, PROBE_CLIENT, "batch");
        w.n = 0;
        sqlwire_rpc(&w, headers != 0, NULL);
        reading_prefixes(&sql_decoder, w.at, w.n, PROBE_CLIENT, "procedure by number");
        w.n = 0;
        sqlwire_rpc(&w, headers != 0, "sp_GetPolicy");
        reading_prefixes(&sql_decoder, w.at, w.n, PROBE_CLIENT, "procedure by name");
    }
}

Test(sql_packet, knows_an_attention_by_its_header_alone)
{
    wire_bytes(&w, "\6\1\0\x08\0\0\1\0", 8);
    reading_prefixes(&sql_decoder, w.at, w.n, PROBE_CLIENT, "attention");
    w.at[3] = 9;
    wire_u8(&w, 0);
    cr_expect_eq(sql_packet_probe(bytes_of(w.at, w.n), true), PROBE_NO);
}

/* Two packets of one message whose payload tells nothing; the second one has id, type, spid and length as
 * given. */
static void message(unsigned type, size_t size, unsigned id, unsigned second, unsigned spid, unsigned last)
{
    w.n = 0;
    for (unsigned i = 0; i < 2; i++) {
        size_t at = sqlwire_open(&w, i == 0 ? type : second);
        w.at[at + 1] = (uint8_t)(i == 0 ? 0 : last);
        w.at[at + 4] = (uint8_t)(i == 0 ? 7 : spid);
        w.at[at + 6] = (uint8_t)(i == 0 ? id : id + 1);
        for (size_t k = 8; k < size; k++)
            wire_u8(&w, 0x01);
        sqlwire_close(&w, at);
    }
}

Test(sql_packet, knows_a_message_in_the_middle_by_the_next_header)
{
    static const size_t sizes[] = {512, 4096};
    for (size_t i = 0; i < 2; i++) {
        message(4, sizes[i], 255, 4, 7, 0);
        cr_expect_eq(sql_packet_probe(bytes_of(w.at, w.n), false), PROBE_SERVER);
        cr_expect_eq(sql_packet_probe(bytes_of(w.at, w.n), true), PROBE_NO, "nothing begins so");
        cr_expect_eq(sql_packet_probe(bytes_of(w.at, sizes[i] + 8), false), PROBE_SERVER);
        cr_expect_eq(sql_packet_probe(bytes_of(w.at, sizes[i] + 7), false), PROBE_MORE);
        message(7, sizes[i], 3, 7, 7, 1);
        cr_expect_eq(sql_packet_probe(bytes_of(w.at, w.n), false), PROBE_CLIENT);
        message(4, sizes[i], 3, 3, 7, 0);
        cr_expect_eq(sql_packet_probe(bytes_of(w.at, w.n), false), PROBE_NO, "another type");
        message(4, sizes[i], 3, 4, 8, 0);
        cr_expect_eq(sql_packet_probe(bytes_of(w.at, w.n), false), PROBE_NO, "another process");
        message(4, sizes[i], 3, 4, 7, 0);
        w.at[sizes[i] + 6] = 5;
        cr_expect_eq(sql_packet_probe(bytes_of(w.at, w.n), false), PROBE_NO, "a packet is missing");
        w.at[sizes[i] + 6] = 4;
        w.at[sizes[i] + 3]++;
        cr_expect_eq(sql_packet_probe(bytes_of(w.at, w.n), false), PROBE_NO, "another size");
    }
    message(4, 256, 3, 4, 7, 0);
    cr_expect_eq(sql_packet_probe(bytes_of(w.at, w.n), false), PROBE_NO, "no size that can be agreed on");
}

Test(sql_packet, refuses_headers_with_one_byte_wrong)
{
    static const size_t fields[] = {0, 1, 2, 7};
    sqlwire_batch(&w, true, "select 1");
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        w.at[fields[i]] ^= 0xff;
        cr_expect_eq(sql_packet_probe(bytes_of(w.at, w.n), true), PROBE_NO, "byte %zu", fields[i]);
        reading_never_takes_back_no(&sql_decoder, w.at, w.n, "header");
        w.at[fields[i]] ^= 0xff;
    }
    w.at[2] = 0;
    w.at[3] = 7;
    cr_expect_eq(sql_packet_probe(bytes_of(w.at, w.n), true), PROBE_NO, "shorter than the header");
}

Test(sql_packet, never_takes_back_a_no)
{
    sqlwire_login7(&w, 0x74000004, "sms", "app");
    sqlwire_old_login(&w, 4, "sa", "isql");
    for (size_t from = 0; from < 600; from++) {
        for (unsigned type = 0; type < 0x14; type++) {
            w.at[from] = (uint8_t)type;
            reading_never_takes_back_no(&sql_decoder, w.at + from, 64, "shifted");
        }
    }
}

Test(sql_packet, refuses_how_other_protocols_begin)
{
    strangers_are_refused(&sql_decoder);
}
