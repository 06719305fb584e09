#include "policy/survey.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/rule.h"
#include "policy/survey_note.h"
#include "policy/survey_reader.h"

enum { CROWD_MOST = 4096 };

#define CROWD_GAP_US (INT64_C(600) * 1000000)

static const size_t part_most[SURVEY_PARTS] = {
    [SURVEY_FACTS] = 32768, [SURVEY_SEEN] = 65536, [SURVEY_PAIRS] = 65536, [SURVEY_NETS] = 32768};

struct source {
    char *name;
    uint64_t before;
};

struct survey {
    struct survey_reader reader;
    const struct rule_pack *pack;
    struct source *sources;
    size_t source_count;
    uint64_t flows, told;
    char unread[256];
};

struct survey *survey_open(const char *pack, struct err *err)
{
    const struct rule_pack *rules = rule_pack(pack != NULL ? pack : "cm2007");
    if (rules == NULL) {
        (void)err_set(err, "cannot draft for policy %s: no such policy", pack);
        return NULL;
    }
    struct survey *s = calloc(1, sizeof *s);
    bool whole = s != NULL;
    if (whole) {
        s->pack = rules;
        s->reader.catalogue = rules->catalogue;
        s->reader.crowd = crowd_open(CROWD_MOST, CROWD_GAP_US);
        whole = s->reader.crowd != NULL;
    }
    for (unsigned part = 0; whole && part < SURVEY_PARTS; part++) {
        s->reader.parts[part] = survey_table_open(part_most[part]);
        whole = s->reader.parts[part] != NULL;
    }
    if (whole)
        return s;
    (void)err_set(err, "cannot draft: out of memory");
    survey_close(s);
    return NULL;
}

void survey_close(struct survey *s)
{
    if (s == NULL)
        return;
    crowd_close(s->reader.crowd);
    for (unsigned part = 0; part < SURVEY_PARTS; part++)
        survey_table_close(s->reader.parts[part]);
    for (size_t i = 0; i < s->source_count; i++)
        free(s->sources[i].name);
    free(s->sources);
    free(s);
}

void survey_source(struct survey *s, const char *name, uint64_t frames_before)
{
    struct source *grown = realloc(s->sources, (s->source_count + 1) * sizeof *grown);
    if (grown == NULL)
        return;
    s->sources = grown;
    s->sources[s->source_count].name = strdup(name);
    s->sources[s->source_count].before = frames_before;
    s->source_count += s->sources[s->source_count].name != NULL;
}

const char *survey_place(const struct survey *s, uint64_t frame, uint64_t *number)
{
    size_t i = s->source_count;
    while (frame > 0 && i > 0 && s->sources[i - 1].before >= frame)
        i--;
    if (frame == 0 || i == 0)
        return NULL;
    *number = frame - s->sources[i - 1].before;
    return s->sources[i - 1].name;
}

void survey_partial(struct survey *s, const char *reason)
{
    if (s->unread[0] == '\0')
        (void)snprintf(s->unread, sizeof s->unread, "%s", reason);
}

const char *survey_unread(const struct survey *s)
{
    return s->unread;
}

void survey_take(struct survey *s, const struct audited *a)
{
    s->flows++;
    s->told += survey_reader_flow(&s->reader, a);
}

static void store(struct survey *s, enum survey_part part, const struct survey_key *key, uint64_t flows)
{
    struct survey_item *item = survey_table_put(s->reader.parts[part], key);
    if (item != NULL)
        item->flows += flows;
}

static unsigned case_pairs(const struct rule_case *c)
{
    for (unsigned i = 0; i < RULE_CONDITIONS && c->when[i].fact != FACT_END; i++)
        if (c->when[i].fact == FACT_PAIR)
            return c->when[i].in;
    return UINT_MAX;
}

