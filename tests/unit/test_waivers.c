#include "policy/waivers.h"

#include <criterion/criterion.h>
#include <time.h>

#include "base/utc.h"
#include "siteload.h"

static const char head[] = "zones: {intranet: {nets: [10.0.0.0/8]}, internet: {default: yes}}\n"
                           "sites: {ABC: {type: primary, mode: mixed, boundaries: [10.0.0.0/8]}}\n"
                           "systems: {mp: {address: [10.0.0.10, 10.0.0.11], site: ABC, roles: {MP: {}}}}\n"
                           "waivers:\n";

static struct siteload l;

static struct waivers *opened(const char *text, const char *began)
{
    char all[4096];
    int64_t began_us = 0;
    bool has_offset;
    int n = snprintf(all, sizeof all, "%s%s", head, text);
    siteload(&l, all, (size_t)n);
    cr_assert_not_null(l.site, "%s", siteload_all(&l));
    cr_assert(utc_read(&began_us, began, &has_offset));
    struct waivers *w = waivers_open(l.site, began_us);
    cr_assert_not_null(w);
    return w;
}

static void closed(struct waivers *w)
{
    waivers_close(w);
    siteload_end(&l);
}

static const char *met(const struct waivers *w, const char *rule, const char *client, const char *server)
{
    struct addr c, s;
    size_t count;
    cr_assert(addr_read(&c, client) && addr_read(&s, server));
    int i = waivers_find(w, rule, &c, &s);
    return i < 0 ? "none" : waivers_all(w, &count)[i].name;
}

