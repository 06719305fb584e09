/* What holds of any traffic: flows are drawn by a seed, told to audits that differ in one thing, and
 * compared. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "auditor.h"

enum { FLOWS = 400, SEEDS = 5, ROUNDS = 5000, NOTES_TEXT = 160 };

static uint64_t state;

static unsigned draw(unsigned below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state % below);
}

#define DRAW(list) (list)[draw(sizeof(list) / sizeof(list)[0])]

static const char *const hosts[] = {
    "10.1.5.1",     "10.1.5.2",     "10.1.5.3",   "10.1.5.3",   "203.0.113.51", "10.1.5.5",
    "203.0.113.52", "10.1.5.6",     "10.2.5.1",   "10.2.6.1",   "10.2.6.2",     "10.2.6.3",
    "10.3.6.2",     "10.1.5.200",   "10.9.9.9",   "10.1.7.50",  "203.0.113.99", "203.0.113.60",
    "10.1.0.10",    "10.1.0.11",    "10.1.0.12",  "10.1.0.13",  "10.1.0.14",    "10.1.0.15",
    "10.1.0.16",    "10.1.0.17",    "10.1.0.22",  "10.1.0.23",  "192.0.2.10",   "192.0.2.11",
    "192.0.2.12",   "192.0.2.13",   "10.2.0.10",  "10.2.0.11",  "10.2.0.13",    "10.3.0.10",
    "10.3.0.12",    "10.1.0.5",     "10.2.0.5",   "10.1.0.6",   "10.1.0.30",    "10.1.0.40",
    "10.4.0.10",    "198.51.100.7", "10.1.0.7",   "10.1.0.8",   "10.1.0.18",    "10.1.0.19",
    "10.1.0.21",    "10.1.8.1",     "10.1.9.5",   "10.4.5.1",   "10.3.6.1",     "203.0.113.53",
    "203.0.113.61", "192.0.2.14",   "192.0.2.20", "192.0.2.30", "10.2.0.14",    "10.2.0.15",
    "10.2.6.6",     "10.4.0.11"};

struct content {
    enum app_class class_;
    const char *evidence;
    const char *role; /* that it names, or NULL */
};
static const struct content contents[] = {
    {CLASS_HTTPS, "", NULL},
    {CLASS_HTTPS, "tls", NULL},
    {CLASS_HTTPS, "alert:45", NULL},
    {CLASS_HTTP, "", NULL},
    {CLASS_HTTP, "?", NULL},
    {CLASS_HTTP, "CCM_POST /ccm_system/request", "MP"},
    {CLASS_HTTP, "403:GET /SMS_MP/.sms_aut?MPLIST", "MP"},
    {CLASS_HTTP, "GET /SMS_DP_SMSPKGD$/N0100001", "DP"},
    {CLASS_HTTP, "404:GET /SMS_DP_SMSPKGD$/N0100001", "DP"},
    {CLASS_HTTP, "POST /SMS_FSP/.sms_fsp", "FSP"},
    {CLASS_HTTP, "GET /SMS_SLP/slp.dll?site", "SLP"},
    {CLASS_HTTP, "GET /selfupdate/wuident.cab", "SUP"},
    {CLASS_HTTP, "POST /ClientWebService/client.asmx", "SUP"},
    {CLASS_HTTP, "GET /", NULL},
    {CLASS_SMB, "", NULL},
    {CLASS_SMB, "tree:SMSPKGD$", "DP"},
    {CLASS_SMB, "tree:ADMIN$", NULL},
    {CLASS_SMB, "tree:SMSClient", NULL},
    {CLASS_SMB, "tree:SMPSTOREE_1A$", "SMP"},
    {CLASS_SMB, "tree:REMINST", "PXE"},
    {CLASS_HTTP, "POST /SMSSMP/smpisapi.dll", "SMP"},
    {CLASS_HTTP, "GET /SMSReporting_N01/Report.asp", "RP"},
    {CLASS_HTTP, "POST /domainhra/hcsrvext.dll", "SHV"},
    {CLASS_HTTP, "POST /ServerSyncWebService/ServerSyncWebService.asmx", "SUP"},
    {CLASS_HTTP, "GET /Content/AB/eula.txt", "SUP"},
    {CLASS_PXE, "pxe:PXEClient", "PXE"},
    {CLASS_TFTP, "", NULL},
    {CLASS_WOL, "", NULL},
    {CLASS_REMCTRL, "", NULL},
    {CLASS_RDP, "", NULL},
    {CLASS_AMT, "", NULL},
    {CLASS_LDAP, "", NULL},
    {CLASS_ICMP_ECHO, "", NULL},
    {CLASS_RPC, "f309ad18-d86a-11d0-a075-00c04fb68820", NULL},
    {CLASS_SQL, "", NULL},
    {CLASS_UNKNOWN, "", NULL},
};
static const char *const udp_ports[] = {"67/udp",  "69/udp",   "4011/udp",  "9/udp", "135/udp",
                                        "161/udp", "1812/udp", "63500/udp", "53/udp"};
