#include "decode/sql_response.h"

#include "decode/sql_prelogin.h"

enum { COLUMNS_MOST = 4096, NO_COLUMNS = 0xffff };
/* MS-TDS 2.2.7.6: status bits of a DONE, with those of TDS 5.0; its length with a count in 4 or 8 bytes */
enum { DONE_KNOWN = 0x01ff, DONE_SHORT = 9, DONE_LONG = 13 };

enum {
    RETURN_STATUS = 0x79,
    COLUMNS = 0x81,
    ORDER = 0xa9,
    ERROR = 0xaa,
    RETURN_VALUE = 0xac,
    ROW = 0xd1,
    ROW_OF_AGGREGATES = 0xd3,
    SESSION_STATE = 0xe4,
    SSPI = 0xed,
    FEDERATED = 0xee,
    DONE = 0xfd,
};

/*
 * Tokens with a length in two bytes: besides those of MS-TDS (TABNAME, COLINFO, ORDER, ERROR, INFO, LOGINACK,
 * ENVCHANGE, SSPI) COLNAME, COLFMT, ALTNAME, ALTFMT, OPTIONCMD, CURINFO, CONTROL, CAPABILITY, EED, DYNAMIC,
 * PARAMFMT, ROWFMT of TDS 4.2 and 5.0. ROWFMT2 and PARAMFMT2 have four bytes.
 */
static bool is_counted(uint8_t token)
{
    static const uint8_t counted[] = {0xa4, 0xa5, ORDER, 0xaa, 0xab, 0xad, 0xe3, 0xed, 0xa0, 0xa1,
                                      0xa7, 0xa8, 0xa6,  0x83, 0xae, 0xe2, 0xe5, 0xe7, 0xec, 0xee};
    return memchr(counted, token, sizeof counted) != NULL;
}

/* What an answer to a login begins with: its token and a length that fits are enough. */
static bool is_common(uint8_t token)
{
    return token == SQL_TOKEN_ENVCHANGE || token == SQL_TOKEN_INFO || token == ERROR ||
           token == SQL_TOKEN_LOGINACK || token == SSPI;
}

static bool is_long(uint8_t token)
{
    return token == 0x61 || token == 0x20 || token == SESSION_STATE || token == FEDERATED;
}

static bool is_token(uint8_t token)
{
    return is_counted(token) || is_long(token) || token == COLUMNS || token == RETURN_STATUS ||
           token == RETURN_VALUE || (token >= ROW && token <= ROW_OF_AGGREGATES) || token >= DONE ||
           token == 0x65;
}

static bool token_at(struct bytes b, size_t offset)
{
    bytes_skip(&b, offset);
    return is_token(bytes_u8(&b));
}

/* MS-TDS 2.2.5.4: types of data, in the order of their numbers */
static bool is_type(uint8_t type)
{
    static const uint8_t types[] = {0x1f, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x2b,
                                    0x2d, 0x2f, 0x30, 0x32, 0x34, 0x37, 0x38, 0x3a, 0x3b, 0x3c, 0x3d,
                                    0x3e, 0x3f, 0x62, 0x63, 0x68, 0x6a, 0x6c, 0x6d, 0x6e, 0x6f, 0x7a,
                                    0x7f, 0xa5, 0xa7, 0xad, 0xaf, 0xe7, 0xef, 0xf0, 0xf1, 0xf4, 0xf5};
    return memchr(types, type, sizeof types) != NULL;
}

/*
 * MS-TDS 2.2.7.4: the first column's type stands behind 4 bytes before 7.2, 6 since, 8 behind an empty table
 * of keys.
 */
enum probe sql_response_columns(struct bytes b, enum probe whose)
{
    uint16_t columns = bytes_le16(&b);
    struct bytes first = bytes_take(&b, 9);
    if (bytes_ok(&b) && columns > 0 && columns <= COLUMNS_MOST)
        return is_type(first.at[4]) || is_type(first.at[6]) || is_type(first.at[8]) ? whose : PROBE_NO;
    if (bytes_ok(&b))
        return columns == NO_COLUMNS && is_token(first.at[0]) ? whose : PROBE_NO;
    return PROBE_MORE;
}

static enum probe probe_done(struct bytes b, size_t length)
{
    struct bytes fields = b;
    bytes_skip(&fields, 1);
    uint16_t status = bytes_le16(&fields);
    if ((bytes_ok(&fields) && (status & ~DONE_KNOWN) != 0) || length < DONE_SHORT)
        return PROBE_NO;
    if (length == DONE_SHORT || length == DONE_LONG)
        return bytes_ok(&fields) ? PROBE_SERVER : PROBE_MORE;
    if (b.left <= DONE_SHORT || (b.left <= DONE_LONG && b.left < length && !token_at(b, DONE_SHORT)))
        return PROBE_MORE;
    return token_at(b, DONE_SHORT) || token_at(b, DONE_LONG) ? PROBE_SERVER : PROBE_NO;
}

/* A token with its length in front; the next one, where it is there to be seen, must be one too. */
static enum probe probe_sized(struct bytes b, const struct sql_packet *p, size_t at, size_t size,
                              enum probe unseen)
{
    size_t length = p->length - (size_t)SQL_HEADER;
    if (size == 0 || (at + size > length && (p->status & SQL_STATUS_LAST) != 0))
        return PROBE_NO;
    if (at + size >= length)
        return PROBE_SERVER;
    if (at + size >= b.left)
        return unseen;
    return token_at(b, at + size) ? PROBE_SERVER : PROBE_NO;
}

static enum probe probe_counted(struct bytes b, const struct sql_packet *p, uint8_t token)
{
    struct bytes fields = b;
    bytes_skip(&fields, 1);
    size_t size = bytes_le16(&fields);
    if (!bytes_ok(&fields))
        return PROBE_MORE;
    if (size < (token == ORDER ? 2 : 3))
        return PROBE_NO;
    return probe_sized(b, p, 3, size, is_common(token) ? PROBE_SERVER : PROBE_MORE);
}

static enum probe probe_long(struct bytes b, const struct sql_packet *p)
{
    struct bytes fields = b;
    bytes_skip(&fields, 1);
    size_t size = bytes_le32(&fields);
    if (!bytes_ok(&fields))
        return PROBE_MORE;
    return size > UINT16_MAX ? PROBE_NO : probe_sized(b, p, 5, size, PROBE_MORE);
}

static enum probe probe_return_status(struct bytes b, size_t length)
{
    if (length < 5 + DONE_SHORT)
        return PROBE_NO;
    if (b.left < 6)
        return PROBE_MORE;
    return token_at(b, 5) ? PROBE_SERVER : PROBE_NO;
}

enum probe sql_response_probe(const struct sql_packet *p, struct bytes b)
{
    size_t length = p->length - (size_t)SQL_HEADER;
    struct bytes behind = b;
    uint8_t token = bytes_u8(&behind);
    if (token == 0) {
        enum probe answer = sql_prelogin_probe(b, length);
        return answer == PROBE_EITHER ? PROBE_SERVER : answer;
    }
    if (token == COLUMNS)
        return sql_response_columns(behind, PROBE_SERVER);
    if (token >= DONE)
        return probe_done(b, length);
    if (token == RETURN_STATUS)
        return probe_return_status(b, length);
    enum probe counted = is_counted(token) ? probe_counted(b, p, token) : PROBE_NO;
    return counted == PROBE_NO && is_long(token) ? probe_long(b, p) : counted;
}
