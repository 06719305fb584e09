#include "policy/sitevalue.h"

#include <string.h>

#include "policy/sitenear.h"

enum { SECONDS_MOST = 366 * 86400, NUMBER_MOST = 1000000, PORT_MOST = 65535 };

static const struct sitekeys_word switch_words[] = {
    {"yes", TRI_YES}, {"no", TRI_NO}, {"true", TRI_YES}, {"false", TRI_NO}, {NULL, 0}};
static const struct sitekeys_word tri_words[] = {{"yes", TRI_YES},         {"no", TRI_NO},
                                                 {"true", TRI_YES},        {"false", TRI_NO},
                                                 {"unknown", TRI_UNKNOWN}, {NULL, 0}};

static const char *word_name(const void *words, size_t i)
{
    return ((const struct sitekeys_word *)words)[i].name;
}

int sitevalue_word(struct siteread *r, const struct sitekeys_word *words, const char *text, const char *key,
                   struct sitemsg_place place)
{
    for (const struct sitekeys_word *w = words; w->name != NULL; w++)
        if (strcmp(w->name, text) == 0)
            return w->value;
    sitemsg_error(r->messages, place, "CFG-KEY-01", "unknown value \"%.100s\" for %s (did you mean \"%s\"?)",
                  text, key, sitenear(text, word_name, words));
    return -1;
}

/* Decimal digits only, at most `most`; -1. */
static int64_t number(const char *text, int64_t most)
{
    int64_t n = 0;
    if (*text == '\0')
        return -1;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9')
            return -1;
        n = n * 10 + (*text - '0');
        if (n > most)
            return -1;
    }
    return n;
}

static bool read_number(struct siteread *r, const struct sitevalue *v, int64_t most, int64_t *n)
{
    *n = number(v->text[0], most);
    if (*n >= 1)
        return true;
    sitemsg_error(r->messages, v->place, "CFG-KEY-01", "%s takes a number from 1 to %lld, not \"%.100s\"",
                  v->key, (long long)most, v->text[0]);
    return false;
}

static bool store_seconds(struct siteread *r, const struct sitevalue *v, int64_t *us)
{
    int64_t n;
    if (!read_number(r, v, SECONDS_MOST, &n))
        return false;
    *us = n * 1000000;
    return true;
}

static bool store_number(struct siteread *r, const struct sitevalue *v, unsigned *into)
{
    int64_t n;
    if (!read_number(r, v, NUMBER_MOST, &n))
        return false;
    *into = (unsigned)n;
    return true;
}

static uint16_t port(struct siteread *r, const struct sitevalue *v, size_t i)
{
    int64_t n = number(v->text[i], PORT_MOST);
    if (n >= 1)
        return (uint16_t)n;
    sitemsg_error(r->messages, v->places[i], "CFG-SITE-08", "port %.100s out of range 1..65535; %s of %.100s",
                  v->text[i], v->key, r->reading);
    return 0;
}

static bool store_ports(struct siteread *r, const struct sitevalue *v, struct site_ports *ports)
{
    bool understood = true;
    *ports = (struct site_ports){.written = true};
    for (size_t i = 0; i < v->count; i++) {
        uint16_t n = port(r, v, i);
        understood = understood && n != 0;
        if (n == 0 || site_ports_has(ports, n))
            continue;
        if (ports->count == SITE_PORTS_MOST) {
            sitemsg_error(r->messages, v->places[i], "CFG-KEY-01", "%s: more than %d ports", v->key,
                          SITE_PORTS_MOST);
            return false;
        }
        ports->at[ports->count] = n;
        ports->count++;
    }
    return understood;
}

static bool store_ranges(struct siteread *r, const struct sitevalue *v, struct site_ranges *ranges)
{
    ranges->count = 0;
    ranges->at = sitearena_take(r->arena, v->count, sizeof *ranges->at);
    for (size_t i = 0; i < v->count && ranges->at != NULL; i++) {
        if (addr_range_read(&ranges->at[ranges->count], v->text[i]))
            ranges->count++;
        else
            sitemsg_error(r->messages, v->places[i], "CFG-KEY-01",
                          "%s: \"%.100s\" is not a network; write one as 10.1.0.0/16 or 10.1.0.1-10.1.0.9",
                          v->key, v->text[i]);
    }
    return ranges->count == v->count;
}

static bool store_addrs(struct siteread *r, const struct sitevalue *v, struct site_addrs *addrs)
{
    addrs->count = 0;
    addrs->at = sitearena_take(r->arena, v->count, sizeof *addrs->at);
    for (size_t i = 0; i < v->count && addrs->at != NULL; i++) {
        if (addr_read(&addrs->at[addrs->count], v->text[i]))
            addrs->count++;
        else
            sitemsg_error(r->messages, v->places[i], "CFG-KEY-01",
                          "%s: \"%.100s\" is not an IPv4 or IPv6 address", v->key, v->text[i]);
    }
    return addrs->count == v->count;
}

static bool store_words(struct siteread *r, const struct sitevalue *v, const struct sitekeys_word *words,
                        unsigned *bits)
{
    bool understood = true;
    *bits = 0;
    for (size_t i = 0; i < v->count; i++) {
        int bit = sitevalue_word(r, words, v->text[i], v->key, v->places[i]);
        understood = understood && bit >= 0;
        if (bit >= 0)
            *bits |= (unsigned)bit;
    }
    return understood;
}

