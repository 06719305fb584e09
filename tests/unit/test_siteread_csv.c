#include <unistd.h>

#include "siteload.h"

static struct siteload l;
static char folder[] = "/tmp/wireaudit-csv-XXXXXX";
static char site_path[64], csv_path[64];

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(site_path, sizeof site_path, "%s/site.yaml", folder);
    (void)snprintf(csv_path, sizeof csv_path, "%s/pcs.csv", folder);
}

static void remove_folder(void)
{
    (void)unlink(site_path);
    (void)unlink(csv_path);
    (void)rmdir(folder);
}

TestSuite(siteread_csv, .init = make_folder, .fini = remove_folder, .timeout = 60);

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "we");
    cr_assert_not_null(f);
    cr_assert_geq(fputs(text, f), 0);
    cr_assert_eq(fclose(f), 0);
}

/* The example with a range `pcs` that has these keys, and this CSV file beside it. */
static void load(const char *keys, const char *csv)
{
    char text[sizeof siteload_example + 512];
    const char *at = strstr(siteload_example, "  floor:");
    cr_assert_not_null(at);
    (void)snprintf(text, sizeof text, "%.*s  pcs: {%s}\n%s", (int)(at - siteload_example), siteload_example,
                   keys, at);
    write_file(site_path, text);
    write_file(csv_path, csv);
    siteload_path(&l, site_path);
}

Test(siteread_csv, reads_clients_with_the_keys_of_the_header)
{
    struct addr a;
    load("file: pcs.csv, type: mobile", "address,site,mgmt,name,type,fsp\n"
                                        "172.16.30.1,HQ1,intranet_only,pc-1,,\n"
                                        "172.16.30.2 fd00:1::2,HQ1,both,pc-2,computer,edge-fsp\n"
                                        "172.16.30.3,,,,,\n");
    cr_assert_not_null(l.site, "%s", siteload_all(&l));
    cr_expect_eq(l.site->client_count, 10);
    cr_expect_eq(l.site->range_count, 2);
    cr_expect_eq(l.warnings, 1, "%s", siteload_all(&l));
    cr_expect(siteload_says(&l, "3:27: warning: client pc-2: \"both\" needs a trusted domain"));
    cr_assert(addr_read(&a, "fd00:1::2"));
    const struct site_client *two = site_client_at(l.site, &a);
    cr_assert_not_null(two);
    cr_expect_str_eq(two->name, "pc-2");
    cr_expect(two->type == CLIENT_COMPUTER && two->mgmt == MGMT_BOTH && two->has_fsp && two->site == 0);
    cr_assert(addr_read(&a, "172.16.30.3"));
    const struct site_client *three = site_client_at(l.site, &a);
    cr_assert_not_null(three);
    cr_expect_str_eq(three->name, "pcs:4");
    cr_expect(three->type == CLIENT_MOBILE && three->site == -1);
    siteload_end(&l);
}

Test(siteread_csv, reads_ranges_where_the_header_names_nets)
{
    struct addr a;
    load("file: pcs.csv", "nets,site\n172.16.32.0/24;172.16.33.0-172.16.33.9,HQ1\n");
    cr_assert_not_null(l.site, "%s", siteload_all(&l));
    cr_expect_eq(l.site->range_count, 3);
    cr_assert(addr_read(&a, "172.16.33.9"));
    cr_expect(site_client_at(l.site, &a) != NULL && site_client_at(l.site, &a)->site == 0);
    cr_assert(addr_read(&a, "172.16.33.10"));
    cr_expect_null(site_client_at(l.site, &a));
    siteload_end(&l);
}

