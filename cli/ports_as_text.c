#include <string.h>

#include "cli/columns.h"
#include "cli/ports_words.h"
#include "report/wrap.h"

enum { LIST = 4096, ADDRESSES_SHOWN = 8 };

static void put_heading(FILE *out, const char *text)
{
    (void)fprintf(out, "\n%s\n\n", text);
}

/* What does not fit any more is shown to be missing. */
static void append(char out[LIST], const char *gap, const char *text)
{
    static const char missing[] = ", ...";
    size_t used = strlen(out), end = sizeof missing - 1;
    if (used >= end && strcmp(out + used - end, missing) == 0)
        return;
    bool fits = used + strlen(gap) + strlen(text) + sizeof missing <= LIST;
    (void)snprintf(out + used, LIST - used, "%s%s", used > 0 && fits ? gap : "", fits ? text : missing);
}

/* "10.1.0.0/16, 10.4.0.0/16 and 3 more". */
static void list_addresses(const struct expected_end *e, char out[LIST])
{
    char text[ADDR_RANGE_TEXT];
    out[0] = '\0';
    for (size_t i = 0; i < e->count && i < ADDRESSES_SHOWN && !e->rest; i++)
        append(out, ", ", addr_range_brief(&e->at[i], text));
    if (e->count > ADDRESSES_SHOWN && !e->rest) {
        (void)snprintf(text, sizeof text, "and %zu more", e->count - ADDRESSES_SHOWN);
        append(out, " ", text);
    }
    if (e->rest)
        append(out, ", ", "every address that no network of the site file holds");
}

/* "C1, C3-C5" and names. */
static void list_ends(const struct ports_table *t, const uint32_t *ends, size_t count, char out[LIST])
{
    char id[PORTS_WORDS_ID], last[PORTS_WORDS_ID];
    out[0] = '\0';
    for (size_t i = 0, n; i < count; i += n) {
        n = 1;
        while (t->ends[ends[i]].kind == EXPECTED_CLIENTS && i + n < count &&
               t->ends[ends[i + n]].kind == EXPECTED_CLIENTS &&
               t->number[ends[i + n]] == t->number[ends[i]] + n)
            n++;
        append(out, ", ", ports_words_id(t, ends[i], id));
        if (n > 1)
            append(out, n > 2 ? "-" : ", ", ports_words_id(t, ends[i + n - 1], last));
    }
}

static void put_clients(const struct ports_table *t, FILE *out)
{
    static const unsigned width[] = {4, 44, 48};
    char id[PORTS_WORDS_ID], words[PORTS_WORDS], list[LIST];
    put_heading(out, "CLIENTS");
    for (uint32_t i = 0; i < t->end_count; i++) {
        if (t->number[i] == 0 || t->ends[i].kind != EXPECTED_CLIENTS)
            continue;
        list_addresses(&t->ends[i], list);
        const char *cells[] = {ports_words_id(t, i, id), ports_words_clients(t, &t->ends[i], words),
                               t->file != NULL ? list : ""};
        columns_row(out, width, cells, 3);
    }
}

static void put_systems(const struct ports_table *t, FILE *out)
{
    static const unsigned width[] = {26, 4, 22, 42};
    char words[PORTS_WORDS], list[LIST];
    put_heading(out, "SYSTEMS");
    for (uint32_t i = 0; i < t->end_count; i++) {
        const struct expected_end *e = &t->ends[i];
        if (t->number[i] == 0 || e->kind == EXPECTED_CLIENTS)
            continue;
        bool proxy = e->kind == EXPECTED_PROXY;
        int site = proxy ? e->proxy->site : e->system->site;
        list_addresses(e, list);
        const char *cells[] = {proxy ? e->proxy->name : e->system->name,
                               site >= 0 ? t->site->sites[site].code : "",
                               proxy ? "reverse proxy" : ports_words_roles(e->system, words), list};
        columns_row(out, width, cells, 4);
    }
}

