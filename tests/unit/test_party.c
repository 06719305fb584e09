#include <criterion/criterion.h>
#include <stdlib.h>

#include "auditor.h"
#include "policy/party.h"

static const struct {
    const char *ip;
    bool system, is_client, proxy, no_host;
    enum position position;
} parties[] = {
    {"10.1.0.10", true, false, false, false, POSITION_INTRANET},
    {"192.0.2.10", true, false, false, false, POSITION_PERIMETER},
    {"10.1.5.1", false, true, false, false, POSITION_INTRANET},
    {"10.1.5.200", false, true, false, false, POSITION_INTRANET},
    {"10.9.9.9", false, false, false, false, POSITION_INTRANET},
    {"203.0.113.99", false, true, false, false, POSITION_INTERNET},
    {"2001:db8::1", false, true, false, false, POSITION_INTERNET},
    {"10.1.0.40", false, false, true, false, POSITION_INTRANET},
    {"192.0.2.20", false, false, true, false, POSITION_PERIMETER},
    {"0.0.0.0", false, false, false, true, POSITION_INTERNET},
    {"255.255.255.255", false, false, false, true, POSITION_INTERNET},
    {"224.0.0.251", false, false, false, true, POSITION_INTERNET},
    {"169.254.1.1", false, false, false, true, POSITION_INTERNET},
    {"127.0.0.1", false, false, false, true, POSITION_INTERNET},
    {"::", false, false, false, true, POSITION_INTERNET},
    {"::1", false, false, false, true, POSITION_INTERNET},
    {"fe80::1", false, false, false, true, POSITION_INTERNET},
    {"ff02::1:2", false, false, false, true, POSITION_INTERNET},
};

Test(party, tells_systems_clients_and_strangers)
{
    struct site *site = auditor_load(NULL, NULL);
    struct party_cache *cache = calloc(1, sizeof *cache);
    cr_assert_not_null(cache);
    for (size_t i = 0; i < 2 * sizeof parties / sizeof parties[0]; i++) {
        size_t k = i % (sizeof parties / sizeof parties[0]);
        struct addr ip;
        cr_assert(addr_read(&ip, parties[k].ip));
        const struct party *p = party_cached(cache, site, &ip);
        cr_expect((p->system != NULL) == parties[k].system && p->is_client == parties[k].is_client &&
                      (p->proxy != NULL) == parties[k].proxy && p->no_host == parties[k].no_host &&
                      p->position == parties[k].position,
                  "%s", parties[k].ip);
        cr_expect(addr_eq(&p->ip, &ip));
    }
    free(cache);
    site_free(site);
}
