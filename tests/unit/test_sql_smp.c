#include "decode/sql.h"
#include "decode/sql_smp.h"
#include "tests/unit/reading.h"
#include "tests/unit/sqlwire.h"
#include "tests/unit/strangers.h"

static struct wire w;

static void header(unsigned flags, uint32_t length, uint32_t sequence, uint32_t window)
{
    w.n = 0;
    wire_u8(&w, 0x53);
    wire_u8(&w, flags);
    wire_le16(&w, 1);
    wire_le32(&w, length);
    wire_le32(&w, sequence);
    wire_le32(&w, window);
}

static void data(unsigned type, const char *payload, size_t n)
{
    header(8, (uint32_t)(16 + 8 + n), 3, 7);
    sqlwire_packet(&w, type, payload, n);
}

Test(sql_smp, knows_each_kind_from_any_prefix)
{
    header(1, 16, 0, 4);
    cr_expect_eq(reading_prefixes(&sql_decoder, w.at, w.n, PROBE_CLIENT, "SYN"), 16U);
    header(2, 16, 5, 9);
    cr_expect_eq(reading_prefixes(&sql_decoder, w.at, w.n, PROBE_EITHER, "ACK"), 16U);
    header(4, 16, 5, 9);
    cr_expect_eq(reading_prefixes(&sql_decoder, w.at, w.n, PROBE_EITHER, "FIN"), 16U);
    data(1, "any bytes", 9);
    cr_expect_eq(reading_prefixes(&sql_decoder, w.at, w.n, PROBE_CLIENT, "DATA"), 24U);
    data(4, "any bytes", 9);
    cr_expect_eq(reading_prefixes(&sql_decoder, w.at, w.n, PROBE_SERVER, "its answer"), 24U);
}

Test(sql_smp, refuses_what_breaks_a_field)
{
    static const struct {
        const char *what;
        unsigned flags;
        uint32_t length, sequence, window;
    } rows[] = {
        {"no flag", 0, 16, 0, 4},       {"two flags", 3, 16, 0, 4},          {"long SYN", 1, 17, 0, 4},
        {"SYN later", 1, 16, 1, 4},     {"SYN without window", 1, 16, 0, 0}, {"short ACK", 2, 15, 5, 9},
        {"window behind", 2, 16, 5, 4}, {"window far off", 4, 16, 5, 5000},  {"empty DATA", 8, 24, 0, 4},
        {"long DATA", 8, 0x10000, 0, 4}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        header(rows[i].flags, rows[i].length, rows[i].sequence, rows[i].window);
        cr_expect_eq(sql_smp_probe(bytes_of(w.at, w.n)), PROBE_NO, "%s", rows[i].what);
        reading_never_takes_back_no(&sql_decoder, w.at, w.n, rows[i].what);
    }
    data(1, "any bytes", 9);
    w.at[19]++;
    cr_expect_eq(sql_smp_probe(bytes_of(w.at, w.n)), PROBE_NO, "TDS of another length");
    data(5, "any bytes", 9);
    cr_expect_eq(sql_smp_probe(bytes_of(w.at, w.n)), PROBE_NO, "no TDS");
}

Test(sql_smp, says_nothing_more_of_a_session)
{
    static struct reading r;
    reading_start(&r, &sql_decoder);
    data(1, "any bytes", 9);
    reading_wire(&r, true, &w, 1);
    reading_end(&r);
    cr_expect_str_eq(r.said, "");
    cr_expect_eq(r.side[0].want, FLOW_WANTS_NOTHING);
}
