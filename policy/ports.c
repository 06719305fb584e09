#include "policy/ports.h"

#include <stddef.h>
#include <string.h>

/* policy.md 4.7 and 6.5; later entries do not replace earlier ones. */
static const struct {
    uint16_t port;
    enum app_class class_;
} well_known[] = {
    {80, CLASS_HTTP},      {443, CLASS_HTTPS},  {8080, CLASS_HTTP}, {8443, CLASS_HTTPS},
    {8530, CLASS_HTTP},    {8531, CLASS_HTTPS}, {445, CLASS_SMB},   {139, CLASS_SMB},
    {135, CLASS_RPC},      {1433, CLASS_SQL},   {3389, CLASS_RDP},  {2701, CLASS_REMCTRL},
    {2702, CLASS_REMCTRL}, {16992, CLASS_AMT},  {16993, CLASS_AMT}, {16994, CLASS_AMT},
    {16995, CLASS_AMT},    {623, CLASS_AMT},    {664, CLASS_AMT},   {9971, CLASS_AMT},
    {389, CLASS_LDAP},     {636, CLASS_LDAP},   {3268, CLASS_LDAP}, {3269, CLASS_LDAP},
};

static void put(struct ports *p, uint16_t port, enum app_class class_)
{
    if (p->class_[port] == CLASS_UNKNOWN)
        p->class_[port] = (uint8_t)class_;
    if (class_ == CLASS_HTTP || class_ == CLASS_HTTPS)
        p->web[port] = true;
}

static void put_all(struct ports *p, const struct site_ports *ports, enum app_class class_)
{
    for (unsigned i = 0; i < ports->count; i++)
        put(p, ports->at[i], class_);
}

static void put_roles(struct ports *p, const struct site_system *system)
{
    for (size_t i = 0; i < system->role_count; i++) {
        const struct site_role *r = &system->roles[i];
        if (r->role == ROLE_SITE_DB || r->role == ROLE_DB_REPLICA) {
            put(p, r->sql_port, CLASS_SQL);
            continue;
        }
        put_all(p, &r->http, CLASS_HTTP);
        put_all(p, &r->https, CLASS_HTTPS);
    }
}

void ports_fill(struct ports *p, const struct site *site)
{
    memset(p->class_, CLASS_UNKNOWN, sizeof p->class_);
    memset(p->web, 0, sizeof p->web);
    for (size_t i = 0; i < sizeof well_known / sizeof well_known[0]; i++)
        put(p, well_known[i].port, well_known[i].class_);
    for (size_t i = 0; site != NULL && i < site->site_count; i++) {
        put_all(p, &site->sites[i].http, CLASS_HTTP);
        put_all(p, &site->sites[i].http_off, CLASS_HTTP);
        put_all(p, &site->sites[i].https, CLASS_HTTPS);
        put_all(p, &site->sites[i].https_off, CLASS_HTTPS);
    }
    for (size_t i = 0; site != NULL && i < site->system_count; i++)
        put_roles(p, &site->systems[i]);
}

bool ports_dynamic(uint16_t port)
{
    return (port >= 1025 && port <= 5000) || port >= 49152;
}
