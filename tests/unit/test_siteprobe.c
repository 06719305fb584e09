#include "policy/finding.h"
#include "policy/siteprobe.h"
#include "siteload.h"

static struct siteload l;

TestSuite(siteprobe, .timeout = 60);

static struct party at(const char *text)
{
    struct addr a;
    cr_assert(addr_read(&a, text), "%s", text);
    return party_of(l.site, &a);
}

Test(siteprobe, gives_the_verdict_of_a_whole_flow)
{
    static const struct {
        const char *from, *to;
        enum role role;
        enum app_class class_;
        enum verdict verdict;
        const char *rule;
    } rows[] = {
        {"172.16.5.1", "172.16.0.10", ROLE_MP, CLASS_HTTPS, VERDICT_COMPLIANT, "MODE-02"},
        {"172.16.5.1", "172.16.0.10", ROLE_MP, CLASS_HTTP, VERDICT_NOT_COVERED, "NC-OPT"}, /* switched off */
        {"172.16.5.1", "172.16.0.15", ROLE_FSP, CLASS_HTTPS, VERDICT_VIOLATION, "MODE-10"},
        {"172.19.5.1", "172.19.0.10", ROLE_MP, CLASS_HTTP, VERDICT_COMPLIANT, "MODE-01"},
        {"172.19.5.1", "172.19.0.10", ROLE_FSP, CLASS_HTTP, VERDICT_COMPLIANT, "MODE-09"},
        {"172.16.5.1", "172.16.0.11", ROLE_DP, CLASS_SMB, VERDICT_UNDETERMINABLE, "UND-FACT"},
        {"172.16.5.1", "172.16.7.1", ROLE_DP, CLASS_SMB, VERDICT_COMPLIANT, "BDP-01"},
        {"172.16.5.6", "172.16.7.1", ROLE_DP, CLASS_SMB, VERDICT_VIOLATION, "MOB-07"},
        {"203.0.113.4", "198.51.100.10", ROLE_MP, CLASS_HTTPS, VERDICT_COMPLIANT, "IBCM-05"},
        {"203.0.113.4", "198.51.100.10", ROLE_MP, CLASS_HTTP, VERDICT_VIOLATION, "IBCM-05"},
        {"172.16.0.5", "172.16.5.1", ROLE_SITE_SERVER, CLASS_SMB, VERDICT_COMPLIANT, "PORT-PUSH-02"},
    };
    siteload_unchanged(&l);
    cr_assert_not_null(l.site, "%s", siteload_all(&l));
    struct siteprobe *p = siteprobe_open(l.site);
    cr_assert_not_null(p);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct party from = at(rows[i].from), to = at(rows[i].to);
        struct siteprobe_answer a = siteprobe_ask(p, &from, &to, rows[i].role, rows[i].class_);
        cr_expect_eq(a.verdict, rows[i].verdict, "row %zu: %d", i, a.verdict);
        cr_expect_str_eq(a.rule, rows[i].rule, "row %zu: %s", i, a.rule);
    }
    siteprobe_close(p);
    siteload_end(&l);
}

Test(siteprobe, needs_a_pack)
{
    static char none[] = "none";
    struct site site = {.pack = none};
    cr_expect_null(siteprobe_open(&site));
    siteprobe_close(NULL);
}

Test(siteprobe, sums_up_only_verdicts_that_differ)
{
    static const struct siteprobe_answer same[] = {{VERDICT_COMPLIANT, "A-01"}, {VERDICT_COMPLIANT, "A-02"}},
                                         other[] = {{VERDICT_COMPLIANT, "B-02"}, {VERDICT_VIOLATION, "B-01"}},
                                         open = {VERDICT_UNDETERMINABLE, "UND-FACT"};
    char text[SITEPROBE_TEXT];
    struct siteprobe_sum sum = {0};
    siteprobe_add(&sum, CLASS_SMB, &same[0], same, 2);
    cr_expect_eq(sum.classes, 0);
    siteprobe_add(&sum, CLASS_HTTP, &other[0], other, 2);
    cr_expect(!sum.undeterminable);
    siteprobe_add(&sum, CLASS_SMB, &open, other, 2);
    cr_expect(sum.undeterminable);
    cr_expect_str_eq(siteprobe_classes(&sum, text), "SMB and HTTP");
    cr_expect_str_eq(siteprobe_rules(&sum, text), "B-01, B-02");
}

Test(siteprobe, says_that_there_are_more_rules_than_it_names)
{
    static const char *const ids[] = {"R-01", "R-02", "R-03", "R-04", "R-05", "R-06", "R-07", "R-08", "R-09"};
    char text[SITEPROBE_TEXT];
    struct siteprobe_sum sum = {0}, all = {0};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const struct siteprobe_answer each[] = {{VERDICT_VIOLATION, ids[i]}, {VERDICT_NOT_COVERED, "NC-OPT"}};
        siteprobe_add(&sum, CLASS_HTTP, &each[0], each, 2);
    }
    siteprobe_merge(&all, &sum);
    siteprobe_merge(&all, &sum);
    cr_expect_str_eq(siteprobe_rules(&all, text), "R-01, R-02, R-03, R-04, R-05, R-06, R-07, R-08, ...");
}
