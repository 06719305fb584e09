#include "decode/sql_request.h"

#include "decode/sql_response.h"

/* MS-TDS 2.2.5.3: kinds of headers in front of a request; 2.2.6.6: procedure ids; 2.2.6.9: requests */
enum { HEADERS_MOST = 512, HEADER_KINDS = 3, PROCEDURES = 15, TRANSACTIONS = 9, RPC_FLAGS = 7 };
enum { TEXT_LEAST = 4, TEXT_LOOK = 8, NAME_MOST = 1046, COLUMNS = 0x81 };
/* MS-TDS 2.2.6.3: what may follow the token */
enum { NONCE = 32 };

static bool is_text(unsigned c)
{
    return (c >= 0x20 && c <= 0x7e) || c == '\t' || c == '\r' || c == '\n';
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
        if (!is_text(c))
            return PROBE_NO;
    }
    return PROBE_CLIENT;
}

static bool is_letter(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* PROBE_CLIENT: the window begins with the word and something that ends it. */
static enum probe probe_word(struct bytes b, const char *word)
{
    for (; *word != '\0'; word++) {
        uint8_t c = bytes_u8(&b);
        if (!bytes_ok(&b))
            return PROBE_MORE;
        if ((c | 0x20) != *word)
            return PROBE_NO;
    }
    uint8_t next = bytes_u8(&b);
    if (!bytes_ok(&b))
        return PROBE_MORE;
    return is_text(next) && !is_letter(next) ? PROBE_CLIENT : PROBE_NO;
}

/* A batch of TDS 4.2 is text of one byte a character: it counts when its first word is SQL's. */
static enum probe probe_words(struct bytes b)
{
    static const char *const words[] = {"select", "insert",   "update", "delete", "exec",     "execute",
                                        "set",    "use",      "begin",  "commit", "declare",  "create",
                                        "drop",   "alter",    "if",     "print",  "rollback", "while",
                                        "grant",  "truncate", "dbcc"};
    enum probe sum = PROBE_NO;
    while (b.left > 0 && is_text(b.at[0]) && b.at[0] <= 0x20)
        bytes_skip(&b, 1);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        enum probe p = probe_word(b, words[i]);
        if (p == PROBE_CLIENT)
            return p;
        if (p == PROBE_MORE)
            sum = p;
    }
    return sum;
}

static enum probe either(enum probe first, enum probe second)
{
    if (first > PROBE_MORE || second > PROBE_MORE)
        return first > second ? first : second;
    return first == PROBE_MORE ? first : second;
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
    return either(headers, either(probe_text(b, length / 2), probe_words(b)));
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

/* TDS 4.2 and 5.0: a name of one byte a character behind its length, then options. */
static enum probe probe_short_name(struct bytes b)
{
    uint8_t length = bytes_u8(&b);
    if (!bytes_ok(&b))
        return PROBE_MORE;
    for (size_t i = 0; i < length; i++) {
        uint8_t c = bytes_u8(&b);
        bool later = i > 0 && ((c >= '0' && c <= '9') || c == '.' || c == '#' || c == '$' || c == '@');
        if (!bytes_ok(&b))
            return PROBE_MORE;
        if (!is_letter(c) && !later)
            return PROBE_NO;
    }
    uint16_t options = bytes_le16(&b);
    if (!bytes_ok(&b))
        return length >= TEXT_LEAST ? PROBE_MORE : PROBE_NO;
    return length >= TEXT_LEAST && options <= RPC_FLAGS ? PROBE_CLIENT : PROBE_NO;
}

static enum probe probe_rpc(struct bytes b, size_t length)
{
    struct bytes behind = b;
    enum probe headers = skip_headers(&behind);
    if (headers == PROBE_EITHER)
        return probe_name(behind, length);
    return either(headers, either(probe_name(b, length), probe_short_name(b)));
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

/* MS-TDS 2.2.6.3: a token of federated authentication, text in UTF-16 with its length, perhaps a nonce. */
static enum probe probe_federated(const struct sql_packet *p, struct bytes b)
{
    size_t length = p->length - (size_t)SQL_HEADER;
    size_t all = bytes_le32(&b), token = bytes_le32(&b);
    if (!bytes_ok(&b))
        return length < 8 ? PROBE_NO : PROBE_MORE;
    bool fits = (p->status & SQL_STATUS_LAST) != 0 ? all + 4 == length : all + 4 > length;
    if (!fits || all > UINT16_MAX || (all != token + 4 && all != token + 4 + NONCE))
        return PROBE_NO;
    return probe_text(b, token / 2);
}

/* TDS 5.0: a LANGUAGE token, its length in four bytes, a status and text. */
static enum probe probe_language(struct bytes b, size_t length, bool last)
{
    size_t size = bytes_le32(&b);
    uint8_t status = bytes_u8(&b), text = bytes_u8(&b);
    if (!bytes_ok(&b))
        return PROBE_MORE;
    return size > 1 && (size + 5 <= length || !last) && status <= 7 && is_text(text) ? PROBE_CLIENT
                                                                                     : PROBE_NO;
}

/* TDS 5.0: DBRPC and DYNAMIC, whose length takes two bytes and holds at least a name with its length. */
static enum probe probe_call(uint8_t token, struct bytes b, size_t length)
{
    enum { DYNAMIC = 0xe7, DYNAMIC_KIND_MOST = 0x10 };
    size_t size = bytes_le16(&b);
    uint8_t kind = token == DYNAMIC ? bytes_u8(&b) : 1;
    if (token == DYNAMIC)
        bytes_skip(&b, 1);
    size_t name = bytes_u8(&b);
    uint8_t first = bytes_u8(&b);
    if (!bytes_ok(&b))
        return PROBE_MORE;
    bool fits = size + 3 <= length && name > 0 && name + 1 < size && kind > 0 && kind <= 0x80;
    return fits && is_letter(first) ? PROBE_CLIENT : PROBE_NO;
}

static enum probe probe_normal(const struct sql_packet *p, struct bytes b)
{
    enum { LANGUAGE = 0x21, CALL = 0xe6, DYNAMIC = 0xe7, LOGOUT = 0x71 };
    size_t length = p->length - (size_t)SQL_HEADER;
    bool last = (p->status & SQL_STATUS_LAST) != 0;
    uint8_t token = bytes_u8(&b);
    if (token == LANGUAGE)
        return probe_language(b, length, last);
    if (token == CALL || token == DYNAMIC)
        return probe_call(token, b, length);
    if (token != LOGOUT || length != 2 || !last)
        return PROBE_NO;
    return b.left == 0 ? PROBE_MORE : b.at[0] == 0 ? PROBE_CLIENT : PROBE_NO;
}

enum probe sql_request_probe(const struct sql_packet *p, struct bytes b)
{
    size_t length = p->length - (size_t)SQL_HEADER;
    switch (p->type) {
    case SQL_BATCH:
        return probe_batch(b, length);
    case SQL_RPC:
        return probe_rpc(b, length);
    case SQL_BULK:
        return bytes_u8(&b) == COLUMNS ? sql_response_columns(b, PROBE_CLIENT) : PROBE_NO;
    case SQL_FEDERATED:
        return probe_federated(p, b);
    case SQL_TRANSACTION:
        return probe_transaction(b);
    case SQL_NORMAL:
        return probe_normal(p, b);
    case SQL_SSPI:
        return probe_sspi(b);
    default:
        return PROBE_NO;
    }
}
