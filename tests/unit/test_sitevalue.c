#include "siteload.h"

static struct siteload l;

static const struct {
    const char *key, *value, *says; /* NULL: it is understood */
} rows[] = {
    {"http_ports", "[1, 65535]", NULL},
    {"http_ports", "[80, 80]", NULL},
    {"http_ports", "'80'", NULL},
    {"http_ports", "[+80]", "port +80 out of range 1..65535"},
    {"http_ports", "[99999999999999999999]", "out of range"},
    {"http_ports", "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]", NULL},
    {"http_ports", "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]", "more than 16 ports"},
    {"boundaries", "[]", NULL},
    {"boundaries", "10.0.0.1", NULL},
    {"boundaries", "10.0.0.5-10.0.0.1", "is not a network"},
    {"boundaries", "10.0.0.1-fd00::1", "is not a network"},
    {"boundaries", "10.0.0.0/33", "is not a network"},
    {"boundaries", "[10.0.0.0/8, [10.1.0.0/16]]", "a value that is not a text"},
    {"install_source", "[10.0.0.1, 'fd00::1']", NULL},
    {"install_source", "10.0.0.0/24", "is not an IPv4 or IPv6 address"},
    {"deploy", "[push, sup, gpo, manual, logon, swdist]", NULL},
    {"deploy", "[push, pull]", "unknown value \"pull\" for deploy (did you mean \"push\"?)"},
    {"http_roaming", "true", NULL},
    {"http_roaming", "unknown", NULL},
    {"http_roaming", "on", "unknown value \"on\" for http_roaming (did you mean \"no\"?)"},
    {"server_initiated_only", "false", NULL},
    {"server_initiated_only", "unknown", "unknown value \"unknown\" for server_initiated_only"},
    {"ibcm_scenario", "4nic", NULL},
    {"ibcm_scenario", "4", "unknown value \"4\" for ibcm_scenario"},
    {"ad_site", "''", NULL},
};

TestSuite(sitevalue, .timeout = 60);

Test(sitevalue, understands_values_by_the_kind_of_their_key)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[512];
        int n = snprintf(
            text, sizeof text,
            "zones: {internet: {default: yes}}\nsites: {ABC: {mode: mixed, https_ports: 9999, %s: %s}}\n",
            rows[i].key, rows[i].value);
        siteload(&l, text, (size_t)n);
        if (rows[i].says == NULL)
            cr_expect_eq(l.errors, 0, "%s: %s: %s", rows[i].key, rows[i].value, siteload_all(&l));
        else
            cr_expect(l.errors == 1 && siteload_says(&l, rows[i].says), "%s: %s: %s", rows[i].key,
                      rows[i].value, siteload_all(&l));
        siteload_end(&l);
    }
}

static const struct {
    const char *date;
    bool is_one;
} dates[] = {
    {"2026-12-31", true},  {"2024-02-29", true},  {"2000-02-29", true},   {"2026-02-29", false},
    {"1900-02-29", false}, {"2026-04-31", false}, {"2026-00-10", false},  {"2026-13-10", false},
    {"2026-01-00", false}, {"2026-1-1", false},   {"2026-01-011", false}, {"2026/01/01", false},
    {"20260101", false},   {"tomorrow", false},   {"----------", false},
};

Test(sitevalue, knows_the_days_of_the_calendar)
{
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        char text[256];
        int n = snprintf(text, sizeof text,
                         "zones: {internet: {default: yes}}\nwaivers: {w: {expires: '%s'}}\n", dates[i].date);
        siteload(&l, text, (size_t)n);
        cr_expect_eq(l.site != NULL, dates[i].is_one, "%s: %s", dates[i].date, siteload_all(&l));
        siteload_end(&l);
    }
}