static const struct {
    const char *name, *keys, *csv, *says;
} wrong[] = {
    {"no such file", "file: none.csv", "", "56:15: error: file: cannot read "},
    {"an empty file", "file: pcs.csv", "", "1:1: error: an empty file"},
    {"an unknown key", "file: pcs.csv", "adress,site\n",
     "1:1: error: unknown key \"adress\" (did you mean \"address\"?)"},
    {"a key twice", "file: pcs.csv", "address,site,site\n", "1:14: error: duplicate key \"site\""},
    {"no address", "file: pcs.csv", "name,site\n", "either address or nets"},
    {"address and nets", "file: pcs.csv", "address,nets\n", "either address or nets"},
    {"a bad address", "file: pcs.csv", "site,address\nHQ1,172.16.30\n",
     "2:5: error: address: \"172.16.30\" is not"},
    {"an unknown site", "file: pcs.csv", "address,site\n172.16.30.1,HQ3\n",
     "2:13: error: unknown site \"HQ3\""},
    {"an empty address", "file: pcs.csv", "name,address\na,\n",
     "2:1: error: client a: its address is missing"},
    {"a cell too many", "file: pcs.csv", "address\n172.16.30.1,x\n",
     "2:1: error: 2 cells, but the header row has 1"},
    {"an open quote", "file: pcs.csv", "address\n\"172.16.30.1\n", "2:1: error: a quote that does not end"},
    {"a rule of clients", "file: pcs.csv", "address,site\n172.16.30.1,BR1\n",
     "2:13: error: client pcs:2: assign it"},
    {"nets and a file", "file: pcs.csv, nets: 172.16.30.0/24", "address\n", "has both nets and a file"},
    {"neither", "site: HQ1", "", "its nets (or its file) are missing"},
    {"control characters", "file: pcs.csv", "address\n\x1b[2J\n", "\"\\x1B[2J\" is not an IPv4"},
};

Test(siteread_csv, tells_what_is_wrong_in_the_csv_file)
{
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        load(wrong[i].keys, wrong[i].csv);
        cr_expect_null(l.site, "%s", wrong[i].name);
        cr_expect(siteload_says(&l, wrong[i].says), "%s: %s", wrong[i].name, siteload_all(&l));
        cr_expect_eq(l.errors, 1, "%s: %s", wrong[i].name, siteload_all(&l));
        siteload_end(&l);
    }
}

static size_t named_csv;

static void count_csv(void *context, bool is_error, const char *text)
{
    (void)context;
    named_csv += is_error && strncmp(text, csv_path, strlen(csv_path)) == 0;
}

Test(siteread_csv, names_the_csv_file)
{
    struct err err = {{0}};
    const struct site_reporter reporter = {.message = count_csv};
    load("file: pcs.csv", "address\nx\ny\n");
    cr_expect_null(site_load(site_path, &reporter, &err));
    cr_expect_eq(named_csv, 2);
}

enum { MANY = 20000 };

Test(siteread_csv, tells_of_very_many_errors_how_many_there_were)
{
    char *text = malloc(MANY * 2 + 16), *end = text;
    cr_assert_not_null(text);
    end += snprintf(end, 16, "address\n");
    for (size_t i = 0; i < MANY; i++, end += 2)
        memcpy(end, "x\n", 2);
    *end = '\0';
    load("file: pcs.csv", text);
    free(text);
    cr_expect_null(l.site);
    cr_expect_eq(l.errors + l.warnings, 10001);
}

Test(siteread_csv, survives_spoilt_files)
{
    static const char bytes[] = ",\"\n\r ;\t0a.\x80";
    uint32_t seed = 99;
    for (int i = 0; i < 500; i++) {
        char csv[] = "name,address,site,mgmt\n\"a\",172.16.30.1;172.16.30.2,HQ1,both\nb,172.16.30.3,HQ1,\n";
        for (int k = 0; k < 3; k++) {
            seed = seed * 1664525 + 1013904223;
            csv[(seed >> 8) % (sizeof csv - 1)] = bytes[(seed >> 24) % (sizeof bytes - 1)];
        }
        load("file: pcs.csv", csv);
        cr_expect_eq(l.site == NULL, l.errors > 0, "%s", csv);
        siteload_end(&l);
    }
}
