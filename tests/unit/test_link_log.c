#include "tests/unit/carrier.h"

enum { NULL_LINK = 0, LOOP = 108, ENC = 109, PFLOG = 117, IPNET = 226, NFLOG = 239 };

struct row {
    const char *what;
    int link_type;
    const char *header;
    size_t begin, n; /* zeros up to n */
    enum carrier_inside inside;
};

static void put(struct frame *f, const struct row *row)
{
    frame_put(f, row->header, row->begin);
    frame_zero(f, row->n - row->begin);
    carrier_put_inside(f, row->inside);
}

Test(link_log, reads_each_header_to_its_packet)
{
    static const struct row rows[] = {
        {"null", NULL_LINK, "\x02\0\0\0", 4, 4, IN_IP4},
        {"null, big endian", NULL_LINK, "\0\0\0\x1e", 4, 4, IN_IP6},
        {"loop", LOOP, "\0\0\0\x18", 4, 4, IN_IP6},
        {"pf of OpenBSD", PFLOG, "\x3d\x02\0\0em0", 7, 64, IN_IP4},
        {"pf of OpenBSD, IPv6", PFLOG, "\x40\x18\0\0em0", 7, 64, IN_IP6},
        {"pf of FreeBSD, IPv6", PFLOG, "\x30\x1c\0\0em0", 7, 48, IN_IP6},
        {"enc", ENC, "\x02\0\0\0\0\0\x10\0\0\x0c\0\0", 12, 12, IN_IP4},
        {"enc, big endian", ENC, "\0\0\0\x18\0\0\x10\0\0\0\x0c\0", 12, 12, IN_IP6},
        {"ipnet", IPNET, "\x01\x02", 2, 24, IN_IP4},
        {"ipnet, IPv6", IPNET, "\x01\x1a", 2, 24, IN_IP6},
        {"nf", NFLOG, "\x02\0\0\x07\x30\0\x09\0", 8, 8, IN_IP4},
        {"nf, IPv6", NFLOG, "\x0a\0\0\x07\x44\0\x09\0", 8, 8, IN_IP6},
        {"nf, attributes", NFLOG, "\x02\0\0\x07\x08\0\x01\0\x86\xdd\x03\0\x05\0\x0a\0\0\0\0\0\x30\0\x09\0",
         24, 24, IN_IP4},
        {"nf of a bridge", NFLOG, "\x07\0\0\x07\x08\0\x01\0\x08\0\x03\0\x30\0\x09\0", 16, 16, IN_IP4},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        put(&f, &rows[i]);
        carrier_expect_inside(rows[i].link_type, &f, &s, rows[i].what);
        carrier_expect_cuts(rows[i].link_type, &f, rows[i].what);
    }
}

Test(link_log, ends_where_a_header_says_nothing_of_use)
{
    static const struct {
        struct row row;
        enum link_skip why;
    } rows[] = {
        {{"null", NULL_LINK, "\x10\0\0\0", 4, 4, IN_IP4}, LINK_SKIP_FAMILY},
        {{"pf", PFLOG, "\x3d\x07\0\0em0", 7, 64, IN_IP4}, LINK_SKIP_FAMILY},
        {{"pf without length", PFLOG, "\0\x02\0\0", 4, 64, IN_IP4}, LINK_SKIP_BAD_HEADER},
        {{"enc", ENC, "\x07\0\0\0", 4, 12, IN_IP4}, LINK_SKIP_FAMILY},
        {{"ipnet", IPNET, "\x01\x03", 2, 24, IN_IP4}, LINK_SKIP_FAMILY},
        {{"nf", NFLOG, "\x07\0\0\x07\x30\0\x09\0", 8, 8, IN_IP4}, LINK_SKIP_FAMILY},
        {{"nf, ARP", NFLOG, "\x03\0\0\x07\x08\0\x01\0\x08\x06\x03\0\x30\0\x09\0", 16, 16, IN_IP4},
         LINK_SKIP_ETHERTYPE},
        {{"nf of version 1", NFLOG, "\x02\x01\0\x07\x30\0\x09\0", 8, 8, IN_IP4}, LINK_SKIP_BAD_HEADER},
        {{"nf, attribute of 3 bytes", NFLOG, "\x02\0\0\x07\x03\0\x09\0", 8, 8, IN_IP4}, LINK_SKIP_BAD_HEADER},
        {{"nf, attribute beyond the frame", NFLOG, "\x02\0\0\x07\xff\xff\x05\0", 8, 8, IN_IP4},
         LINK_SKIP_BAD_HEADER},
        {{"nf without payload", NFLOG, "\x02\0\0\x07\x33\0\x05\0", 8, 8, IN_IP4}, LINK_SKIP_BAD_HEADER},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        put(&f, &rows[i].row);
        cr_expect_eq(frame_read(rows[i].row.link_type, &f, &s), rows[i].why, "%s", rows[i].row.what);
    }
}

Test(link_log, drops_what_follows_a_logged_packet)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_put(&f, "\x02\0\0\x07\x2f\0\x09\0", 8);
    carrier_put_inside(&f, IN_IP4);
    frame_fill_lengths(&f);
    f.b[10] = f.b[11] = 0;
    frame_put(&f, "z\x08\0\x05\0\0\0\0\0", 9);
    carrier_expect_inside(NFLOG, &f, &s, "an attribute behind it, no total length");
}

Test(link_log, says_that_a_logged_packet_was_cut)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_put(&f, "\x02\0\0\x07\x2e\0\x09\0", 8);
    carrier_put_inside(&f, IN_IP4);
    frame_fill_lengths(&f);
    f.n--;
    cr_expect_eq(frame_read(NFLOG, &f, &s), LINK_TAKEN);
    cr_expect(s.truncated && s.payload_bytes == 3 && s.payload.left == 2);
}
