#include <inttypes.h>
#include <string.h>

#include "report/as_html_parts.h"
#include "report/as_html_sections.h"

enum { ROLES = 24, CLASSES = 20, WORD = 48, PORTS = 160, COUNTS = 4 };
enum { COMPLIANT, VIOLATION, NOT_COVERED, UNDETERMINED };

struct cell {
    bool present, expected;
    int64_t flows[COUNTS];
    char ports[PORTS];
};

struct matrix {
    char roles[ROLES][WORD], classes[CLASSES][WORD];
    int role_count, class_count;
    struct cell cells[ROLES][CLASSES];
    bool any_expected;
    int64_t left_out; /* combinations beyond what it holds */
};

static const struct {
    const char *role, *name;
} known_roles[] = {{"MP", "management point"},
                   {"DP", "distribution point"},
                   {"SUP", "software update point"},
                   {"SMP", "state migration point"},
                   {"FSP", "fallback status point"},
                   {"SLP", "server locator point"},
                   {"RP", "reporting point"},
                   {"PXE", "PXE service point"},
                   {"SHV", "system health validator point"},
                   {"SITE_SERVER", "site server"},
                   {"SITE_DB", "site database server"},
                   {"DB_REPLICA", "database replica"},
                   {"SMS_PROVIDER", "SMS provider"},
                   {"OOB", "out of band service point"},
                   {"SRC_SHARE", "installation source"},
                   {"PROXY", "proxy"}};

static const char *const known_classes[] = {"HTTP", "HTTPS", "SMB",       "RPC",     "SQL",
                                            "PXE",  "TFTP",  "ICMP_ECHO", "WOL",     "REMCTRL",
                                            "RDP",  "AMT",   "LDAP",      "UNKNOWN", "NONE"};

/* Where a word stands in the list, at its end when it is new; -1 when the list is full. */
static int place(char list[][WORD], int *count, int most, const char *word)
{
    for (int i = 0; i < *count; i++) {
        if (strncmp(list[i], word, WORD - 1) == 0)
            return i;
    }
    if (*count == most)
        return -1;
    (void)snprintf(list[*count], WORD, "%s", word);
    return (*count)++;
}

/* What Windows hands out to RPC, as `ports` writes it, has a word: the numbers would fill the table. */
static void keep_ports(char out[PORTS], const char *ports)
{
    static const char dynamic[] = ", 1025-5000, 49152-65535";
    const char *at = strstr(ports, dynamic);
    if (at == NULL)
        (void)snprintf(out, PORTS, "%s", ports);
    else
        (void)snprintf(out, PORTS, "%.*s, dynamic%s", (int)(at - ports), ports, at + sizeof dynamic - 1);
}

static void take(struct matrix *m, const struct query_rows *r)
{
    const char *role = query_text(r, 1, NULL), *class = query_text(r, 2, NULL);
    int row = place(m->roles, &m->role_count, ROLES, role);
    int column = place(m->classes, &m->class_count, CLASSES, class);
    if (row < 0 || column < 0) {
        m->left_out++;
        return;
    }
    struct cell *c = &m->cells[row][column];
    c->present = true;
    c->expected = query_number(r, 4) != 0;
    keep_ports(c->ports, query_text(r, 5, NULL));
    for (int i = 0; i < COUNTS; i++)
        c->flows[i] = query_number(r, 6 + i);
    m->any_expected = m->any_expected || c->expected;
}

/* The known ones of a list in their order, then the others as they came. */
static int arrange(char list[][WORD], int count, const char *(*known)(size_t), int order[])
{
    int n = 0;
    for (size_t k = 0; known(k) != NULL; k++) {
        for (int i = 0; i < count; i++) {
            if (strcmp(list[i], known(k)) == 0)
                order[n++] = i;
        }
    }
    for (int i = 0; i < count; i++) {
        bool is_known = false;
        for (size_t k = 0; known(k) != NULL; k++)
            is_known = is_known || strcmp(list[i], known(k)) == 0;
        if (!is_known)
            order[n++] = i;
    }
    return n;
}

static const char *known_role(size_t n)
{
    return n < sizeof known_roles / sizeof known_roles[0] ? known_roles[n].role : NULL;
}

static const char *known_class(size_t n)
{
    return n < sizeof known_classes / sizeof known_classes[0] ? known_classes[n] : NULL;
}

static int64_t judged_flows(const struct cell *c)
{
    return c->flows[COMPLIANT] + c->flows[VIOLATION] + c->flows[UNDETERMINED];
}

/* Does the policy speak of any flow in this column? */
static bool is_spoken_of(const struct matrix *m, int column)
{
    for (int i = 0; i < m->role_count; i++) {
        if (m->cells[i][column].expected || judged_flows(&m->cells[i][column]) > 0)
            return true;
    }
    return false;
}

/* Gravest first: what a cell's first line and colour say. */
static const struct {
    int verdict;
    const char *tone, *sign, *word;
} lines[COUNTS] = {{VIOLATION, "bad", "✕ ", "violating"},
                   {UNDETERMINED, "open", "? ", "undetermined"},
                   {COMPLIANT, "good", "✓ ", "compliant"},
                   {NOT_COVERED, "none", "", "not covered"}};

