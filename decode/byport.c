#include "decode/byport.h"

#include <stddef.h>

struct row {
    uint16_t first, last;
    bool tcp, udp;
    enum app_class class_;
};

static const struct row rows[] = {
    {389, 389, true, true, CLASS_LDAP},      {623, 623, true, true, CLASS_AMT},
    {636, 636, true, false, CLASS_LDAP},     {664, 664, true, true, CLASS_AMT},
    {2701, 2702, true, true, CLASS_REMCTRL}, {3268, 3269, true, false, CLASS_LDAP},
    {3389, 3389, true, true, CLASS_RDP},     {9971, 9971, true, false, CLASS_AMT},
    {16992, 16995, true, false, CLASS_AMT},
};

enum app_class byport_class(uint8_t transport, uint16_t port)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *r = &rows[i];
        bool carried = (transport == TRANSPORT_TCP && r->tcp) || (transport == TRANSPORT_UDP && r->udp);
        if (carried && port >= r->first && port <= r->last)
            return r->class_;
    }
    return CLASS_NONE;
}

bool byport_is_amt_web(uint16_t port)
{
    return port >= 16992 && port <= 16995;
}
