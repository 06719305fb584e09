#include "capture/link_wifi.h"

#include "capture/link_llc.h"

enum { TYPE_MANAGEMENT, TYPE_CONTROL, TYPE_DATA };
enum { SUBTYPE_QOS = 0x80, SUBTYPE_NO_DATA = 0x40 };
enum { TO_DS = 0x01, FROM_DS = 0x02, PROTECTED = 0x40, ORDER = 0x80 };
enum { QOS_AGGREGATE = 0x80, FRAGMENT_NUMBER = 0x0f, CCMP_BYTES = 8, FCS_BYTES = 4 };
enum { RADIOTAP_TSFT = 1, RADIOTAP_FLAGS = 2 };
enum { FLAG_FCS = 0x10, FLAG_PADDED = 0x20, FLAG_BAD_FCS = 0x40 };

static const uint32_t radiotap_more = 0x80000000, avs_magic = 0x80211000;
static const uint8_t snap[] = {0xaa, 0xaa, 0x03, 0, 0};

static bool snap_at(const struct link_walk *w, size_t offset)
{
    struct bytes rest = w->data;
    bytes_skip(&rest, offset);
    return bytes_ok(&rest) && bytes_begin(&rest, snap, sizeof snap);
}

static void count_msdus(struct link_walk *w)
{
    struct bytes rest = w->data;
    for (;;) {
        bytes_skip(&rest, 12);
        size_t length = bytes_be16(&rest);
        bytes_skip(&rest, length + (-(14 + length) & 3));
        if (!bytes_ok(&rest) || rest.left < 14)
            return;
        w->link->counts.msdus_left++;
    }
}

static struct link_step aggregate(struct link_walk *w)
{
    struct bytes h;
    count_msdus(w);
    if (!link_walk_take(w, 14, &h))
        return link_walk_short(w, 14);
    bytes_skip(&h, 12);
    uint16_t length = bytes_be16(&h);
    if (length > w->wire)
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    link_walk_extent(w, length);
    return link_walk_on(link_llc);
}

static struct link_step body(struct link_walk *w, bool protected, bool aggregated)
{
    struct bytes h;
    if (!protected)
        return link_walk_on(aggregated ? aggregate : link_llc);
    size_t llc = aggregated ? 14 : 0;
    if (!snap_at(w, llc)) {
        if (!snap_at(w, llc + CCMP_BYTES))
            return link_walk_end(LINK_SKIP_WIFI_ENCRYPTED);
        (void)link_walk_take(w, CCMP_BYTES, &h);
    }
    return link_walk_on(aggregated ? aggregate : link_llc);
}

static struct link_step data_frame(struct link_walk *w, uint8_t subtype, uint8_t flags)
{
    struct bytes h, peek = w->data;
    bool qos = (subtype & SUBTYPE_QOS) != 0;
    size_t addresses = (flags & (TO_DS | FROM_DS)) == (TO_DS | FROM_DS) ? 30 : 24;
    size_t length = addresses + (qos ? 2U : 0) + (qos && (flags & ORDER) ? 4U : 0);
    size_t padding = w->padded ? -length & 3 : 0;
    if (subtype & SUBTYPE_NO_DATA)
        return link_walk_end(LINK_SKIP_WIFI_NULL);
    bytes_skip(&peek, addresses);
    bool aggregated = qos && (bytes_u8(&peek) & QOS_AGGREGATE);
    if (!link_walk_take(w, length + padding, &h))
        return link_walk_short(w, length + padding);
    bytes_skip(&h, 22);
    if (bytes_u8(&h) & FRAGMENT_NUMBER)
        return link_walk_end(LINK_SKIP_FRAGMENT);
    return body(w, flags & PROTECTED, aggregated);
}

struct link_step link_wifi(struct link_walk *w)
{
    struct bytes peek = w->data;
    uint8_t control = bytes_u8(&peek);
    uint8_t flags = bytes_u8(&peek);
    if (!bytes_ok(&peek))
        return link_walk_short(w, 2);
    if ((control & 3) != 0)
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    switch (control >> 2 & 3) {
    case TYPE_MANAGEMENT:
        return link_walk_end(LINK_SKIP_WIFI_MANAGEMENT);
    case TYPE_DATA:
        return data_frame(w, control & 0xf0, flags);
    default:
        return link_walk_end(LINK_SKIP_WIFI_CONTROL);
    }
}

static void drop_fcs(struct link_walk *w)
{
    if (w->wire < FCS_BYTES)
        return;
    w->wire -= FCS_BYTES;
    w->data = bytes_upto(&w->data, w->wire);
}

static uint8_t radiotap_flags(struct bytes header)
{
    size_t whole = header.left;
    bytes_skip(&header, 4);
    uint32_t present = bytes_le32(&header), next = present;
    while (next & radiotap_more && bytes_ok(&header))
        next = bytes_le32(&header);
    if (present & RADIOTAP_TSFT)
        bytes_skip(&header, (-(whole - header.left) & 7) + 8);
    return present & RADIOTAP_FLAGS ? bytes_u8(&header) : 0;
}

struct link_step link_wifi_radiotap(struct link_walk *w)
{
    struct bytes h, peek = w->data;
    uint8_t version = bytes_u8(&peek);
    bytes_skip(&peek, 1);
    uint16_t length = bytes_le16(&peek);
    if (!bytes_ok(&peek))
        return link_walk_short(w, 8);
    if (version != 0 || length < 8)
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    if (!link_walk_take(w, length, &h))
        return link_walk_short(w, length);
    uint8_t flags = radiotap_flags(h);
    if (flags & FLAG_BAD_FCS)
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    if (flags & FLAG_FCS)
        drop_fcs(w);
    w->padded = (flags & FLAG_PADDED) != 0;
    return link_walk_on(link_wifi);
}

static struct link_step header_of(struct link_walk *w, uint32_t length, uint32_t least)
{
    struct bytes h;
    if (length < least)
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    if (!link_walk_take(w, length, &h))
        return link_walk_short(w, length);
    return link_walk_on(link_wifi);
}

struct link_step link_wifi_avs(struct link_walk *w)
{
    struct bytes peek = w->data;
    uint32_t magic = bytes_be32(&peek);
    uint32_t length = bytes_be32(&peek);
    if (!bytes_ok(&peek))
        return link_walk_short(w, 8);
    if ((magic & 0xfffff000) != avs_magic)
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    return header_of(w, length, 8);
}

struct link_step link_wifi_prism(struct link_walk *w)
{
    struct bytes peek = w->data;
    uint32_t code = bytes_be32(&peek);
    uint32_t length = bytes_be32(&peek);
    if (!bytes_ok(&peek))
        return link_walk_short(w, 8);
    if ((code & 0xfffff000) == avs_magic)
        return link_wifi_avs(w);
    return header_of(w, length > 0xffff ? __builtin_bswap32(length) : length, 8);
}
