#include "decode/byport.h"

#include <criterion/criterion.h>

Test(byport, names_only_the_classes_that_a_port_may_name)
{
    static const struct {
        uint8_t transport;
        uint16_t port;
        enum app_class class_;
    } rows[] = {
        {TRANSPORT_TCP, 2701, CLASS_REMCTRL}, {TRANSPORT_UDP, 2702, CLASS_REMCTRL},
        {TRANSPORT_TCP, 2703, CLASS_NONE},    {TRANSPORT_TCP, 3389, CLASS_RDP},
        {TRANSPORT_TCP, 16991, CLASS_NONE},   {TRANSPORT_TCP, 16992, CLASS_AMT},
        {TRANSPORT_TCP, 16995, CLASS_AMT},    {TRANSPORT_TCP, 16996, CLASS_NONE},
        {TRANSPORT_UDP, 16992, CLASS_NONE},   {TRANSPORT_UDP, 623, CLASS_AMT},
        {TRANSPORT_TCP, 664, CLASS_AMT},      {TRANSPORT_TCP, 9971, CLASS_AMT},
        {TRANSPORT_TCP, 389, CLASS_LDAP},     {TRANSPORT_TCP, 636, CLASS_LDAP},
        {TRANSPORT_TCP, 3269, CLASS_LDAP},    {TRANSPORT_TCP, 80, CLASS_NONE},
        {TRANSPORT_TCP, 135, CLASS_NONE},     {TRANSPORT_TCP, 443, CLASS_NONE},
        {TRANSPORT_TCP, 445, CLASS_NONE},     {TRANSPORT_TCP, 1433, CLASS_NONE},
        {TRANSPORT_ICMP, 389, CLASS_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(byport_class(rows[i].transport, rows[i].port), rows[i].class_, "%u/%u",
                     rows[i].transport, rows[i].port);
}

Test(byport, knows_the_web_ports_of_amt)
{
    cr_expect(byport_is_amt_web(16992) && byport_is_amt_web(16995));
    cr_expect_not(byport_is_amt_web(623) || byport_is_amt_web(16996) || byport_is_amt_web(443));
}
