#include <criterion/criterion.h>

#include "auditor.h"
#include "policy/ports.h"

Test(ports, knows_defaults_and_the_site_files_own)
{
    static const struct {
        uint16_t port;
        enum app_class class_;
        bool web;
    } want[] = {{80, CLASS_HTTP, true},       {443, CLASS_HTTPS, true},     {8531, CLASS_HTTPS, true},
                {445, CLASS_SMB, false},      {139, CLASS_SMB, false},      {135, CLASS_RPC, false},
                {1433, CLASS_SQL, false},     {2701, CLASS_REMCTRL, false}, {3268, CLASS_LDAP, false},
                {4443, CLASS_UNKNOWN, false}, {9000, CLASS_HTTP, true},     {9001, CLASS_HTTPS, true},
                {0, CLASS_UNKNOWN, false},    {65535, CLASS_UNKNOWN, false}};
    static struct ports p;
    struct site *site = auditor_load("SUP: {http_ports: [8530], https_ports: [8531], active: yes, ssl: yes}",
                                     "SUP: {http_ports: [9000], https_ports: [9001], active: yes, ssl: yes}");
    ports_fill(&p, site);
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        cr_expect(p.class_[want[i].port] == want[i].class_ && p.web[want[i].port] == want[i].web, "%u",
                  want[i].port);
    site_free(site);
}

Test(ports, knows_the_ranges_of_rpc)
{
    cr_expect(ports_dynamic(1025) && ports_dynamic(5000) && ports_dynamic(49152) && ports_dynamic(65535));
    cr_expect_not(ports_dynamic(1024) || ports_dynamic(5001) || ports_dynamic(49151) || ports_dynamic(0));
}
