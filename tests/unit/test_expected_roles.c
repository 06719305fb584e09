#include "policy/expected_roles.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auditor.h"

struct table {
    struct site *site;
    struct expected *all;
    const struct expected_end *ends;
    const struct expected_row *rows;
    size_t row_count;
    struct expected_roles roles;
};

static void begin(struct table *t)
{
    struct err err = {""};
    const struct expected_filter everything = {0};
    size_t end_count;
    *t = (struct table){.site = auditor_load(NULL, NULL)};
    t->all = expected_open(t->site, &everything, &err);
    cr_assert_not_null(t->all, "%s", err.text);
    t->ends = expected_ends(t->all, &end_count);
    t->rows = expected_rows(t->all, &t->row_count);
    cr_assert_eq(expected_roles_of(t->site, &t->roles, &err), 0, "%s", err.text);
}

static void end(struct table *t)
{
    expected_roles_free(&t->roles);
    expected_close(t->all);
    site_free(t->site);
}

static const struct site_system *server_of(const struct table *t, uint32_t from, uint32_t to)
{
    return t->ends[to].system != NULL ? t->ends[to].system : t->ends[from].system;
}

static bool row_has(const struct expected_row *r, unsigned port)
{
    for (unsigned i = 0; i < r->port_count; i++)
        if (r->port[i] == port)
            return true;
    return false;
}

static bool role_has(const struct expected_role *e, unsigned port)
{
    for (unsigned i = 0; i < e->port_count; i++)
        if (e->port[i] == port)
            return true;
    return false;
}

/* Is this flow of a row among what is expected of any of the server's roles? */
static bool is_kept(const struct table *t, const struct expected_row *r, const struct site_system *server,
                    unsigned port)
{
    for (size_t i = 0; i < t->roles.count; i++) {
        const struct expected_role *e = &t->roles.at[i];
        if (strcmp(e->site, t->site->sites[server->site].code) == 0 && e->class_ == r->class_ &&
            e->transport == r->transport && site_system_role(server, e->role) != NULL &&
            (r->role < 0 || r->role == (int)e->role) && (port == 0 || role_has(e, port)) &&
            (!r->dynamic || port != 0 || e->dynamic))
            return true;
    }
    return false;
}

/* Web traffic between servers, of a host with several roles: nothing tells of which. */
static bool is_vague(const struct table *t, const struct expected_row *r, uint32_t from,
                     const struct site_system *server)
{
    bool web = r->class_ == CLASS_HTTP || r->class_ == CLASS_HTTPS;
    return web && t->ends[from].system != NULL && server->role_count > 1;
}

Test(expected_roles, leave_out_nothing_of_the_whole_table)
{
    struct table t;
    unsigned asked = 0;
    begin(&t);
    cr_expect(t.roles.whole);
    for (size_t n = 0; n < t.row_count; n++) {
        const struct expected_row *r = &t.rows[n];
        for (size_t k = 0; r->hangs_on == NULL && k < r->from_count * r->to_count; k++) {
            uint32_t from = r->from[k / r->to_count], to = r->to[k % r->to_count];
            const struct site_system *server = server_of(&t, from, to);
            if (is_vague(&t, r, from, server))
                continue;
            asked++;
            cr_expect(is_kept(&t, r, server, 0), "%s: %s of %s", r->rule->id, proto_class_name(r->class_),
                      server->name);
            for (unsigned i = 0; i < r->port_count; i++)
                cr_expect(is_kept(&t, r, server, r->port[i]), "%s: %s of %s at %u", r->rule->id,
                          proto_class_name(r->class_), server->name, r->port[i]);
        }
    }
    cr_expect_gt(asked, 500u);
    end(&t);
}

/* Of a host with several roles the whole table names but one of those that HTTPS may be about. */
static bool is_role(const struct expected_row *r, const struct expected_role *e)
{
    return r->role < 0 || r->role == (int)e->role || e->class_ == CLASS_HTTPS;
}

static bool is_in_table(const struct table *t, const struct expected_role *e, unsigned port)
{
    for (size_t n = 0; n < t->row_count; n++) {
        const struct expected_row *r = &t->rows[n];
        bool same = r->class_ == e->class_ && (r->transport == e->transport || r->class_ == CLASS_ICMP_ECHO);
        if (!same || r->hangs_on != NULL || !is_role(r, e) ||
            (port != 0 ? !row_has(r, port) : e->dynamic && !r->dynamic))
            continue;
        for (size_t k = 0; k < r->from_count * r->to_count; k++) {
            const struct site_system *server = server_of(t, r->from[k / r->to_count], r->to[k % r->to_count]);
            if (strcmp(t->site->sites[server->site].code, e->site) == 0 &&
                site_system_role(server, e->role) != NULL)
                return true;
        }
    }
    return false;
}

