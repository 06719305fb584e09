#include "policy/expected_merge.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "policy/expected_names.h"
#include "policy/rule.h"

static const struct finding_rule one = {.id = "ONE"}, two = {.id = "TWO"};

struct merging {
    struct expected_cells cells;
    struct sitearena arena;
    struct expected_rows rows;
};

static void add(struct merging *m, uint32_t from, uint32_t to, enum app_class class_, uint16_t port)
{
    expected_merge_add(&m->cells, &(struct expected_cell){.from = from,
                                                          .to = to,
                                                          .class_ = (uint8_t)class_,
                                                          .transport = TRANSPORT_TCP,
                                                          .port = port,
                                                          .dynamic = port == 0,
                                                          .role = -1,
                                                          .rule = &one});
}

static void merge(struct merging *m)
{
    cr_assert_not(m->cells.failed);
    m->rows = expected_merge(&m->cells, rule_pack("cm2007")->catalogue, &m->arena);
}

static void end(struct merging *m)
{
    free(m->cells.at);
    sitearena_free(&m->arena);
}

Test(expected_merge, gives_no_rows_for_nothing)
{
    struct merging m = {.rows = {NULL, 0}};
    merge(&m);
    cr_expect_eq(m.rows.count, 0);
    end(&m);
}

Test(expected_merge, puts_ports_together_in_order_and_each_once)
{
    struct merging m = {.rows = {NULL, 0}};
    add(&m, 1, 2, CLASS_HTTPS, 8443);
    add(&m, 1, 2, CLASS_HTTPS, 443);
    add(&m, 1, 2, CLASS_HTTPS, 443);
    merge(&m);
    cr_assert_eq(m.rows.count, 1);
    cr_assert_eq(m.rows.at[0].port_count, 2);
    cr_expect_eq(m.rows.at[0].port[0], 443);
    cr_expect_eq(m.rows.at[0].port[1], 8443);
    end(&m);
}

Test(expected_merge, lists_dynamic_ports_with_the_mapper)
{
    struct merging m = {.rows = {NULL, 0}};
    add(&m, 1, 2, CLASS_RPC, 135);
    add(&m, 1, 2, CLASS_RPC, 0);
    merge(&m);
    cr_assert_eq(m.rows.count, 1);
    cr_expect(m.rows.at[0].dynamic);
    cr_expect_eq(m.rows.at[0].port_count, 1);
    cr_expect_eq(m.rows.at[0].port[0], 135);
    end(&m);
}

Test(expected_merge, puts_ends_together_on_both_sides)
{
    struct merging m = {.rows = {NULL, 0}};
    for (uint32_t from = 4; from-- > 0;)
        for (uint32_t to = 10; to < 13; to++)
            add(&m, from, to, CLASS_HTTP, 80);
    merge(&m);
    cr_assert_eq(m.rows.count, 1);
    cr_assert_eq(m.rows.at[0].from_count, 4);
    cr_assert_eq(m.rows.at[0].to_count, 3);
    for (uint32_t i = 0; i < 4; i++)
        cr_expect_eq(m.rows.at[0].from[i], i);
    for (uint32_t i = 0; i < 3; i++)
        cr_expect_eq(m.rows.at[0].to[i], 10 + i);
    end(&m);
}

Test(expected_merge, never_adds_a_pair_that_was_not_there)
{
    struct merging m = {.rows = {NULL, 0}};
    add(&m, 0, 10, CLASS_HTTP, 80);
    add(&m, 1, 10, CLASS_HTTP, 80);
    add(&m, 1, 11, CLASS_HTTP, 80);
    add(&m, 1, 11, CLASS_HTTP, 8080);
    merge(&m);
    size_t pairs = 0;
    for (size_t i = 0; i < m.rows.count; i++)
        pairs += m.rows.at[i].from_count * m.rows.at[i].to_count * m.rows.at[i].port_count;
    cr_expect_eq(pairs, 4);
    end(&m);
}

Test(expected_merge, keeps_apart_what_differs_in_more)
{
    const struct expected_cell like = {.from = 1,
                                       .to = 2,
                                       .class_ = CLASS_SMB,
                                       .transport = TRANSPORT_TCP,
                                       .port = 445,
                                       .role = -1,
                                       .rule = &one};
    struct expected_cell unlike[9];
    struct merging m = {.rows = {NULL, 0}};
    for (size_t i = 0; i < 9; i++)
        unlike[i] = like;
    unlike[1].rule = &two;
    unlike[2].when = EXPECTED_AFTER_WEB;
    unlike[3].hangs_on = "bits";
    unlike[4].lines = 1;
    unlike[5].borders = EXPECTED_BACK;
    unlike[6].transport = TRANSPORT_UDP;
    unlike[7].class_ = CLASS_RPC;
    unlike[8].role = ROLE_DP;
    for (size_t i = 0; i < 9; i++)
        expected_merge_add(&m.cells, &unlike[i]);
    merge(&m);
    cr_expect_eq(m.rows.count, 9);
    end(&m);
}

Test(expected_merge, takes_all_names_of_a_role_for_no_condition)
{
    const struct proof_catalogue *c = rule_pack("cm2007")->catalogue;
    uint64_t whole = expected_names_whole(c, CLASS_HTTP, ROLE_SUP), part = whole & (~whole + 1);
    struct expected_cell cell = {.from = 1,
                                 .to = 2,
                                 .class_ = CLASS_HTTP,
                                 .transport = TRANSPORT_TCP,
                                 .port = 80,
                                 .role = ROLE_SUP,
                                 .rule = &one};
    struct merging m = {.rows = {NULL, 0}};
    for (unsigned n = 0; n < 64; n++) {
        cell.names = whole & UINT64_C(1) << n;
        cell.port = 80;
        if (cell.names != 0)
            expected_merge_add(&m.cells, &cell);
    }
    cell.names = part;
    cell.port = 8530;
    expected_merge_add(&m.cells, &cell);
    merge(&m);
    cr_assert_eq(m.rows.count, 2);
    cr_expect_eq(m.rows.at[0].names + m.rows.at[1].names, part);
    end(&m);
}
