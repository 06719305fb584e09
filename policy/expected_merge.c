#include "policy/expected_merge.h"

#include <stdlib.h>
#include <string.h>

#include "policy/expected_names.h"

enum { FIRST_ROOM = 1024 };

void expected_merge_add(struct expected_cells *c, const struct expected_cell *cell)
{
    if (c->count == c->room) {
        size_t room = c->room != 0 ? c->room * 2 : FIRST_ROOM;
        struct expected_cell *more = reallocarray(c->at, room, sizeof *more);
        if (more == NULL) {
            c->failed = true;
            return;
        }
        c->at = more;
        c->room = room;
    }
    c->at[c->count++] = *cell;
}

/* The first difference that is not 0. */
static int first_of(const int *differ, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (differ[i] != 0)
            return differ[i];
    return 0;
}

static int by_number(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int by_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? (a != NULL) - (b != NULL) : strcmp(a, b);
}

/* All but port, which is 0 where it is dynamic, and names. */
static int by_what(const struct expected_cell *a, const struct expected_cell *b)
{
    int differ[] = {by_number(a->from, b->from),
                    by_number(a->to, b->to),
                    a->class_ - b->class_,
                    a->transport - b->transport,
                    by_text(a->rule->id, b->rule->id),
                    by_text(a->hangs_on, b->hangs_on),
                    a->role - b->role,
                    a->when - b->when,
                    a->borders - b->borders,
                    by_number(a->lines, b->lines)};
    return first_of(differ, sizeof differ / sizeof differ[0]);
}

static int by_port(const void *left, const void *right)
{
    const struct expected_cell *a = left, *b = right;
    int differ = by_what(a, b);
    return differ != 0 ? differ : a->port - b->port;
}

static int by_names(const void *left, const void *right)
{
    const struct expected_cell *a = left, *b = right;
    int differ[] = {by_what(a, b), by_number(a->names, b->names), a->port - b->port};
    return first_of(differ, sizeof differ / sizeof differ[0]);
}

/* Names of one port together; all that there could be are no condition. */
static void merge_names(struct expected_cells *c, const struct proof_catalogue *catalogue)
{
    size_t n = 0;
    if (c->count > 0)
        qsort(c->at, c->count, sizeof c->at[0], by_port);
    for (size_t i = 0; i < c->count; i++) {
        if (n > 0 && by_port(&c->at[n - 1], &c->at[i]) == 0)
            c->at[n - 1].names |= c->at[i].names;
        else
            c->at[n++] = c->at[i];
    }
    c->count = n;
    for (size_t i = 0; i < n; i++) {
        uint64_t whole = expected_names_whole(catalogue, (enum app_class)c->at[i].class_, c->at[i].role);
        if (whole != 0 && (c->at[i].names & whole) == whole)
            c->at[i].names = 0;
    }
}

/* A row with one end on each side. */
struct piece {
    struct expected_row row;
    uint32_t from, to;
};

static int by_row(const struct expected_row *a, const struct expected_row *b)
{
    int differ[] = {(int)a->class_ - (int)b->class_,
                    a->transport - b->transport,
                    memcmp(a->port, b->port, sizeof a->port),
                    a->dynamic - b->dynamic,
                    by_text(a->rule->id, b->rule->id),
                    by_text(a->hangs_on, b->hangs_on),
                    a->role - b->role,
                    by_number(a->when, b->when),
                    by_number(a->borders, b->borders),
                    by_number(a->names, b->names),
                    by_number(a->lines, b->lines)};
    return first_of(differ, sizeof differ / sizeof differ[0]);
}

static int by_server(const void *left, const void *right)
{
    const struct piece *a = left, *b = right;
    int differ[] = {by_row(&a->row, &b->row), by_number(a->to, b->to), by_number(a->from, b->from)};
    return first_of(differ, sizeof differ / sizeof differ[0]);
}

