#include <criterion/criterion.h>
#include <string.h>

#include "policy/sitenear.h"

static const struct {
    const char *a, *b;
    unsigned distance;
} rows[] = {
    {"", "", 0},           {"a", "", 1},
    {"", "abc", 3},        {"roles", "roles", 0},
    {"rols", "roles", 1},  {"roels", "roles", 1},
    {"Roles", "roles", 0}, {"rolex", "roles", 1},
    {"ca", "abc", 3},      {"kitten", "sitting", 3},
};

Test(sitenear, counts_inserted_deleted_replaced_and_swapped_characters)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect_eq(sitenear_distance(rows[i].a, rows[i].b), rows[i].distance, "%s %s", rows[i].a,
                     rows[i].b);
        cr_expect_eq(sitenear_distance(rows[i].b, rows[i].a), rows[i].distance, "%s %s", rows[i].b,
                     rows[i].a);
    }
}

static const char *name(const void *context, size_t i)
{
    const char *const *names = context;
    return names[i];
}

Test(sitenear, takes_the_first_of_the_nearest)
{
    static const char *const names[] = {"http_ports", "https_ports", "mode", NULL};
    static const char *const none[] = {NULL};
    cr_expect_str_eq(sitenear("htps_ports", name, names), "https_ports");
    cr_expect_str_eq(sitenear("htp_ports", name, names), "http_ports");
    cr_expect_str_eq(sitenear("mod", name, names), "mode");
    cr_expect_null(sitenear("mod", name, none));
}

Test(sitenear, compares_long_texts_by_their_beginning)
{
    char longer[5000];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    cr_expect_eq(sitenear_distance(longer, ""), 64);
    cr_expect_eq(sitenear_distance(longer, longer + 100), 0);
}