Test(expected_roles, have_nothing_that_the_whole_table_does_not_have)
{
    struct table t;
    begin(&t);
    cr_assert_gt(t.roles.count, 50u);
    for (size_t i = 0; i < t.roles.count; i++) {
        const struct expected_role *e = &t.roles.at[i];
        cr_expect(is_in_table(&t, e, 0), "%s %s %s", e->site, site_role_name(e->role),
                  proto_class_name(e->class_));
        for (unsigned k = 0; k < e->port_count; k++)
            cr_expect(is_in_table(&t, e, e->port[k]), "%s %s %s %u", e->site, site_role_name(e->role),
                      proto_class_name(e->class_), e->port[k]);
    }
    end(&t);
}

Test(expected_roles, stand_in_order_and_once)
{
    struct table t;
    begin(&t);
    for (size_t i = 1; i < t.roles.count; i++) {
        const struct expected_role *a = &t.roles.at[i - 1], *b = &t.roles.at[i];
        bool later = a->site != b->site || a->role < b->role ||
                     (a->role == b->role &&
                      (a->class_ < b->class_ || (a->class_ == b->class_ && a->transport < b->transport)));
        cr_expect(later, "%zu", i);
        for (unsigned k = 1; k < b->port_count; k++)
            cr_expect_lt(b->port[k - 1], b->port[k]);
    }
    end(&t);
}

static void ignore(void *context, bool is_error, const char *text)
{
    (void)context;
    cr_assert_not(is_error, "%s", text);
}

/* A site of one management point and so many clients in so many networks. */
static struct site *crowd(unsigned clients)
{
    char *text = NULL;
    size_t n = 0;
    struct err err = {""};
    const struct site_reporter reporter = {NULL, ignore, NULL, NULL};
    FILE *out = open_memstream(&text, &n);
    (void)fputs("zones:\n  intranet: {nets: [10.0.0.0/8], default: yes}\n"
                "sites:\n  A01: {type: primary, mode: native, boundaries: [10.0.0.0/8]}\n"
                "systems:\n  mp: {address: 10.255.0.1, site: A01, roles: {MP: {default: yes}}}\n"
                "  db: {address: 10.255.0.2, site: A01, roles: {SITE_SERVER: {}, SITE_DB: {}}}\n",
                out);
    if (clients > 0)
        (void)fputs("clients:\n", out);
    for (unsigned i = 0; i < clients; i++)
        (void)fprintf(out, "  c%u: {address: 10.1.%u.%u, site: A01}\n", i, i / 250, i % 250 + 1);
    if (clients > 0)
        (void)fputs("client_ranges:\n", out);
    for (unsigned i = 0; i < clients; i++)
        (void)fprintf(out, "  r%u: {nets: 10.2.%u.%u/32, site: A01}\n", i, i / 250, i % 250 + 1);
    (void)fclose(out);
    struct site *site = site_load_text("crowd", text, n, &reporter, &err);
    cr_assert_not_null(site, "%s", err.text);
    free(text);
    return site;
}

Test(expected_roles, take_a_sample_of_a_large_network_and_say_so)
{
    struct err err = {""};
    struct site *small = crowd(0), *large = crowd(3 * EXPECTED_ROLES_PLACES);
    struct expected_roles few, many;
    cr_assert_eq(expected_roles_of(small, &few, &err), 0, "%s", err.text);
    cr_assert_eq(expected_roles_of(large, &many, &err), 0, "%s", err.text);
    cr_expect(few.whole);
    cr_expect_not(many.whole);
    cr_assert_gt(few.count, 3u);
    cr_assert_eq(few.count, many.count, "%zu, not %zu", many.count, few.count);
    for (size_t i = 0; i < few.count; i++)
        cr_expect(few.at[i].class_ == many.at[i].class_ && few.at[i].role == many.at[i].role, "%zu", i);
    expected_roles_free(&few);
    expected_roles_free(&many);
    site_free(small);
    site_free(large);
}

Test(expected_roles, need_a_policy_that_there_is)
{
    struct err err = {""};
    char pack[] = "cm1066";
    const struct site site = {.pack = pack};
    struct expected_roles roles;
    cr_expect_eq(expected_roles_of(&site, &roles, &err), -1);
    cr_expect_str_eq(err.text, "no such policy: cm1066");
}