static const char *const ports[] = {"80/tcp",   "80/tcp",    "443/tcp",  "443/tcp",   "445/tcp",
                                    "445/tcp",  "8080/tcp",  "8443/tcp", "8530/tcp",  "8531/tcp",
                                    "1433/tcp", "135/tcp",   "139/tcp",  "50000/tcp", "2701/tcp",
                                    "3389/tcp", "16993/tcp", "389/tcp",  "636/tcp"};
static const char *const contexts[] = {"",       "",       "",          "",     "syn",     "rst",
                                       "nodata", "oneway", "midstream", "hole", "overflow"};

/* Mostly content on a port of its own. */
static struct auditor_row any_row(void)
{
    const struct content *c = &DRAW(contents);
    const char *port = c->class_ == CLASS_HTTPS  ? "443/tcp"
                       : c->class_ == CLASS_HTTP ? "80/tcp"
                       : c->class_ == CLASS_SMB  ? "445/tcp"
                                                 : DRAW(ports);
    if (c->class_ == CLASS_ICMP_ECHO)
        port = "0/icmp";
    else if (c->class_ == CLASS_PXE || c->class_ == CLASS_TFTP || c->class_ == CLASS_WOL ||
             (c->class_ == CLASS_UNKNOWN && draw(2) == 0))
        port = DRAW(udp_ports);
    else if (draw(5) == 0)
        port = DRAW(ports);
    return (struct auditor_row){DRAW(hosts), DRAW(hosts), port, c->class_, c->evidence, DRAW(contexts), ""};
}

struct outcome {
    char text[128], notes[NOTES_TEXT];
};

static struct outcome outcome_of(const struct auditor *t)
{
    struct outcome o = {"", ""};
    size_t n = 0;
    (void)auditor_got(t, o.text);
    for (unsigned i = 0; i < t->finding.note_count && n < sizeof o.notes; i++)
        n += (size_t)snprintf(o.notes + n, sizeof o.notes - n, "%s ", t->finding.notes[i]);
    return o;
}

static void tell_all(const struct site *site, uint64_t seed, unsigned shift_s, struct outcome out[FLOWS])
{
    struct auditor t;
    state = seed;
    auditor_open(&t, site, 8 << 20);
    auditor_wait(shift_s);
    for (unsigned i = 0; i < FLOWS; i++) {
        const struct auditor_row row = any_row();
        auditor_wait(draw(4) == 0 ? draw(1000) : draw(5));
        auditor_run(&t, &row);
        out[i] = outcome_of(&t);
    }
    auditor_close(&t);
}

Test(properties, the_same_traffic_gives_the_same_findings_whenever_it_flows, .timeout = 120)
{
    static struct outcome first[FLOWS], again[FLOWS];
    static const unsigned shifts_s[] = {0, 1, 599, 900, 86400, 1000000000};
    struct site *site = auditor_load(NULL, NULL);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        tell_all(site, seed, 0, first);
        for (size_t s = 0; s < sizeof shifts_s / sizeof shifts_s[0]; s++) {
            tell_all(site, seed, shifts_s[s], again);
            for (unsigned i = 0; i < FLOWS; i++)
                cr_expect(strcmp(first[i].text, again[i].text) == 0 &&
                              strcmp(first[i].notes, again[i].notes) == 0,
                          "seed %u, flow %u, %u s later: %s [%s], %s [%s]", (unsigned)seed, i, shifts_s[s],
                          first[i].text, first[i].notes, again[i].text, again[i].notes);
        }
    }
    site_free(site);
}

