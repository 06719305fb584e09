#include "decode/sql_packet.h"

#include "decode/sql_login.h"
#include "decode/sql_prelogin.h"
#include "decode/sql_request.h"
#include "decode/sql_response.h"

/* MS-TDS 2.2.3.1.2: status bits; 2.2.3.1.3: what packet sizes can be agreed on */
enum { STATUS_KNOWN = 0x1f, PACKET_MOST = 32767, PACKET_LEAST = 512 };

static bool type_known(uint8_t type)
{
    return (type >= SQL_BATCH && type <= SQL_RESPONSE) || (type >= SQL_ATTENTION && type <= SQL_FEDERATED) ||
           (type >= SQL_TRANSACTION && type <= SQL_PRELOGIN);
}

enum probe sql_packet_read(struct sql_packet *p, struct bytes *b)
{
    p->type = bytes_u8(b);
    p->status = bytes_u8(b);
    bool first = type_known(p->type) && (p->status & ~STATUS_KNOWN) == 0;
    p->length = bytes_be16(b);
    bool second = !bytes_ok(b) || (p->length >= SQL_HEADER && p->length <= PACKET_MOST);
    p->spid = bytes_be16(b);
    p->id = bytes_u8(b);
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

static enum probe probe_payload(const struct sql_packet *p, struct bytes b)
{
    size_t length = p->length - (size_t)SQL_HEADER;
    switch (p->type) {
    case SQL_OLD_LOGIN:
        return sql_login_old_probe(b, length);
    case SQL_RESPONSE:
        return sql_response_probe(p, b);
    case SQL_LOGIN7:
        return sql_login_probe(b, length, (p->status & SQL_STATUS_LAST) != 0);
    case SQL_PRELOGIN:
        return probe_prelogin(b, length);
    default:
        return sql_request_probe(p, b);
    }
}

static bool can_go_on(const struct sql_packet *p)
{
    bool long_enough = p->length >= PACKET_LEAST && (size_t)p->length + SQL_HEADER <= PROBE_MOST;
    return (p->status & SQL_STATUS_LAST) == 0 && long_enough && p->type != SQL_PRELOGIN;
}

/* b: what is behind the header of a packet that does not end its message. */
static enum probe probe_next(const struct sql_packet *p, struct bytes b)
{
    struct sql_packet next;
    size_t length = p->length - (size_t)SQL_HEADER;
    if (b.left < length + SQL_HEADER)
        return PROBE_MORE;
    bytes_skip(&b, length);
    if (sql_packet_read(&next, &b) != PROBE_EITHER)
        return PROBE_NO;
    bool fits = (next.status & SQL_STATUS_LAST) != 0 ? next.length <= p->length : next.length == p->length;
    if (!fits || next.type != p->type || next.spid != p->spid || next.id != (uint8_t)(p->id + 1))
        return PROBE_NO;
    return p->type == SQL_RESPONSE ? PROBE_SERVER : PROBE_CLIENT;
}

enum probe sql_packet_probe(struct bytes b, bool start)
{
    struct sql_packet p;
    enum probe header = sql_packet_read(&p, &b);
    if (header != PROBE_EITHER)
        return header;
    if (p.type == SQL_ATTENTION)
        return p.length == SQL_HEADER && p.status == SQL_STATUS_LAST && p.spid == 0 ? PROBE_CLIENT : PROBE_NO;
    size_t length = p.length - (size_t)SQL_HEADER;
    if (length == 0 || b.left == 0)
        return length == 0 ? PROBE_NO : PROBE_MORE;
    bool whole = b.left >= length;
    struct bytes payload = b;
    enum probe answer = probe_payload(&p, bytes_upto(&payload, length));
    if (whole && answer == PROBE_MORE)
        answer = PROBE_NO;
    return answer == PROBE_NO && !start && can_go_on(&p) ? probe_next(&p, b) : answer;
}
