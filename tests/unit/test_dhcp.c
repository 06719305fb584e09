#include "decode/dhcp.h"

#include "decodesink.h"

enum { HEAD = 240, WHOLE = HEAD + 3 + 34 + 1 };

static size_t message(uint8_t out[WHOLE], uint8_t op, const char *vendor)
{
    memset(out, 0, WHOLE);
    memcpy(out, (const uint8_t[]){op, 1, 6, 0}, 4);
    memcpy(out + 236, "\x63\x82\x53\x63", 4);
    memcpy(out + HEAD, "\x35\1\1", 3);
    out[HEAD + 3] = 60;
    out[HEAD + 4] = (uint8_t)strlen(vendor);
    memcpy(out + HEAD + 5, vendor, strlen(vendor));
    out[HEAD + 5 + strlen(vendor)] = 255;
    return HEAD + 6 + strlen(vendor);
}

static const char pxe[] = "PXEClient:Arch:00000:UNDI:002001";

Test(dhcp, knows_pxe_by_its_vendor_class)
{
    uint8_t bytes[WHOLE];
    for (uint8_t op = 1; op <= 2; op++) {
        struct decodesink *k = decodesink_new();
        bool from_client = false;
        size_t n = message(bytes, op, pxe);
        cr_expect(dhcp_datagram.read(&k->sink, bytes_of(bytes, n), &from_client));
        cr_expect_eq(from_client, op == 1);
        cr_expect(k->items == 1 && k->item[0].kind == EVIDENCE_PXE);
        cr_expect_str_eq(k->item[0].text[0], pxe);
        free(k);
    }
}

Test(dhcp, does_not_take_other_dhcp_for_pxe)
{
    static const char *const vendors[] = {"MSFT 5.0", "PXEClien", "xPXEClient", ""};
    struct decodesink *k = decodesink_new();
    uint8_t bytes[WHOLE];
    bool from_client;
    for (size_t i = 0; i < sizeof vendors / sizeof vendors[0]; i++) {
        size_t n = message(bytes, 1, vendors[i]);
        cr_expect_not(dhcp_datagram.read(&k->sink, bytes_of(bytes, n), &from_client), "%s", vendors[i]);
    }
    cr_expect_eq(k->items, 0);
    free(k);
}

Test(dhcp, checks_every_field)
{
    static const size_t fields[] = {0, 1, 2, 3, 236, 237, 238, 239, HEAD + 3, HEAD + 4};
    struct decodesink *k = decodesink_new();
    uint8_t bytes[WHOLE];
    bool from_client;
    size_t n = message(bytes, 1, pxe);
    for (size_t i = 0; i < n; i++)
        cr_expect_eq(dhcp_datagram.read(&k->sink, bytes_of(bytes, i), &from_client), i + 1 >= n, "cut at %zu",
                     i);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        n = message(bytes, 1, pxe);
        bytes[fields[i]] = fields[i] == 1 ? 0 : 0xee;
        cr_expect_not(dhcp_datagram.read(&k->sink, bytes_of(bytes, n), &from_client), "field %zu", fields[i]);
    }
    free(k);
}

/* A DHCP message whose options are these. */
static size_t with_options(uint8_t out[512], const void *options, size_t n)
{
    memset(out, 0, 512);
    memcpy(out, (const uint8_t[]){1, 1, 6, 0}, 4);
    memcpy(out + 236, "\x63\x82\x53\x63", 4);
    memcpy(out + HEAD, options, n);
    return HEAD + n;
}

Test(dhcp, knows_network_access_protection_inside_option_43)
{
#define ROW(text, want)                                                                                      \
    {                                                                                                        \
        text, sizeof(text) - 1, want                                                                         \
    }
    static const struct {
        const char *options;
        size_t n;
        uint8_t want;
    } rows[] = {
        ROW("\x35\1\1\x3c\10MSFT 5.0\x2b\2\xdc\0\xff", 220),
        ROW("\x2b\5\1\1\0\xdd\0\xff", 221),
        ROW("\x2b\6\0\0\xde\2ab\xff", 222),
        ROW("\x2b\3\1\1\0\x2b\3\xdf\1x\xff", 223),
        ROW("\x2b\3\1\1\0\xff", 0),
        ROW("\x2b\3\xff\xdc\0\xff", 0),
        ROW("\x2b\3\xdc\5x\xff", 0),
        ROW("\x2b\3\1\5\xdc\xff", 0),
        ROW("\xdc\2\xdc\0\xff", 0),
        ROW("\xff\x2b\2\xdc\0", 0),
        ROW("\x2b\2\xdc", 0),
        ROW("\x3c\11PXEClient\x2b\2\xdc\0\xff", 0),
    };
#undef ROW
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[512];
        size_t n = with_options(bytes, rows[i].options, rows[i].n);
        cr_expect_eq(dhcp_nap(bytes_of(bytes, n)), rows[i].want, "row %zu", i);
        for (size_t cut = 0; cut < HEAD; cut++)
            cr_expect_eq(dhcp_nap(bytes_of(bytes, cut)), 0, "row %zu cut at %zu", i, cut);
        bytes[236] ^= 1;
        cr_expect_eq(dhcp_nap(bytes_of(bytes, n)), 0, "row %zu", i);
    }
}