Test(waivers, meet_by_rule_client_and_server)
{
    static const struct {
        const char *waiver, *rule, *client, *server;
        bool meets;
    } rows[] = {
        {"rule: MODE-02", "MODE-02", "10.1.1.1", "10.0.0.10", true},
        {"rule: MODE-02", "DP-06", "10.1.1.1", "10.0.0.10", false},
        {"client: 10.1.1.1", "DP-06", "10.1.1.1", "10.0.0.10", true},
        {"client: 10.1.1.1", "DP-06", "10.0.0.10", "10.1.1.1", false},
        {"server: mp", "DP-06", "10.1.1.1", "10.0.0.11", true},
        {"server: mp", "DP-06", "10.1.1.1", "10.0.0.12", false},
        {"client: 10.1.0.0/16, server: mp", "DP-06", "10.1.255.255", "10.0.0.10", true},
        {"client: 10.1.0.0/16, server: mp", "DP-06", "10.2.0.0", "10.0.0.10", false},
        {"client: 10.1.0.0/16, server: mp", "DP-06", "10.1.0.0", "10.0.0.9", false},
        {"rule: DP-06, client: 10.1.1.1, server: mp", "DP-06", "10.1.1.1", "10.0.0.10", true},
        {"rule: DP-06, client: 10.1.1.1, server: mp", "MODE-02", "10.1.1.1", "10.0.0.10", false},
        {"rule: DP-06, client: ABC", "DP-06", "10.200.0.1", "10.0.0.10", true},
        {"rule: DP-06, client: ABC", "DP-06", "192.0.2.1", "10.0.0.10", false},
        {"rule: DP-06, client: '::/0'", "DP-06", "2001:db8::1", "10.0.0.10", true},
        {"reason: all", "DP-06", "192.0.2.1", "2001:db8::1", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[256];
        (void)snprintf(text, sizeof text, "  w: {%s}\n", rows[i].waiver);
        struct waivers *w = opened(text, "2026-11-20");
        cr_expect_str_eq(met(w, rows[i].rule, rows[i].client, rows[i].server), rows[i].meets ? "w" : "none",
                         "row %zu: %s", i, rows[i].waiver);
        closed(w);
    }
}

Test(waivers, are_valid_to_the_end_of_their_day)
{
    static const struct {
        const char *began;
        bool expired;
    } rows[] = {{"2026-11-19T23:59:59Z", false},        {"2026-11-20T00:00:00Z", false},
                {"2026-11-20T23:59:59.999999Z", false}, {"2026-11-21T00:00:00Z", true},
                {"2026-11-21T01:00:00+02:00", false},   {"2030-01-01", true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t count;
        struct waivers *w =
            opened("  w: {rule: DP-06, expires: 2026-11-20}\n  for_ever: {rule: MODE-02}\n", rows[i].began);
        const struct finding_waiver *all = waivers_all(w, &count);
        cr_assert_eq(count, 2);
        cr_expect_eq(all[0].expired, rows[i].expired, "%s", rows[i].began);
        cr_expect_not(all[1].expired);
        cr_expect_eq(all[0].line, 5);
        closed(w);
    }
}

Test(waivers, prefer_the_valid_one_and_then_the_first)
{
    struct waivers *w = opened("  over: {client: 10.1.1.1, expires: 2026-01-01}\n"
                               "  wide: {rule: DP-06, client: 10.1.0.0/16}\n"
                               "  host: {rule: DP-06, client: 10.1.1.1}\n"
                               "  past: {rule: MODE-02, expires: 2026-01-02}\n"
                               "  mp: {server: 10.0.0.10, expires: 2026-01-03}\n",
                               "2026-11-20");
    cr_expect_str_eq(met(w, "DP-06", "10.1.1.1", "10.0.0.10"), "wide");
    cr_expect_str_eq(met(w, "MODE-02", "10.1.1.1", "10.0.0.10"), "over");
    cr_expect_str_eq(met(w, "MODE-02", "10.2.1.1", "10.0.0.10"), "past");
    cr_expect_str_eq(met(w, "DP-06", "10.2.1.1", "10.0.0.10"), "mp");
    cr_expect_str_eq(met(w, "DP-06", "10.2.1.1", "10.0.0.9"), "none");
    closed(w);
}

/* A site's many boundaries, and a range that is no network. */
Test(waivers, of_odd_and_many_networks_meet_what_lies_in_them)
{
    char text[2048];
    int n = snprintf(text, sizeof text,
                     "  odd: {client: 10.1.0.255-10.1.1.1}\n  far: {server: 0.0.0.0-255.255.255.255}\n");
    struct waivers *w = opened(text, "2026-11-20");
    cr_expect_str_eq(met(w, "DP-06", "10.1.0.255", "2001:db8::1"), "odd");
    cr_expect_str_eq(met(w, "DP-06", "10.1.1.1", "2001:db8::1"), "odd");
    cr_expect_str_eq(met(w, "DP-06", "10.1.1.2", "2001:db8::1"), "none");
    cr_expect_str_eq(met(w, "DP-06", "10.1.0.254", "10.0.0.1"), "far");
    closed(w);
    n = snprintf(text, sizeof text, "  many: {client: C}\nclients: {C: {address: [");
    for (int i = 0; i < 40; i++)
        n += snprintf(text + n, sizeof text - (size_t)n, "%s10.%d.0.%d", i > 0 ? ", " : "", i, i * 2);
    (void)snprintf(text + n, sizeof text - (size_t)n, "]}}\n");
    w = opened(text, "2026-11-20");
    cr_expect_str_eq(met(w, "DP-06", "10.39.0.78", "2001:db8::1"), "many");
    cr_expect_str_eq(met(w, "DP-06", "10.0.0.0", "2001:db8::1"), "many");
    cr_expect_str_eq(met(w, "DP-06", "10.20.0.41", "2001:db8::1"), "none");
    closed(w);
}

Test(waivers, that_are_none_meet_nothing)
{
    size_t count = 7;
    struct waivers *w = opened("", "2026-11-20");
    cr_expect_str_eq(met(w, "DP-06", "10.2.1.1", "10.0.0.9"), "none");
    cr_expect_not_null(waivers_all(w, &count));
    cr_expect_eq(count, 0);
    closed(w);
}

static double seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A list walk would compare 2,000,000,000 times. */
Test(waivers, of_ten_thousand_hosts_are_found_at_once)
{
    enum { WAIVERS = 10000, LOOKUPS = 200000 };
    size_t size;
    char *text = NULL;
    FILE *f = open_memstream(&text, &size);
    (void)fputs(head, f);
    for (int i = 0; i < WAIVERS; i++)
        (void)fprintf(f, "  w%d: {rule: DP-06, client: 10.%d.%d.%d}\n", i, 1 + i / 5000, i / 250 % 250,
                      i % 250);
    (void)fclose(f);
    siteload(&l, text, size);
    cr_assert_not_null(l.site);
    struct waivers *w = waivers_open(l.site, 0);
    cr_expect_str_eq(met(w, "DP-06", "10.2.25.17", "10.0.0.10"), "w6267");
    cr_expect_str_eq(met(w, "DP-06", "10.3.5.17", "10.0.0.10"), "none");
    struct addr client, server;
    cr_assert(addr_read(&client, "10.2.25.17") && addr_read(&server, "10.0.0.10"));
    double began = seconds();
    for (int i = 0; i < LOOKUPS; i++) {
        client.b[15] = (uint8_t)i;
        (void)waivers_find(w, "DP-06", &client, &server);
    }
    cr_expect_lt(seconds() - began, 2, "%f s", seconds() - began);
    closed(w);
    free(text);
}