/* By itself: what was before is out of every window. */
static enum verdict verdict_of(struct auditor *t, const struct auditor_row *row)
{
    auditor_wait(2000);
    auditor_run(t, row);
    return t->finding.verdict;
}

/* A line of the site file with the fact, and without it; whose fact it is. */
struct unknown_fact {
    const char *about, *from, *known, *unknown;
};
#define HOME "10.1.5.1, type: computer, site: N01, mgmt: intranet_only, http_roaming: no"
static const struct unknown_fact unknown_facts[] = {
    {"10.1.0.11", "run_from_dp: no}}}", NULL, "run_from_dp: unknown}}}"},
    {"10.1.0.22", "run_from_dp: yes}}}", NULL, "run_from_dp: unknown}}}"},
    {"10.1.0.11", "10.1.0.11, site: N01, roles: {DP: {bits: yes", NULL,
     "10.1.0.11, site: N01, roles: {DP: {bits: unknown"},
    {"10.1.0.12", "bits: no}", NULL, "bits: unknown}"},
    {"10.2.6.1", "10.2.6.1, type: computer, site: N01, mgmt: intranet_only, http_roaming: no", NULL,
     "10.2.6.1, type: computer, site: N01, mgmt: intranet_only, http_roaming: unknown"},
    {"10.2.6.2", "10.2.6.2, type: computer, site: N01, mgmt: intranet_only, http_roaming: yes", NULL,
     "10.2.6.2, type: computer, site: N01, mgmt: intranet_only, http_roaming: unknown"},
    {"10.1.5.1", HOME, NULL,
     "10.1.5.1, type: computer, site: N01, mgmt: intranet_only, http_roaming: unknown"},
    {"10.1.5.200", "    mode: native", "    mode: native\n    http_roaming: yes",
     "    mode: native\n    http_roaming: unknown"},
    {"10.1.5.1", "10.1.5.1, type: computer", NULL, "10.1.5.1, type: unknown"},
    {"10.1.5.6", "10.1.5.6, 10.2.6.6], type: mobile", NULL, "10.1.5.6, 10.2.6.6], type: unknown"},
    {"10.2.6.6", "10.1.5.6, 10.2.6.6], type: mobile", NULL, "10.1.5.6, 10.2.6.6], type: unknown"},
    {"203.0.113.53", "203.0.113.53, type: mobile", NULL, "203.0.113.53, type: unknown"},
    {"10.1.5.1", HOME, NULL, "10.1.5.1, type: computer, site: N01, mgmt: unknown, http_roaming: no"},
    {"10.1.5.5", "mgmt: internet_only, join: workgroup", NULL, "mgmt: unknown, join: workgroup"},
    {"203.0.113.52", "mgmt: internet_only, join: workgroup", NULL, "mgmt: unknown, join: workgroup"},
    {"10.1.5.3", "mgmt: both, join: domain_trusted", NULL, "mgmt: unknown, join: domain_trusted"},
    {"203.0.113.51", "mgmt: both, join: domain_trusted", NULL, "mgmt: unknown, join: domain_trusted"},
    {"203.0.113.61", "203.0.113.61, type: computer, site: N01, mgmt: intranet_only", NULL,
     "203.0.113.61, type: computer, site: N01, mgmt: unknown"},
    {"10.1.5.5", "join: workgroup", NULL, "join: unknown"},
    {"10.1.8.1", "state: deploying", NULL, "state: unknown"},
    {"10.1.5.200", "assume_assigned: boundary", NULL, "assume_assigned: unknown"},
    {"203.0.113.99", "internet_unlisted: unknown", "internet_unlisted: assume_target",
     "internet_unlisted: unknown"},
    {"10.1.5.1", HOME, NULL,
     "10.1.5.1, type: unknown, site: N01, mgmt: unknown, http_roaming: unknown, state: unknown"},
};

static bool is_server(const char *host)
{
    return strncmp(host, "10.1.0.", 7) == 0;
}

