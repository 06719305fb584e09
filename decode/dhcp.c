#include "decode/dhcp.h"

/* RFC 2131 2: op, htype, hlen, hops; the fixed part up to the cookie. RFC 2132 2, 3.1, 3.2, 9.13. */
enum { OP_REQUEST = 1, OP_REPLY = 2, FIXED_REST = 232, COOKIE = 0x63825363 };
enum { OPTION_PAD = 0, OPTION_VENDOR_CLASS = 60, OPTION_END = 255 };

static bool take_vendor_class(struct bytes *options, struct bytes *value)
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
        if (code == OPTION_VENDOR_CLASS)
            return true;
    }
    return false;
}

static bool read(struct evidence_sink *sink, struct bytes payload, bool *from_client)
{
    uint8_t op = bytes_u8(&payload);
    uint8_t hardware = bytes_u8(&payload), address_bytes = bytes_u8(&payload), hops = bytes_u8(&payload);
    if ((op != OP_REQUEST && op != OP_REPLY) || hardware == 0 || address_bytes > 16 || hops > 16)
        return false;
    bytes_skip(&payload, FIXED_REST);
    struct bytes vendor;
    if (bytes_be32(&payload) != COOKIE || !take_vendor_class(&payload, &vendor) ||
        !bytes_begin(&vendor, "PXEClient", 9))
        return false;
    const void *text = vendor.at;
    evidence_text(sink, EVIDENCE_PXE, text, vendor.left);
    *from_client = op == OP_REQUEST;
    return true;
}

const struct datagram_decoder dhcp_datagram = {
    .name = "dhcp", .class_ = CLASS_PXE, .has_evidence = true, .read = read};
