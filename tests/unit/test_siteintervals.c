#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "policy/siteintervals.h"

enum { NETS = 60, ROUNDS = 200 };

static uint32_t seed = 7;

static uint32_t next(void)
{
    seed = seed * 1664525 + 1013904223;
    return seed >> 8;
}

/* Addresses of one byte's variety, at both ends of the space, so that nets meet and overlap. */
static struct addr address(uint32_t n)
{
    uint8_t b[16];
    memset(b, (n & 256) != 0 ? 0xff : 0, sizeof b);
    b[15] = (uint8_t)n;
    return addr_v6(b);
}

static unsigned width(const struct addr_range *r)
{
    return (unsigned)(r->last.b[15] - r->first.b[15]) + (r->first.b[0] != r->last.b[0] ? 1000 : 0);
}

static const struct siteintervals_net *by_hand(const struct siteintervals_net *nets, size_t count,
                                               const struct addr *a)
{
    const struct siteintervals_net *best = NULL;
    for (size_t i = 0; i < count; i++)
        if (addr_range_has(&nets[i].range, a) &&
            (best == NULL || width(&nets[i].range) < width(&best->range)))
            best = &nets[i];
    return best;
}

Test(siteintervals, finds_what_a_walk_over_all_nets_finds)
{
    struct siteintervals_net nets[NETS];
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct sitearena arena = {0};
        struct siteintervals s;
        size_t count = next() % NETS;
        for (size_t i = 0; i < count; i++) {
            uint32_t first = next() % 512, room = 256 - first % 256;
            nets[i].range = (struct addr_range){address(first), address(first + next() % room)};
            nets[i].owner = (int)i;
        }
        cr_assert_eq(siteintervals_build(&s, &arena, nets, count), 0);
        for (uint32_t n = 0; n < 512; n++) {
            struct addr a = address(n);
            cr_assert_eq(siteintervals_at(&s, &a), by_hand(nets, count, &a), "round %u address %u", round, n);
        }
        sitearena_free(&arena);
    }
}

Test(siteintervals, holds_the_whole_space_and_nothing)
{
    struct sitearena arena = {0};
    struct siteintervals s;
    struct addr lowest = address(0), highest = address(511), middle = address(100);
    struct siteintervals_net all = {{lowest, highest}, 5};
    cr_assert_eq(siteintervals_build(&s, &arena, &all, 1), 0);
    cr_expect(siteintervals_at(&s, &lowest) == &all && siteintervals_at(&s, &highest) == &all);
    cr_expect_eq(siteintervals_at(&s, &middle), &all);
    cr_assert_eq(siteintervals_build(&s, &arena, NULL, 0), 0);
    cr_expect_null(siteintervals_at(&s, &middle));
    sitearena_free(&arena);
}

/* 10.x.0.0/16 for each x, in each of them 10.x.y.0/24, in each of those 10.x.y.64-10.x.y.95. */
enum { MANY = 256 + 2 * 256 * 200, LOOKUPS = 1000000, SECONDS_MOST = 5 };

static struct addr v4(unsigned x, unsigned y, unsigned z)
{
    const uint8_t b[4] = {10, (uint8_t)x, (uint8_t)y, (uint8_t)z};
    return addr_v4(b);
}

static size_t nest(struct siteintervals_net *nets)
{
    size_t n = 0;
    for (unsigned x = 0; x < 256; x++) {
        nets[n++] = (struct siteintervals_net){{v4(x, 0, 0), v4(x, 255, 255)}, 1};
        for (unsigned y = 0; y < 200; y++) {
            nets[n++] = (struct siteintervals_net){{v4(x, y, 64), v4(x, y, 95)}, 3};
            nets[n++] = (struct siteintervals_net){{v4(x, y, 0), v4(x, y, 255)}, 2};
        }
    }
    return n;
}

Test(siteintervals, does_not_walk_a_hundred_thousand_nets)
{
    struct sitearena arena = {0};
    struct siteintervals s;
    struct siteintervals_net *nets = calloc(MANY, sizeof *nets);
    unsigned wrong = 0;
    cr_assert_not_null(nets);
    cr_assert_eq(siteintervals_build(&s, &arena, nets, nest(nets)), 0);
    clock_t began = clock();
    for (unsigned i = 0; i < LOOKUPS; i++) {
        unsigned x = next() & 255, y = next() & 255, z = next() & 255;
        struct addr a = v4(x, y, z);
        int owner = y >= 200 ? 1 : z >= 64 && z < 96 ? 3 : 2;
        wrong += siteintervals_at(&s, &a)->owner != owner;
    }
    double seconds = (double)(clock() - began) / CLOCKS_PER_SEC;
    cr_expect_eq(wrong, 0);
    cr_expect_lt(seconds, SECONDS_MOST, "%d look-ups took %.1f s of CPU", LOOKUPS, seconds);
    sitearena_free(&arena);
    free(nets);
}
