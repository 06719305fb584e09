#include "cli/detail.h"

#include "recorded.h"

enum { ITEMS = 8 };

struct row {
    const char *name;
    struct {
        enum evidence_kind kind;
        uint32_t number;
        const char *text[EVIDENCE_TEXTS];
    } item[ITEMS];
    size_t count;
    const char *want; /* the value of "detail"; NULL: there is none */
};

static const char *shown(struct recorded *r)
{
    struct json j = {.out = r->out};
    json_open(&j, '{');
    detail_write(&j, &r->a);
    json_close(&j, '}');
    return recorded_text(r);
}

static void check(const struct row *row)
{
    struct recorded r;
    char want[2048] = "{}";
    recorded_open(&r);
    for (size_t i = 0; i < row->count; i++)
        recorded_item(&r, row->item[i].kind, row->item[i].number, row->item[i].text);
    if (row->want != NULL)
        (void)snprintf(want, sizeof want, "{\"detail\":%s}", row->want);
    cr_expect_str_eq(shown(&r), want, "%s: %s", row->name, r.text);
    recorded_close(&r);
}

static void check_all(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check(&rows[i]);
}

Test(detail, lists_http_transactions_in_their_order_without_absent_members)
{
    static const struct row rows[] = {
        {"whole",
         {{EVIDENCE_HTTP, 200, {"GET", "/SMS_MP/.sms_aut?MPLIST", "mp", "SMS", "1.1"}}},
         1,
         "{\"http\":[{\"method\":\"GET\",\"path\":\"/SMS_MP/.sms_aut?MPLIST\",\"host\":\"mp\",\"agent\":"
         "\"SMS\",\"version\":\"1.1\",\"status\":200}]}"},
        {"unanswered, of 0.9",
         {{EVIDENCE_HTTP, 0, {"GET", "/"}}},
         1,
         "{\"http\":[{\"method\":\"GET\",\"path\":\"/\"}]}"},
        {"several",
         {{EVIDENCE_HTTP, 401, {"CCM_POST", "/ccm_system/request", NULL, NULL, "1.1"}},
          {EVIDENCE_OVERFLOW, 3, {NULL}},
          {EVIDENCE_HTTP, 200, {"BITS_POST", "/x", NULL, NULL, "1.0"}}},
         3,
         "{\"http\":[{\"method\":\"CCM_POST\",\"path\":\"/ccm_system/"
         "request\",\"version\":\"1.1\",\"status\":401},"
         "{\"method\":\"BITS_POST\",\"path\":\"/x\",\"version\":\"1.0\",\"status\":200}]}"},
    };
    check_all(rows, sizeof rows / sizeof rows[0]);
}

Test(detail, tells_what_was_offered_until_the_server_chose)
{
    static const struct row rows[] = {
        {"offered",
         {{EVIDENCE_TLS_CLIENT, 0x0304, {"mp.example", "h2,http/1.1"}}},
         1,
         "{\"tls\":{\"version\":\"TLSv1.3\",\"sni\":\"mp.example\",\"alpn\":\"h2,http/1.1\"}}"},
        {"chosen",
         {{EVIDENCE_TLS_CLIENT, 0x0304, {"mp.example", "h2,http/1.1"}},
          {EVIDENCE_TLS_SERVER, 0x0303, {"http/1.1"}},
          {EVIDENCE_TLS_CERT,
           0,
           {"CN=mp", "mp.example,mp", "CN=CA", "2026-11-20T13:47:33Z", "2036-11-17T13:47:33Z"}},
          {EVIDENCE_TLS_CLIENT_CERT, 1, {NULL}},
          {EVIDENCE_TLS_CERT_USE, 0, {"serverAuth,1.3.6.1.4.1.311.10.3.12"}},
          {EVIDENCE_TLS_CLIENT_CERT, 2, {"CN=pc", "CN=CA"}},
          {EVIDENCE_TLS_ALERT, 40, {"server"}}},
         7,
         "{\"tls\":{\"version\":\"TLSv1.2\",\"sni\":\"mp.example\",\"offered\":\"TLSv1.3\",\"alpn\":\"http/"
         "1.1\","
         "\"subject\":\"CN=mp\",\"san\":[\"mp.example\",\"mp\"],\"issuer\":\"CN=CA\","
         "\"not_before\":\"2026-11-20T13:47:33Z\",\"not_after\":\"2036-11-17T13:47:33Z\","
         "\"eku\":[\"serverAuth\",\"1.3.6.1.4.1.311.10.3.12\"],\"client_cert_asked\":true,\"client_cert\":"
         "true,\"client_subject\":\"CN="
         "pc\","
         "\"client_issuer\":\"CN=CA\",\"alert\":40}}"},
        {"asked for a certificate, answer not seen",
         {{EVIDENCE_TLS_CLIENT_CERT, 1, {NULL}}},
         1,
         "{\"tls\":{\"client_cert_asked\":true}}"},
        {"asked for a certificate that the client has not",
         {{EVIDENCE_TLS_CLIENT_CERT, 1, {NULL}}, {EVIDENCE_TLS_CLIENT_CERT, 3, {NULL}}},
         2,
         "{\"tls\":{\"client_cert_asked\":true,\"client_cert\":false}}"},
        {"a server alone", {{EVIDENCE_TLS_SERVER, 0x0301, {NULL}}}, 1, "{\"tls\":{\"version\":\"TLSv1.0\"}}"},
        {"done is not shown", {{EVIDENCE_TLS_DONE, 0, {NULL}}}, 1, NULL},
    };
    check_all(rows, sizeof rows / sizeof rows[0]);
}

