#include "decode/dhcp.h"

/* RFC 2131 2: op, htype, hlen, hops; the fixed part up to the cookie. RFC 2132 2, 3.1, 3.2, 9.13. */
enum { OP_REQUEST = 1, OP_REPLY = 2, FIXED_REST = 232, COOKIE = 0x63825363 };
enum { NAP_FIRST = 220, NAP_LAST = 223 };
enum { OPTION_PAD = 0, OPTION_VENDOR = 43, OPTION_VENDOR_CLASS = 60, OPTION_END = 255 };

/* Steps to the next option of this code; false when there is none. */
static bool take_option(struct bytes *options, uint8_t wanted, struct bytes *value)
{
    while (options->left > 0) {
        uint8_t code = bytes_u8(options);
        if (code == OPTION_PAD)
            continue;
        if (code == OPTION_END)
            return false;
        *value = bytes_take(options, bytes_u8(options));
        if (!bytes_ok(options))
            return false;
        if (code == wanted)
            return true;
    }
    return false;
}

/* The fixed part; false when this is no DHCP. */
static bool take_fixed(struct bytes *payload, uint8_t *op)
{
    *op = bytes_u8(payload);
    uint8_t hardware = bytes_u8(payload), address_bytes = bytes_u8(payload), hops = bytes_u8(payload);
    if ((*op != OP_REQUEST && *op != OP_REPLY) || hardware == 0 || address_bytes > 16 || hops > 16)
        return false;
    bytes_skip(payload, FIXED_REST);
    return bytes_be32(payload) == COOKIE;
}

static bool is_pxe(struct bytes options, struct bytes *vendor)
{
    return take_option(&options, OPTION_VENDOR_CLASS, vendor) && bytes_begin(vendor, "PXEClient", 9);
}

static bool read(struct evidence_sink *sink, struct bytes payload, bool *from_client)
{
    struct bytes vendor;
    uint8_t op;
    if (!take_fixed(&payload, &op) || !is_pxe(payload, &vendor))
        return false;
    const void *text = vendor.at;
    evidence_text(sink, EVIDENCE_PXE, text, vendor.left);
    *from_client = op == OP_REQUEST;
    return true;
}

/* Options inside option 43 have the same form (RFC 2132 8.4). */
static uint8_t nap_inside(struct bytes vendor)
{
    while (vendor.left > 0) {
        uint8_t code = bytes_u8(&vendor);
        if (code == OPTION_END)
            return 0;
        if (code == OPTION_PAD)
            continue;
        bytes_skip(&vendor, bytes_u8(&vendor));
        if (!bytes_ok(&vendor))
            return 0;
        if (code >= NAP_FIRST && code <= NAP_LAST)
            return code;
    }
    return 0;
}

uint8_t dhcp_nap(struct bytes payload)
{
    struct bytes vendor;
    uint8_t op, found = 0;
    if (!take_fixed(&payload, &op) || is_pxe(payload, &vendor))
        return 0;
    while (found == 0 && take_option(&payload, OPTION_VENDOR, &vendor))
        found = nap_inside(vendor);
    return found;
}

const struct datagram_decoder dhcp_datagram = {
    .name = "dhcp", .class_ = CLASS_PXE, .has_evidence = true, .read = read};