/* A verdict's site and role are those of a site system, which need not be the one that was asked. */
static bool of_server(const struct rule_pack *pack, const struct survey_stored *row)
{
    static const unsigned turned = 1u << PAIR_SERVER_CLIENT | 1u << PAIR_TUNNEL;
    const struct rule *r = row->rule != NULL ? rule_find(pack, row->rule) : NULL;
    unsigned pairs = 0;
    if (r == NULL)
        return row->rule == NULL;
    if (strcmp(r->text.id, "NC-HOSTS") == 0)
        return false;
    for (unsigned i = 0; i < RULE_CASES && r->cases[i].when[0].fact != FACT_END; i++)
        pairs |= case_pairs(&r->cases[i]);
    if (pairs != 0 && (pairs & ~turned) == 0)
        return false;
    bool either = pairs == 0 || (pairs & turned) != 0;
    return !either || row->role == NULL || strcmp(row->role, site_role_name(ROLE_SITE_SERVER)) != 0;
}

static void store_said(struct survey *s, struct survey_key k, const struct survey_stored *row)
{
    enum role r = ROLE_COUNT;
    char code[4];
    bool known = row->role != NULL && site_role_read(&r, row->role);
    k.what = SURVEY_ROLE;
    k.which = (uint8_t)r;
    k.text_length = (uint8_t)strlen(SURVEY_RECORDED);
    memcpy(k.text, SURVEY_RECORDED, strlen(SURVEY_RECORDED));
    if (known)
        store(s, SURVEY_FACTS, &k, row->flows);
    if (row->site == NULL || strlen(row->site) != 3 || !survey_note_read_code(row->site, 3, "", code))
        return;
    k.what = SURVEY_SITE;
    k.which = SURVEY_CODE_STORED;
    k.class_ = 0;
    k.port = 0;
    memset(k.text, 0, sizeof k.text);
    k.text_length = 3;
    memcpy(k.text, code, 3);
    store(s, SURVEY_FACTS, &k, row->flows);
}

/* The bits of the smallest network that holds a range. */
static uint16_t narrowest(const struct addr_range *r)
{
    uint16_t bits = 128;
    for (struct addr_range net = {r->first, r->first}; bits > 0 && !addr_range_has(&net, &r->last);
         net = addr_range_around(&r->first, bits))
        bits--;
    return bits;
}

void survey_stored(struct survey *s, const struct survey_stored *row)
{
    struct survey_key k;
    memset(&k, 0, sizeof k);
    s->flows += row->flows;
    k.host = row->server;
    k.class_ = (uint8_t)row->class_;
    k.port = row->port;
    bool outward = survey_private(&row->clients.first) && !survey_private(&row->server);
    bool said = (row->role != NULL || row->site != NULL) && of_server(s->pack, row);
    bool served = row->class_ == CLASS_HTTP || row->class_ == CLASS_HTTPS || row->class_ == CLASS_SQL ||
                  row->class_ == CLASS_SMB || row->class_ == CLASS_PXE;
    if (said)
        store_said(s, k, row);
    s->told += said ? row->flows : 0;
    if (!served || (outward && !said))
        return;
    k.what = SURVEY_SERVES;
    store(s, SURVEY_SEEN, &k, row->flows);
    memset(&k, 0, sizeof k);
    k.host = row->clients.first;
    k.peer = row->server;
    k.what = SURVEY_PAIR;
    k.class_ = (uint8_t)row->class_;
    k.bits = narrowest(&row->clients);
    store(s, SURVEY_NETS, &k, row->flows);
}

uint64_t survey_flows(const struct survey *s)
{
    return s->flows;
}

uint64_t survey_told(const struct survey *s)
{
    return s->told;
}

const struct survey_item *survey_items(struct survey *s, enum survey_part part, size_t *count)
{
    return survey_table_sorted(s->reader.parts[part], count);
}

uint64_t survey_dropped(const struct survey *s, enum survey_part part)
{
    return survey_table_dropped(s->reader.parts[part]);
}

bool survey_private(const struct addr *a)
{
    const uint8_t *b = a->b;
    if (!addr_is_v4(a))
        return (b[0] & 0xfe) == 0xfc;
    return b[12] == 10 || (b[12] == 172 && (b[13] & 0xf0) == 16) || (b[12] == 192 && b[13] == 168);
}