static void never_firm_otherwise(const struct unknown_fact *f)
{
    struct site *known = auditor_load(f->known != NULL ? f->from : NULL, f->known);
    struct site *unknown = auditor_load(f->from, f->unknown);
    struct auditor a, b;
    auditor_open(&a, known, 4 << 20);
    auditor_open(&b, unknown, 4 << 20);
    for (unsigned n = 0; n < ROUNDS; n++) {
        struct auditor_row row = any_row();
        if (draw(3) > 0)
            *(draw(4) == 0 || is_server(f->about) ? &row.server : &row.client) = f->about;
        enum verdict firm = verdict_of(&a, &row), open = verdict_of(&b, &row);
        cr_expect(open == VERDICT_UNDETERMINABLE || open == firm || firm == VERDICT_UNDETERMINABLE,
                  "%s: %s -> %s %s %s '%s': %s became %s", f->unknown, row.client, row.server, row.port,
                  row.evidence, row.context, a.finding.rule, b.finding.rule);
    }
    auditor_close(&a);
    auditor_close(&b);
    site_free(known);
    site_free(unknown);
}

Test(properties, a_fact_that_becomes_unknown_gives_no_other_firm_verdict, .timeout = 120)
{
    state = 7;
    for (size_t i = 0; i < sizeof unknown_facts / sizeof unknown_facts[0]; i++)
        never_firm_otherwise(&unknown_facts[i]);
}

static bool opposite(enum verdict a, enum verdict b)
{
    return (a == VERDICT_COMPLIANT && b == VERDICT_VIOLATION) ||
           (a == VERDICT_VIOLATION && b == VERDICT_COMPLIANT);
}

Test(properties, more_evidence_turns_a_verdict_around_only_by_another_role, .timeout = 120)
{
    struct site *site = auditor_load(NULL, NULL);
    struct auditor a, b;
    state = 11;
    auditor_open(&a, site, 4 << 20);
    auditor_open(&b, site, 4 << 20);
    for (unsigned n = 0; n < ROUNDS; n++) {
        const struct content *c = &DRAW(contents);
        struct auditor_row row = any_row();
        row.class_ = c->class_;
        row.evidence = "";
        enum verdict less = verdict_of(&a, &row);
        row.evidence = c->evidence;
        enum verdict more = verdict_of(&b, &row);
        bool same_role = c->role != NULL && a.finding.role != NULL && strcmp(c->role, a.finding.role) == 0 &&
                         b.finding.role != NULL && strcmp(c->role, b.finding.role) == 0;
        cr_expect(!same_role || !opposite(less, more), "%s -> %s %s '%s' %s: %s, without it %s", row.client,
                  row.server, row.port, row.evidence, row.context, b.finding.rule, a.finding.rule);
    }
    auditor_close(&a);
    auditor_close(&b);
    site_free(site);
}

/* A connection that carried something. */
static bool says(const char *context)
{
    return strcmp(context, "syn") != 0 && strcmp(context, "rst") != 0 && strcmp(context, "nodata") != 0;
}

Test(properties, a_violation_stays_one_whatever_else_is_asked, .timeout = 120)
{
    struct site *site = auditor_load(NULL, NULL);
    struct auditor a, b;
    state = 13;
    auditor_open(&a, site, 4 << 20);
    auditor_open(&b, site, 4 << 20);
    for (unsigned n = 0; n < ROUNDS; n++) {
        char both[256];
        struct auditor_row row = any_row();
        const struct content *c = &DRAW(contents);
        if (c->class_ != row.class_ || row.evidence[0] == '\0' || c->evidence[0] == '\0' ||
            !says(row.context))
            continue;
        if (verdict_of(&a, &row) != VERDICT_VIOLATION)
            continue;
        (void)snprintf(both, sizeof both, "%s + %s", row.evidence, c->evidence);
        row.evidence = both;
        cr_expect_eq(verdict_of(&b, &row), VERDICT_VIOLATION, "%s -> %s %s '%s' %s: %s, before %s",
                     row.client, row.server, row.port, row.evidence, row.context, b.finding.rule,
                     a.finding.rule);
    }
    auditor_close(&a);
    auditor_close(&b);
    site_free(site);
}
