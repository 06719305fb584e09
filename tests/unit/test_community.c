#include <criterion/criterion.h>

#include "base/community.h"

struct vector {
    uint8_t transport;
    const char *a;
    uint16_t a_port;
    const char *b;
    uint16_t b_port;
    const char *id;
};

/* The specification's baseline with seed 0 (baseline/baseline_deflt.json). */
static const struct vector vectors[] = {
    {6, "128.232.110.120", 34855, "66.35.250.204", 80, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="},
    {6, "66.35.250.204", 80, "128.232.110.120", 34855, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="},
    {6, "2001:470:e5bf:dead:4957:2174:e82c:4887", 63943, "2607:f8b0:400c:c03::1a", 25,
     "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4="},
    {17, "192.168.1.52", 54585, "8.8.8.8", 53, "1:d/FP5EW3wiY1vCndhwleRRKHowQ="},
    {17, "8.8.8.8", 53, "192.168.1.52", 54585, "1:d/FP5EW3wiY1vCndhwleRRKHowQ="},
    {132, "192.168.170.56", 7, "192.168.170.8", 7, "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs="},
    {1, "192.168.0.89", 8, "192.168.0.1", 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="},
    {1, "192.168.0.1", 0, "192.168.0.89", 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="},
    {1, "10.0.0.1", 11, "10.0.0.2", 0, "1:YHxtAirCG//0OzkcVAukqKQN9xM="},
    {58, "3ffe:507:0:1:200:86ff:fe05:80da", 128, "3ffe:501:0:1001::2", 0, "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg="},
    {58, "3ffe:501:0:1001::2", 129, "3ffe:507:0:1:200:86ff:fe05:80da", 0, "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg="},
    {58, "fe80::200:86ff:fe05:80da", 135, "fe80::260:97ff:fe07:69ea", 0, "1:dGHyGvjMfljg6Bppwm3bg0LO8TY="},
    {58, "fe80::260:97ff:fe07:69ea", 135, "fe80::200:86ff:fe05:80da", 0, "1:zavyT/cezQr1fmImYCwYnMXbgck="},
    {58, "fe80::200:86ff:fe05:80da", 133, "ff02::2", 0, "1:hO+sN4H+MG5MY/8hIrXPqc4ZQz0="},
    {58, "fe80::260:97ff:fe07:69ea", 134, "ff02::1", 0, "1:pkvHqCL88/tg1k4cPigmZXUtL00="},
    {58, "3ffe:501:1800:2345::2", 3, "3ffe:507:0:1:200:86ff:fe05:80da", 0, "1:2ObVBgIn28oZvibYZhZMBgh7WdQ="},
    {58, "3ffe:501:410:0:2c0:dfff:fe47:33e", 1, "3ffe:507:0:1:200:86ff:fe05:80da", 4,
     "1:hLZd0XGWojozrvxqE0dWB1iM6R0="},
    {46, "10.1.12.1", 0, "10.1.12.2", 0, "1:KHlLkgoJW7ifUTyTSgyVfkFHzKw="},
    {46, "10.1.12.2", 0, "10.1.12.1", 0, "1:KHlLkgoJW7ifUTyTSgyVfkFHzKw="},
};

Test(community, agrees_with_the_baseline_of_the_specification)
{
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        const struct vector *v = &vectors[i];
        struct addr a, b;
        char out[COMMUNITY_TEXT];
        cr_assert(addr_read(&a, v->a) && addr_read(&b, v->b));
        community_id(v->transport, &a, v->a_port, &b, v->b_port, out);
        cr_expect_str_eq(out, v->id, "row %zu: %s", i, out);
    }
}

Test(community, takes_a_flow_of_icmp_for_an_echo_exchange)
{
    struct addr a, b;
    char out[COMMUNITY_TEXT];
    cr_assert(addr_read(&a, "192.168.0.89") && addr_read(&b, "192.168.0.1"));
    cr_expect_str_eq(community_flow(1, &a, 0, &b, 0, out), "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=");
    cr_assert(addr_read(&a, "3ffe:507:0:1:200:86ff:fe05:80da") && addr_read(&b, "3ffe:501:0:1001::2"));
    cr_expect_str_eq(community_flow(58, &a, 0, &b, 0, out), "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg=");
}

Test(community, orders_by_port_when_both_ends_are_one_host)
{
    struct addr a;
    char one[COMMUNITY_TEXT], other[COMMUNITY_TEXT];
    cr_assert(addr_read(&a, "127.0.0.1"));
    community_flow(6, &a, 50000, &a, 80, one);
    community_flow(6, &a, 80, &a, 50000, other);
    cr_expect_str_eq(one, other);
}
