#include "policy/expected.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "auditor.h"

struct table {
    struct site *site;
    struct expected *expected;
    const struct expected_end *ends;
    const struct expected_row *rows;
    size_t end_count, row_count;
};

static void begin(struct table *t, const char *from, const char *to, struct expected_filter filter)
{
    struct err err = {""};
    *t = (struct table){.site = auditor_load(from, to)};
    t->expected = expected_open(t->site, &filter, &err);
    cr_assert_not_null(t->expected, "%s", err.text);
    t->ends = expected_ends(t->expected, &t->end_count);
    t->rows = expected_rows(t->expected, &t->row_count);
}

static void end(struct table *t)
{
    expected_close(t->expected);
    site_free(t->site);
}

/* Its width: of two ends that hold an address the narrower one is meant. */
static bool holds(const struct expected_end *e, const struct addr *a, bool *single)
{
    for (size_t i = 0; i < e->count; i++)
        if (addr_range_has(&e->at[i], a)) {
            *single = addr_eq(&e->at[i].first, &e->at[i].last);
            return true;
        }
    return false;
}

static uint32_t end_at(const struct table *t, const char *text)
{
    struct addr a;
    uint32_t found = UINT32_MAX;
    bool single, sure = false;
    cr_assert(addr_read(&a, text), "%s", text);
    for (uint32_t i = 0; i < t->end_count; i++)
        if (holds(&t->ends[i], &a, &single) && (!sure || t->ends[i].kind == EXPECTED_SYSTEM)) {
            found = i;
            sure = single;
        }
    cr_assert_neq(found, UINT32_MAX, "%s", text);
    return found;
}

static bool is_in(const uint32_t *list, size_t count, uint32_t what)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == what)
            return true;
    return false;
}

static bool has_port(const struct expected_row *r, unsigned port)
{
    for (unsigned i = 0; i < r->port_count; i++)
        if (r->port[i] == port)
            return true;
    return r->dynamic ? port >= 49152 : r->port_count == 0;
}

/* "DP-03?run_from_dp DP-05+1" of all rows that have the flow: what it hangs on, when it is right. */
static const char *found(const struct table *t, const char *from, const char *to, enum app_class class_,
                         unsigned port, char out[256])
{
    uint32_t a = end_at(t, from), b = end_at(t, to);
    out[0] = '\0';
    for (size_t i = 0; i < t->row_count; i++) {
        const struct expected_row *r = &t->rows[i];
        size_t used = strlen(out);
        if (r->class_ != class_ || !has_port(r, port) || !is_in(r->from, r->from_count, a) ||
            !is_in(r->to, r->to_count, b) || (r->transport == TRANSPORT_UDP && class_ == CLASS_RPC))
            continue;
        used += (size_t)snprintf(out + used, 256 - used, "%s%s", used > 0 ? " " : "", r->rule->id);
        if (r->hangs_on != NULL)
            used += (size_t)snprintf(out + used, 256 - used, "?%s", r->hangs_on);
        if (r->when != 0)
            (void)snprintf(out + used, 256 - used, "+%u", r->when);
    }
    return out;
}

