/* TDS packets for tests. */
#ifndef TESTS_SQLWIRE_H
#define TESTS_SQLWIRE_H

#include "decode/sql.h"
#include "decode/sql_packet.h"
#include "tests/unit/reading.h"
#include "tests/unit/wire.h"

/* Opens a packet that ends its message; close writes its length. */
static inline size_t sqlwire_open(struct wire *w, unsigned type)
{
    size_t at = w->n;
    wire_u8(w, type);
    wire_u8(w, 1);
    wire_zeros(w, 4);
    wire_u8(w, 1);
    wire_u8(w, 0);
    return at;
}

static inline void sqlwire_close(struct wire *w, size_t at)
{
    size_t length = w->n - at;
    w->at[at + 2] = (uint8_t)(length >> 8);
    w->at[at + 3] = (uint8_t)length;
}

/* type 0x12 of a client, 4 of a server. */
static inline void sqlwire_prelogin(struct wire *w, unsigned type, unsigned encryption)
{
    static const uint8_t lengths[] = {6, 1, 1, 4};
    unsigned offset = 21;
    size_t at = sqlwire_open(w, type);
    for (unsigned i = 0; i < 4; i++) {
        wire_u8(w, i);
        wire_be16(w, offset);
        wire_be16(w, lengths[i]);
        offset += lengths[i];
    }
    wire_u8(w, 0xff);
    wire_bytes(w, "\x09\x00\x0f\xc3\0\0", 6);
    wire_u8(w, encryption);
    wire_zeros(w, 5);
    sqlwire_close(w, at);
}

static inline void sqlwire_login7(struct wire *w, uint32_t version, const char *user, const char *app)
{
    const char *fields[9] = {"HOST", user, "secret", app, "SERVER", "", "ODBC", "", "SMS_ABC"};
    size_t at = sqlwire_open(w, 0x10), size = 94, offset = 94;
    for (size_t i = 0; i < 9; i++)
        size += 2 * strlen(fields[i]);
    wire_le32(w, (uint32_t)size);
    wire_le32(w, version);
    wire_le32(w, 4096);
    wire_zeros(w, 24);
    for (size_t i = 0; i < 9; i++) {
        wire_le16(w, (unsigned)offset);
        wire_le16(w, (unsigned)strlen(fields[i]));
        offset += 2 * strlen(fields[i]);
    }
    wire_zeros(w, 94 - 72);
    for (size_t i = 0; i < 9; i++)
        wire_wide(w, fields[i]);
    sqlwire_close(w, at);
}

static inline void sqlwire_old_name(struct wire *w, const char *name)
{
    wire_text(w, name);
    wire_zeros(w, 30 - strlen(name));
    wire_u8(w, (unsigned)strlen(name));
}

/* The login of TDS 4.2 and 5.0, in a packet of 512 bytes. */
static inline void sqlwire_old_login(struct wire *w, unsigned major, const char *user, const char *app)
{
    size_t at = sqlwire_open(w, 2);
    sqlwire_old_name(w, "host");
    sqlwire_old_name(w, user);
    sqlwire_old_name(w, "secret");
    sqlwire_old_name(w, "1234");
    wire_zeros(w, 16);
    sqlwire_old_name(w, app);
    sqlwire_old_name(w, "server");
    wire_zeros(w, 256);
    wire_u8(w, major);
    wire_u8(w, major == 4 ? 2 : 0);
    wire_zeros(w, 2);
    sqlwire_old_name(w, "lib");
    wire_zeros(w, 512 - (w->n - at));
    w->at[at + 1] = 0;
    sqlwire_close(w, at);
}

/* The answer to a login: ENVCHANGE, INFO, LOGINACK, DONE. */
static inline void sqlwire_answer(struct wire *w, const char version[4])
{
    size_t at = sqlwire_open(w, 4);
    wire_bytes(w,
               "\xe3\x08\x00\x01\x02"
               "a\0b\0\0\0",
               11);
    wire_bytes(w, "\xab\x0c\x00\x45\x16\0\0\2\0\1\0x\0\0\0", 15);
    wire_bytes(w, "\xad\x0a\x00\x01", 4);
    wire_bytes(w, version, 4);
    wire_bytes(w, "\0\x09\0\x0f\xc3", 5);
    wire_bytes(w, "\xfd\0\0\0\0\0\0\0\0\0\0\0\0", 13);
    sqlwire_close(w, at);
}

/* The headers that requests have since 7.2 (MS-TDS 2.2.5.3). */
static inline void sqlwire_headers(struct wire *w)
{
    wire_bytes(w, "\x16\0\0\0\x12\0\0\0\2\0\0\0\0\0\0\0\0\0\1\0\0\0", 22);
}

static inline void sqlwire_batch(struct wire *w, bool headers, const char *text)
{
    size_t at = sqlwire_open(w, 1);
    if (headers)
        sqlwire_headers(w);
    wire_wide(w, text);
    sqlwire_close(w, at);
}

/* name NULL: procedure 10, sp_executesql. */
static inline void sqlwire_rpc(struct wire *w, bool headers, const char *name)
{
    size_t at = sqlwire_open(w, 3);
    if (headers)
        sqlwire_headers(w);
    if (name == NULL)
        wire_bytes(w, "\xff\xff\x0a\0", 4);
    else {
        wire_le16(w, (unsigned)strlen(name));
        wire_wide(w, name);
    }
    wire_zeros(w, 10);
    sqlwire_close(w, at);
}

/* Any payload in a packet of this type. */
static inline void sqlwire_packet(struct wire *w, unsigned type, const char *payload, size_t n)
{
    size_t at = sqlwire_open(w, type);
    wire_bytes(w, payload, n);
    sqlwire_close(w, at);
}

/* How a packet of this type with this payload must be judged. */
struct sqlwire_row {
    unsigned type;
    const char *payload;
    size_t n;
    enum probe answer;
};

#define SQLWIRE_ROW(type, payload, answer)                                                                   \
    {                                                                                                        \
        type, payload, sizeof payload - 1, answer                                                            \
    }

/* Judges each row, and each of its beginnings. */
static inline void sqlwire_expect_rows(const struct sqlwire_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct wire w = {.n = 0};
        sqlwire_packet(&w, rows[i].type, rows[i].payload, rows[i].n);
        enum probe p = sql_packet_probe(bytes_of(w.at, w.n), true);
        cr_expect_eq(p, rows[i].answer, "row %zu, type %02x: %d", i, rows[i].type, (int)p);
        if (rows[i].answer == PROBE_NO)
            reading_never_takes_back_no(&sql_decoder, w.at, w.n, "a packet that is none");
        else
            reading_prefixes(&sql_decoder, w.at, w.n, rows[i].answer, "a packet");
    }
}

#endif