static void put_conditions(const struct ports_table *t, const struct expected_row *r, FILE *out)
{
    char words[PORTS_WORDS];
    const char *text;
    for (unsigned n = 0; (text = ports_words_when(t, r, n, words)) != NULL; n++)
        wrap(out, "      . ", text);
}

static void put_row(const struct ports_table *t, const struct expected_row *r, const unsigned *width,
                    FILE *out)
{
    char from[LIST], to[LIST], ports[LIST] = "", rules[LIST] = "", words[PORTS_WORDS],
                               transport[PROTO_TRANSPORT_TEXT];
    const char *line;
    list_ends(t, r->from, r->from_count, from);
    list_ends(t, r->to, r->to_count, to);
    if (r->class_ != CLASS_ICMP_ECHO)
        append(ports, "", proto_transport_text(r->transport, transport));
    append(ports, " ", ports_words_ports(r, words));
    append(rules, "", r->rule->id);
    for (unsigned n = 0; (line = ports_words_line(r, n)) != NULL; n++)
        append(rules, ", ", line);
    const char *cells[] = {from, to, ports_words_protocol(r), ports, rules};
    columns_row(out, width, cells, 5);
    put_conditions(t, r, out);
}

static void put_rows(const struct ports_table *t, FILE *out)
{
    static const unsigned width[] = {24, 26, 9, 19, 13};
    static const char *const heads[] = {"FROM", "TO", "PROTOCOL", "PORTS", "RULE"};
    put_heading(out, "EXPECTED TRAFFIC");
    if (t->row_count == 0) {
        (void)fputs("none\n", out);
        return;
    }
    columns_row(out, width, heads, 5);
    for (size_t i = 0; i < t->row_count; i++)
        put_row(t, &t->rows[i], width, out);
}

static bool seen_before(const struct ports_table *t, size_t row)
{
    for (size_t i = 0; i < row; i++)
        if (t->rows[i].rule == t->rows[row].rule)
            return true;
    return false;
}

static void put_rules(const struct ports_table *t, FILE *out)
{
    char lead[32];
    put_heading(out, "RULES AND THEIR SOURCES");
    for (size_t i = 0; i < t->row_count; i++) {
        if (seen_before(t, i))
            continue;
        const struct finding_rule *rule = t->rows[i].rule;
        char text[PORTS_WORDS];
        (void)snprintf(lead, sizeof lead, "%-14s", rule->id);
        (void)snprintf(text, sizeof text, "%s: %s. %s", rule->title, rule->expectation, rule->source);
        wrap(out, lead, text);
    }
}

static void put_title(const struct ports_table *t, FILE *out)
{
    char title[LIST] = "", name[PORTS_WORDS];
    append(title, "", t->file != NULL ? "Expected traffic by " : "Expected traffic in general");
    if (t->file != NULL)
        append(title, "", t->file);
    (void)snprintf(name, sizeof name, ", policy %s", t->site->pack);
    append(title, "", name);
    if (t->borders != 0)
        append(title, "",
               t->borders == EXPECTED_FRONT ? ", across the front firewall" : ", across the back firewall");
    const char *method, *gap = ", for client deployment by ";
    unsigned bit;
    for (unsigned i = 0; (method = ports_words_method(i, &bit)) != NULL; i++) {
        if ((t->methods & bit) == 0)
            continue;
        append(title, gap, method);
        gap = ", ";
    }
    wrap(out, "", title);
}

void ports_as_text(const struct ports_table *t, FILE *out)
{
    char words[PORTS_WORDS];
    const char *note;
    put_title(t, out);
    if (t->row_count > 0)
        put_clients(t, out);
    if (t->file != NULL && t->row_count > 0)
        put_systems(t, out);
    put_rows(t, out);
    if (t->row_count > 0)
        put_rules(t, out);
    put_heading(out, "NOTES");
    for (unsigned n = 0; (note = ports_words_note(t, n, words)) != NULL; n++)
        wrap(out, "- ", note);
}