static bool store_texts(struct siteread *r, const struct sitevalue *v, struct sitekeys_texts *texts)
{
    texts->at = sitearena_take(r->arena, v->count, sizeof *texts->at);
    texts->count = texts->at != NULL ? v->count : 0;
    for (size_t i = 0; i < texts->count; i++)
        texts->at[i] = sitearena_text(r->arena, v->text[i], strlen(v->text[i]));
    return !r->arena->failed;
}

static bool store_site(struct siteread *r, const struct sitevalue *v, int *site)
{
    const char *near;
    int found = siteread_sites_find(r, v->text[0], &near);
    if (found >= 0) {
        *site = found;
        return true;
    }
    if (r->sections_odd && r->site_names.count == 0)
        return false;
    if (near != NULL)
        sitemsg_error(r->messages, v->place, "CFG-KEY-01",
                      "unknown site \"%.100s\" (did you mean \"%.100s\"?)", v->text[0], near);
    else
        sitemsg_error(r->messages, v->place, "CFG-KEY-01", "unknown site \"%.100s\"", v->text[0]);
    return false;
}

static bool is_date(const char *text)
{
    static const int days[13] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int at[3] = {0, 0, 0};
    if (strlen(text) != 10)
        return false;
    for (unsigned i = 0, part = 0; i < 10; i++) {
        bool dash = i == 4 || i == 7;
        if (dash ? text[i] != '-' : text[i] < '0' || text[i] > '9')
            return false;
        part += dash;
        at[part] = dash ? 0 : at[part] * 10 + (text[i] - '0');
    }
    bool leap = at[0] % 4 == 0 && (at[0] % 100 != 0 || at[0] % 400 == 0);
    return at[1] >= 1 && at[1] <= 12 && at[2] >= 1 && at[2] <= days[at[1]] - (at[1] == 2 && !leap);
}

static bool store_date(struct siteread *r, const struct sitevalue *v, char **text)
{
    if (!is_date(v->text[0])) {
        sitemsg_error(r->messages, v->place, "CFG-KEY-01",
                      "%s: \"%.100s\" is not a date; write it as 2026-12-31", v->key, v->text[0]);
        return false;
    }
    *text = sitearena_text(r->arena, v->text[0], strlen(v->text[0]));
    return *text != NULL;
}

static bool store_port(struct siteread *r, const struct sitevalue *v, uint16_t *into)
{
    *into = port(r, v, 0);
    return *into != 0;
}

static bool store_bool(struct siteread *r, const struct sitevalue *v, bool *into)
{
    int value = sitevalue_word(r, switch_words, v->text[0], v->key, v->place);
    if (value >= 0)
        *into = value == TRI_YES;
    return value >= 0;
}

/* Enumerations of any type: they are ints. */
static bool store_word(struct siteread *r, const struct sitevalue *v, const struct sitekeys_word *words,
                       void *into)
{
    int value = sitevalue_word(r, words, v->text[0], v->key, v->place);
    if (value >= 0)
        memcpy(into, &value, sizeof value);
    return value >= 0;
}

static bool store_text(struct siteread *r, const struct sitevalue *v, char **into)
{
    *into = sitearena_text(r->arena, v->text[0], strlen(v->text[0]));
    return *into != NULL;
}

static bool store_one(struct siteread *r, const struct sitevalue *v, const struct sitekeys_key *key, void *at)
{
    switch (key->kind) {
    case SITEKEYS_WORD:
        return store_word(r, v, key->words, at);
    case SITEKEYS_TRI:
        return store_word(r, v, tri_words, at);
    case SITEKEYS_SWITCH:
        return store_word(r, v, switch_words, at);
    case SITEKEYS_BOOL:
        return store_bool(r, v, at);
    case SITEKEYS_SECONDS:
        return store_seconds(r, v, at);
    case SITEKEYS_NUMBER:
        return store_number(r, v, at);
    case SITEKEYS_PORT:
        return store_port(r, v, at);
    case SITEKEYS_SITE:
        return store_site(r, v, at);
    case SITEKEYS_DATE:
        return store_date(r, v, at);
    default:
        return store_text(r, v, at);
    }
}

bool sitevalue_store(struct siteread *r, const struct sitevalue *v, const struct sitekeys_key *key,
                     void *into)
{
    void *at = (char *)into + key->offset;
    switch (key->kind) {
    case SITEKEYS_PORTS:
        return store_ports(r, v, at);
    case SITEKEYS_RANGES:
        return store_ranges(r, v, at);
    case SITEKEYS_ADDRS:
        return store_addrs(r, v, at);
    case SITEKEYS_WORDS:
        return store_words(r, v, key->words, at);
    case SITEKEYS_TEXTS:
        return store_texts(r, v, at);
    default:
        break;
    }
    if (v->count != 1 || v->is_list) {
        sitemsg_error(r->messages, v->place, "CFG-KEY-01", "%s takes one value, not a list", v->key);
        return false;
    }
    return store_one(r, v, key, at);
}
