#include "capture/link_proof.h"

#include "tests/unit/carrier.h"

static void put(struct frame *f, enum carrier_inside inside)
{
    f->n = f->lengths = 0;
    carrier_put_inside(f, inside);
    frame_fill_lengths(f);
}

Test(link_proof, takes_packets_whose_lengths_fit)
{
    for (unsigned v6 = 0; v6 < 2; v6++) {
        struct frame f;
        put(&f, v6 ? IN_IP6 : IN_IP4);
        cr_expect(link_proof_ip(bytes_of(f.b, f.n), f.n), "%u", v6);
        cr_expect(link_proof_ip(bytes_of(f.b, f.n), f.n + 9), "%u padded", v6);
        cr_expect(link_proof_ip(bytes_of(f.b, 8), f.n), "%u cut", v6);
        cr_expect_not(link_proof_ip(bytes_of(f.b, f.n - 1), f.n - 1), "%u too long for its place", v6);
        cr_expect_not(link_proof_ip(bytes_of(f.b, 3), f.n), "%u cut before the length", v6);
        f.b[0] ^= 0x80;
        cr_expect_not(link_proof_ip(bytes_of(f.b, f.n), f.n), "%u of another version", v6);
    }
}

Test(link_proof, refuses_ipv4_that_contradicts_itself)
{
    struct frame f;
    put(&f, IN_IP4);
    f.b[0] = 0x44;
    cr_expect_not(link_proof_ip(bytes_of(f.b, f.n), f.n), "short header");
    f.b[0] = 0x4f;
    f.b[3] = 59;
    cr_expect_not(link_proof_ip(bytes_of(f.b, f.n), f.n), "header longer than the packet");
    cr_expect_not(link_proof_ip(bytes_none(), 0), "nothing");
}

Test(link_proof, takes_ethernet_with_a_provable_packet)
{
    struct frame f;
    put(&f, IN_ETHERNET);
    cr_expect(link_proof_ether(bytes_of(f.b, f.n), f.n));
    cr_expect_not(link_proof_ether(bytes_of(f.b, f.n - 1), f.n - 1), "longer than its place");
    for (size_t cut = 0; cut < 18; cut++)
        cr_expect_not(link_proof_ether(bytes_of(f.b, cut), f.n), "cut at %zu", cut);
    for (unsigned bit = 0; bit < 16; bit++) {
        f.b[12 + bit / 8] ^= (uint8_t)(1U << bit % 8);
        cr_expect_not(link_proof_ether(bytes_of(f.b, f.n), f.n), "bit %u of the type", bit);
        f.b[12 + bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
}

Test(link_proof, looks_behind_four_tags)
{
    for (unsigned tags = 0; tags < 6; tags++) {
        struct frame f = {.n = 0};
        frame_zero(&f, 12);
        for (unsigned i = 0; i < tags; i++)
            frame_put(&f, i % 2 ? "\x81\0\0\x01" : "\x88\xa8\0\x02", 4);
        frame_16(&f, 0x86dd);
        carrier_put_inside(&f, IN_IP6);
        frame_fill_lengths(&f);
        cr_expect_eq(link_proof_ether(bytes_of(f.b, f.n), f.n), tags <= 4, "%u tags", tags);
    }
}

Test(link_proof, takes_arp_for_ipv4)
{
    static const uint8_t arp[] = "aaaaaabbbbbb\x08\x06\0\x01\x08\0\x06\x04\0\x01";
    cr_expect(link_proof_ether(bytes_of(arp, sizeof arp - 1), sizeof arp - 1));
    cr_expect_not(link_proof_ether(bytes_of(arp, 19), 19));
}
