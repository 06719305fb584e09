#include <criterion/criterion.h>
#include <string.h>

#include "auditor.h"
#include "policy/account.h"

static const char *alternative(const struct auditor *t, const char *rule)
{
    const struct finding_paragraph *p = &t->account[FINDING_PART_RULES];
    for (unsigned i = 0; i < p->count; i++)
        if (strcmp(p->at[i].name, "ruled out") == 0 && strcmp(p->at[i].basis, rule) == 0)
            return p->at[i].value;
    return "(none)";
}

static int line_of(const struct auditor *t, enum finding_part part, const char *name)
{
    const struct finding_paragraph *p = &t->account[part];
    for (unsigned i = 0; i < p->count; i++)
        if (strcmp(p->at[i].name, name) == 0)
            return p->at[i].line;
    return -1;
}

/* The line of the site file that begins so. */
static int line_that_begins(const char *text)
{
    for (int i = 0; auditor_site[i] != NULL; i++)
        if (strncmp(auditor_site[i] + strspn(auditor_site[i], " "), text, strlen(text)) == 0)
            return i + 1;
    return -2;
}

struct fact_row {
    struct auditor_row flow;
    enum finding_part part;
    const char *name, *says;
};

static void expect_facts(struct auditor *t, const struct fact_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        auditor_run(t, &rows[i].flow);
        cr_assert(t->has_account, "%zu: %s", i, t->why);
        const char *says = auditor_fact(t, rows[i].part, rows[i].name);
        cr_expect(says != NULL && strcmp(says, rows[i].says) == 0, "%zu: %s is %s, not %s", i, rows[i].name,
                  says == NULL ? "(none)" : says, rows[i].says);
        auditor_wait(3600);
    }
}

#define FROM FINDING_PART_INITIATOR
#define TO FINDING_PART_RESPONDER
#define FLOW FINDING_PART_FLOW
#define HTTP CLASS_HTTP
#define MP_PATH "GET /sms_mp/.sms_aut"

Test(account, says_where_each_fact_of_a_client_comes_from)
{
    struct auditor t;
    struct site *site = auditor_load(NULL, NULL);
    auditor_open(&t, site, 1 << 20);
    static const struct fact_row rows[] = {
        {{"10.1.5.1", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""}, FROM, "client", "listed: home"},
        {{"10.1.5.1", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""}, FROM, "assigned site", "listed: N01"},
        {{"10.1.5.1", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""}, FROM, "mgmt", "listed: intranet_only"},
        {{"10.1.5.1", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""}, FROM, "join", "default: unknown"},
        {{"10.1.5.200", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""},
         FROM,
         "client",
         "boundary: not listed"},
        {{"10.1.5.200", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""},
         FROM,
         "assigned site",
         "assumed: N01, by options.assume_assigned (the boundary's site)"},
        {{"10.1.5.200", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""}, FROM, "type", "default: computer"},
        {{"10.1.5.200", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""},
         FROM,
         "resident site",
         "boundary: N01, by its boundary 10.1.0.0/16"},
        {{"10.1.5.200", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""},
         FROM,
         "mgmt",
         "default: the client is inside and managed there"},
        {{"203.0.113.99", "10.2.0.10", "80/tcp", HTTP, MP_PATH, "", ""}, FROM, "client", "zone: not listed"},
        {{"203.0.113.51", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""}, FROM, "zone", "zone: internet"},
        {{"192.0.2.20", "192.0.2.10", "80/tcp", HTTP, MP_PATH, "", ""},
         FROM,
         "proxy",
         "listed: publish, a reverse proxy"},
        {{"10.1.5.2", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""}, FROM, "fsp", "listed: 10.1.0.15"},
        {{"10.1.5.1", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""}, TO, "system", "listed: n01-mp"},
        {{"10.4.5.1", "10.4.0.10", "80/tcp", HTTP, MP_PATH, "", ""},
         TO,
         "mode of its site",
         "parent: native"},
        {{"10.4.5.1", "10.4.0.10", "80/tcp", HTTP, MP_PATH, "", ""},
         TO,
         "site",
         "listed: N02, a secondary site"},
        {{"10.1.5.1", "10.3.0.10", "80/tcp", HTTP, "GET /sms_dp_smspkgd$/x", "", ""},
         TO,
         "roles",
         "listed: MP, DP, FSP"},
        {{"10.1.5.1", "10.1.0.6", "1433/tcp", CLASS_SQL, "", "", ""}, TO, "sql_port", "listed: 1433"},
        {{"10.1.7.50", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""},
         FROM,
         "assigned site",
         "default: N01, the system's own"},
    };
    /* The third mixed client's row is not judged broken everywhere: only violations have accounts. */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auditor_run(&t, &rows[i].flow);
        if (!t.has_account)
            continue;
        const char *says = auditor_fact(&t, rows[i].part, rows[i].name);
        cr_expect(says != NULL && strcmp(says, rows[i].says) == 0, "%zu: %s is %s", i, rows[i].name,
                  says == NULL ? "(none)" : says);
    }
    auditor_close(&t);
    site_free(site);
}