Test(detail, names_every_version_of_tls)
{
    static const struct {
        uint32_t version;
        const char *name;
    } rows[] = {{0x0002, "SSLv2"},   {0x0300, "SSLv3"},   {0x0301, "TLSv1.0"}, {0x0302, "TLSv1.1"},
                {0x0303, "TLSv1.2"}, {0x0304, "TLSv1.3"}, {0x0305, "other"},   {0, "other"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char want[64];
        (void)snprintf(want, sizeof want, "{\"tls\":{\"version\":\"%s\"}}", rows[i].name);
        check(&(struct row){rows[i].name, {{EVIDENCE_TLS_SERVER, rows[i].version, {NULL}}}, 1, want});
    }
}

Test(detail, shows_shares_pipes_and_files_apart)
{
    static const struct row rows[] = {
        {"smb",
         {{EVIDENCE_SMB_DIALECT, 0, {"3.1.1"}},
          {EVIDENCE_SMB_TREE, 0, {"\\\\dp\\IPC$"}},
          {EVIDENCE_SMB_TREE, 0, {"\\\\dp\\SMSPKGD$"}},
          {EVIDENCE_SMB_PIPE, 0, {"svcctl"}},
          {EVIDENCE_SMB_FILE, 0, {"PKG00001\\setup.exe"}},
          {EVIDENCE_SMB_ENCRYPTED, 0, {NULL}}},
         6,
         "{\"smb\":{\"dialect\":\"3.1.1\",\"trees\":[\"\\\\x5C\\\\x5Cdp\\\\x5CIPC$\",\"\\\\x5C\\\\x5Cdp\\\\x5"
         "CSMSPKGD$\"],\"pipes\":[\"svcctl\"],\"files\":[\"PKG00001\\\\x5Csetup.exe\"],\"encrypted\":true}}"},
        {"a dialect alone", {{EVIDENCE_SMB_DIALECT, 0, {"1"}}}, 1, "{\"smb\":{\"dialect\":\"1\"}}"},
        {"signing",
         {{EVIDENCE_SMB_DIALECT, 0, {"2.1"}},
          {EVIDENCE_SMB_SIGNING, 0, {"required"}},
          {EVIDENCE_SMB_SIGNING, 1, {NULL}}},
         3,
         "{\"smb\":{\"dialect\":\"2.1\",\"signing\":\"required\",\"signed\":true}}"},
        {"rpc in a pipe",
         {{EVIDENCE_SMB_PIPE, 0, {"svcctl"}},
          {EVIDENCE_RPC_INTERFACE, 0, {"367abb81-9844-35f1-ad32-98f038001003"}}},
         2,
         "{\"smb\":{\"pipes\":[\"svcctl\"]},\"rpc\":{\"interfaces\":[\"367abb81-9844-35f1-ad32-"
         "98f038001003\"]}}"},
        {"encrypted from the start",
         {{EVIDENCE_SMB_ENCRYPTED, 0, {NULL}}},
         1,
         "{\"smb\":{\"encrypted\":true}}"},
    };
    check_all(rows, sizeof rows / sizeof rows[0]);
}

Test(detail, shows_interfaces_and_the_ports_that_were_handed_out)
{
    static const struct row rows[] = {
        {"rpc",
         {{EVIDENCE_RPC_INTERFACE, 0, {"e1af8308-5d1f-11c9-91a4-08002b14a0fa"}},
          {EVIDENCE_RPC_ENDPOINT, 49200, {"367abb81-9844-35f1-ad32-98f038001003", "tcp", "10.1.0.10"}},
          {EVIDENCE_RPC_ENDPOINT, 49201, {"99fcfec4-5260-101b-bbcb-00aa0021347a", "tcp", "DP1"}},
          {EVIDENCE_RPC_ENDPOINT, 500, {"367abb81-9844-35f1-ad32-98f038001003", "udp", NULL}}},
         4,
         "{\"rpc\":{\"interfaces\":[\"e1af8308-5d1f-11c9-91a4-08002b14a0fa\"],\"endpoints\":["
         "{\"uuid\":\"367abb81-9844-35f1-ad32-98f038001003\",\"transport\":\"tcp\",\"ip\":\"10.1.0.10\","
         "\"port\":49200},"
         "{\"uuid\":\"99fcfec4-5260-101b-bbcb-00aa0021347a\",\"transport\":\"tcp\",\"host\":\"DP1\","
         "\"port\":49201},"
         "{\"uuid\":\"367abb81-9844-35f1-ad32-98f038001003\",\"transport\":\"udp\",\"port\":500}]}}"},
    };
    check_all(rows, sizeof rows / sizeof rows[0]);
}

Test(detail, shows_what_is_known_of_a_database_login)
{
    static const struct row rows[] = {
        {"in clear",
         {{EVIDENCE_SQL, 0, {"7.4", "off", "sa", "SMS Provider"}}},
         1,
         "{\"sql\":{\"version\":\"7.4\",\"encryption\":\"off\",\"user\":\"sa\",\"app\":\"SMS Provider\"}}"},
        {"encrypted", {{EVIDENCE_SQL, 0, {NULL, "req"}}}, 1, "{\"sql\":{\"encryption\":\"req\"}}"},
        {"its target",
         {{EVIDENCE_SQL, 0, {"7.4"}}, {EVIDENCE_SQL_TARGET, 0, {"DB1", "SMS_ABC", "MP1"}}},
         2,
         "{\"sql\":{\"version\":\"7.4\",\"server\":\"DB1\",\"database\":\"SMS_ABC\",\"host\":\"MP1\"}}"},
        {"instances",
         {{EVIDENCE_SQL_INSTANCE, 1433, {"A", "DB1", "9.00.1399.06"}}, {EVIDENCE_SQL_INSTANCE, 0, {"B"}}},
         2,
         "{\"sql\":{\"instances\":[{\"instance\":\"A\",\"server\":\"DB1\",\"version\":\"9.00.1399.06\","
         "\"port\":1433},{\"instance\":\"B\"}]}}"},
        {"over tls",
         {{EVIDENCE_TLS_CLIENT, 0x0304, {"db", "tds/8.0"}}, {EVIDENCE_SQL, 0, {"7.4"}}},
         2,
         "{\"tls\":{\"version\":\"TLSv1.3\",\"sni\":\"db\",\"alpn\":\"tds/8.0\"},"
         "\"sql\":{\"version\":\"7.4\"}}"},
    };
    check_all(rows, sizeof rows / sizeof rows[0]);
}

Test(detail, is_absent_when_there_is_nothing_to_show)
{
    static const struct row rows[] = {
        {"nothing", {{EVIDENCE_HTTP, 0, {NULL}}}, 0, NULL},
        {"what is not a protocol's",
         {{EVIDENCE_LOST, 0, {NULL}}, {EVIDENCE_OVERFLOW, 9, {NULL}}, {EVIDENCE_MISMATCH, 0, {"SMB"}}},
         3,
         NULL},
    };
    check_all(rows, sizeof rows / sizeof rows[0]);
}

Test(detail, escapes_whatever_the_wire_says)
{
    static const char hostile[] = "/\"x\",\"status\":200\r\n\x1b[2J\0\xff\\\xe2\x80\xae"
                                  "\xc3\xa9";
    struct recorded r;
    struct evidence e = {.kind = EVIDENCE_HTTP, .number = 200};
    e.text[1] = (struct evidence_text){hostile, sizeof hostile - 1};
    recorded_open(&r);
    recorded_add(&r, &e);
    cr_expect_str_eq(
        shown(&r), "{\"detail\":{\"http\":[{\"path\":\"/\\\"x\\\",\\\"status\\\":200\\\\x0D\\\\x0A\\\\x1B[2J"
                   "\\\\x00\\\\xFF\\\\x5C\\\\xE2\\\\x80\\\\xAE\xc3\xa9\",\"status\":200}]}}");
    recorded_close(&r);
}

Test(detail, splits_alternative_names_at_every_comma)
{
    static const struct {
        const char *names, *want;
    } rows[] = {{"one", "[\"one\"]"},
                {"a,b,c", "[\"a\",\"b\",\"c\"]"},
                {",a", "[\"\",\"a\"]"},
                {"a,", "[\"a\"]"},
                {",", "[\"\"]"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char want[128];
        (void)snprintf(want, sizeof want, "{\"tls\":{\"san\":%s}}", rows[i].want);
        check(&(struct row){rows[i].names, {{EVIDENCE_TLS_CERT, 0, {NULL, rows[i].names}}}, 1, want});
    }
}
