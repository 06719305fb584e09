#include "policy/proposal.h"

#include <criterion/criterion.h>
#include <string.h>

#include "surveyor.h"

#define ROW_END                                                                                              \
    {                                                                                                        \
        NULL, NULL, 0, CLASS_NONE, NULL                                                                      \
    }
#define MP_HTTP(client, server)                                                                              \
    {                                                                                                        \
        client, server, 80, CLASS_HTTP, "http:GET|/sms_mp/.sms_aut?mplist|mp.example.com"                    \
    }
#define MP_TLS(client, server)                                                                               \
    {                                                                                                        \
        client, server, 443, CLASS_HTTPS, "sni:mp.example.com"                                               \
    }
#define DP_HTTP(client, server)                                                                              \
    {                                                                                                        \
        client, server, 80, CLASS_HTTP, "http:GET|/sms_dp_smspkgd$/P|dp.example.com"                         \
    }
#define DP_SMB(client, server)                                                                               \
    {                                                                                                        \
        client, server, 445, CLASS_SMB, "tree:\\\\DP\\SMSPKGD$"                                              \
    }

static struct surveyor t;
static struct proposal *p;

static void open_survey(void)
{
    surveyor_open(&t);
    p = NULL;
}

static void close_survey(void)
{
    proposal_free(p);
    surveyor_close(&t);
}

TestSuite(proposal, .init = open_survey, .fini = close_survey);

static void propose(const struct surveyor_row *rows)
{
    surveyor_run(&t, rows);
    p = surveyor_propose(&t);
}

static unsigned roles_of(const char *address)
{
    const struct proposal_system *s = surveyor_system(p, address);
    unsigned roles = 0;
    for (unsigned r = 0; s != NULL && r < ROLE_COUNT; r++)
        roles |= proposal_has(s, (enum role)r) ? 1u << r : 0;
    return roles;
}

static const struct proposal_site *site_of(const char *address)
{
    const struct proposal_system *s = surveyor_system(p, address);
    cr_assert(s != NULL && s->site >= 0, "%s", address);
    return &p->sites[s->site];
}

static const struct proposal_net *net_of(const char *address)
{
    struct addr a;
    cr_assert(addr_read(&a, address));
    for (size_t i = 0; i < p->net_count; i++)
        if (addr_range_has(&p->nets[i].range, &a))
            return &p->nets[i];
    return NULL;
}

Test(proposal, of_nothing_is_empty)
{
    propose((const struct surveyor_row[]){ROW_END});
    cr_expect_eq(p->system_count, 0);
    cr_expect_eq(p->site_count, 0);
    proposal_free(NULL);
}

Test(proposal, judges_a_site_by_how_its_management_points_are_asked)
{
    static const struct {
        unsigned clear, tunnel;
        enum site_mode mode;
        bool open;
        enum proposal_sure sure;
    } rows[] = {{3, 0, MODE_MIXED, false, PROPOSAL_LIKELY},
                {1, 0, MODE_MIXED, false, PROPOSAL_GUESS},
                {3, 1, MODE_MIXED, true, PROPOSAL_GUESS},
                {1, 3, MODE_NATIVE, true, PROPOSAL_GUESS}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        surveyor_close(&t);
        surveyor_open(&t);
        for (unsigned n = 0; n < rows[i].clear + rows[i].tunnel; n++) {
            char client[32];
            (void)snprintf(client, sizeof client, "10.1.5.%u", n + 1);
            const struct surveyor_row clear[] = {MP_HTTP(client, "10.1.0.10"), ROW_END};
            const struct surveyor_row tunnel[] = {MP_TLS(client, "10.1.0.10"), ROW_END};
            surveyor_run(&t, n < rows[i].clear ? clear : tunnel);
        }
        p = surveyor_propose(&t);
        const struct proposal_site *s = site_of("10.1.0.10");
        cr_expect_eq(s->mode, rows[i].mode, "%zu", i);
        cr_expect_eq(s->mode_open, rows[i].open, "%zu", i);
        cr_expect_eq(s->mode_basis.sure, rows[i].sure, "%zu", i);
        cr_expect_eq(s->clear.flows, rows[i].clear, "%zu", i);
        cr_expect_eq(s->tunnel.flows, rows[i].tunnel, "%zu", i);
        proposal_free(p);
        p = NULL;
    }
}

