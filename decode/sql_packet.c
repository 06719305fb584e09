#include "decode/sql_packet.h"

#include "decode/sql_login.h"
#include "decode/sql_prelogin.h"

/* MS-TDS 2.2.3.1.2: status bits; 2.2.3.1.3: the longest packet that can be agreed on */
enum { STATUS_LAST = 0x01, STATUS_KNOWN = 0x1f, PACKET_MOST = 32767 };
/* MS-TDS 2.2.5.3: kinds of headers in front of a request; 2.2.6.6: procedure ids; 2.2.6.9: requests */
enum { HEADERS_MOST = 512, HEADER_KINDS = 3, PROCEDURES = 15, TRANSACTIONS = 9, RPC_FLAGS = 7 };
enum { TEXT_LEAST = 4, TEXT_LOOK = 8, NAME_MOST = 1046, COLUMNS_MOST = 4096, NO_COLUMNS = 0xffff };
/* MS-TDS 2.2.7.6: status bits of a DONE; its length with a count of rows in 4 or 8 bytes */
enum { DONE_KNOWN = 0x0137, DONE_SHORT = 9, DONE_LONG = 13 };

enum {
    COLUMNS = 0x81,
    RETURN_STATUS = 0x79,
    TABLES = 0xa4,
    COLUMN_INFO = 0xa5,
    ORDER = 0xa9,
    ERROR = 0xaa,
    SSPI = 0xed,
    DONE = 0xfd,
    DONE_PROCEDURE = 0xfe,
    DONE_IN_PROCEDURE = 0xff,
};

static bool type_known(uint8_t type)
{
    return (type >= SQL_BATCH && type <= SQL_RESPONSE) || type == SQL_ATTENTION || type == SQL_BULK ||
           type == SQL_TRANSACTION || (type >= SQL_LOGIN7 && type <= SQL_PRELOGIN);
}

enum probe sql_packet_read(struct sql_packet *p, struct bytes *b)
{
    p->type = bytes_u8(b);
    p->status = bytes_u8(b);
    bool first = type_known(p->type) && (p->status & ~STATUS_KNOWN) == 0;
    p->length = bytes_be16(b);
    bool second = !bytes_ok(b) || (p->length >= SQL_HEADER && p->length <= PACKET_MOST);
    p->spid = bytes_be16(b);
    bytes_skip(b, 1);
    uint8_t window = bytes_u8(b);
    if (!first || !second || window != 0)
        return PROBE_NO;
    return bytes_ok(b) ? PROBE_EITHER : PROBE_MORE;
}

bool sql_packet_is_tls(const struct bytes *b)
{
    return b->left >= 3 && b->at[0] >= 0x14 && b->at[0] <= 0x17 && b->at[1] == 3 && b->at[2] <= 4;
}

/* RFC 8446 4: a handshake message's type stands behind the record's header; 1 is the client's hello. */
static enum probe probe_tls(struct bytes b)
{
    uint8_t record = bytes_u8(&b);
    bytes_skip(&b, 4);
    uint8_t message = bytes_u8(&b);
    if (!bytes_ok(&b))
        return PROBE_MORE;
    return record != 0x16 ? PROBE_EITHER
           : message == 1 ? PROBE_CLIENT
           : message == 2 ? PROBE_SERVER
                          : PROBE_EITHER;
}

static enum probe probe_prelogin(struct bytes b, size_t length)
{
    if (b.left < 3 && b.left < length)
        return b.left > 0 && b.at[0] != 0 && (b.at[0] < 0x14 || b.at[0] > 0x17) ? PROBE_NO : PROBE_MORE;
    if (sql_packet_is_tls(&b))
        return probe_tls(b);
    enum probe p = sql_prelogin_probe(b, length);
    return p == PROBE_EITHER ? PROBE_CLIENT : p;
}

/* Text that begins as SQL and names of procedures do: ASCII in UTF-16. */
static enum probe probe_text(struct bytes b, size_t characters)
{
    size_t look = characters < TEXT_LOOK ? characters : TEXT_LOOK;
    if (characters < TEXT_LEAST)
        return PROBE_NO;
    for (size_t i = 0; i < look; i++) {
        uint16_t c = bytes_le16(&b);
        if (!bytes_ok(&b))
            return PROBE_MORE;
        if (c > 0x7e || (c < 0x20 && c != '\t' && c != '\r' && c != '\n'))
            return PROBE_NO;
    }
    return PROBE_CLIENT;
}