static void put_flows(struct html *h, const struct cell *c)
{
    char figure[HTML_FIGURE];
    bool first = true;
    for (int i = 0; i < COUNTS; i++) {
        int64_t n = c->flows[lines[i].verdict];
        if (n <= 0)
            continue;
        if (first)
            html_put(h, "<td class=\"%s\"><strong>%s%s %s</strong>", lines[i].tone, lines[i].sign,
                     html_figure(n, figure), lines[i].word);
        else
            html_put(h, "<span>%s %s</span>", html_figure(n, figure), lines[i].word);
        first = false;
    }
    if (first)
        html_put(h, "<td class=\"await\"><strong>○ expected, not seen</strong>");
}

static void put_cell(struct html *h, const struct cell *c, bool any_expected)
{
    if (!c->present) {
        html_put(
            h, "<td class=\"blank\"><span aria-hidden=\"true\">–</span><span class=\"out\">%s</span></td>\n",
            any_expected ? "not expected, not seen" : "not seen");
        return;
    }
    put_flows(h, c);
    if (any_expected && !c->expected && judged_flows(c) > 0)
        html_put(h, "<span>seen, not expected</span>");
    if (c->ports[0] != '\0')
        html_put(h, "<span class=\"soft\">expected on %s</span>", c->ports);
    html_put(h, "</td>\n");
}

static const char *class_shown(const char *class)
{
    return strcmp(class, "NONE") == 0 ? "no data" : strcmp(class, "UNKNOWN") == 0 ? "unknown" : class;
}

/* What the policy says nothing of: one column for all such classes. */
static void put_others(struct html *h, const struct matrix *m, int role, const int columns[], int count)
{
    char figure[HTML_FIGURE];
    html_put(h, "<td class=\"none\">");
    for (int i = 0; i < count; i++) {
        int64_t n = m->cells[role][columns[i]].flows[NOT_COVERED];
        if (!is_spoken_of(m, columns[i]) && n > 0)
            html_put(h, "<span data-class=\"%s\">%s %s</span>", m->classes[columns[i]],
                     html_figure(n, figure), class_shown(m->classes[columns[i]]));
    }
    html_put(h, "</td>\n");
}

/* Returns whether there are others. */
static bool put_head(struct html *h, const struct matrix *m, const int columns[], int count)
{
    bool others = false;
    html_put(h, "<thead><tr><th scope=\"col\">Role</th>");
    for (int i = 0; i < count; i++) {
        const char *class = m->classes[columns[i]];
        if (is_spoken_of(m, columns[i]))
            html_put(h, "<th scope=\"col\" data-class=\"%s\">%s</th>", class, class_shown(class));
        else
            others = true;
    }
    if (others)
        html_put(h, "<th scope=\"col\">not covered</th>");
    html_put(h, "</tr></thead>\n<tbody>\n");
    return others;
}

static void put_role(struct html *h, const char *role)
{
    const char *name = "";
    for (size_t i = 0; i < sizeof known_roles / sizeof known_roles[0]; i++) {
        if (strcmp(known_roles[i].role, role) == 0)
            name = known_roles[i].name;
    }
    html_put(h, "<tr><th scope=\"row\" data-role=\"%s\">%s<small>%s</small></th>", role,
             role[0] != '\0' ? role : "no role", name);
}

static void put_matrix(struct html *h, struct matrix *m, const char *site, const char *name)
{
    int rows[ROLES], columns[CLASSES];
    char caption[WORD * 8];
    int row_count = arrange(m->roles, m->role_count, known_role, rows);
    int column_count = arrange(m->classes, m->class_count, known_class, columns);
    (void)snprintf(caption, sizeof caption, "Expected against seen at %s: flows by role and protocol", name);
    html_put(h, "<div data-site=\"%s\">\n", site);
    as_html_parts_table(h, "matrix", caption);
    bool others = put_head(h, m, columns, column_count);
    for (int i = 0; i < row_count; i++) {
        put_role(h, m->roles[rows[i]]);
        for (int k = 0; k < column_count; k++) {
            if (is_spoken_of(m, columns[k]))
                put_cell(h, &m->cells[rows[i]][columns[k]], m->any_expected);
        }
        if (others)
            put_others(h, m, rows[i], columns, column_count);
        html_put(h, "</tr>\n");
    }
    html_put(h, "</tbody>\n");
    as_html_parts_table_end(h);
    html_put(h, "</div>\n");
}

void as_html_matrix(struct html *h, struct as_html_cursor *c, const char *site, const char *name)
{
    struct matrix m = {0};
    for (; as_html_cursor_is_at(c, site); as_html_cursor_next(c))
        take(&m, c->rows);
    if (m.role_count == 0) {
        html_put(h, "<p>No flow to servers of this site was seen.</p>\n");
        return;
    }
    put_matrix(h, &m, site, name);
    if (!m.any_expected && site[0] != '\0')
        html_put(h,
                 "<p class=\"more\">What is expected at this site was not stored with the run: the table has"
                 " what was seen.</p>\n");
    if (m.left_out > 0) {
        html_put(h, "<p class=\"more\">");
        as_html_parts_count(h, m.left_out, "further combination");
        html_put(h, " of roles and protocols not shown.</p>\n");
    }
}
