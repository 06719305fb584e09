#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "policy/siteyaml.h"

static struct sitemsg messages;

static struct siteyaml *open_text(const char *text)
{
    sitemsg_open(&messages, "x");
    struct siteyaml *y = siteyaml_open(text, strlen(text), &messages);
    cr_assert_not_null(y);
    return y;
}

static void end(struct siteyaml *y)
{
    siteyaml_close(y);
    sitemsg_close(&messages);
}

Test(siteyaml, gives_nodes_with_their_places)
{
    struct siteyaml *y = open_text("a: 1\nb:\n  - x\n  - 'y'\nc:\n");
    int root = siteyaml_root(y), list = siteyaml_value(y, root, 1);
    cr_assert_eq(siteyaml_kind(y, root), SITEYAML_MAP);
    cr_expect_eq(siteyaml_count(y, root), 3);
    cr_expect_str_eq(siteyaml_text(y, siteyaml_key(y, root, 0)), "a");
    cr_expect_str_eq(siteyaml_text(y, siteyaml_value(y, root, 0)), "1");
    cr_expect_eq(siteyaml_kind(y, list), SITEYAML_LIST);
    cr_expect_str_eq(siteyaml_text(y, siteyaml_item(y, list, 1)), "y");
    cr_expect_eq(siteyaml_place(y, siteyaml_item(y, list, 1)).at.line, 4);
    cr_expect_eq(siteyaml_place(y, siteyaml_item(y, list, 1)).at.column, 5);
    cr_expect_eq(siteyaml_kind(y, siteyaml_value(y, root, 2)), SITEYAML_EMPTY);
    end(y);
}

Test(siteyaml, gives_nothing_where_nothing_is)
{
    struct siteyaml *y = open_text("a: 1\n");
    cr_expect_eq(siteyaml_key(y, 1, 1), 0);
    cr_expect_eq(siteyaml_item(y, 1, 0), 0);
    cr_expect_eq(siteyaml_count(y, 2), 0);
    cr_expect_eq(siteyaml_kind(y, 0), SITEYAML_NONE);
    cr_expect_eq(siteyaml_kind(y, 99), SITEYAML_NONE);
    cr_expect_null(siteyaml_text(y, 1));
    end(y);
    y = open_text("# only this\n");
    cr_expect_eq(siteyaml_root(y), 0);
    cr_expect_eq(messages.errors, 0);
    end(y);
    siteyaml_close(NULL);
}

static const struct {
    const char *text;
    size_t errors;
} aliases[] = {
    {"a: &x {k: v}\nb: *x\nc: w\n", 2},
    {"a: &x [1, *x]\nb: w\n", 2},
    {"&x a: 1\nb: *x\nc: w\n", 2},
    {"a: {k: &x [1]}\nb: *x\nc: {d: *x}\n", 3},
    {"a: &x [1]\nb: [*x, *x, {c: *x}]\n", 4},
};

/* Each node is reached once, so that no walk is longer than the file. */
static size_t nodes_below(const struct siteyaml *y, int node, unsigned depth)
{
    size_t n = node != 0;
    cr_assert_lt(depth, 10);
    for (size_t i = 0; i < siteyaml_count(y, node); i++) {
        n += nodes_below(y, siteyaml_item(y, node, i), depth + 1);
        n += nodes_below(y, siteyaml_key(y, node, i), depth + 1);
        n += nodes_below(y, siteyaml_value(y, node, i), depth + 1);
    }
    return n;
}

Test(siteyaml, reads_an_alias_as_no_node)
{
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
        struct siteyaml *y = open_text(aliases[i].text);
        cr_expect_eq(messages.errors, aliases[i].errors, "%s", aliases[i].text);
        size_t nodes = 0;
        while (siteyaml_kind(y, (int)nodes + 1) != SITEYAML_NONE)
            nodes++;
        cr_expect_eq(nodes_below(y, siteyaml_root(y), 0), nodes, "%s", aliases[i].text);
        end(y);
    }
}

Test(siteyaml, bears_aliases_of_aliases_of_aliases)
{
    char text[4000] = "a0: &a0 [x, x]\n";
    size_t n = strlen(text);
    for (int i = 1; i < 60; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "a%d: &a%d [*a%d, *a%d]\n", i, i, i - 1, i - 1);
    struct siteyaml *y = open_text(text);
    cr_expect_eq(messages.errors, 60 + 2 * 59);
    cr_expect_lt(nodes_below(y, siteyaml_root(y), 0), 200);
    end(y);
}