/* MS-TDS 2.2.5.3: the headers that 7.2 put in front of requests. Takes them off; PROBE_NO: there are none. */
static enum probe skip_headers(struct bytes *b)
{
    struct bytes all = *b;
    uint32_t total = bytes_le32(&all);
    uint32_t length = bytes_le32(&all);
    uint16_t kind = bytes_le16(&all);
    if (!bytes_ok(&all))
        return PROBE_MORE;
    if (total > HEADERS_MOST || length < 6 || length > total - 4 || kind == 0 || kind > HEADER_KINDS)
        return PROBE_NO;
    bytes_skip(b, total);
    return bytes_ok(b) ? PROBE_EITHER : PROBE_MORE;
}

static enum probe probe_batch(struct bytes b, size_t length)
{
    struct bytes text = b;
    enum probe headers = skip_headers(&text);
    if (headers == PROBE_EITHER)
        return PROBE_CLIENT;
    enum probe plain = probe_text(b, length / 2);
    return headers == PROBE_MORE && plain == PROBE_NO ? PROBE_MORE : plain;
}

static enum probe probe_name(struct bytes b, size_t length)
{
    uint16_t characters = bytes_le16(&b);
    if (!bytes_ok(&b))
        return PROBE_MORE;
    if (characters != 0xffff)
        return characters <= NAME_MOST && 2U + 2U * characters <= length ? probe_text(b, characters)
                                                                         : PROBE_NO;
    uint16_t procedure = bytes_le16(&b);
    uint16_t flags = bytes_le16(&b);
    if (!bytes_ok(&b))
        return PROBE_MORE;
    return procedure > 0 && procedure <= PROCEDURES && flags <= RPC_FLAGS ? PROBE_CLIENT : PROBE_NO;
}

static enum probe probe_rpc(struct bytes b, size_t length)
{
    struct bytes behind = b;
    enum probe headers = skip_headers(&behind);
    if (headers == PROBE_EITHER)
        return probe_name(behind, length);
    enum probe plain = probe_name(b, length);
    return headers == PROBE_MORE && plain == PROBE_NO ? PROBE_MORE : plain;
}

static enum probe probe_transaction(struct bytes b)
{
    enum probe headers = skip_headers(&b);
    if (headers != PROBE_EITHER)
        return headers;
    uint16_t request = bytes_le16(&b);
    if (!bytes_ok(&b))
        return PROBE_MORE;
    return request <= TRANSACTIONS ? PROBE_CLIENT : PROBE_NO;
}

/* MS-TDS 2.2.6.8: an NTLM or SPNEGO token (RFC 2743 3.1, RFC 4178 4.2) */
static enum probe probe_sspi(struct bytes b)
{
    static const char ntlm[8] = "NTLMSSP";
    if (b.left < 2)
        return PROBE_MORE;
    if ((b.at[0] == 0x60 || b.at[0] == 0xa1) && b.at[1] >= 0x10 && b.at[1] <= 0x83)
        return PROBE_CLIENT;
    size_t n = b.left < sizeof ntlm ? b.left : sizeof ntlm;
    if (memcmp(b.at, ntlm, n) != 0)
        return PROBE_NO;
    return n < sizeof ntlm ? PROBE_MORE : PROBE_CLIENT;
}

static enum probe probe_columns(struct bytes b, enum probe whose)
{
    uint16_t columns = bytes_le16(&b);
    uint8_t type[5];
    for (size_t i = 0; i < sizeof type; i++)
        type[i] = bytes_u8(&b);
    if (!bytes_ok(&b))
        return PROBE_MORE;
    bool counted = columns > 0 && columns <= COLUMNS_MOST;
    return counted || (columns == NO_COLUMNS && type[0] >= RETURN_STATUS) ? whose : PROBE_NO;
}

