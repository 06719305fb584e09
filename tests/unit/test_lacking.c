#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "auditor.h"

static const char *said(const struct finding_missing *m, char out[256])
{
    if (m->key == NULL)
        return "(nothing)";
    (void)snprintf(out, 256, "%s: %s at %s %s", m->key, m->values, m->where, m->name);
    return out;
}

static int line_of(const char *text)
{
    for (int i = 0; auditor_site[i] != NULL; i++)
        if (strstr(auditor_site[i], text) != NULL)
            return i + 1;
    return 0;
}

Test(lacking, says_what_to_write_and_where)
{
    static const struct {
        const char *from, *to; /* of the site file, NULL: as it is */
        struct auditor_row flow;
        const char *rule, *says, *line; /* the line that holds this */
    } rows[] = {
        {NULL,
         NULL,
         {"10.1.5.1", "10.1.0.23", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", ""},
         "UND-FACT(run_from_dp)",
         "run_from_dp: yes or no at the DP role of system n01-dp-unknown",
         "n01-dp-unknown:"},
        {NULL,
         NULL,
         {"10.2.6.3", "10.2.0.10", "80/tcp", CLASS_HTTP, "GET /sms_mp/.sms_aut", "", ""},
         "UND-FACT(http_roaming)",
         "http_roaming: yes or no at client away-unknown",
         "away-unknown:"},
        {"assume_assigned: boundary",
         "assume_assigned: unknown",
         {"10.1.5.200", "10.1.0.15", "443/tcp", CLASS_HTTPS, "tls", "", ""},
         NULL,
         NULL,
         NULL},
        {"assume_assigned: boundary",
         "assume_assigned: unknown",
         {"10.2.5.200", "10.2.0.10", "80/tcp", CLASS_HTTP, "GET /sms_mp/.sms_aut", "", ""},
         "UND-FACT(assigned_site)",
         "site: a site code at a client_ranges entry for the unlisted clients in site M01",
         "boundaries: [10.2.0.0/16]"},
        {"{address: 10.2.5.1, type: computer", "{address: 10.2.5.1, type: unknown", {0}, NULL, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[256];
        struct auditor t;
        if (rows[i].rule == NULL)
            continue;
        struct site *site = auditor_load(rows[i].from, rows[i].to);
        auditor_open(&t, site, 1 << 20);
        auditor_run(&t, &rows[i].flow);
        cr_expect_str_eq(t.finding.rule, rows[i].rule, "%zu: %s", i, t.finding.rule);
        cr_expect_str_eq(said(&t.finding.missing, text), rows[i].says, "%zu: %s", i,
                         said(&t.finding.missing, text));
        cr_expect_eq(t.finding.missing.line, line_of(rows[i].line), "%zu: line %d", i,
                     t.finding.missing.line);
        auditor_close(&t);
        site_free(site);
    }
}

Test(lacking, names_nothing_where_no_fact_is_missing)
{
    struct auditor t;
    struct site *site = auditor_load(NULL, NULL);
    auditor_open(&t, site, 1 << 20);
    static const struct auditor_row rows[] = {
        {"10.1.5.1", "10.1.0.10", "443/tcp", CLASS_HTTPS, "tls", "", ""},
        {"10.1.5.1", "10.1.0.10", "80/tcp", CLASS_HTTP, "GET /sms_mp/.sms_aut", "", ""},
        {"10.1.5.1", "10.1.0.10", "443/tcp", CLASS_NONE, "", "nodata", ""},
        {"10.1.5.1", "10.9.9.9", "443/tcp", CLASS_HTTPS, "tls", "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auditor_run(&t, &rows[i]);
        cr_expect_null(t.finding.missing.key, "%zu: %s", i, t.finding.missing.key);
    }
    auditor_close(&t);
    site_free(site);
}