static int by_list(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count)
{
    for (size_t i = 0; i < a_count && i < b_count; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return by_number(a_count, b_count);
}

static int by_clients(const void *left, const void *right)
{
    const struct expected_row *a = left, *b = right;
    int differ[] = {by_row(a, b), by_list(a->from, a->from_count, b->from, b->from_count),
                    by_list(a->to, a->to_count, b->to, b->to_count)};
    return first_of(differ, sizeof differ / sizeof differ[0]);
}

static int by_ends(const void *left, const void *right)
{
    const struct expected_row *a = left, *b = right;
    int differ[] = {by_list(a->to, a->to_count, b->to, b->to_count),
                    by_list(a->from, a->from_count, b->from, b->from_count), by_row(a, b)};
    return first_of(differ, sizeof differ / sizeof differ[0]);
}

static struct expected_row row_of(const struct expected_cell *c)
{
    return (struct expected_row){.class_ = (enum app_class)c->class_,
                                 .transport = c->transport,
                                 .dynamic = c->dynamic,
                                 .rule = c->rule,
                                 .hangs_on = c->hangs_on,
                                 .role = c->role,
                                 .when = c->when,
                                 .borders = c->borders,
                                 .names = c->names,
                                 .lines = c->lines};
}

/* Cells that differ in their port alone; a dynamic one stands first. */
static size_t merge_ports(const struct expected_cells *c, struct piece *pieces)
{
    size_t n = 0;
    for (size_t i = 0; i < c->count; i++) {
        const struct expected_cell *cell = &c->at[i];
        bool goes_on =
            i > 0 && by_what(cell - 1, cell) == 0 && cell[-1].names == cell->names && cell->port != 0;
        if (!goes_on)
            pieces[n++] = (struct piece){row_of(cell), cell->from, cell->to};
        struct expected_row *row = &pieces[n - 1].row;
        if (cell->port != 0 && row->port_count < EXPECTED_PORTS_MOST)
            row->port[row->port_count++] = cell->port;
    }
    return n;
}

/* Pieces that differ in who begins; `list` has room for all of them. */
static size_t merge_from(const struct piece *pieces, size_t count, struct expected_row *rows, uint32_t *list)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        bool goes_on =
            i > 0 && pieces[i - 1].to == pieces[i].to && by_row(&pieces[i - 1].row, &pieces[i].row) == 0;
        list[i] = pieces[i].from;
        if (!goes_on) {
            rows[n] = pieces[i].row;
            rows[n].from = &list[i];
            rows[n].to = &pieces[i].to;
            rows[n++].to_count = 1;
        }
        rows[n - 1].from_count++;
    }
    return n;
}

/* Rows that differ in who is asked. */
static size_t merge_to(struct expected_row *rows, size_t count, uint32_t *list)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        bool goes_on =
            n > 0 && by_row(&rows[n - 1], &rows[i]) == 0 &&
            by_list(rows[n - 1].from, rows[n - 1].from_count, rows[i].from, rows[i].from_count) == 0;
        list[i] = rows[i].to[0];
        if (!goes_on) {
            rows[n] = rows[i];
            rows[n].to = &list[i];
            rows[n++].to_count = 0;
        }
        rows[n - 1].to_count++;
    }
    return n;
}

struct expected_rows expected_merge(struct expected_cells *c, const struct proof_catalogue *catalogue,
                                    struct sitearena *arena)
{
    merge_names(c, catalogue);
    struct piece *pieces = sitearena_take(arena, c->count + 1, sizeof *pieces);
    struct expected_rows rows = {sitearena_take(arena, c->count + 1, sizeof *rows.at), 0};
    uint32_t *from = sitearena_take(arena, c->count + 1, sizeof *from);
    uint32_t *to = sitearena_take(arena, c->count + 1, sizeof *to);
    if (pieces == NULL || rows.at == NULL || from == NULL || to == NULL || c->count == 0)
        return rows;
    qsort(c->at, c->count, sizeof c->at[0], by_names);
    size_t count = merge_ports(c, pieces);
    qsort(pieces, count, sizeof pieces[0], by_server);
    rows.count = merge_from(pieces, count, rows.at, from);
    qsort(rows.at, rows.count, sizeof rows.at[0], by_clients);
    rows.count = merge_to(rows.at, rows.count, to);
    qsort(rows.at, rows.count, sizeof rows.at[0], by_ends);
    return rows;
}
