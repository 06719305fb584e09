#include "capture/link_proof.h"

enum {
    TYPE_IP4 = 0x0800,
    TYPE_ARP = 0x0806,
    TYPE_VLAN = 0x8100,
    TYPE_IP6 = 0x86dd,
    TYPE_SERVICE_VLAN = 0x88a8
};
enum { TAGS_MOST = 4 };

static bool is_ip4(struct bytes b, size_t wire)
{
    uint8_t version_length = bytes_u8(&b);
    bytes_skip(&b, 1);
    uint16_t total = bytes_be16(&b);
    size_t header = (size_t)(version_length & 0x0f) * 4;
    return bytes_ok(&b) && version_length >> 4 == 4 && header >= 20 && total >= header && total <= wire;
}

static bool is_ip6(struct bytes b, size_t wire)
{
    uint8_t version = bytes_u8(&b) >> 4;
    bytes_skip(&b, 3);
    size_t length = (size_t)bytes_be16(&b) + 40;
    return bytes_ok(&b) && version == 6 && length <= wire;
}

bool link_proof_ip(struct bytes b, size_t wire)
{
    return is_ip4(b, wire) || is_ip6(b, wire);
}

bool link_proof_ether(struct bytes b, size_t wire)
{
    size_t before = b.left;
    bytes_skip(&b, 12);
    uint16_t type = bytes_be16(&b);
    for (unsigned n = 0; n < TAGS_MOST && (type == TYPE_VLAN || type == TYPE_SERVICE_VLAN); n++) {
        bytes_skip(&b, 2);
        type = bytes_be16(&b);
    }
    if (!bytes_ok(&b))
        return false;
    size_t rest = wire - (before - b.left);
    switch (type) {
    case TYPE_IP4:
        return is_ip4(b, rest);
    case TYPE_IP6:
        return is_ip6(b, rest);
    case TYPE_ARP:
        return bytes_begin(&b, "\0\x01\x08\0\x06\x04", 6);
    default:
        return false;
    }
}