Test(proposal, guesses_the_management_point_of_a_healthy_native_site)
{
    propose((const struct surveyor_row[]){
        {"10.1.5.1", "10.1.0.15", 80, CLASS_HTTP, "http:POST|/sms_fsp/.sms_fsp|fsp.example.com"},
        MP_TLS("10.1.5.1", "10.1.0.10"),
        MP_TLS("10.1.5.2", "10.1.0.10"),
        {"10.1.5.2", "10.1.0.77", 443, CLASS_HTTPS, "sni:wiki.example.com"},
        ROW_END});
    cr_expect_eq(roles_of("10.1.0.10"), 1u << ROLE_MP);
    cr_expect_eq(surveyor_system(p, "10.1.0.10")->role[ROLE_MP].sure, PROPOSAL_GUESS);
    cr_expect_eq(roles_of("10.1.0.77"), 0);
    cr_expect(surveyor_system(p, "10.1.0.77")->candidate);
    cr_expect_eq(site_of("10.1.0.10")->mode, MODE_NATIVE);
}

Test(proposal, takes_an_https_server_that_asks_the_database_for_a_management_point)
{
    propose((const struct surveyor_row[]){
        MP_TLS("10.1.5.1", "10.1.0.10"), {"10.1.0.10", "10.1.0.6", 1433, CLASS_SQL, "db:SMS_N01"}, ROW_END});
    cr_expect_eq(roles_of("10.1.0.10"), 1u << ROLE_MP);
    cr_expect_eq(surveyor_system(p, "10.1.0.10")->role[ROLE_MP].sure, PROPOSAL_LIKELY);
    cr_expect_eq(roles_of("10.1.0.6"), 1u << ROLE_SITE_DB);
    cr_expect_str_eq(site_of("10.1.0.10")->code.code, "N01");
}

Test(proposal, takes_sql_servers_for_databases_only_when_site_systems_ask_them)
{
    propose((const struct surveyor_row[]){MP_HTTP("10.1.5.1", "10.1.0.10"),
                                          {"10.1.0.10", "10.1.0.6", 1433, CLASS_SQL, ""},
                                          {"10.1.5.1", "10.1.0.7", 1433, CLASS_SQL, ""},
                                          ROW_END});
    cr_expect_eq(roles_of("10.1.0.6"), 1u << ROLE_SITE_DB);
    cr_expect_eq(surveyor_system(p, "10.1.0.6")->role[ROLE_SITE_DB].sure, PROPOSAL_LIKELY);
    cr_expect_eq(roles_of("10.1.0.7"), 0);
}