static const struct {
    const char *from, *to;
    enum app_class class_;
    unsigned port;
    const char *want;
} rows[] = {
    /* at home, policy.md 4.1 */
    {"10.1.5.1", "10.1.0.10", CLASS_HTTPS, 443, "MODE-02"},
    {"10.1.5.1", "10.1.0.10", CLASS_HTTPS, 8443, "MODE-02"},
    {"10.1.5.1", "10.1.0.10", CLASS_HTTPS, 8080, ""},
    {"10.1.5.1", "10.1.0.10", CLASS_HTTP, 80, ""},
    {"10.2.5.1", "10.2.0.10", CLASS_HTTP, 80, "MODE-01"},
    {"10.2.5.1", "10.2.0.10", CLASS_HTTP, 8080, "MODE-01"},
    {"10.2.5.1", "10.2.0.10", CLASS_HTTPS, 443, ""},
    {"10.1.200.7", "10.1.0.13", CLASS_HTTPS, 8531, "MODE-06"},
    {"10.1.200.7", "10.1.0.13", CLASS_HTTPS, 443, ""},
    {"10.1.5.1", "10.1.0.15", CLASS_HTTP, 80, "MODE-10"},
    {"10.1.5.1", "10.1.0.14", CLASS_SMB, 445, "SMP-01"},
    {"10.1.5.1", "10.1.0.17", CLASS_HTTP, 80, "MIND-03"},
    {"10.1.5.1", "10.1.0.18", CLASS_PXE, 67, "MIND-02"},
    {"10.1.5.1", "10.1.0.18", CLASS_TFTP, 69, "MIND-02"},
    {"10.1.0.18", "10.1.5.1", CLASS_PXE, 68, "MIND-02"},
    {"10.1.5.1", "10.1.0.19", CLASS_HTTPS, 443, ""},
    /* distribution points, 4.4 */
    {"10.1.5.1", "10.1.0.12", CLASS_SMB, 445, "DP-01"},
    {"10.1.5.1", "10.1.0.12", CLASS_SMB, 139, ""},
    {"10.1.5.1", "10.1.0.11", CLASS_SMB, 445, "DP-05+1"},
    {"10.1.5.1", "10.1.0.22", CLASS_SMB, 445, "DP-03"},
    {"10.1.5.1", "10.1.0.23", CLASS_SMB, 445, "DP-03+1 DP-03?run_from_dp"},
    {"10.2.5.1", "10.2.0.11", CLASS_SMB, 445, "DP-04+1"},
    {"10.1.5.6", "10.1.0.11", CLASS_SMB, 445, ""},
    {"10.1.9.5", "10.1.0.21", CLASS_HTTPS, 443, "MODE-04"},
    {"10.1.9.200", "10.1.0.21", CLASS_HTTPS, 443, "MODE-04"},
    {"10.1.5.1", "10.1.0.21", CLASS_HTTPS, 443, ""},
    {"10.1.5.1", "10.1.7.50", CLASS_SMB, 445, "BDP-01"},
    {"10.1.7.50", "10.1.0.11", CLASS_HTTPS, 443, "MODE-04"},
    /* server locator points, 4.2 */
    {"10.1.5.1", "10.1.0.16", CLASS_HTTP, 80, ""},
    {"10.1.5.2", "10.1.0.16", CLASS_HTTP, 80, "MODE-12+16"},
    {"10.2.5.1", "10.1.0.16", CLASS_HTTP, 80, "MODE-11+16"},
    /* away, 4.5 */
    {"10.2.6.1", "10.2.0.10", CLASS_HTTP, 80, ""},
    {"10.2.6.2", "10.2.0.10", CLASS_HTTP, 80, "ROAM-09"},
    {"10.2.6.3", "10.2.0.10", CLASS_HTTP, 80, "ROAM-09?http_roaming"},
    {"10.2.6.1", "10.1.0.10", CLASS_HTTPS, 443, "ROAM-04"},
    /* deployment, 4.6.2 */
    {"10.1.0.5", "10.1.8.1", CLASS_SMB, 445, "PORT-PUSH-02+8"},
    {"10.1.0.5", "10.1.8.1", CLASS_RPC, 135, "PORT-PUSH-03+8"},
    {"10.1.0.5", "10.1.8.1", CLASS_RPC, 60000, "PORT-PUSH-04+8"},
    {"10.1.0.5", "10.1.8.1", CLASS_ICMP_ECHO, 0, "PORT-PUSH-01+8"},
    {"10.2.0.5", "10.2.5.1", CLASS_SMB, 445, ""},
    {"10.1.8.1", "10.1.0.10", CLASS_SMB, 445, "PORT-MAN-01+8"},
    {"10.1.8.1", "10.1.0.30", CLASS_SMB, 445, "PORT-MAN-01+8"},
    {"10.2.5.1", "10.2.0.10", CLASS_SMB, 445, ""},
    /* the internet, 4.7 */
    {"203.0.113.52", "192.0.2.10", CLASS_HTTPS, 443, "IBCM-05"},
    {"203.0.113.52", "192.0.2.10", CLASS_HTTP, 80, ""},
    {"203.0.113.52", "192.0.2.13", CLASS_HTTP, 80, "IBCM-06"},
    {"203.0.113.52", "192.0.2.30", CLASS_HTTPS, 443, ""},
    {"203.0.113.52", "10.1.0.10", CLASS_HTTPS, 443, ""},
    {"203.0.113.99", "192.0.2.10", CLASS_HTTPS, 443, "IBCM-05?assigned_site"},
    {"10.1.5.3", "192.0.2.10", CLASS_HTTPS, 443, "IBCM-15+2"},
    {"10.1.5.3", "192.0.2.11", CLASS_HTTPS, 443, "IBCM-05+4"},
    {"10.1.5.3", "192.0.2.13", CLASS_HTTP, 80, "FSP-05"},
    {"10.1.5.1", "192.0.2.10", CLASS_HTTPS, 443, ""},
    {"192.0.2.20", "192.0.2.10", CLASS_HTTPS, 443, "IBCM-05"},
    /* servers, 5 and 9.2 */
    {"10.1.0.5", "10.1.0.11", CLASS_SMB, 445, "SRV-01"},
    {"10.1.0.5", "10.1.0.11", CLASS_RPC, 60000, "SRV-01"},
    {"10.1.0.11", "10.1.0.5", CLASS_SMB, 445, "SRV-01"},
    {"10.1.0.11", "10.1.0.5", CLASS_RPC, 135, ""},
    {"10.1.0.10", "10.1.0.6", CLASS_SQL, 1433, "SRV-02"},
    {"10.1.0.11", "10.1.0.6", CLASS_SQL, 1433, ""},
    {"10.1.5.1", "10.1.0.6", CLASS_SQL, 1433, ""},
    {"10.1.0.5", "192.0.2.10", CLASS_RPC, 135, "FW-RPC"},
    {"192.0.2.10", "10.1.0.5", CLASS_SMB, 445, "FW-SMB"},
    {"192.0.2.10", "10.1.0.6", CLASS_SQL, 1433, "FW-SQL"},
    {"10.1.0.13", "192.0.2.12", CLASS_HTTPS, 443, "FW-SUP-01"},
    {"192.0.2.12", "10.1.0.13", CLASS_HTTPS, 8531, "FW-SUP-02"},
    {"192.0.2.12", "10.1.0.13", CLASS_HTTP, 8530, "FW-SUP-02"},
    {"10.1.0.5", "10.3.0.5", CLASS_SMB, 445, "SRV-04"},
};

