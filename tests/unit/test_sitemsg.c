#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "policy/sitemsg.h"

static char told[16][8192];
static size_t told_count, errors;

static void keep(void *context, bool is_error, const char *text)
{
    (void)context;
    (void)snprintf(told[told_count % 16], sizeof told[0], "%s", text);
    told_count++;
    errors += is_error;
}

static const struct site_reporter reporter = {.message = keep};

static struct sitemsg_place at(int line, int column)
{
    return (struct sitemsg_place){NULL, {line, column}, false};
}

Test(sitemsg, tells_in_order_of_the_file)
{
    struct sitemsg m;
    const struct sitemsg_origin origin = {"b.csv", {2, 9}};
    sitemsg_open(&m, "a.yaml");
    sitemsg_warn(&m, at(3, 1), "CFG-B", "last");
    sitemsg_error(&m, (struct sitemsg_place){&origin, {7, 1}, false}, "CFG-C", "row %d", 7);
    sitemsg_error(&m, (struct sitemsg_place){&origin, {3, 2}, false}, "CFG-C", "row 3");
    sitemsg_error(&m, at(2, 8), "CFG-A", "first of two");
    sitemsg_warn(&m, at(2, 8), "CFG-A", "second of two");
    cr_expect_eq(m.errors, 3);
    sitemsg_tell(&m, &reporter);
    static const char *const expected[] = {
        "a.yaml:2:8: error: first of two [CFG-A]", "a.yaml:2:8: warning: second of two [CFG-A]",
        "b.csv:3:2: error: row 3 [CFG-C]",         "b.csv:7:1: error: row 7 [CFG-C]",
        "a.yaml:3:1: warning: last [CFG-B]",
    };
    cr_assert_eq(told_count, 5);
    cr_expect_eq(errors, 3);
    for (size_t i = 0; i < 5; i++)
        cr_expect_str_eq(told[i], expected[i]);
    sitemsg_close(&m);
}

Test(sitemsg, escapes_texts_and_file_names)
{
    struct sitemsg m;
    sitemsg_open(&m, "a\n\x1b.yaml");
    sitemsg_error(&m, at(1, 1), "CFG-A", "%s", "x\ty\xff");
    sitemsg_tell(&m, &reporter);
    cr_expect_str_eq(told[0], "a\\x0A\\x1B.yaml:1:1: error: x\\x09y\\xFF [CFG-A]");
    sitemsg_close(&m);
}

Test(sitemsg, cuts_long_texts_but_not_the_id)
{
    static char text[20000];
    struct sitemsg m;
    memset(text, 'x', sizeof text - 1);
    sitemsg_open(&m, text);
    sitemsg_error(&m, at(1, 1), "CFG-A", "%s", text);
    sitemsg_tell(&m, &reporter);
    cr_expect(strlen(told[0]) < 6000 && strcmp(told[0] + strlen(told[0]) - 8, " [CFG-A]") == 0);
    sitemsg_close(&m);
}

Test(sitemsg, counts_what_it_does_not_keep)
{
    struct sitemsg m;
    sitemsg_open(&m, "a");
    for (int i = 0; i < SITEMSG_MOST + 5; i++)
        sitemsg_error(&m, at(i + 1, 1), "CFG-A", "x");
    cr_expect_eq(m.errors, SITEMSG_MOST + 5);
    sitemsg_tell(&m, &reporter);
    cr_expect_eq(told_count, SITEMSG_MOST + 1);
    cr_expect_str_eq(told[SITEMSG_MOST % 16], "a:10000:1: error: 5 more messages are not shown [CFG-YAML]");
    sitemsg_close(&m);
}

Test(sitemsg, counts_what_it_does_not_keep_of_another_file)
{
    struct sitemsg m;
    const struct sitemsg_origin origin = {"b.csv", {2, 9}};
    sitemsg_open(&m, "a");
    for (int i = 0; i < SITEMSG_MOST + 5; i++)
        sitemsg_warn(&m, (struct sitemsg_place){&origin, {i + 1, 1}, false}, "CFG-A", "x");
    sitemsg_note(&m, at(3, 1), "notes are no messages");
    sitemsg_tell(&m, &reporter);
    cr_expect_str_eq(told[SITEMSG_MOST % 16],
                     "b.csv:10000:1: warning: 5 more messages are not shown [CFG-YAML]");
    sitemsg_close(&m);
}

Test(sitemsg, needs_no_listener)
{
    struct sitemsg m;
    sitemsg_open(&m, "a");
    sitemsg_error(&m, at(1, 1), "CFG-A", "x");
    sitemsg_tell(&m, NULL);
    sitemsg_tell(&m, &(struct site_reporter){0});
    sitemsg_close(&m);
    cr_expect_eq(told_count, 0);
}
