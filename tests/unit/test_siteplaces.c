#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "policy/siteplaces.h"
#include "siteload.h"

static const char text[] = "zones:\n"
                           "  intranet: {nets: [10.0.0.0/8]}\n"
                           "  internet:\n"
                           "    default: yes\n"
                           "options:\n"
                           "  sees_web: no\n"
                           "sites:\n"
                           "  N01:\n"
                           "    type: primary\n"
                           "    mode: native\n"
                           "    boundaries: [10.1.0.0/16]\n"
                           "systems:\n"
                           "  dp:\n"
                           "    address: 10.1.0.11\n"
                           "    site: N01\n"
                           "    roles:\n"
                           "      MP: {}\n"
                           "      DP:\n"
                           "        bits: yes\n"
                           "        run_from_dp: unknown\n"
                           "proxies:\n"
                           "  p: {address: 10.1.0.80, kind: forward}\n"
                           "clients:\n"
                           "  one:\n"
                           "    address: 10.1.5.1\n"
                           "    http_roaming: no\n"
                           "client_ranges:\n"
                           "  lab: {nets: [10.1.6.0/24], site: N01}\n";

static void expect(struct siteplaces_at at, int line, const char *what)
{
    cr_expect_eq(at.line, line, "%s: %d", what, at.line);
    cr_expect(at.file != NULL && strlen(at.file) > 0, "%s", what);
}

Test(siteplaces, know_the_line_of_every_object_and_key)
{
    struct siteload l;
    siteload(&l, text, sizeof text - 1);
    cr_assert_not_null(l.site, "%s", siteload_all(&l));
    const struct site *s = l.site;
    const struct site_system *dp = &s->systems[0];
    expect(siteplaces_site(s, 0, NULL), 8, "site");
    expect(siteplaces_site(s, 0, "mode"), 10, "mode");
    expect(siteplaces_site(s, 0, "boundaries"), 11, "boundaries");
    expect(siteplaces_site(s, 0, "http_ports"), 0, "not written");
    expect(siteplaces_site(s, 0, "no such key"), 0, "unknown");
    expect(siteplaces_system(s, dp, NULL), 13, "system");
    expect(siteplaces_system(s, dp, "roles"), 16, "roles");
    expect(siteplaces_role(s, dp, &dp->roles[0], NULL), 17, "MP");
    expect(siteplaces_role(s, dp, &dp->roles[1], "run_from_dp"), 20, "run_from_dp");
    expect(siteplaces_role(s, dp, &dp->roles[1], "protected"), 0, "protected");
    expect(siteplaces_proxy(s, &s->proxies[0]), 22, "proxy");
    expect(siteplaces_client(s, &s->clients[0], NULL), 24, "client");
    expect(siteplaces_client(s, &s->clients[0], "http_roaming"), 26, "http_roaming");
    expect(siteplaces_client(s, &s->clients[0], "mgmt"), 0, "mgmt");
    expect(siteplaces_client(s, &s->ranges[0], "site"), 28, "range");
    expect(siteplaces_option(s, "sees_web"), 6, "option");
    expect(siteplaces_option(s, "idle_gap"), 0, "option");
    expect(siteplaces_zone(s, POSITION_INTRANET), 2, "nets");
    expect(siteplaces_zone(s, POSITION_INTERNET), 3, "no nets");
    expect(siteplaces_zone(s, POSITION_UNKNOWN), 0, "no zone");
    siteload_end(&l);
}

Test(siteplaces, know_the_file_and_line_of_a_client_from_csv)
{
    static const char rows[] = "name,address,mgmt\na,10.1.5.7,\nb,10.1.5.8,intranet_only\n";
    char csv[] = "/tmp/wireaudit-csv-XXXXXX", site[sizeof text + 256];
    int fd = mkstemp(csv);
    cr_assert(fd >= 0 && write(fd, rows, sizeof rows - 1) == (ssize_t)sizeof rows - 1);
    (void)close(fd);
    (void)snprintf(site, sizeof site, "%s  more: {file: %s, site: N01, type: computer}\n", text, csv);
    struct siteload l;
    struct addr a;
    siteload(&l, site, strlen(site));
    (void)unlink(csv);
    cr_assert_not_null(l.site, "%s", siteload_all(&l));
    cr_assert(addr_read(&a, "10.1.5.8"));
    const struct site_client *c = site_client_at(l.site, &a);
    cr_assert_not_null(c);
    struct siteplaces_at at = siteplaces_client(l.site, c, NULL);
    cr_expect_eq(at.line, 3);
    cr_expect_str_eq(at.file, csv);
    cr_expect_eq(siteplaces_client(l.site, c, "mgmt").line, 3);
    cr_expect_eq(siteplaces_client(l.site, c, "join").line, 0);
    siteload_end(&l);
}