Test(expected, is_what_the_rules_allow)
{
    struct table t;
    char got[256];
    begin(&t, NULL, NULL, (struct expected_filter){0, 0});
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_str_eq(found(&t, rows[i].from, rows[i].to, rows[i].class_, rows[i].port, got), rows[i].want,
                         "%s to %s, %s on %u: %s", rows[i].from, rows[i].to, proto_class_name(rows[i].class_),
                         rows[i].port, got);
    end(&t);
}

Test(expected, follows_the_site_file)
{
    struct table t;
    char got[256];
    begin(&t, "sync: online", "sync: export", (struct expected_filter){0, 0});
    cr_expect_str_eq(found(&t, "192.0.2.12", "10.1.0.13", CLASS_HTTPS, 8531, got), "");
    end(&t);
    begin(&t, "deploy: [push, manual]", "deploy: [gpo]", (struct expected_filter){0, 0});
    cr_expect_str_eq(found(&t, "10.1.0.5", "10.1.8.1", CLASS_SMB, 445, got), "");
    cr_expect_str_eq(found(&t, "10.1.8.1", "10.1.0.10", CLASS_SMB, 445, got), "");
    cr_expect_str_eq(found(&t, "10.1.8.1", "10.1.0.30", CLASS_SMB, 445, got), "PORT-GPO-03+8");
    end(&t);
    begin(&t, "wsus_unsecured_roots: yes", "wsus_unsecured_roots: no", (struct expected_filter){0, 0});
    cr_expect_str_eq(found(&t, "10.1.5.1", "10.1.0.13", CLASS_HTTP, 8530, got), "");
    end(&t);
}

