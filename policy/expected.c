#include "policy/expected.h"

#include <stdlib.h>
#include <string.h>

#include "policy/engine.h"
#include "policy/expected_ends.h"
#include "policy/expected_flows.h"
#include "policy/expected_line.h"
#include "policy/expected_merge.h"
#include "policy/expected_names.h"
#include "policy/party.h"
#include "policy/ports.h"
#include "policy/rule.h"

struct expected {
    const struct site *site;
    struct expected_filter filter;
    struct sitearena arena;
    struct ports *ports;
    struct engine *engine;
    struct party_cache *parties;
    struct verdict_maker maker;
    struct expected_flows *flows;
    struct expected_ends ends;
    struct expected_cells cells;
    struct expected_rows rows;
    bool has_back; /* there is a firewall between perimeter and intranet, or something in the perimeter */

    uint32_t from, to; /* the pair at hand */
};

static bool is_source(const struct expected *e, const struct expected_end *end)
{
    if (end->system == NULL)
        return false;
    if (site_system_role(end->system, ROLE_SRC_SHARE) != NULL)
        return true;
    for (size_t s = 0; s < e->site->site_count; s++)
        for (size_t i = 0; i < e->site->sites[s].install_source.count; i++)
            if (site_system_at(e->site, &e->site->sites[s].install_source.at[i]) == end->system)
                return true;
    return false;
}

/* The client of the two, whose site's methods count; NULL when it is none, on the internet or installed. */
static const struct expected_client *deployed(const struct expected_end *from, const struct expected_end *to)
{
    const struct expected_end *end = to->kind == EXPECTED_CLIENTS ? to : from;
    bool is_client = end->kind == EXPECTED_CLIENTS ||
                     (end->kind == EXPECTED_SYSTEM && end->system->also_client == TRI_YES);
    bool may = end->position != POSITION_INTERNET && end->client.state != CLIENT_INSTALLED;
    return is_client && may && end->client.assigned >= 0 ? &end->client : NULL;
}

static uint32_t lines_of(const struct expected *e, const struct expected_cell *cell)
{
    const struct expected_end *from = &e->ends.at[cell->from], *to = &e->ends.at[cell->to];
    const struct expected_client *client = deployed(from, to);
    if (client == NULL)
        return 0;
    unsigned methods = e->site->sites[client->assigned].deploy;
    if (e->filter.methods != 0)
        methods &= e->filter.methods;
    struct expected_line_flow flow = {.from_client = &from->client == client,
                                      .class_ = (enum app_class)cell->class_,
                                      .role = cell->role,
                                      .rule = cell->rule->id,
                                      .source = is_source(e, to)};
    return expected_line_of(&flow, methods);
}

/* policy.md 9: in scenario 4 the way from the internet into the intranet goes through both. */
static unsigned borders_of(const struct expected *e, enum position a, enum position b)
{
    if (a == b)
        return 0;
    if (a != POSITION_INTERNET && b != POSITION_INTERNET)
        return EXPECTED_BACK;
    bool through = a == POSITION_INTRANET || b == POSITION_INTRANET;
    return EXPECTED_FRONT | (through && e->has_back ? EXPECTED_BACK : 0);
}

static void take(struct expected *e, const struct expected_cell *found)
{
    struct expected_cell cell = *found;
    cell.from = e->from;
    cell.to = e->to;
    cell.lines = lines_of(e, &cell);
    cell.borders = (uint8_t)borders_of(e, e->ends.at[e->from].position, e->ends.at[e->to].position);
    if ((e->filter.methods != 0 && cell.lines == 0) ||
        (e->filter.borders != 0 && (cell.borders & e->filter.borders) == 0))
        return;
    expected_merge_add(&e->cells, &cell);
}

static bool may_talk(const struct expected_end *from, const struct expected_end *to)
{
    return (from->system != NULL || to->system != NULL) && to->kind != EXPECTED_PROXY &&
           from->system != to->system;
}

static bool ask_all(struct expected *e)
{
    const struct expected_cell *cells;
    size_t count;
    for (e->from = 0; e->from < e->ends.count; e->from++)
        for (e->to = 0; e->to < e->ends.count; e->to++) {
            const struct expected_end *from = &e->ends.at[e->from], *to = &e->ends.at[e->to];
            if (!may_talk(from, to))
                continue;
            if (!expected_flows_between(e->flows, from, to, &cells, &count))
                return false;
            for (size_t i = 0; i < count; i++)
                take(e, &cells[i]);
        }
    return true;
}

static bool find_back(const struct expected *e)
{
    for (size_t i = 0; i < e->ends.count; i++)
        if (e->ends.at[i].position == POSITION_PERIMETER)
            return true;
    return false;
}

static int open_parts(struct expected *e, struct err *err)
{
    const struct rule_pack *pack = rule_pack(e->site->pack);
    if (pack == NULL)
        return err_set(err, "no such policy: %s", e->site->pack);
    e->engine = engine_open(pack, e->site->overrides, e->site->override_count, err);
    if (e->engine == NULL)
        return -1;
    e->ports = calloc(1, sizeof *e->ports);
    e->parties = calloc(1, sizeof *e->parties);
    if (e->ports == NULL || e->parties == NULL)
        return err_set(err, "cannot tell what is expected: out of memory");
    ports_fill(e->ports, e->site);
    e->maker = (struct verdict_maker){.site = e->site,
                                      .ports = e->ports,
                                      .catalogue = pack->catalogue,
                                      .engine = e->engine,
                                      .parties = e->parties};
    e->flows = expected_flows_open(&e->maker, err);
    return e->flows != NULL ? 0 : -1;
}

static int fill(struct expected *e, struct err *err)
{
    e->ends = expected_ends_of(e->site, SIZE_MAX, &e->arena);
    e->has_back = find_back(e);
    bool asked = !e->arena.failed && ask_all(e);
    if (asked && !e->cells.failed)
        e->rows = expected_merge(&e->cells, e->maker.catalogue, &e->arena);
    if (!asked || e->arena.failed || e->cells.failed)
        return err_set(err, "cannot tell what is expected: out of memory");
    return 0;
}

struct expected *expected_open(const struct site *site, const struct expected_filter *filter, struct err *err)
{
    struct expected *e = calloc(1, sizeof *e);
    if (e == NULL) {
        (void)err_set(err, "cannot tell what is expected: out of memory");
        return NULL;
    }
    e->site = site;
    e->filter = *filter;
    if (open_parts(e, err) != 0 || fill(e, err) != 0) {
        expected_close(e);
        return NULL;
    }
    return e;
}

void expected_close(struct expected *e)
{
    if (e == NULL)
        return;
    expected_flows_close(e->flows);
    engine_close(e->engine);
    free(e->ports);
    free(e->parties);
    free(e->cells.at);
    sitearena_free(&e->arena);
    free(e);
}

const struct expected_end *expected_ends(const struct expected *e, size_t *count)
{
    *count = e->ends.count;
    return e->ends.at;
}

const struct expected_row *expected_rows(const struct expected *e, size_t *count)
{
    *count = e->rows.count;
    return e->rows.at;
}

const char *expected_name(const struct expected *e, unsigned n)
{
    return expected_names_at(e->maker.catalogue, n);
}
