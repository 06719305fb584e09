#include "policy/question_port.h"

#include <stddef.h>

static enum fact_port web_port(const struct question *q, const struct site_role *r, bool tls)
{
    const struct site_site *s = party_site(q->site, &q->to);
    const struct site_ports *right = tls ? &r->https : &r->http, *off = tls ? &s->https_off : &s->http_off;
    bool own = (q->catalogue->own_ports & (1u << r->role)) != 0;
    if (site_ports_has(right, q->port))
        return PORT_RIGHT;
    if (own)
        return right->count == 0 ? PORT_NO_PROTOCOL : PORT_WRONG;
    return site_ports_has(off, q->port) ? PORT_UNTICKED : PORT_WRONG;
}

static enum fact_port sql_port(const struct question *q, const struct site_role *r)
{
    uint16_t fixed = q->catalogue->sql_port;
    bool agreed = (fixed == 0 || q->site->options.accept_sql_port) && r != NULL && r->sql_port == q->port;
    return q->port == fixed || agreed ? PORT_RIGHT : PORT_WRONG;
}

enum fact_port question_port(const struct question *q, const struct site_role *r)
{
    switch (q->class_) {
    case CLASS_HTTP:
    case CLASS_HTTPS:
        return r != NULL ? web_port(q, r, q->class_ == CLASS_HTTPS) : PORT_WRONG;
    case CLASS_SMB:
        return q->port == 445 || q->attempt || q->no_payload ? PORT_RIGHT : PORT_WRONG;
    case CLASS_RPC:
        return q->port == 135 ? PORT_RIGHT : PORT_DYNAMIC;
    case CLASS_SQL:
        return sql_port(q, r);
    case CLASS_NONE:
    case CLASS_UNKNOWN:
        return q->transport == TRANSPORT_TCP && ports_dynamic(q->port) ? PORT_DYNAMIC : PORT_WRONG;
    default:
        return PORT_RIGHT;
    }
}

enum app_class question_port_class(const struct question *q)
{
    const struct site_system *to = q->to.system;
    if (q->transport != TRANSPORT_TCP)
        return CLASS_UNKNOWN;
    for (size_t i = 0; to != NULL && i < to->role_count; i++) {
        if (((1u << to->roles[i].role) & q->catalogue->web_roles) == 0)
            continue;
        if (site_ports_has(&to->roles[i].http, q->port))
            return CLASS_HTTP;
        if (site_ports_has(&to->roles[i].https, q->port))
            return CLASS_HTTPS;
    }
    const struct site_site *s = party_site(q->site, &q->to);
    if (s != NULL && site_ports_has(&s->http_off, q->port))
        return CLASS_HTTP;
    if (s != NULL && site_ports_has(&s->https_off, q->port))
        return CLASS_HTTPS;
    return (enum app_class)q->ports->class_[q->port];
}
