#include <criterion/criterion.h>

#include "policy/siteranges.h"
#include "siteload.h"

static struct siteload l;

/* The example with one waiver whose client is this. */
static void load(const char *client)
{
    char to[256];
    (void)snprintf(to, sizeof to, "client: '%s', reason", client);
    const char *const change[SITELOAD_CHANGES] = {"client: 172.16.5.1, reason", to, NULL};
    siteload_changed(&l, change);
}

static bool has(const char *address)
{
    struct addr a;
    cr_assert(addr_read(&a, address), "%s", address);
    return siteranges_have(&l.site->waivers[0].clients, &a);
}

Test(siteparty, takes_addresses_networks_and_the_names_of_every_section)
{
    static const struct {
        const char *client, *in, *in_too, *out;
    } rows[] = {
        {"172.16.5.1", "172.16.5.1", "172.16.5.1", "172.16.5.2"},
        {"172.16.5.0/24", "172.16.5.0", "172.16.5.255", "172.16.6.0"},
        {"172.16.5.7-172.16.5.9", "172.16.5.7", "172.16.5.9", "172.16.5.10"},
        {"fd00:1::/32", "fd00:1::10", "fd00:1:ffff::", "172.16.5.1"},
        {"hq1-mp", "172.16.0.10", "fd00:1::10", "172.16.0.9"},
        {"laptop", "172.16.5.3", "203.0.113.3", "203.0.113.4"},
        {"lab", "172.16.9.0", "172.16.9.255", "172.16.8.0"},
        {"way-out", "172.16.0.50", "172.16.0.50", "172.16.0.51"},
        {"HQ1", "172.16.5.5", "fd00:1::1", "172.17.0.1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        load(rows[i].client);
        cr_assert_not_null(l.site, "%s: %s", rows[i].client, siteload_all(&l));
        cr_expect(has(rows[i].in), "%s has %s", rows[i].client, rows[i].in);
        cr_expect(has(rows[i].in_too), "%s has %s", rows[i].client, rows[i].in_too);
        cr_expect_not(has(rows[i].out), "%s has not %s", rows[i].client, rows[i].out);
        siteload_end(&l);
    }
}

Test(siteparty, means_all_that_have_the_name)
{
    static const char *const change[SITELOAD_CHANGES] = {"client: 172.16.5.1", "client: branch",
                                                         "  hq1-branch:", "  branch:", NULL};
    siteload_changed(&l, change);
    cr_assert_not_null(l.site, "%s", siteload_all(&l));
    cr_expect(has("172.16.7.1") && has("172.17.5.1") && !has("172.17.5.2"));
    siteload_end(&l);
}

Test(siteparty, refuses_what_is_no_name)
{
    static const struct {
        const char *client, *says;
    } rows[] = {
        {"hq1-pm", "\"hq1-pm\" is no address, network or name of the site file (did you mean \"hq1-mp\"?)"},
        {"172.16.5.256", "\"172.16.5.256\" is no address"},
        {"172.16.5.9-172.16.5.7", "is no address, network or name"},
        {"", "client: \"\" is no address"},
        {"MP", "client: \"MP\" is no address"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        load(rows[i].client);
        cr_expect_null(l.site, "%s", rows[i].client);
        cr_expect_eq(l.errors, 1, "%s", siteload_all(&l));
        cr_expect(siteload_says(&l, rows[i].says), "%s: %s", rows[i].client, siteload_all(&l));
        siteload_end(&l);
    }
}
