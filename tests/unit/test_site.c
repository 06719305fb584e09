#include "siteload.h"

static struct siteload l;

static struct addr at(const char *text)
{
    struct addr a;
    cr_assert(addr_read(&a, text), "%s", text);
    return a;
}

static const struct {
    const char *address, *system, *proxy, *client, *zone_net;
    enum position position;
    int boundary;
} rows[] = {
    {"172.16.0.10", "hq1-mp", NULL, NULL, "172.16.0.0/12", POSITION_INTRANET, 0},
    {"fd00:1::10", "hq1-mp", NULL, NULL, "fd00::/8", POSITION_INTRANET, 0},
    {"172.16.7.1", "hq1-branch", NULL, NULL, "172.16.0.0/12", POSITION_INTRANET, 0},
    {"172.16.5.3", NULL, NULL, "laptop", "172.16.0.0/12", POSITION_INTRANET, 0},
    {"203.0.113.3", NULL, NULL, "laptop", NULL, POSITION_INTERNET, -1},
    {"203.0.113.5", NULL, NULL, NULL, NULL, POSITION_INTERNET, -1},
    {"172.16.8.0", NULL, NULL, "floor", "172.16.0.0/12", POSITION_INTRANET, 0},
    {"172.16.8.255", NULL, NULL, "floor", "172.16.0.0/12", POSITION_INTRANET, 0},
    {"172.16.9.0", NULL, NULL, "lab", "172.16.0.0/12", POSITION_INTRANET, 0},
    {"172.16.9.255", NULL, NULL, "lab", "172.16.0.0/12", POSITION_INTRANET, 0},
    {"172.16.10.0", NULL, NULL, "floor", "172.16.0.0/12", POSITION_INTRANET, 0},
    {"172.16.12.0", NULL, NULL, NULL, "172.16.0.0/12", POSITION_INTRANET, 0},
    {"172.16.0.50", NULL, "way-out", NULL, "172.16.0.0/12", POSITION_INTRANET, 0},
    {"198.51.100.20", NULL, "way-in", NULL, "198.51.100.0/24", POSITION_PERIMETER, -1},
    {"198.51.99.255", NULL, NULL, NULL, NULL, POSITION_INTERNET, -1},
    {"198.51.101.0", NULL, NULL, NULL, NULL, POSITION_INTERNET, -1},
    {"172.19.255.255", NULL, NULL, NULL, "172.16.0.0/12", POSITION_INTRANET, 3},
    {"172.20.0.0", NULL, NULL, NULL, "172.16.0.0/12", POSITION_INTRANET, -1},
    {"0.0.0.0", NULL, NULL, NULL, NULL, POSITION_INTERNET, -1},
    {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL, NULL, NULL, NULL, POSITION_INTERNET, -1},
};

static bool is_name(const char *expected, const char *name)
{
    return expected == NULL ? name == NULL : name != NULL && strcmp(expected, name) == 0;
}

Test(site, finds_who_has_an_address_and_where_it_lies)
{
    siteload_unchanged(&l);
    cr_assert_not_null(l.site);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct addr a = at(rows[i].address);
        struct addr_range net;
        char text[ADDR_RANGE_TEXT];
        const struct site_system *system = site_system_at(l.site, &a);
        const struct site_proxy *proxy = site_proxy_at(l.site, &a);
        const struct site_client *client = site_client_at(l.site, &a);
        cr_expect(is_name(rows[i].system, system != NULL ? system->name : NULL), "%s", rows[i].address);
        cr_expect(is_name(rows[i].proxy, proxy != NULL ? proxy->name : NULL), "%s", rows[i].address);
        cr_expect(is_name(rows[i].client, client != NULL ? client->name : NULL), "%s", rows[i].address);
        cr_expect_eq(site_position_of(l.site, &a), rows[i].position, "%s", rows[i].address);
        cr_expect_eq(site_boundary_of(l.site, &a, NULL), rows[i].boundary, "%s", rows[i].address);
        bool in_zone = site_zone_net(l.site, &a, &net);
        cr_expect(is_name(rows[i].zone_net, in_zone ? addr_range_text(&net, text) : NULL), "%s",
                  rows[i].address);
    }
    siteload_end(&l);
}