static bool is_token(uint8_t token)
{
    return token == COLUMNS || token == RETURN_STATUS || token == SQL_TOKEN_INFO || token == ERROR ||
           token == SQL_TOKEN_ENVCHANGE || token == SQL_TOKEN_LOGINACK || token == TABLES ||
           token == COLUMN_INFO || token == ORDER || token == SSPI || token >= DONE || token == 0xac ||
           (token >= 0xd1 && token <= 0xd3);
}

static bool token_at(struct bytes b, size_t offset)
{
    bytes_skip(&b, offset);
    return is_token(bytes_u8(&b));
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
static enum probe probe_counted(struct bytes b, const struct sql_packet *p, size_t least)
{
    size_t length = p->length - (size_t)SQL_HEADER;
    struct bytes fields = b;
    bytes_skip(&fields, 1);
    size_t size = bytes_le16(&fields);
    if (!bytes_ok(&fields))
        return PROBE_MORE;
    bool fits = size + 3 <= length || (p->status & STATUS_LAST) == 0;
    if (size < least || !fits)
        return PROBE_NO;
    bool seen = size + 3 < length && size + 3 < b.left;
    return !seen || token_at(b, size + 3) ? PROBE_SERVER : PROBE_NO;
}

static enum probe probe_return_status(struct bytes b, size_t length)
{
    if (length < 5 + DONE_SHORT)
        return PROBE_NO;
    if (b.left < 6)
        return PROBE_MORE;
    return token_at(b, 5) ? PROBE_SERVER : PROBE_NO;
}

static enum probe probe_response(struct bytes b, const struct sql_packet *p)
{
    size_t length = p->length - (size_t)SQL_HEADER;
    struct bytes behind = b;
    uint8_t token = bytes_u8(&behind);
    if (token == 0) {
        enum probe answer = sql_prelogin_probe(b, length);
        return answer == PROBE_EITHER ? PROBE_SERVER : answer;
    }
    if (token == COLUMNS)
        return probe_columns(behind, PROBE_SERVER);
    if (token >= DONE)
        return probe_done(b, length);
    if (token == RETURN_STATUS)
        return probe_return_status(b, length);
    bool counted = token == SQL_TOKEN_ENVCHANGE || token == SQL_TOKEN_INFO || token == ERROR ||
                   token == SQL_TOKEN_LOGINACK || token == SSPI || token == TABLES || token == COLUMN_INFO ||
                   token == ORDER;
    return counted ? probe_counted(b, p, token == ORDER ? 2 : 3) : PROBE_NO;
}

static enum probe probe_bulk(struct bytes b)
{
    return bytes_u8(&b) == COLUMNS ? probe_columns(b, PROBE_CLIENT) : PROBE_NO;
}

static enum probe probe_payload(const struct sql_packet *p, struct bytes b)
{
    size_t length = p->length - (size_t)SQL_HEADER;
    switch (p->type) {
    case SQL_BATCH:
        return probe_batch(b, length);
    case SQL_OLD_LOGIN:
        return sql_login_old_probe(b, length);
    case SQL_RPC:
        return probe_rpc(b, length);
    case SQL_RESPONSE:
        return probe_response(b, p);
    case SQL_BULK:
        return probe_bulk(b);
    case SQL_TRANSACTION:
        return probe_transaction(b);
    case SQL_LOGIN7:
        return sql_login_probe(b, length, (p->status & STATUS_LAST) != 0);
    case SQL_SSPI:
        return probe_sspi(b);
    default:
        return probe_prelogin(b, length);
    }
}

enum probe sql_packet_probe(struct bytes b)
{
    struct sql_packet p;
    enum probe header = sql_packet_read(&p, &b);
    if (header != PROBE_EITHER)
        return header;
    if (p.type == SQL_ATTENTION)
        return p.length == SQL_HEADER && p.status == STATUS_LAST && p.spid == 0 ? PROBE_CLIENT : PROBE_NO;
    size_t length = p.length - (size_t)SQL_HEADER;
    if (length == 0 || b.left == 0)
        return length == 0 ? PROBE_NO : PROBE_MORE;
    bool whole = b.left >= length;
    enum probe payload = probe_payload(&p, bytes_upto(&b, length));
    return whole && payload == PROBE_MORE ? PROBE_NO : payload;
}
