#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "cli/ports_words.h"

enum { COMMENT_MOST = 100, LINE = 4096 };

/* One list of ends, with a set of addresses for each family. */
struct set {
    const uint32_t *ends;
    size_t count;
    unsigned number;
    bool has[2];
};

struct writer {
    const struct ports_table *t;
    FILE *out;
    struct set *sets;
    size_t count;
};

static const char family_name[2][4] = {"ip", "ip6"};

/* A line of comment: names are escaped, and no text can end the line. */
static void put_comment(FILE *out, const char *indent, const char *text)
{
    char safe[LINE];
    escape_shown(safe, sizeof safe, text, strlen(text));
    (void)fprintf(out, "%s# %s\n", indent, safe);
}

/* A quoted string of nftables has no escapes: what might end it becomes a question mark. */
static void put_quoted(FILE *out, const char *text)
{
    (void)putc('"', out);
    for (size_t i = 0; i < COMMENT_MOST && text[i] != '\0'; i++) {
        bool plain = text[i] >= ' ' && text[i] <= '~' && text[i] != '"' && text[i] != '\\';
        (void)putc(plain ? text[i] : '?', out);
    }
    (void)putc('"', out);
}

static int by_address(const void *left, const void *right)
{
    return addr_cmp(&((const struct addr_range *)left)->first, &((const struct addr_range *)right)->first);
}

/* True when nothing lies between the two. */
static bool touches(const struct addr_range *a, const struct addr_range *b)
{
    struct addr behind = a->last;
    return addr_cmp(&b->first, &a->last) <= 0 || (addr_next(&behind) && addr_eq(&behind, &b->first));
}

/* All addresses of one family of the set, ascending and apart; the number of them, or -1 without memory. */
static long gather(const struct writer *w, const struct set *s, unsigned family, struct addr_range **found)
{
    size_t most = 0, n = 0, kept = 0;
    for (size_t i = 0; i < s->count; i++)
        most += w->t->ends[s->ends[i]].count;
    struct addr_range *all = calloc(most + 1, sizeof *all);
    *found = all;
    if (all == NULL)
        return -1;
    for (size_t i = 0; i < s->count; i++) {
        const struct expected_end *e = &w->t->ends[s->ends[i]];
        for (size_t k = 0; k < e->count; k++)
            if (addr_is_v4(&e->at[k].first) == (family == 0))
                all[n++] = e->at[k];
    }
    qsort(all, n, sizeof all[0], by_address);
    for (size_t i = 0; i < n; i++) {
        if (kept > 0 && touches(&all[kept - 1], &all[i])) {
            if (addr_cmp(&all[i].last, &all[kept - 1].last) > 0)
                all[kept - 1].last = all[i].last;
        } else {
            all[kept++] = all[i];
        }
    }
    return (long)kept;
}

static void put_elements(FILE *out, const struct addr_range *r, size_t count)
{
    char text[ADDR_RANGE_TEXT];
    (void)fputs("\t\telements = {", out);
    for (size_t i = 0; i < count; i++)
        (void)fprintf(out, "%s\n\t\t\t%s", i > 0 ? "," : "", addr_range_brief(&r[i], text));
    (void)fputs("\n\t\t}\n", out);
}

static void describe(const struct writer *w, const struct set *s)
{
    char id[PORTS_WORDS_ID], words[PORTS_WORDS];
    for (size_t i = 0; i < s->count; i++) {
        const struct expected_end *e = &w->t->ends[s->ends[i]];
        put_comment(w->out, "\t",
                    e->kind == EXPECTED_CLIENTS ? ports_words_clients(w->t, e, words)
                                                : ports_words_id(w->t, s->ends[i], id));
    }
}

static void put_set(const struct writer *w, struct set *s)
{
    describe(w, s);
    for (unsigned family = 0; family < 2; family++) {
        struct addr_range *r;
        long n = gather(w, s, family, &r);
        if (n < 0)
            *w->t->cut = true;
        if (n > 0) {
            s->has[family] = true;
            (void)fprintf(w->out, "\tset s%u_%s {\n\t\ttype %s\n\t\tflags interval\n", s->number,
                          family_name[family], family == 0 ? "ipv4_addr" : "ipv6_addr");
            put_elements(w->out, r, (size_t)n);
            (void)fputs("\t}\n", w->out);
        }
        free(r);
    }
    (void)putc('\n', w->out);
}

