#include "surveyor.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cli/draft_write.h"
#include "cli/sitefile.h"
#include "policy/evidence_list.h"
#include "scratch.h"

enum { ITEM_MOST = 1200 };

void surveyor_open(struct surveyor *t)
{
    struct err err = {""};
    memset(t, 0, sizeof *t);
    t->survey = survey_open(NULL, &err);
    t->heap = heap_open(1 << 20);
    cr_assert(t->survey != NULL && t->heap != NULL, "%s", err.text);
    survey_source(t->survey, "one.pcap", 0);
}

void surveyor_close(struct surveyor *t)
{
    survey_close(t->survey);
    heap_close(t->heap);
}

static const struct {
    const char *word;
    enum evidence_kind kind;
} kinds[] = {{"http:", EVIDENCE_HTTP},          {"sni:", EVIDENCE_TLS_CLIENT},
             {"cert:", EVIDENCE_TLS_CERT},      {"mutual:", EVIDENCE_TLS_CLIENT_CERT},
             {"tree:", EVIDENCE_SMB_TREE},      {"file:", EVIDENCE_SMB_FILE},
             {"uuid:", EVIDENCE_RPC_INTERFACE}, {"endpoint:", EVIDENCE_RPC_ENDPOINT},
             {"db:", EVIDENCE_SQL_TARGET}};

static void put_text(struct evidence *e, unsigned at, const char *text, size_t n)
{
    if (at < EVIDENCE_TEXTS)
        e->text[at] = (struct evidence_text){text, (uint16_t)n};
}

/* Where an item's n-th text goes. */
static unsigned place_of(enum evidence_kind kind, unsigned n)
{
    static const unsigned http[] = {0, 1, 2, EVIDENCE_TEXTS, 3};
    return kind == EVIDENCE_HTTP ? http[n] : kind == EVIDENCE_SQL_TARGET ? 1 : n;
}

static void add_item(struct surveyor *t, struct evidence_list **list, char *text)
{
    struct evidence e = {.frame = t->flow * 10};
    size_t kind = 0;
    while (kind < sizeof kinds / sizeof kinds[0] &&
           strncmp(text, kinds[kind].word, strlen(kinds[kind].word)) != 0)
        kind++;
    cr_assert_lt(kind, sizeof kinds / sizeof kinds[0], "%s", text);
    e.kind = kinds[kind].kind;
    e.number = e.kind == EVIDENCE_HTTP ? 200 : 1;
    text += strlen(kinds[kind].word);
    for (unsigned n = 0; text != NULL && n < 5; n++) {
        char *bar = strchr(text, '|');
        size_t length = bar != NULL ? (size_t)(bar - text) : strlen(text);
        if (e.kind == EVIDENCE_HTTP && n == 3 && length > 0)
            e.number = (uint32_t)strtoul(text, NULL, 10);
        put_text(&e, place_of(e.kind, n), text, length);
        text = bar != NULL ? bar + 1 : NULL;
    }
    cr_assert(evidence_list_add(t->heap, list, &e));
}

static void run_one(struct surveyor *t, const struct surveyor_row *row)
{
    char text[ITEM_MOST];
    struct evidence_list *list = NULL;
    t->flow++;
    cr_assert_lt(strlen(row->evidence), sizeof text);
    memcpy(text, row->evidence, strlen(row->evidence) + 1);
    for (char *at = text, *plus; *at != '\0'; at = plus != NULL ? plus + 3 : at + strlen(at)) {
        plus = strstr(at, " + ");
        if (plus != NULL)
            *plus = '\0';
        add_item(t, &list, at);
    }
    bool datagrams = row->class_ == CLASS_PXE || row->class_ == CLASS_WOL;
    struct audited a = {.flow = t->flow,
                        .transport = datagrams ? TRANSPORT_UDP : TRANSPORT_TCP,
                        .class_ = row->class_,
                        .basis = BASIS_CONTENT,
                        .direction_known = true,
                        .state = datagrams ? STATE_DATAGRAMS : t->state,
                        .first_us = INT64_C(1700000000000000) + (int64_t)t->flow * 1000000,
                        .first_frame = t->flow * 10,
                        .packets = {2, 2},
                        .client.port = 40000,
                        .server.port = row->port,
                        .evidence = list};
    cr_assert(addr_read(&a.client.ip, row->client) && addr_read(&a.server.ip, row->server), "%s",
              row->server);
    survey_take(t->survey, &a);
    evidence_list_drop(t->heap, list);
}

void surveyor_run(struct surveyor *t, const struct surveyor_row *rows)
{
    for (; rows->client != NULL; rows++)
        run_one(t, rows);
}

const struct survey_item *surveyor_find(const struct surveyor *t, enum survey_part part, const char *host,
                                        enum survey_what what, const char *text)
{
    struct addr a;
    size_t n;
    const struct survey_item *items = survey_items(t->survey, part, &n);
    cr_assert(addr_read(&a, host));
    for (size_t i = 0; i < n; i++)
        if (items[i].key.what == what && addr_eq(&items[i].key.host, &a) &&
            items[i].key.text_length == strlen(text) && memcmp(items[i].key.text, text, strlen(text)) == 0)
            return &items[i];
    return NULL;
}

struct proposal *surveyor_propose(const struct surveyor *t)
{
    struct err err = {""};
    struct proposal *p = proposal_make(t->survey, &err);
    cr_assert_not_null(p, "%s", err.text);
    return p;
}

const struct proposal_system *surveyor_system(const struct proposal *p, const char *address)
{
    struct addr a;
    cr_assert(addr_read(&a, address));
    return proposal_at(p, &a);
}

char *surveyor_written(const struct surveyor *t)
{
    static char name[] = "one.pcap";
    char *inputs[] = {name};
    const struct draft_about about = {.inputs = inputs, .input_count = 1};
    char *text = NULL;
    size_t n = 0;
    struct proposal *p = surveyor_propose(t);
    FILE *out = open_memstream(&text, &n);
    cr_assert_not_null(out);
    draft_write(out, p, &about);
    cr_assert_eq(fclose(out), 0);
    proposal_free(p);
    return text;
}

struct site *surveyor_load(const char *text, unsigned *warnings)
{
    char path[64];
    struct sitefile_counts counts;
    struct site *site = sitefile_load(scratch_path(path, text, strlen(text)), stderr, &counts);
    *warnings = counts.warnings;
    return site;
}
