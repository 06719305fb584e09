#include "tests/unit/carrier.h"

enum { WIFI = 105, PRISM = 119, RADIOTAP = 127, AVS = 163, PPI = 192 };

static const char snap[] = "\xaa\xaa\x03\0\0\0\x08\0";

/* A data frame: control and flags, three addresses, sequence control. */
static void put_header(struct frame *f, unsigned control, unsigned flags)
{
    frame_8(f, control);
    frame_8(f, flags);
    frame_put(f, "\0\0aaaaaabbbbbbcccccc\0\0", 22);
    if ((flags & 3) == 3)
        frame_put(f, "dddddd", 6);
}

static void put_data(struct frame *f)
{
    put_header(f, 0x08, 0x01);
    frame_put(f, snap, 8);
    carrier_put_inside(f, IN_IP4);
}

Test(link_wifi, reads_data_frames_with_every_form_of_addresses)
{
    static const char *const ends[] = {"within a cell", "to the system", "from the system",
                                       "between systems"};
    for (unsigned qos = 0; qos < 2; qos++) {
        for (unsigned flags = 0; flags < 4; flags++) {
            for (unsigned order = 0; order < 2; order++) {
                struct frame f = {.n = 0};
                struct segment s;
                put_header(&f, qos ? 0x88 : 0x08, flags | (order ? 0x80 : 0));
                frame_put(&f, "\0\0hhhh", qos ? (order ? 6 : 2) : 0);
                frame_put(&f, snap, 8);
                carrier_put_inside(&f, IN_IP4);
                carrier_expect_inside(WIFI, &f, &s, ends[flags]);
                carrier_expect_cuts(WIFI, &f, ends[flags]);
            }
        }
    }
}

Test(link_wifi, counts_other_frames_by_what_they_are)
{
    static const struct {
        const char *what;
        unsigned control, flags;
        enum link_skip why;
    } rows[] = {
        {"beacon", 0x80, 0, LINK_SKIP_WIFI_MANAGEMENT},
        {"probe", 0x40, 0, LINK_SKIP_WIFI_MANAGEMENT},
        {"acknowledgement", 0xd4, 0, LINK_SKIP_WIFI_CONTROL},
        {"extension", 0x0c, 0, LINK_SKIP_WIFI_CONTROL},
        {"null", 0x48, 1, LINK_SKIP_WIFI_NULL},
        {"QoS null", 0xc8, 1, LINK_SKIP_WIFI_NULL},
        {"encrypted", 0x08, 0x41, LINK_SKIP_WIFI_ENCRYPTED},
        {"encrypted, QoS", 0x88, 0x42, LINK_SKIP_WIFI_ENCRYPTED},
        {"version 1", 0x09, 1, LINK_SKIP_BAD_HEADER},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        put_header(&f, rows[i].control, rows[i].flags);
        frame_zero(&f, 60);
        cr_expect_eq(frame_read(WIFI, &f, &s), rows[i].why, "%s", rows[i].what);
    }
}

Test(link_wifi, reads_frames_that_were_decrypted_and_left_marked)
{
    for (unsigned header = 0; header < 2; header++) {
        struct frame f = {.n = 0};
        struct segment s;
        put_header(&f, 0x08, 0x41);
        frame_put(&f, "\x01\0\0\x20\0\0\0\0", header ? 8 : 0);
        frame_put(&f, snap, 8);
        carrier_put_inside(&f, IN_IP4);
        carrier_expect_inside(WIFI, &f, &s, header ? "with its header" : "without");
    }
}

Test(link_wifi, reads_the_first_fragment_only)
{
    struct frame first = {.n = 0}, second = {.n = 0};
    struct segment s;
    put_header(&first, 0x08, 0x05);
    frame_put(&first, snap, 8);
    carrier_put_inside(&first, IN_IP4);
    frame_fill_lengths(&first);
    first.n -= 2;
    cr_expect_eq(frame_read(WIFI, &first, &s), LINK_TAKEN);
    cr_expect(s.truncated && s.payload_bytes == 3 && s.payload.left == 1);
    put_header(&second, 0x08, 0x01);
    second.b[22] = 0x01;
    frame_zero(&second, 60);
    cr_expect_eq(frame_read(WIFI, &second, &s), LINK_SKIP_FRAGMENT);
}

static void put_msdu(struct frame *f, enum carrier_inside inside, unsigned padding)
{
    frame_put(f, "eeeeeegggggg", 12);
    frame_length(f, f->n + 2);
    frame_put(f, inside == IN_IP6 ? "\xaa\xaa\x03\0\0\0\x86\xdd" : snap, 8);
    carrier_put_inside(f, inside);
    frame_fill_lengths(f);
    frame_zero(f, padding);
}

static uint64_t msdus_left(void)
{
    return link_counts(frame_link()).msdus_left;
}

Test(link_wifi, takes_the_first_of_an_aggregate_and_counts_the_others)
{
    for (unsigned n = 1; n <= 3; n++) {
        struct frame f = {.n = 0};
        struct segment s;
        uint64_t before = msdus_left();
        put_header(&f, 0x88, 0x01);
        frame_put(&f, "\x80\0", 2);
        put_msdu(&f, IN_IP4, n > 1 ? 3 : 0);
        for (unsigned i = 2; i <= n; i++)
            put_msdu(&f, IN_IP6, i < n ? 3 : 0);
        carrier_expect_inside(WIFI, &f, &s, "aggregate");
        cr_expect_eq(msdus_left() - before, n - 1, "%u", n);
    }
}

