#include "decode/nbns.h"

#include <criterion/criterion.h>
#include <string.h>

enum { WHOLE = 50, MOST = 400 };

/* A query as in RFC 1002 4.2.12; service: the name's sixteenth byte. */
static size_t query(uint8_t out[MOST], const char *name, uint8_t service)
{
    static const uint8_t head[] = {0x80, 1, 1, 0x10, 0, 1, 0, 0, 0, 0, 0, 0, 32};
    uint8_t padded[NBNS_NAME];
    memset(padded, ' ', sizeof padded);
    memcpy(padded, name, strlen(name));
    padded[NBNS_NAME - 1] = service;
    memcpy(out, head, sizeof head);
    for (size_t i = 0; i < NBNS_NAME; i++) {
        out[sizeof head + 2 * i] = (uint8_t)('A' + (padded[i] >> 4));
        out[sizeof head + 2 * i + 1] = (uint8_t)('A' + (padded[i] & 15));
    }
    memcpy(out + sizeof head + 32, "\0\0\x20\0\1", 5);
    return WHOLE;
}

Test(nbns, knows_the_names_by_which_clients_find_their_site)
{
    static const struct {
        const char *name;
        bool is;
    } rows[] = {{"SMS_SLP", true}, {"MP_N01", true},   {"SMS_SLP2", false}, {"SMS_MP", false},
                {"MP_", false},    {"MP_N012", false}, {"FILESRV", false},  {"", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[MOST];
        char name[NBNS_NAME];
        size_t n = query(bytes, rows[i].name, 0x1a);
        cr_expect_eq(nbns_asks(bytes_of(bytes, n), name), rows[i].is, "%s", rows[i].name);
        if (rows[i].is)
            cr_expect_str_eq(name, rows[i].name);
    }
}

Test(nbns, wants_a_query_and_nothing_else)
{
    static const size_t free_bytes[] = {0, 1, 2, 3, 10, 11, 43, 44};
    uint8_t bytes[MOST];
    char name[NBNS_NAME];
    size_t n = query(bytes, "SMS_SLP", 0x1a);
    for (size_t i = 0; i < n; i++)
        cr_expect_not(nbns_asks(bytes_of(bytes, i), name), "cut at %zu", i);
    bytes[n] = 0;
    cr_expect_not(nbns_asks(bytes_of(bytes, n + 1), name), "something behind it");
    for (size_t i = 0; i < n; i++) {
        bool is_free = false;
        for (size_t k = 0; k < sizeof free_bytes / sizeof free_bytes[0]; k++)
            is_free |= free_bytes[k] == i;
        bytes[i] ^= 0x80;
        if (!is_free)
            cr_expect_not(nbns_asks(bytes_of(bytes, n), name), "byte %zu", i);
        bytes[i] ^= 0x80;
    }
    cr_expect(nbns_asks(bytes_of(bytes, n), name));
}

Test(nbns, steps_over_a_scope)
{
    uint8_t bytes[MOST];
    char name[NBNS_NAME];
    size_t n = query(bytes, "MP_S01", 0);
    memmove(bytes + 45 + 4, bytes + 45, n - 45);
    memcpy(bytes + 45, "\3abc", 4);
    cr_expect(nbns_asks(bytes_of(bytes, n + 4), name));
    bytes[45] = 0xc0;
    cr_expect_not(nbns_asks(bytes_of(bytes, n + 4), name), "a pointer");
    memset(bytes + 45, 1, MOST - 45);
    cr_expect_not(nbns_asks(bytes_of(bytes, MOST), name), "without an end");
}