static const struct set *find(const struct writer *w, const uint32_t *ends, size_t count)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->sets[i].count == count && memcmp(w->sets[i].ends, ends, count * sizeof *ends) == 0)
            return &w->sets[i];
    return NULL;
}

static void add_set(struct writer *w, const uint32_t *ends, size_t count)
{
    if (find(w, ends, count) != NULL)
        return;
    struct set *s = &w->sets[w->count++];
    *s = (struct set){ends, count, (unsigned)w->count, {false, false}};
    put_set(w, s);
}

static void put_match(FILE *out, const struct expected_row *r, unsigned family)
{
    char words[PORTS_WORDS];
    if (r->class_ == CLASS_ICMP_ECHO) {
        (void)fprintf(out, " %s type echo-request", family == 0 ? "icmp" : "icmpv6");
        return;
    }
    (void)fprintf(out, " %s dport { %s }", r->transport == TRANSPORT_UDP ? "udp" : "tcp",
                  ports_words_ports(r, words));
}

static void put_rule(const struct writer *w, const struct expected_row *r, const struct set *from,
                     const struct set *to, unsigned family)
{
    const char *ip = family_name[family];
    char comment[COMMENT_MOST + 1];
    (void)snprintf(comment, sizeof comment, "%s %s", r->rule->id, ports_words_protocol(r));
    (void)fprintf(w->out, "\t\t%s%s saddr @s%u_%s %s daddr @s%u_%s", r->hangs_on != NULL ? "# " : "", ip,
                  from->number, ip, ip, to->number, ip);
    put_match(w->out, r, family);
    (void)fputs(" accept comment ", w->out);
    put_quoted(w->out, comment);
    (void)putc('\n', w->out);
}

static void put_row(const struct writer *w, const struct expected_row *r)
{
    const struct set *from = find(w, r->from, r->from_count), *to = find(w, r->to, r->to_count);
    char words[PORTS_WORDS];
    const char *when;
    for (unsigned n = 0; (when = ports_words_when(w->t, r, n, words)) != NULL; n++)
        put_comment(w->out, "\t\t", when);
    for (unsigned family = 0; family < 2; family++)
        if (from->has[family] && to->has[family])
            put_rule(w, r, from, to, family);
}

static void put_preface(const struct ports_table *t, FILE *out)
{
    static const char *const said[] = {
        "nftables sees addresses and ports, not what is said: it cannot tell HTTP from HTTPS, a share or "
        "path",
        "from another, nor what happened before. Conditions stand as comments above their rules; a rule that",
        "hangs on a fact which the site file leaves open is commented out: decide, and take the # away.",
        "Clients of other kinds may have addresses inside a network that is let through as a whole.",
        "The chain drops whatever else is forwarded: put what is needed beside this into also_allowed.",
        "Loading this replaces the whole table, also_allowed with it: keep what goes there in a file of its "
        "own.",
    };
    char line[LINE], words[PORTS_WORDS];
    const char *note;
    (void)snprintf(line, sizeof line, "Expected traffic by %s, policy %s, sha256 %s", t->file, t->site->pack,
                   t->site->sha256);
    put_comment(out, "", line);
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
        put_comment(out, "", said[i]);
    for (unsigned n = 0; (note = ports_words_note(t, n, words)) != NULL; n++)
        put_comment(out, "", note);
}

void ports_as_nft(const struct ports_table *t, FILE *out)
{
    struct writer w = {t, out, calloc(2 * t->row_count + 1, sizeof *w.sets), 0};
    if (w.sets == NULL) {
        *t->cut = true;
        return;
    }
    put_preface(t, out);
    (void)fputs("\nadd table inet wireaudit\ndelete table inet wireaudit\n\ntable inet wireaudit {\n", out);
    for (size_t i = 0; i < t->row_count; i++) {
        add_set(&w, t->rows[i].from, t->rows[i].from_count);
        add_set(&w, t->rows[i].to, t->rows[i].to_count);
    }
    (void)fputs("\tchain also_allowed {\n\t}\n\n\tchain forward {\n"
                "\t\ttype filter hook forward priority filter; policy drop;\n"
                "\t\tct state established,related accept\n\t\tjump also_allowed\n",
                out);
    for (size_t i = 0; i < t->row_count; i++)
        put_row(&w, &t->rows[i]);
    (void)fputs("\t}\n}\n", out);
    free(w.sets);
}