/* Networks in networks: the narrowest counts, wherever it stands in the file. */
Test(site, takes_the_most_specific_of_nested_networks)
{
    static const char *const change[SITELOAD_CHANGES] = {
        "boundaries: [172.18.0.0/16]",
        "boundaries: [172.18.4.0/24, 172.18.0.0/16, 172.18.4.8-172.18.4.9, 172.18.4.0/22]",
        "nets: 172.16.9.0/24",
        "nets: [172.16.9.0/24, 'fd00:1:2::/48']",
        "  floor:  {nets: [172.16.8.0/22]",
        "  bench:  {nets: 172.16.9.16/28, type: mobile}\n  floor:  {nets: [172.16.8.0/22, 'fd00:1::/32']"};
    static const struct {
        const char *address, *boundary, *client;
    } nested[] = {
        {"172.18.4.8", "172.18.4.8/31", NULL},     {"172.18.4.7", "172.18.4.0/24", NULL},
        {"172.18.5.8", "172.18.4.0/22", NULL},     {"172.18.8.0", "172.18.0.0/16", NULL},
        {"172.16.9.31", "172.16.0.0/16", "bench"}, {"172.16.9.32", "172.16.0.0/16", "lab"},
        {"172.16.10.0", "172.16.0.0/16", "floor"}, {"fd00:1:2::7", "fd00:1::/32", "lab"},
        {"fd00:1:3::7", "fd00:1::/32", "floor"},
    };
    char text[ADDR_RANGE_TEXT];
    struct addr_range net;
    siteload_changed(&l, change);
    cr_assert_not_null(l.site, "%s", siteload_all(&l));
    for (size_t i = 0; i < sizeof nested / sizeof *nested; i++) {
        struct addr a = at(nested[i].address);
        const struct site_client *client = site_client_at(l.site, &a);
        cr_assert_geq(site_boundary_of(l.site, &a, &net), 0, "%s", nested[i].address);
        cr_expect_str_eq(addr_range_text(&net, text), nested[i].boundary, "%s: %s", nested[i].address, text);
        cr_expect(is_name(nested[i].client, client != NULL ? client->name : NULL), "%s", nested[i].address);
    }
    siteload_end(&l);
}

Test(site, finds_a_system_by_its_public_name)
{
    static const struct {
        const char *name, *system;
    } named[] = {
        {"mp.example.com", "edge-mp"}, {"MP.Example.COM", "edge-mp"}, {"dp.example.com", "edge-dp"},
        {"mp.example", NULL},          {"example.com", NULL},         {"", NULL},
    };
    static const char *const dot[SITELOAD_CHANGES] = {"internet_fqdn: dp.example.com",
                                                      "internet_fqdn: DP.example.com."};
    char longer[400];
    siteload_changed(&l, dot);
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        const struct site_system *s = site_system_named(l.site, named[i].name);
        cr_expect(is_name(named[i].system, s != NULL ? s->name : NULL), "%s", named[i].name);
    }
    memset(longer, 'a', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    cr_expect_null(site_system_named(l.site, longer));
    siteload_end(&l);
}

Test(site, gives_the_boundary_that_was_written)
{
    char text[ADDR_RANGE_TEXT];
    struct addr_range net;
    struct addr a = at("172.19.7.7");
    siteload_unchanged(&l);
    cr_assert_eq(site_boundary_of(l.site, &a, &net), 3);
    cr_expect_str_eq(addr_range_text(&net, text), "172.19.0.0/16");
    siteload_end(&l);
}

Test(site, takes_the_first_client_of_a_shared_address)
{
    static const char *const change[SITELOAD_CHANGES] = {"address: 203.0.113.4", "address: 203.0.113.3"};
    struct addr a = at("203.0.113.3");
    siteload_changed(&l, change);
    cr_assert_not_null(l.site, "%s", siteload_all(&l));
    cr_expect_str_eq(site_client_at(l.site, &a)->name, "laptop");
    siteload_end(&l);
}

Test(site, names_what_it_knows)
{
    cr_expect_str_eq(site_role_name(ROLE_MP), "MP");
    cr_expect_str_eq(site_role_name(ROLE_SRC_SHARE), "SRC_SHARE");
    for (unsigned role = 0; role < ROLE_COUNT; role++) {
        enum role read;
        cr_expect_str_neq(site_role_name((enum role)role), "?", "role %u", role);
        cr_expect(site_role_read(&read, site_role_name((enum role)role)) && read == (enum role)role);
    }
    cr_expect_not(site_role_read(&(enum role){ROLE_MP}, "mp"));
    cr_expect_str_eq(site_role_name(ROLE_COUNT), "?");
    cr_expect_str_eq(site_mode_name(MODE_NATIVE), "native");
    cr_expect_str_eq(site_position_name(POSITION_PERIMETER), "perimeter");
}

Test(site, frees_nothing)
{
    site_free(NULL);
}
