#include "tests/unit/carrier.h"

enum { ETHERNET = 1, ATM = 11, FRAME_RELAY = 107 };

struct row {
    const char *what, *header;
    size_t n;
    enum carrier_inside inside;
};

static void expect_rows(int link_type, const char *before, size_t before_n, const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_put(&f, before, before_n);
        frame_put(&f, rows[i].header, rows[i].n);
        carrier_put_inside(&f, rows[i].inside);
        carrier_expect_inside(link_type, &f, &s, rows[i].what);
        carrier_expect_cuts(link_type, &f, rows[i].what);
    }
}

static const struct row llc[] = {
    {"SNAP, IPv4", "\xaa\xaa\x03\0\0\0\x08\0", 8, IN_IP4},
    {"SNAP, IPv6", "\xaa\xaa\x03\0\0\0\x86\xdd", 8, IN_IP6},
    {"bridge tunnel", "\xaa\xaa\x03\0\0\xf8\x08\0", 8, IN_IP4},
    {"SAP of IP", "\x06\x06\x03", 3, IN_IP4},
};

Test(link_llc, reads_snap_and_ip_behind_a_length)
{
    expect_rows(ETHERNET, "aaaaaabbbbbb\0\x33", 14, llc, sizeof llc / sizeof llc[0]);
}

Test(link_llc, reads_what_atm_carries)
{
    static const struct row rows[] = {
        {"bridged Ethernet", "\xaa\xaa\x03\0\x80\xc2\0\x07\0\0", 10, IN_ETHERNET},
        {"bridged Ethernet with check sum", "\xaa\xaa\x03\0\x80\xc2\0\x01\0\0", 10, IN_ETHERNET},
        {"PPP", "\xfe\xfe\x03\xcf", 4, IN_PPP},
    };
    expect_rows(ATM, "", 0, llc, sizeof llc / sizeof llc[0]);
    expect_rows(ATM, "", 0, rows, sizeof rows / sizeof rows[0]);
}

Test(link_llc, reads_what_frame_relay_carries)
{
    static const struct row rows[] = {
        {"IPv4", "\x18\x41\x03\xcc", 4, IN_IP4},
        {"IPv6, padding", "\x18\x41\x03\0\x8e", 5, IN_IP6},
        {"address of three bytes", "\x18\x40\x01\x03\xcc", 5, IN_IP4},
        {"address of four bytes", "\x18\x40\0\x01\x03\xcc", 6, IN_IP4},
        {"SNAP", "\x18\x41\x03\0\x80\0\0\0\x08\0", 10, IN_IP4},
        {"bridged Ethernet", "\x18\x41\x03\0\x80\0\x80\xc2\0\x07", 10, IN_ETHERNET},
        {"PPP", "\x18\x41\x03\xcf", 4, IN_PPP},
        {"Cisco's form", "\x18\x41\x08\0", 4, IN_IP4},
        {"Cisco's form, IPv6", "\x18\x41\x86\xdd", 4, IN_IP6},
    };
    expect_rows(FRAME_RELAY, "", 0, rows, sizeof rows / sizeof rows[0]);
}

Test(link_llc, skips_other_service_access_points)
{
    static const struct {
        const char *header;
        enum link_skip why;
    } rows[] = {
        {"\x42\x42\x03zzzzz", LINK_SKIP_LLC},
        {"\xf0\xf0\x03zzzzz", LINK_SKIP_LLC},
        {"\xaa\xaa\x02\0\0\0\x08\0", LINK_SKIP_LLC},
        {"\xaa\xaa\x03\0\0\x0c\x20\0", LINK_SKIP_LLC},
        {"\xaa\xab\x03\0\0\0\x08\0", LINK_SKIP_LLC},
        {"\x06\x06\x13zzzzz", LINK_SKIP_LLC},
        {"\xfe\xfe\x03\x83zzzz", LINK_SKIP_LLC},
        {"\xaa\xaa\x03\0\x80\xc2\0\x0e", LINK_SKIP_LLC},
        {"\xaa\xaa\x03\0\0\0\x08\x06", LINK_SKIP_ETHERTYPE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_put(&f, rows[i].header, 8);
        carrier_put_inside(&f, IN_IP4);
        cr_expect_eq(frame_read(ATM, &f, &s), rows[i].why, "%zu", i);
    }
}

Test(link_llc, refuses_frame_relay_it_cannot_read)
{
    static const struct {
        const char *header;
        enum link_skip why;
    } rows[] = {
        {"\x19\x41\x03\xcc", LINK_SKIP_BAD_HEADER},
        {"\x18\x40\0\0", LINK_SKIP_BAD_HEADER},
        {"\x18\x41\x03\x08", LINK_SKIP_ETHERTYPE},
        {"\x18\x41\x20\0", LINK_SKIP_ETHERTYPE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_put(&f, rows[i].header, 4);
        carrier_put_inside(&f, IN_IP4);
        cr_expect_eq(frame_read(FRAME_RELAY, &f, &s), rows[i].why, "%zu", i);
    }
}
