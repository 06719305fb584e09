#include "decode/sql_smp.h"

#include "decode/sql_packet.h"

/* MC-SMP 2.2.1: flags, of which one is set; the first window that a session offers */
enum { SYN = 1, ACK = 2, FIN = 4, DATA = 8, FIRST_WINDOW = 4, WINDOW_MOST = 0x1000 };

static enum probe probe_data(struct bytes b, uint32_t length)
{
    struct sql_packet p;
    if (b.left == 0)
        return PROBE_MORE;
    enum probe inner = sql_packet_read(&p, &b);
    if (inner != PROBE_EITHER)
        return inner;
    if (p.length + (uint32_t)SQL_SMP_HEADER != length)
        return PROBE_NO;
    return p.type == SQL_RESPONSE ? PROBE_SERVER : PROBE_CLIENT;
}

/* Packets of a header alone say nothing that a few wrong bits would not. */
static enum probe probe_control(uint8_t flags, uint32_t sequence, uint32_t window)
{
    if (flags == SYN)
        return sequence == 0 && window == FIRST_WINDOW ? PROBE_CLIENT : PROBE_NO;
    return window >= sequence && window - sequence <= WINDOW_MOST ? PROBE_EITHER : PROBE_NO;
}

enum probe sql_smp_probe(struct bytes b)
{
    uint8_t id = bytes_u8(&b), flags = bytes_u8(&b);
    bool first = !bytes_ok(&b) || flags == SYN || flags == ACK || flags == FIN || flags == DATA;
    bytes_skip(&b, 2);
    uint32_t length = bytes_le32(&b);
    bool fits = !bytes_ok(&b) || (flags == DATA ? length > SQL_SMP_HEADER + SQL_HEADER && length <= 0xffff
                                                : length == SQL_SMP_HEADER);
    uint32_t sequence = bytes_le32(&b), window = bytes_le32(&b);
    if (id != SQL_SMP_ID || !first || !fits)
        return PROBE_NO;
    if (!bytes_ok(&b))
        return PROBE_MORE;
    return flags == DATA ? probe_data(b, length) : probe_control(flags, sequence, window);
}
