#include "tests/unit/carrier.h"

/* What is before the packet; its addresses are set over those of frame_ip6. */
static void put_packet(struct frame *f, const char *indication, size_t n, uint32_t source,
                       uint32_t destination)
{
    frame_put(f, indication, n);
    size_t at = f->n;
    frame_ip6(f, TRANSPORT_TCP, 7);
    struct frame prefix = {.n = 0};
    frame_32(&prefix, source);
    frame_32(&prefix, destination);
    memcpy(f->b + at + 8, prefix.b, 4);
    memcpy(f->b + at + 24, prefix.b + 4, 4);
    frame_tcp(f, 40000, 80, TCP_ACK);
    frame_put(f, "GET", 3);
}

static void expect(const char *what, unsigned sport, unsigned dport, const char *indication, size_t n,
                   uint32_t source, uint32_t destination, unsigned kind)
{
    struct carrier row = {.what = what, .kind = kind};
    struct frame f = {.n = 0};
    frame_ip4(&f, TRANSPORT_UDP, 1);
    frame_udp(&f, sport, dport);
    put_packet(&f, indication, n, source, destination);
    carrier_expect(&f, &row, TRANSPORT_UDP);
    carrier_expect_cuts(CARRIER_RAW_LINK, &f, what);
}

static const uint32_t teredo = 0x20010000, global = 0x20014860, trials = 0x3ffe831f, local = 0xfe800000;

static const char origin[] = "\0\0\x12\x34\x56\x78\x9a\xbc";
static const char authentication[] = "\0\x01\0\0nnnnnnnn\0";
static const char with_client[] = "\0\x01\x02\x03idkeynnnnnnnn\x01";
static const char both[] = "\0\x01\0\0nnnnnnnn\0\0\0\x12\x34\x56\x78\x9a\xbc";

Test(ip_teredo, reads_packets_of_either_end)
{
    expect("client", 50000, 3544, "", 0, teredo, global, TUNNEL_TEREDO);
    expect("relay", 3544, 50000, "", 0, global, teredo, TUNNEL_TEREDO);
    expect("before 2006", 50000, 3544, "", 0, trials, global, TUNNEL_TEREDO);
    expect("router solicitation", 50000, 3544, "", 0, local, 0xff020000, TUNNEL_TEREDO);
    expect("other ports", 50000, 3545, "", 0, teredo, global, CARRIER_NO_TUNNEL);
}

Test(ip_teredo, steps_over_indications)
{
    expect("origin", 3544, 50000, origin, 8, global, teredo, TUNNEL_TEREDO);
    expect("authentication", 3544, 50000, authentication, 13, teredo, global, TUNNEL_TEREDO);
    expect("client identifier", 3544, 50000, with_client, 18, teredo, global, TUNNEL_TEREDO);
    expect("both", 3544, 50000, both, 21, teredo, global, TUNNEL_TEREDO);
    expect("origin twice", 3544, 50000, "\0\0zzzzzz\0\0zzzzzz", 16, teredo, global, CARRIER_NO_TUNNEL);
    expect("origin first", 3544, 50000, "\0\0zzzzzz\0\x01\0\0nnnnnnnn\0", 21, teredo, global,
           CARRIER_NO_TUNNEL);
}

Test(ip_teredo, leaves_other_datagrams_alone)
{
    expect("no Teredo address", 50000, 3544, "", 0, global, global, CARRIER_NO_TUNNEL);
    expect("text before it", 50000, 3544, "GET ", 4, teredo, global, CARRIER_NO_TUNNEL);
    for (unsigned bit = 4; bit < 8; bit++) {
        struct carrier row = {.what = "another version", .kind = CARRIER_NO_TUNNEL};
        struct frame f = {.n = 0};
        frame_ip4(&f, TRANSPORT_UDP, 1);
        frame_udp(&f, 50000, 3544);
        put_packet(&f, "", 0, teredo, global);
        frame_fill_lengths(&f);
        f.b[28] ^= (uint8_t)(1U << bit);
        carrier_expect(&f, &row, TRANSPORT_UDP);
    }
}

Test(ip_teredo, refuses_a_packet_longer_than_its_datagram)
{
    struct carrier longer = {.what = "longer", .kind = CARRIER_NO_TUNNEL};
    struct frame f = {.n = 0};
    frame_ip4(&f, TRANSPORT_UDP, 1);
    frame_udp(&f, 50000, 3544);
    put_packet(&f, "", 0, teredo, global);
    frame_fill_lengths(&f);
    f.b[28 + 5]++;
    carrier_expect(&f, &longer, TRANSPORT_UDP);
}

Test(ip_teredo, leaves_bubbles_in_their_datagrams)
{
    struct carrier bubble = {.what = "bubble", .kind = CARRIER_NO_TUNNEL};
    struct frame f = {.n = 0};
    frame_ip4(&f, TRANSPORT_UDP, 1);
    frame_udp(&f, 50000, 3544);
    put_packet(&f, "", 0, teredo, global);
    f.b[28 + 6] = 59;
    carrier_expect(&f, &bubble, TRANSPORT_UDP);
}
