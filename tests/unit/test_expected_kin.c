#include "policy/expected_kin.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "auditor.h"
#include "policy/expected_ends.h"
#include "policy/expected_flows.h"
#include "policy/party.h"
#include "policy/rule.h"

struct asking {
    struct site *site;
    struct ports *ports;
    struct party_cache *parties;
    struct verdict_maker maker;
    struct sitearena arena;
    struct expected_ends ends;
};

static void begin(struct asking *a)
{
    struct err err = {""};
    const struct rule_pack *pack = rule_pack("cm2007");
    *a = (struct asking){.site = auditor_load(NULL, NULL)};
    a->ports = calloc(1, sizeof *a->ports);
    a->parties = calloc(1, sizeof *a->parties);
    ports_fill(a->ports, a->site);
    a->maker = (struct verdict_maker){.site = a->site,
                                      .ports = a->ports,
                                      .catalogue = pack->catalogue,
                                      .engine = engine_open(pack, NULL, 0, &err),
                                      .parties = a->parties};
    cr_assert_not_null(a->maker.engine, "%s", err.text);
    a->ends = expected_ends_of(a->site, SIZE_MAX, &a->arena);
}

static void end(struct asking *a)
{
    engine_close(a->maker.engine);
    free(a->ports);
    free(a->parties);
    sitearena_free(&a->arena);
    site_free(a->site);
}

/* Asked by itself, without what is kept of others. */
static bool same_alone(const struct asking *a, const struct expected_end *from, const struct expected_end *to,
                       const struct expected_cell *cells, size_t count)
{
    struct err err;
    const struct expected_cell *alone;
    size_t n;
    struct expected_flows *f = expected_flows_open(&a->maker, &err);
    bool same = f != NULL && expected_flows_between(f, from, to, &alone, &n) && n == count;
    for (size_t i = 0; same && i < n; i++)
        same = alone[i].class_ == cells[i].class_ && alone[i].port == cells[i].port &&
               alone[i].rule == cells[i].rule && alone[i].names == cells[i].names &&
               alone[i].when == cells[i].when && alone[i].hangs_on == cells[i].hangs_on &&
               alone[i].role == cells[i].role;
    expected_flows_close(f);
    return same;
}

Test(expected_kin, answers_for_pairs_that_are_alike)
{
    struct asking a;
    struct err err;
    const struct expected_cell *cells;
    size_t count, some = 0;
    begin(&a);
    struct expected_flows *f = expected_flows_open(&a.maker, &err);
    for (size_t i = 0; i < a.ends.count; i++)
        for (size_t k = i % 2; k < a.ends.count; k += 2) {
            const struct expected_end *from = &a.ends.at[i], *to = &a.ends.at[k];
            if ((from->system == NULL && to->system == NULL) || from->system == to->system ||
                to->kind == EXPECTED_PROXY)
                continue;
            cr_assert(expected_flows_between(f, from, to, &cells, &count));
            some += count > 0;
            cr_expect(same_alone(&a, from, to, cells, count), "ends %zu and %zu", i, k);
        }
    cr_expect_gt(some, 100);
    expected_flows_close(f);
    end(&a);
}

Test(expected_kin, tells_apart_what_a_fact_or_a_setting_tells_apart)
{
    struct asking a;
    begin(&a);
    uint64_t kin[256];
    size_t n = 0, systems = 0, kinds = 0;
    for (size_t i = 0; i < a.ends.count && a.ends.at[i].kind == EXPECTED_CLIENTS; i++)
        for (size_t k = 0; k < a.ends.count && n < 256; k++)
            if (a.ends.at[k].system != NULL && strncmp(a.ends.at[k].system->name, "n01-dp", 6) == 0)
                kin[n++] = expected_kin(&a.maker, &a.ends.at[i], &a.ends.at[k], 0);
    for (size_t k = 0; k < a.ends.count; k++)
        systems += a.ends.at[k].system != NULL && strncmp(a.ends.at[k].system->name, "n01-dp", 6) == 0;
    for (size_t i = 0; i < systems; i++) {
        bool is_new = true;
        for (size_t k = 0; k < i; k++)
            is_new = is_new && kin[i] != kin[k];
        kinds += is_new;
    }
    cr_expect_eq(systems, 5);
    cr_expect_eq(kinds, 5, "each is set in another way");
    end(&a);
}
