#include "policy/tunnel.h"

#include <criterion/criterion.h>
#include <string.h>

#include "auditor.h"

static const struct {
    const char *authority, *system; /* NULL: none */
    uint16_t port;
} rows[] = {
    {"imp.example.com:443", "n01-imp", 443},
    {"IMP.Example.Com:8443", "n01-imp", 8443},
    {"imp.example.com.:443", "n01-imp", 443},
    {"192.0.2.10:1", "n01-imp", 1},
    {"[::ffff:192.0.2.10]:443", "n01-imp", 443},
    {"10.1.0.10:65535", "n01-mp", 65535},
    {"isup.example.com:443", "n01-isup", 443},
    {"imp.example.com", NULL, 0},
    {"imp.example.com:", NULL, 0},
    {"imp.example.com:0", NULL, 0},
    {"imp.example.com:65536", NULL, 0},
    {"imp.example.com:44x", NULL, 0},
    {"imp.example.com:+443", NULL, 0},
    {"www.example.com:443", NULL, 0},
    {"imp.example.com.evil.org:443", NULL, 0},
    {"198.51.100.7:443", NULL, 0},
    {":443", NULL, 0},
    {".:443", NULL, 0},
    {"[]:443", NULL, 0},
    {"", NULL, 0},
};

Test(tunnel, finds_the_system_by_public_name_or_address)
{
    struct site *site = auditor_load(NULL, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct evidence_text t = {rows[i].authority, (uint16_t)strlen(rows[i].authority)};
        uint16_t port = 0;
        const struct site_system *s = tunnel_target(site, &t, &port);
        cr_expect_eq(s == NULL, rows[i].system == NULL, "%s", rows[i].authority);
        if (s == NULL || rows[i].system == NULL)
            continue;
        cr_expect_str_eq(s->name, rows[i].system, "%s", rows[i].authority);
        cr_expect_eq(port, rows[i].port, "%s", rows[i].authority);
    }
    site_free(site);
}

Test(tunnel, takes_no_name_that_is_cut_or_too_long)
{
    struct site *site = auditor_load(NULL, NULL);
    static const char whole[] = "imp.example.com:443";
    char name[400];
    uint16_t port;
    for (uint16_t n = 0; n < 17; n++) {
        struct evidence_text t = {whole, n};
        cr_expect_null(tunnel_target(site, &t, &port), "%u bytes", n);
    }
    memset(name, 'a', sizeof name);
    memcpy(name + sizeof name - 4, ":443", 4);
    struct evidence_text t = {name, sizeof name};
    cr_expect_null(tunnel_target(site, &t, &port));
    struct evidence_text zero = {"imp\0.example.com:443", 20};
    cr_expect_null(tunnel_target(site, &zero, &port));
    site_free(site);
}