Test(link_wifi, refuses_an_aggregate_longer_than_its_frame)
{
    struct frame f = {.n = 0};
    struct segment s;
    put_header(&f, 0x88, 0x01);
    frame_put(&f, "\x80\0", 2);
    put_msdu(&f, IN_IP4, 0);
    f.b[26 + 13]++;
    cr_expect_eq(frame_read(WIFI, &f, &s), LINK_SKIP_BAD_HEADER);
}

Test(link_wifi, reads_the_flags_of_radiotap)
{
    static const struct {
        const char *what, *header;
        size_t n;
        bool padded, fcs;
    } rows[] = {
        {"nothing", "\0\0\x08\0\0\0\0\0", 8, false, false},
        {"rate only", "\0\0\x09\0\x04\0\0\0\x20", 9, false, false},
        {"flags", "\0\0\x09\0\x02\0\0\0\0", 9, false, false},
        {"check sum", "\0\0\x09\0\x02\0\0\0\x10", 9, false, true},
        {"padding", "\0\0\x09\0\x02\0\0\0\x20", 9, true, false},
        {"both, behind a time", "\0\0\x11\0\x03\0\0\0tttttttt\x30", 17, true, true},
        {"more words", "\0\0\x19\0\x03\0\0\x80\0\0\0\0zzzztttttttt\0\0\0\0", 28, false, false},
        {"many words", "\0\0\x11\0\x02\0\0\x80\0\0\0\x80\0\0\0\0\x20", 17, true, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_put(&f, rows[i].header, rows[i].n);
        f.b[2] = (uint8_t)rows[i].n;
        put_header(&f, 0x88, 0x01);
        frame_zero(&f, rows[i].padded ? 4 : 2);
        frame_put(&f, snap, 8);
        carrier_put_inside(&f, IN_IP4);
        frame_fill_lengths(&f);
        if (rows[i].fcs)
            frame_put(&f, "ffff", 4);
        carrier_expect_inside(RADIOTAP, &f, &s, rows[i].what);
        if (!rows[i].fcs)
            carrier_expect_cuts(RADIOTAP, &f, rows[i].what);
    }
}

Test(link_wifi, drops_the_check_sum_where_ip_has_no_length)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_put(&f, "\0\0\x09\0\x02\0\0\0\x10", 9);
    put_data(&f);
    frame_fill_lengths(&f);
    f.b[9 + 32 + 2] = f.b[9 + 32 + 3] = 0;
    frame_put(&f, "ffff", 4);
    carrier_expect_inside(RADIOTAP, &f, &s, "total length 0");
}

Test(link_wifi, refuses_radiotap_that_cannot_be_read)
{
    static const char *const headers[] = {"\x01\0\x08\0\0\0\0\0", "\0\0\x07\0\0\0\0\0",
                                          "\0\0\xff\xff\0\0\0\0", "\0\0\x09\0\x02\0\0\0\x50"};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_put(&f, headers[i], i == 3 ? 9 : 8);
        put_data(&f);
        cr_expect_eq(frame_read(RADIOTAP, &f, &s), LINK_SKIP_BAD_HEADER, "%zu", i);
    }
}

Test(link_wifi, steps_over_the_other_radio_headers)
{
    static const struct {
        const char *what;
        int link_type;
        const char *header;
        size_t begin, n;
    } rows[] = {
        {"Prism", PRISM, "\x44\0\0\0\x90\0\0\0", 8, 144},
        {"Prism, big endian", PRISM, "\0\0\0\x44\0\0\0\x90", 8, 144},
        {"AVS by Prism's type", PRISM, "\x80\x21\x10\x01\0\0\0\x40", 8, 64},
        {"AVS", AVS, "\x80\x21\x10\x02\0\0\0\x40", 8, 64},
        {"PPI", PPI, "\0\0\x20\0\x69\0\0\0\x02\0\x14\0", 12, 32},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_put(&f, rows[i].header, rows[i].begin);
        frame_zero(&f, rows[i].n - rows[i].begin);
        put_data(&f);
        carrier_expect_inside(rows[i].link_type, &f, &s, rows[i].what);
        carrier_expect_cuts(rows[i].link_type, &f, rows[i].what);
    }
}

Test(link_wifi, refuses_other_radio_headers_that_cannot_be_read)
{
    static const struct {
        int link_type;
        const char *header;
    } rows[] = {{AVS, "\x80\x21\x20\x01\0\0\0\x40"},
                {AVS, "\x80\x21\x10\x01\0\0\0\x07"},
                {AVS, "\x80\x21\x10\x01\xff\xff\xff\xff"},
                {PRISM, "\x44\0\0\0\x07\0\0\0"},
                {PRISM, "\x44\0\0\0\xff\xff\xff\xff"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_put(&f, rows[i].header, 8);
        put_data(&f);
        cr_expect_eq(frame_read(rows[i].link_type, &f, &s), LINK_SKIP_BAD_HEADER, "%zu", i);
    }
}