Test(proposal, finds_the_site_server_by_share_push_or_place)
{
    propose((const struct surveyor_row[]){
        {"10.1.0.10", "10.1.0.5", 445, CLASS_SMB, "tree:\\\\SRV\\SMS_N01"},
        MP_HTTP("10.1.5.1", "10.1.0.10"),
        {"10.2.0.5", "10.2.5.1", 445, CLASS_SMB, "tree:\\\\C\\ADMIN$ + file:ccmsetup\\x"},
        MP_HTTP("10.3.5.1", "10.3.0.10"),
        {"10.3.0.5", "10.3.5.1", 445, CLASS_SMB, "tree:\\\\C\\ADMIN$"},
        {"10.99.0.9", "10.3.5.1", 445, CLASS_SMB, "tree:\\\\C\\ADMIN$"},
        ROW_END});
    static const struct {
        const char *address;
        enum proposal_sure sure;
    } rows[] = {{"10.1.0.5", PROPOSAL_CERTAIN},
                {"10.2.0.5", PROPOSAL_LIKELY},
                {"10.3.0.5", PROPOSAL_GUESS},
                {"10.99.0.9", PROPOSAL_NONE}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(surveyor_system(p, rows[i].address)->role[ROLE_SITE_SERVER].sure, rows[i].sure, "%s",
                     rows[i].address);
    cr_expect_neq(site_of("10.1.0.5"), site_of("10.3.0.5"));
}

Test(proposal, tells_branch_distribution_points_from_standard_ones)
{
    propose((const struct surveyor_row[]){MP_HTTP("10.1.5.1", "10.1.0.10"), DP_HTTP("10.1.5.1", "10.1.0.11"),
                                          DP_SMB("10.1.5.1", "10.1.0.12"), DP_SMB("10.1.5.1", "10.1.5.50"),
                                          MP_HTTP("10.1.5.50", "10.1.0.10"), ROW_END});
    cr_expect(surveyor_system(p, "10.1.5.50")->branch);
    cr_expect_not(surveyor_system(p, "10.1.0.11")->branch);
    cr_expect_not(surveyor_system(p, "10.1.0.12")->branch);
    cr_expect_eq(surveyor_system(p, "10.1.0.11")->bits, PROPOSAL_CERTAIN);
    cr_expect_eq(surveyor_system(p, "10.1.0.12")->bits, PROPOSAL_NONE);
}

Test(proposal, has_no_branch_where_no_standard_distribution_point_allows_bits)
{
    propose((const struct surveyor_row[]){MP_HTTP("10.1.5.1", "10.1.0.10"), DP_SMB("10.1.5.1", "10.1.5.50"),
                                          MP_HTTP("10.1.5.50", "10.1.0.10"), ROW_END});
    cr_expect_not(surveyor_system(p, "10.1.5.50")->branch);
}

Test(proposal, pairs_the_ports_of_update_points)
{
    propose((const struct surveyor_row[]){
        {"10.1.5.1", "10.1.0.13", 8530, CLASS_HTTP, "http:POST|/clientwebservice/x"},
        {"10.1.5.2", "10.1.0.13", 8530, CLASS_HTTP, "http:POST|/clientwebservice/x"},
        {"10.1.5.1", "10.1.0.13", 80, CLASS_HTTP, "http:GET|/selfupdate/x"},
        {"10.1.5.1", "10.1.0.14", 80, CLASS_HTTP, "http:POST|/clientwebservice/x"},
        {"10.1.5.1", "10.1.0.15", 8531, CLASS_HTTPS, "sni:sup.example.com"},
        {"10.1.5.1", "10.1.0.16", 65535, CLASS_HTTP, "http:POST|/clientwebservice/x"},
        ROW_END});
    static const struct {
        const char *address;
        uint16_t http, https;
    } rows[] = {
        {"10.1.0.13", 8530, 8531}, {"10.1.0.14", 80, 443}, {"10.1.0.15", 8530, 8531}, {"10.1.0.16", 80, 443}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct proposal_system *s = surveyor_system(p, rows[i].address);
        cr_expect(proposal_has(s, ROLE_SUP), "%s", rows[i].address);
        cr_expect_eq(s->http_port, rows[i].http, "%s", rows[i].address);
        cr_expect_eq(s->https_port, rows[i].https, "%s", rows[i].address);
    }
}

Test(proposal, takes_one_name_on_two_families_for_one_system)
{
    propose((const struct surveyor_row[]){
        MP_HTTP("10.1.5.1", "10.1.0.10"),
        MP_HTTP("fd00::5:1", "fd00::10"),
        {"10.1.5.1", "10.1.0.11", 443, CLASS_HTTPS, "cert:CN=dp.example.com|dp.example.com,fd00::11"},
        DP_SMB("fd00::5:1", "fd00::11"),
        {"10.1.5.1", "10.1.0.20", 80, CLASS_HTTP, "http:GET|/sms_slp/x|slp.example.com"},
        {"10.1.5.1", "10.1.0.21", 80, CLASS_HTTP, "http:GET|/sms_slp/x|slp.example.com"},
        {"fd00::5:1", "fd00::21", 80, CLASS_HTTP, "http:GET|/sms_slp/x|slp.example.com"},
        ROW_END});
    cr_expect_eq(surveyor_system(p, "10.1.0.10"), surveyor_system(p, "fd00::10"));
    cr_expect_eq(surveyor_system(p, "10.1.0.11"), surveyor_system(p, "fd00::11"));
    cr_expect_neq(surveyor_system(p, "10.1.0.21"), surveyor_system(p, "fd00::21"));
}

Test(proposal, names_sites_by_the_surest_code_and_invents_others)
{
    propose((const struct surveyor_row[]){
        {"10.1.5.1", "10.1.0.17", 80, CLASS_HTTP, "http:GET|/smsreporting_r01/x"},
        {"10.1.0.10", "10.1.0.5", 445, CLASS_SMB, "tree:\\\\SRV\\SMS_N01"},
        {"10.2.5.1", "10.2.0.10", 80, CLASS_HTTP, "http:GET|/sms_mp/.sms_pol?N0200001-1"},
        MP_HTTP("10.3.5.1", "10.3.0.10"),
        MP_HTTP("10.4.5.1", "10.4.0.10"),
        ROW_END});
    static const struct {
        const char *address, *code;
        enum proposal_sure sure;
    } rows[] = {{"10.1.0.5", "N01", PROPOSAL_CERTAIN},
                {"10.1.0.17", "R01", PROPOSAL_CERTAIN},
                {"10.2.0.10", "N02", PROPOSAL_GUESS},
                {"10.3.0.10", "S01", PROPOSAL_NONE},
                {"10.4.0.10", "S02", PROPOSAL_NONE}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cr_expect_str_eq(site_of(rows[i].address)->code.code, rows[i].code, "%s", rows[i].address);
        cr_expect_eq(site_of(rows[i].address)->code.basis.sure, rows[i].sure, "%s", rows[i].address);
    }
}

Test(proposal, keeps_systems_apart_whose_modes_differ)
{
    propose((const struct surveyor_row[]){MP_HTTP("10.1.5.1", "10.1.0.10"),
                                          {"10.1.9.1", "10.1.8.10", 443, CLASS_HTTPS, "sni:mp2.example.com"},
                                          {"10.1.8.10", "10.1.8.6", 1433, CLASS_SQL, "db:SMS_N02"},
                                          ROW_END});
    cr_expect_neq(site_of("10.1.0.10"), site_of("10.1.8.10"));
    cr_expect_eq(site_of("10.1.8.10")->mode, MODE_NATIVE);
}

Test(proposal, gives_a_lone_distribution_point_to_the_site_of_its_clients)
{
    propose((const struct surveyor_row[]){MP_HTTP("10.1.5.1", "10.1.0.10"), MP_HTTP("10.2.5.1", "10.2.0.10"),
                                          DP_HTTP("10.7.5.1", "10.7.0.11"), MP_HTTP("10.7.5.1", "10.2.0.10"),
                                          ROW_END});
    cr_expect_eq(site_of("10.7.0.11"), site_of("10.2.0.10"));
    cr_expect_eq(net_of("10.7.5.1")->site, surveyor_system(p, "10.2.0.10")->site);
}

Test(proposal, ticks_ports_that_are_used_in_earnest)
{
    for (unsigned n = 0; n < 20; n++) {
        char client[32];
        (void)snprintf(client, sizeof client, "10.1.5.%u", n + 1);
        const uint16_t port = n < 12 ? 80 : n < 19 ? 8080 : 8088;
        const struct surveyor_row rows[] = {{client, "10.1.0.10", port, CLASS_HTTP, "http:GET|/sms_mp/x"},
                                            ROW_END};
        surveyor_run(&t, rows);
    }
    p = surveyor_propose(&t);
    const struct proposal_site *s = site_of("10.1.0.10");
    cr_expect_eq(s->http_ports, 3);
    cr_expect_eq(s->http_sure, 2);
    cr_expect_eq(s->http[0].port, 80);
    cr_expect_eq(s->http[1].port, 8080);
    cr_expect_eq(s->https_ports, 0);
}

Test(proposal, has_one_port_for_http_or_https)
{
    propose((const struct surveyor_row[]){{"10.1.5.1", "10.1.0.10", 443, CLASS_HTTP, "http:GET|/sms_mp/x"},
                                          MP_TLS("10.1.5.1", "10.1.0.10"),
                                          MP_TLS("10.1.5.2", "10.1.0.10"),
                                          ROW_END});
    cr_expect_eq(site_of("10.1.0.10")->http_sure, 0);
    cr_expect_eq(site_of("10.1.0.10")->https_sure, 1);
}

Test(proposal, widens_networks_that_are_one_sites_alone)
{
    propose((const struct surveyor_row[]){MP_HTTP("10.1.5.1", "10.1.0.10"), MP_HTTP("10.1.6.1", "10.1.0.10"),
                                          MP_HTTP("192.168.7.1", "10.1.0.10"),
                                          MP_HTTP("10.2.5.1", "10.2.0.10"),
                                          MP_HTTP("fd00:1:2:3::1", "10.1.0.10"), ROW_END});
    char text[ADDR_RANGE_TEXT];
    static const char *const rows[][2] = {{"10.1.5.1", "10.1.0.0/16"},
                                          {"192.168.7.1", "192.168.7.0/24"},
                                          {"10.2.5.1", "10.2.0.0/16"},
                                          {"fd00:1:2:3::1", "fd00:1:2:3::/64"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cr_assert_not_null(net_of(rows[i][0]), "%s", rows[i][0]);
        cr_expect_str_eq(addr_range_text(&net_of(rows[i][0])->range, text), rows[i][1]);
    }
    for (size_t i = 1; i < p->net_count; i++)
        cr_expect_lt(addr_cmp(&p->nets[i - 1].range.last, &p->nets[i].range.first), 0);
}

Test(proposal, puts_public_servers_of_internet_clients_into_the_perimeter)
{
    propose((const struct surveyor_row[]){
        {"10.1.5.1", "10.1.0.5", 445, CLASS_SMB, "tree:\\\\SRV\\SMS_N01"},
        MP_TLS("10.1.5.1", "10.1.0.10"),
        {"10.1.0.10", "10.1.0.6", 1433, CLASS_SQL, "db:SMS_N01"},
        {"198.51.100.10", "10.1.0.6", 1433, CLASS_SQL, "db:SMS_N01"},
        {"203.0.113.7", "198.51.100.10", 443, CLASS_HTTPS, "sni:imp.example.com"},
        ROW_END});
    const struct proposal_system *s = surveyor_system(p, "198.51.100.10");
    cr_expect_eq(roles_of("198.51.100.10"), 1u << ROLE_MP);
    cr_expect_eq(p->perimeters, 1);
    cr_expect_eq(p->insides, 0);
    cr_expect_eq(s->scope, SCOPE_INTERNET);
    cr_expect_str_eq(s->internet_fqdn, "imp.example.com");
    cr_expect_eq(site_of("198.51.100.10"), site_of("10.1.0.10"));
    cr_expect_null(net_of("203.0.113.7"));
}

Test(proposal, takes_public_addresses_near_their_servers_for_inside)
{
    propose((const struct surveyor_row[]){MP_HTTP("198.51.5.1", "198.51.0.10"), ROW_END});
    cr_expect_eq(p->perimeters, 0);
    cr_expect_eq(p->insides, 2);
    cr_expect_eq(surveyor_system(p, "198.51.0.10")->scope, SCOPE_INTRANET);
    cr_expect_not_null(net_of("198.51.5.1"));
}

Test(proposal, tells_hosts_of_one_name_apart)
{
    propose((const struct surveyor_row[]){MP_HTTP("10.1.5.1", "10.1.0.10"),
                                          MP_HTTP("10.1.5.1", "10.1.0.11"),
                                          {"10.1.5.1", "10.1.0.12", 80, CLASS_HTTP, "http:GET|/sms_mp/x"},
                                          ROW_END});
    cr_expect_str_eq(surveyor_system(p, "10.1.0.10")->name, "mp");
    cr_expect_str_eq(surveyor_system(p, "10.1.0.11")->name, "mp-10-1-0-11");
    cr_expect_str_eq(surveyor_system(p, "10.1.0.12")->name, "mp-10-1-0-12");
}

Test(proposal, gives_no_name_that_a_host_has)
{
    propose((const struct surveyor_row[]){
        MP_HTTP("10.1.5.1", "10.1.0.10"),
        {"10.1.5.1", "10.1.0.11", 80, CLASS_HTTP, "http:GET|/sms_mp/x|mp-10-1-0-13.example.com"},
        {"10.1.5.1", "10.1.0.12", 80, CLASS_HTTP, "http:GET|/sms_mp/x|mp-2.example.com"},
        MP_HTTP("10.1.5.1", "10.1.0.13"),
        ROW_END});
    cr_expect_str_eq(surveyor_system(p, "10.1.0.12")->name, "mp-2");
    cr_expect_str_eq(surveyor_system(p, "10.1.0.13")->name, "mp-3");
}

Test(proposal, counts_hosts_that_it_has_no_room_for_once)
{
    for (unsigned i = 0; i < PROPOSAL_SYSTEMS + 5; i++) {
        char server[32];
        (void)snprintf(server, sizeof server, "10.1.%u.%u", i >> 8, i & 255);
        const struct surveyor_row rows[] = {DP_SMB("10.2.5.1", server), ROW_END};
        surveyor_run(&t, rows);
    }
    p = surveyor_propose(&t);
    cr_expect_eq(p->system_count, PROPOSAL_SYSTEMS);
    /* 10.1.0.0 to 10.1.16.4, all of them hosts */
    cr_expect_eq(p->systems_left_out, 5);
}
