#include "policy/expected_ends.h"

#include "policy/party.h"
#include "siteload.h"

struct ends_test {
    struct siteload load;
    struct sitearena arena;
    struct expected_ends ends;
};

static void begin(struct ends_test *t, const char *const change[SITELOAD_CHANGES])
{
    *t = (struct ends_test){.ends = {0}};
    if (change != NULL)
        siteload_changed(&t->load, change);
    else
        siteload_unchanged(&t->load);
    cr_assert_not_null(t->load.site, "%s", siteload_all(&t->load));
    t->ends = expected_ends_of(t->load.site, SIZE_MAX, &t->arena);
    cr_assert_not(t->arena.failed);
}

static void end(struct ends_test *t)
{
    sitearena_free(&t->arena);
    siteload_end(&t->load);
}

/* The clients' end that holds an address: an end of its own before the network around it. */
static const struct expected_end *at(const struct ends_test *t, const char *text)
{
    struct addr a;
    const struct expected_end *found = NULL;
    cr_assert(addr_read(&a, text));
    for (size_t i = 0; i < t->ends.count; i++)
        for (size_t k = 0; k < t->ends.at[i].count; k++) {
            const struct addr_range *r = &t->ends.at[i].at[k];
            bool one = addr_eq(&r->first, &r->last);
            if (t->ends.at[i].kind == EXPECTED_CLIENTS && addr_range_has(r, &a) && (found == NULL || one))
                found = &t->ends.at[i];
        }
    return found;
}

Test(expected_ends, put_clients_together_that_are_alike)
{
    struct ends_test t;
    begin(&t, NULL);
    cr_expect_eq(at(&t, "172.16.1.1"), at(&t, "172.16.200.1"), "a boundary is one");
    cr_expect_eq(at(&t, "172.16.1.1"), at(&t, "fd00:1::77"), "in both families");
    cr_expect_neq(at(&t, "172.16.1.1"), at(&t, "172.16.5.1"), "listed with another mgmt");
    cr_expect_eq(at(&t, "172.16.5.1"), at(&t, "172.16.8.1"), "alike, listed and in a range");
    cr_expect_neq(at(&t, "172.16.8.1"), at(&t, "172.16.9.1"), "a range inside a range");
    cr_expect_neq(at(&t, "172.17.9.1"), at(&t, "172.16.1.1"), "in the secondary site");
    cr_expect_eq(at(&t, "172.17.9.1")->client.assigned, at(&t, "172.16.1.1")->client.assigned);
    cr_expect_eq(at(&t, "8.8.8.8"), at(&t, "2a00::1"), "the internet");
    cr_expect(at(&t, "8.8.8.8")->rest);
    cr_expect_null(at(&t, "172.31.0.1"), "intranet, but in no boundary");
    end(&t);
}

Test(expected_ends, know_what_the_rules_will_take_clients_to_be)
{
    struct ends_test t;
    begin(&t, NULL);
    const struct expected_client *home = &at(&t, "172.16.1.1")->client, *both = &at(&t, "172.16.5.3")->client;
    const struct expected_client *out = &at(&t, "203.0.113.3")->client, *lab = &at(&t, "172.16.9.1")->client;
    cr_expect_eq(home->mgmt, MGMT_ABSENT);
    cr_expect_eq(home->type, CLIENT_COMPUTER);
    cr_expect_eq(home->http_roaming, TRI_UNKNOWN, "the site's");
    cr_expect_eq(both->mgmt, MGMT_BOTH);
    cr_expect(both->has_fsp);
    cr_expect_eq(both->position, POSITION_INTRANET);
    cr_expect_eq(out->position, POSITION_INTERNET);
    cr_expect_eq(out->mgmt, MGMT_BOTH);
    cr_expect_eq(at(&t, "8.8.8.8")->client.mgmt, MGMT_INTERNET_ONLY);
    cr_expect_eq(at(&t, "8.8.8.8")->client.assigned, -1);
    cr_expect_eq(lab->type, CLIENT_TYPE_UNKNOWN);
    cr_expect_eq(lab->state, CLIENT_STATE_UNKNOWN);
    cr_expect(at(&t, "203.0.113.4")->client.elsewhere);
    end(&t);
}

Test(expected_ends, have_probes_that_are_clients_of_theirs_and_listed_nowhere_else)
{
    struct ends_test t;
    begin(&t, NULL);
    for (size_t i = 0; i < t.ends.count; i++)
        for (unsigned family = 0; family < 2; family++) {
            const struct expected_end *e = &t.ends.at[i];
            if (!e->has[family])
                continue;
            struct party p = party_of(t.load.site, &e->probe[family]);
            bool held = false;
            for (size_t k = 0; k < e->count; k++)
                held = held || addr_range_has(&e->at[k], &e->probe[family]);
            cr_expect(held, "end %zu", i);
            cr_expect_eq(addr_is_v4(&e->probe[family]), family == 0, "end %zu", i);
            cr_expect_eq(p.is_client, e->kind == EXPECTED_CLIENTS, "end %zu", i);
            cr_expect_eq(p.system, e->system, "end %zu", i);
        }
    end(&t);
}

Test(expected_ends, keep_stretches_in_order_and_apart)
{
    struct ends_test t;
    begin(&t, NULL);
    for (size_t i = 0; i < t.ends.count; i++)
        for (size_t k = 1; k < t.ends.at[i].count; k++)
            cr_expect_lt(addr_cmp(&t.ends.at[i].at[k - 1].last, &t.ends.at[i].at[k].first), 0, "end %zu", i);
    end(&t);
}

Test(expected_ends, tell_the_places_of_a_system_apart)
{
    struct ends_test t;
    const char *const change[SITELOAD_CHANGES] = {"address: 198.51.100.11,",
                                                  "address: [198.51.100.11, 172.16.0.99, 198.51.100.98],"};
    unsigned places = 0, addresses = 0;
    begin(&t, change);
    for (size_t i = 0; i < t.ends.count; i++) {
        const struct site_system *s = t.ends.at[i].system;
        if (s == NULL || strcmp(s->name, "edge-dp") != 0)
            continue;
        places++;
        addresses += (unsigned)t.ends.at[i].count;
    }
    cr_expect_eq(places, 2);
    cr_expect_eq(addresses, 3);
    end(&t);
}

Test(expected_ends, have_reverse_proxies_but_no_others)
{
    struct ends_test t;
    unsigned proxies = 0;
    begin(&t, NULL);
    for (size_t i = 0; i < t.ends.count; i++)
        proxies += t.ends.at[i].kind == EXPECTED_PROXY;
    cr_expect_eq(proxies, 1);
    end(&t);
}

Test(expected_ends, know_who_is_inside_a_protected_network)
{
    struct ends_test t;
    const char *const change[SITELOAD_CHANGES] = {"DP: {bits: yes, run_from_dp: unknown}",
                                                  "DP: {bits: yes, protected: [172.16.20.0/24, 172.18.5.5]}"};
    begin(&t, change);
    cr_expect_neq(at(&t, "172.16.20.7"), at(&t, "172.16.21.7"));
    cr_expect_neq(at(&t, "172.16.20.7")->client.protections, 0);
    cr_expect_eq(at(&t, "172.16.21.7")->client.protections, 0);
    cr_expect_eq(at(&t, "172.18.5.5")->client.protections, at(&t, "172.16.20.7")->client.protections);
    cr_expect_eq(at(&t, "172.16.19.255"), at(&t, "172.16.21.0"));
    end(&t);
}
