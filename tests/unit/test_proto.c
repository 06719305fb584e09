#include "base/proto.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

Test(proto, names_classes_as_records_and_views_do)
{
    static const struct {
        enum app_class class_;
        const char *name;
    } rows[CLASS_COUNT] = {
        {CLASS_NONE, "NONE"}, {CLASS_UNKNOWN, "UNKNOWN"},
        {CLASS_SMB, "SMB"},   {CLASS_RPC, "RPC"},
        {CLASS_HTTP, "HTTP"}, {CLASS_HTTPS, "HTTPS"},
        {CLASS_SQL, "SQL"},   {CLASS_PXE, "PXE"},
        {CLASS_TFTP, "TFTP"}, {CLASS_ICMP_ECHO, "ICMP_ECHO"},
        {CLASS_WOL, "WOL"},   {CLASS_REMCTRL, "REMCTRL"},
        {CLASS_RDP, "RDP"},   {CLASS_AMT, "AMT"},
        {CLASS_LDAP, "LDAP"},
    };
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        enum app_class read;
        cr_expect_str_eq(proto_class_name(rows[i].class_), rows[i].name);
        cr_expect(proto_class_read(&read, rows[i].name) && read == rows[i].class_, "%s", rows[i].name);
    }
    cr_expect_not(proto_class_read(&(enum app_class){CLASS_NONE}, "http"));
}

Test(proto, names_bases_and_states)
{
    static const char *const bases[BASIS_COUNT] = {[BASIS_NONE] = "none",
                                                   [BASIS_CONTENT] = "content",
                                                   [BASIS_LEARNED] = "learned",
                                                   [BASIS_PORT] = "port"};
    static const char *const states[STATE_COUNT] = {[STATE_ESTABLISHED_DATA] = "established_data",
                                                    [STATE_ESTABLISHED_NODATA] = "established_nodata",
                                                    [STATE_ATTEMPT_REFUSED] = "attempt_refused",
                                                    [STATE_ATTEMPT_SILENT] = "attempt_silent",
                                                    [STATE_MIDSTREAM] = "midstream",
                                                    [STATE_DATAGRAMS] = "datagrams"};
    for (unsigned i = 0; i < BASIS_COUNT; i++)
        cr_expect_str_eq(proto_basis_name((enum basis)i), bases[i]);
    for (unsigned i = 0; i < STATE_COUNT; i++)
        cr_expect_str_eq(proto_state_name((enum flow_state)i), states[i]);
}

Test(proto, gives_transports_without_a_name_their_number)
{
    static const struct {
        uint8_t number;
        const char *text;
    } rows[] = {{TRANSPORT_TCP, "tcp"},
                {TRANSPORT_UDP, "udp"},
                {TRANSPORT_ICMP, "icmp"},
                {TRANSPORT_ICMP6, "icmp6"},
                {0, "0"},
                {132, "132"},
                {255, "255"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[PROTO_TRANSPORT_TEXT];
        memset(text, 'x', sizeof text);
        const char *got = proto_transport_text(rows[i].number, text);
        cr_expect_str_eq(got, rows[i].text, "%u: %s", rows[i].number, got);
    }
}

Test(proto, has_no_class_beyond_the_last, .signal = SIGABRT)
{
    (void)proto_class_name(CLASS_COUNT);
}

Test(proto, reads_every_transport_that_it_writes)
{
    static const char *const none[] = {"", "TCP", "256", "-1", "06", "tcp "};
    uint8_t read = 0;
    for (unsigned i = 0; i <= UINT8_MAX; i++) {
        char out[PROTO_TRANSPORT_TEXT];
        cr_expect(proto_transport_read(&read, proto_transport_text((uint8_t)i, out)) && read == i, "%u", i);
    }
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        cr_expect_not(proto_transport_read(&read, none[i]), "%s", none[i]);
}