Test(expected, is_narrowed_to_what_a_method_needs)
{
    struct table t;
    char got[256];
    begin(&t, NULL, NULL, (struct expected_filter){DEPLOY_PUSH, 0});
    cr_expect_str_eq(found(&t, "10.1.0.5", "10.1.8.1", CLASS_SMB, 445, got), "PORT-PUSH-02+8");
    cr_expect_str_eq(found(&t, "10.1.8.1", "10.1.0.10", CLASS_HTTPS, 443, got), "MODE-02");
    cr_expect_str_eq(found(&t, "10.1.8.1", "10.1.0.10", CLASS_SMB, 445, got), "", "that is manual");
    cr_expect_str_eq(found(&t, "10.1.8.1", "10.1.0.11", CLASS_HTTPS, 443, got), "", "that is swdist");
    cr_expect_str_eq(found(&t, "203.0.113.52", "192.0.2.10", CLASS_HTTPS, 443, got), "",
                     "not on the internet");
    cr_expect_str_eq(found(&t, "10.2.5.1", "10.2.0.10", CLASS_HTTP, 80, got), "", "M01 deploys otherwise");
    for (size_t i = 0; i < t.row_count; i++)
        cr_expect_neq(t.rows[i].lines, 0, "row %zu", i);
    end(&t);
    begin(&t, NULL, NULL, (struct expected_filter){DEPLOY_SUP, 0});
    cr_expect_eq(t.row_count, 0, "no site deploys so");
    end(&t);
}

static unsigned crossed(enum position a, enum position b)
{
    if (a == b)
        return 0;
    if (a != POSITION_INTERNET && b != POSITION_INTERNET)
        return EXPECTED_BACK;
    return a == POSITION_INTRANET || b == POSITION_INTRANET ? EXPECTED_FRONT | EXPECTED_BACK : EXPECTED_FRONT;
}

Test(expected, is_narrowed_to_what_crosses_a_firewall)
{
    for (unsigned border = EXPECTED_FRONT; border <= EXPECTED_BACK; border++) {
        struct table t;
        begin(&t, NULL, NULL, (struct expected_filter){0, border});
        cr_expect_gt(t.row_count, 0);
        for (size_t i = 0; i < t.row_count; i++)
            for (size_t k = 0; k < t.rows[i].from_count; k++) {
                enum position from = t.ends[t.rows[i].from[k]].position,
                              to = t.ends[t.rows[i].to[0]].position;
                cr_expect_eq(t.rows[i].borders, crossed(from, to), "row %zu", i);
                cr_expect_neq(t.rows[i].borders & border, 0, "row %zu", i);
            }
        end(&t);
    }
}

Test(expected, is_the_same_twice)
{
    struct table a, b;
    begin(&a, NULL, NULL, (struct expected_filter){0, 0});
    begin(&b, NULL, NULL, (struct expected_filter){0, 0});
    cr_assert_eq(a.row_count, b.row_count);
    for (size_t i = 0; i < a.row_count; i++) {
        cr_expect_str_eq(a.rows[i].rule->id, b.rows[i].rule->id, "row %zu", i);
        cr_expect_eq(a.rows[i].from_count, b.rows[i].from_count, "row %zu", i);
        cr_expect_arr_eq(a.rows[i].port, b.rows[i].port, sizeof a.rows[i].port, "row %zu", i);
    }
    end(&a);
    end(&b);
}

Test(expected, knows_names_of_rows)
{
    struct table t;
    begin(&t, NULL, NULL, (struct expected_filter){0, 0});
    for (size_t i = 0; i < t.row_count; i++)
        for (unsigned n = 0; n < 64; n++)
            if ((t.rows[i].names & UINT64_C(1) << n) != 0)
                cr_expect_not_null(expected_name(t.expected, n), "row %zu", i);
    end(&t);
}

Test(expected, closes_nothing)
{
    expected_close(NULL);
}