Test(account, names_the_lines_of_the_site_file)
{
    struct auditor t;
    struct site *site = auditor_load(NULL, NULL);
    auditor_open(&t, site, 1 << 20);
    static const struct auditor_row flow = {"10.1.5.1", "10.1.0.10", "8080/tcp", HTTP, MP_PATH, "", ""};
    auditor_run(&t, &flow);
    cr_assert(t.has_account, "%s", t.why);
    cr_expect_eq(line_of(&t, FROM, "client"), line_that_begins("home:"));
    cr_expect_eq(line_of(&t, FROM, "its mode"), line_that_begins("mode: native"));
    cr_expect_eq(line_of(&t, FROM, "zone"), line_that_begins("intranet:"));
    cr_expect_eq(line_of(&t, FROM, "resident site"), line_that_begins("boundaries: [10.1.0.0/16]"));
    cr_expect_eq(line_of(&t, FROM, "join"), 0, "nothing is written");
    cr_expect_eq(line_of(&t, TO, "role"), line_that_begins("n01-mp:"));
    cr_expect_eq(line_of(&t, FLOW, "port"), line_that_begins("http_ports_off:"));
    auditor_close(&t);
    site_free(site);
}

Test(account, tells_protocol_port_state_and_evidence)
{
    struct auditor t;
    struct site *site = auditor_load(NULL, NULL);
    auditor_open(&t, site, 1 << 20);
    static const struct fact_row rows[] = {
        {{"10.1.5.1", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""}, FLOW, "protocol", "content: HTTP"},
        {{"10.1.5.1", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""},
         FLOW,
         "evidence",
         "content: a request that belongs to MP: ordinary content of the role"},
        {{"10.1.5.1", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""},
         FLOW,
         "port",
         "listed: 80/tcp, one of the HTTP ports of its site"},
        {{"10.1.5.1", "10.1.0.10", "8080/tcp", HTTP, MP_PATH, "", ""},
         FLOW,
         "port",
         "listed: 8080/tcp, an HTTP port of its site that is switched off"},
        {{"10.1.5.1", "10.1.0.10", "8531/tcp", CLASS_HTTPS, "tls", "", ""},
         FLOW,
         "port",
         "listed: 8531/tcp, none of the HTTPS ports of its site (443, 8443)"},
        {{"10.1.5.1", "10.1.0.13", "80/tcp", HTTP, "GET /clientwebservice/x", "", ""},
         FLOW,
         "port",
         "listed: 80/tcp, none of the HTTP ports of the role itself (8530)"},
        {{"10.1.5.1", "10.1.0.10", "8080/tcp", CLASS_NONE, "", "rst", ""},
         FLOW,
         "state",
         ": an attempt that was refused: one step of severity lower"},
        {{"10.1.5.1", "10.1.0.10", "8080/tcp", CLASS_NONE, "", "rst", ""},
         FLOW,
         "protocol",
         "port: HTTP, by what the port is for"},
        {{"10.1.0.5", "10.2.5.1", "445/tcp", CLASS_SMB, "tree:ADMIN$", "", ""},
         FLOW,
         "port",
         "default: 445/tcp, the right one"},
        {{"10.2.0.5", "10.2.5.1", "445/tcp", CLASS_SMB, "tree:ADMIN$", "", ""},
         FLOW,
         "deploy",
         "listed: site M01: gpo"},
        {{"10.1.5.1", "10.1.0.10", "445/tcp", CLASS_SMB, "tree:other", "", ""},
         FLOW,
         "deploy",
         "listed: site N01: push, manual"},
        {{"10.1.5.1", "10.1.0.13", "8530/tcp", HTTP, "GET /clientwebservice/x", "", ""},
         FLOW,
         "wsus_unsecured_roots",
         "listed: yes"},
        {{"192.0.2.10", "10.1.0.10", "80/tcp", HTTP, "GET /other", "", ""},
         FLOW,
         "ibcm_scenario",
         "default: custom"},
        {{"203.0.113.51", "192.0.2.10", "443/tcp", CLASS_HTTPS, "sni:other.example.com + tls", "", ""},
         FLOW,
         "internet_fqdn",
         "listed: imp.example.com, which is not the name that the client asked for"},
        {{"10.1.5.1", "10.1.0.11", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", ""},
         FLOW,
         "look-back",
         "seen: no failed HTTP(S) to the server was seen before it (window: 900 s)"},
    };
    expect_facts(&t, rows, sizeof rows / sizeof rows[0]);
    auditor_close(&t);
    site_free(site);
}

Test(account, looks_back_on_what_the_client_did_before)
{
    struct auditor t;
    struct site *site =
        auditor_load("run_from_dp: no, protected: [10.1.9.0/24]", "run_from_dp: no, protected: "
                                                                  "[10.1.9.0/24]");
    auditor_open(&t, site, 1 << 20);
    /* It had failed, and still the client is outside the protected networks. */
    static const struct fact_row failed[] = {
        {{"10.1.5.1", "10.1.0.21", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "fail", ""},
         FLOW,
         "look-back",
         "history: HTTP(S) to the server had failed before it (window: 900 s)"},
    };
    expect_facts(&t, failed, 1);
    static const struct auditor_row both[] = {
        {"10.1.5.3", "10.9.9.9", "9999/tcp", CLASS_UNKNOWN, "", "", ""},
        {"10.1.5.3", "192.0.2.10", "443/tcp", CLASS_HTTPS, "tls", "", ""},
    };
    auditor_run(&t, &both[0]);
    auditor_wait(3600);
    auditor_run(&t, &both[0]);
    auditor_run(&t, &both[1]);
    cr_assert(t.has_account, "%s", t.why);
    cr_expect_str_eq(t.finding.rule, "ORDER-01");
    cr_expect_str_eq(auditor_fact(&t, FLOW, "look-back"),
                     "history: the client had not tried its intranet management point in this stay (a stay "
                     "ends after 600 s of silence)");
    auditor_close(&t);
    site_free(site);
}

Test(account, names_the_one_condition_that_ruled_an_alternative_out)
{
    static const struct {
        struct auditor_row flow;
        const char *rule, *says;
    } rows[] = {
        {{"10.1.5.1", "10.1.0.11", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", ""},
         "DP-05",
         "DP-05 would allow it, but no failed HTTPS to 10.1.0.11 was seen within 900 s before it"},
        {{"10.1.5.1", "10.1.0.11", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", ""},
         "DP-03",
         "DP-03 would allow it, but run_from_dp of the distribution point is no, not yes"},
        {{"10.1.5.1", "10.1.0.11", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", ""},
         "DP-01",
         "DP-01 would allow it, but bits of the distribution point is yes, not no"},
        {{"10.1.5.1", "10.1.0.11", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", ""}, "DP-04", "(none)"},
        {{"10.1.5.6", "10.1.0.11", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", ""},
         "DP-03",
         "DP-03 would allow it, but run_from_dp of the distribution point is no, not yes; even then MOB-04 "
         "would be broken"},
        {{"10.1.5.1", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""},
         "MODE-01",
         "MODE-01 would allow it, but the mode of the server's site is native, not mixed"},
        {{"10.1.5.1", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""},
         "MODE-02",
         "MODE-02 would allow it, but the protocol is HTTP, not HTTPS"},
        {{"10.1.5.1", "10.1.0.10", "8531/tcp", CLASS_HTTPS, "tls", "", ""},
         "MODE-02",
         "MODE-02 would allow it by itself, but PORT-02 forbids it whatever else allows it"},
    };
    struct auditor t;
    struct site *site = auditor_load(NULL, NULL);
    auditor_open(&t, site, 1 << 20);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auditor_run(&t, &rows[i].flow);
        cr_expect_str_eq(alternative(&t, rows[i].rule), rows[i].says, "%zu: %s", i,
                         alternative(&t, rows[i].rule));
        auditor_wait(3600);
    }
    auditor_close(&t);
    site_free(site);
}

Test(account, has_one_key_for_one_text)
{
    struct auditor t;
    struct site *site =
        auditor_load("    boundaries: [10.1.0.0/16]", "    boundaries: [10.1.0.0/16, 10.1.0.0/24]");
    auditor_open(&t, site, 1 << 20);
    static const struct auditor_row flows[] = {
        {"10.1.5.200", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""},
        {"10.1.5.201", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""},
        {"10.1.5.1", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""},
        {"10.1.5.200", "10.1.0.10", "8080/tcp", HTTP, MP_PATH, "", ""},
        {"10.1.5.200", "10.1.0.11", "80/tcp", HTTP, "GET /sms_dp_smspkgd$/x", "", ""},
        {"203.0.113.98", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""},
        {"203.0.113.99", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""},
        {"10.1.0.200", "10.1.0.10", "80/tcp", HTTP, MP_PATH, "", ""}, /* the inner of two boundaries */
    };
    enum { FLOWS = sizeof flows / sizeof flows[0] };
    static char texts[FLOWS][FINDING_PARTS][FINDING_LINES_TEXT];
    uint64_t keys[FLOWS][FINDING_PARTS];
    for (size_t i = 0; i < FLOWS; i++) {
        auditor_run(&t, &flows[i]);
        cr_assert(t.has_account, "%zu: %s", i, t.why);
        memcpy(keys[i], t.key, sizeof keys[i]);
        for (unsigned p = 0; p < FINDING_PARTS; p++)
            for (unsigned l = 0; l < t.account[p].count; l++)
                (void)strncat(texts[i][p], t.account[p].at[l].value,
                              sizeof texts[i][p] - strlen(texts[i][p]) - 1);
    }
    for (size_t i = 0; i < FLOWS; i++)
        for (size_t j = 0; j < i; j++)
            for (unsigned p = 0; p < FINDING_PARTS; p++)
                if (keys[i][p] == keys[j][p])
                    cr_expect_str_eq(texts[i][p], texts[j][p], "%zu and %zu, part %u", i, j, p);
    cr_expect(memcmp(keys[0], keys[1], sizeof keys[0]) == 0, "two unlisted clients of one boundary");
    cr_expect(memcmp(keys[5], keys[6], sizeof keys[5]) == 0, "two unlisted clients of the internet");
    cr_expect_neq(keys[0][FROM], keys[2][FROM]);
    cr_expect_neq(keys[0][FLOW], keys[3][FLOW]);
    cr_expect_neq(keys[0][TO], keys[4][TO]);
    auditor_close(&t);
    site_free(site);
}
