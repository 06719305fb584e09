#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "cli/ports_words.h"

enum { RANGES_MOST = 64 };

/* A cell that grows; stream NULL when there was no memory. */
struct cell {
    FILE *stream;
    char *text;
    size_t n;
    bool started;
};

static void cell_open(struct cell *c)
{
    *c = (struct cell){.text = NULL};
    c->stream = open_memstream(&c->text, &c->n);
}

static void cell_add(struct cell *c, const char *text)
{
    if (c->stream != NULL)
        (void)fprintf(c->stream, "%s%s", c->started ? "; " : "", text);
    c->started = true;
}

static void cell_put(const struct ports_table *t, struct cell *c, FILE *out, const char *behind)
{
    if (c->stream != NULL && fclose(c->stream) == 0)
        csv_text(out, c->text, c->n);
    else
        *t->cut = true;
    free(c->text);
    (void)fputs(behind, out);
}

static void put(FILE *out, const char *text)
{
    csv_text(out, text, strlen(text));
    (void)putc(',', out);
}

static void add_addresses(struct cell *c, const struct expected_end *e, size_t *left)
{
    char text[ADDR_RANGE_TEXT];
    for (size_t i = 0; i<e->count && * left> 0; i++, (*left)--) {
        cell_add(c, addr_range_brief(&e->at[i], text));
        if (*left == 1 && i + 1 < e->count)
            cell_add(c, "...");
    }
}

static void put_ends(const struct ports_table *t, const uint32_t *ends, size_t count, FILE *out)
{
    struct cell who, where;
    char words[PORTS_WORDS];
    size_t left = RANGES_MOST;
    cell_open(&who);
    cell_open(&where);
    for (size_t i = 0; i < count; i++) {
        const struct expected_end *e = &t->ends[ends[i]];
        cell_add(&who, e->kind == EXPECTED_CLIENTS ? ports_words_clients(t, e, words)
                                                   : ports_words_id(t, ends[i], words));
        if (t->file != NULL)
            add_addresses(&where, e, &left);
    }
    cell_put(t, &who, out, ",");
    cell_put(t, &where, out, ",");
}

static void put_row(const struct ports_table *t, const struct expected_row *r, FILE *out)
{
    struct cell lines, when;
    char words[PORTS_WORDS], transport[PROTO_TRANSPORT_TEXT];
    const char *text;
    put_ends(t, r->from, r->from_count, out);
    put_ends(t, r->to, r->to_count, out);
    put(out, ports_words_protocol(r));
    put(out, proto_transport_text(r->transport, transport));
    put(out, ports_words_ports(r, words));
    put(out, ports_words_verdict(r, words));
    put(out, r->rule->id);
    cell_open(&lines);
    for (unsigned n = 0; (text = ports_words_line(r, n)) != NULL; n++)
        cell_add(&lines, text);
    cell_put(t, &lines, out, ",");
    put(out, r->rule->source);
    cell_open(&when);
    for (unsigned n = 0; (text = ports_words_when(t, r, n, words)) != NULL; n++)
        cell_add(&when, text);
    cell_put(t, &when, out, ",");
    csv_text(out, ports_words_borders(r), strlen(ports_words_borders(r)));
    (void)fputs("\r\n", out);
}

void ports_as_csv(const struct ports_table *t, FILE *out)
{
    (void)fputs("from,from_addresses,to,to_addresses,protocol,transport,ports,verdict,rule,deployment_rules,"
                "source,when,firewall\r\n",
                out);
    for (size_t i = 0; i < t->row_count; i++)
        put_row(t, &t->rows[i], out);
}
