#include "decode/sql_response.h"

#include "decode/sql.h"
#include "tests/unit/reading.h"
#include "tests/unit/sqlwire.h"

static struct wire w;

#define PAYLOAD(what, payload, answer)                                                                       \
    {                                                                                                        \
        what, payload, sizeof payload - 1, answer                                                            \
    }
static const struct {
    const char *what, *payload;
    size_t n;
    enum probe answer;
} rows[] = {
    PAYLOAD("COLNAME and COLFMT", "\xa0\4\0\3one\xa1\6\0\7\0\0\0\x38\0\xd1\1\0\0\0", PROBE_SERVER),
    PAYLOAD("ROWFMT", "\xee\x0d\0\1\0\3one\x10\7\0\0\0\x38\0\xd1\1\0\0\0", PROBE_SERVER),
    PAYLOAD("ROWFMT2", "\x61\x06\0\0\0\1\0\3one\xd1\1\0\0\0", PROBE_SERVER),
    PAYLOAD("EED", "\xe5\6\0\1\2\3\4\5\6\xfd\2\0\0\0\0\0\0\0", PROBE_SERVER),
    PAYLOAD("CAPABILITY", "\xe2\6\0\1\1\1\2\1\1\xfd\0\0\0\0\0\0\0\0", PROBE_SERVER),
    PAYLOAD("FEDAUTHINFO", "\xee\5\0\0\0\1\0\0\0\1", PROBE_SERVER),
    PAYLOAD("columns of 7.0", "\x81\1\0\7\0\x08\0\x38\3o\0n\0e\0\xd1\1\0\0\0", PROBE_SERVER),
    PAYLOAD("columns behind an empty table of keys", "\x81\1\0\0\0\0\0\0\0\x08\0\x38\1o\0\xd1", PROBE_SERVER),
    PAYLOAD("columns without a type", "\x81\1\0\1\1\1\1\1\1\1\1\1\1\1\1\1\1", PROBE_NO),
    PAYLOAD("DONE of TDS 5.0", "\xfd\x40\0\2\0\0\0\0\0", PROBE_SERVER),
    PAYLOAD("another token behind COLNAME", "\xa0\4\0\3one\1\1\1\1\1", PROBE_NO),
    PAYLOAD("COLNAME that does not fit", "\xa0\x44\0\3one\xa1\6\0\7\0\0\0\x38\0", PROBE_NO),
    PAYLOAD("ROWFMT2 that does not fit", "\x61\x46\0\0\0\1\0\3one\xd1\1\0\0\0", PROBE_NO),
};

Test(sql_response, knows_tokens_of_all_versions_from_any_prefix)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        w.n = 0;
        sqlwire_packet(&w, 4, rows[i].payload, rows[i].n);
        enum probe p = sql_packet_probe(bytes_of(w.at, w.n), true);
        cr_expect_eq(p, rows[i].answer, "%s: %d", rows[i].what, (int)p);
        if (rows[i].answer == PROBE_NO)
            reading_never_takes_back_no(&sql_decoder, w.at, w.n, rows[i].what);
        else
            reading_prefixes(&sql_decoder, w.at, w.n, rows[i].answer, rows[i].what);
    }
}
