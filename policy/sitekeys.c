#include "policy/sitekeys.h"

#include <string.h>

#include "policy/sitenear.h"
#include "policy/sitevalue.h"

int sitekeys_find(const struct sitekeys_table *table, const char *name)
{
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->at[i].name, name) == 0)
            return (int)i;
    return -1;
}

static const char *key_name(const void *context, size_t i)
{
    const struct sitekeys_table *table = context;
    return i < table->count ? table->at[i].name : NULL;
}

void sitekeys_unknown(struct siteread *r, struct sitemsg_place place, const char *name,
                      const struct sitekeys_table *table)
{
    sitemsg_error(r->messages, place, "CFG-KEY-01", "unknown key \"%.100s\" (did you mean \"%s\"?)", name,
                  sitenear(name, key_name, table));
}

bool sitekeys_beside(const struct siteread_marks *marks, size_t key)
{
    return (marks->beside >> key & 1) != 0;
}

struct sitemsg_place sitekeys_place(const struct siteread_marks *marks, size_t key)
{
    bool beside = sitekeys_beside(marks, key);
    if (marks->at[key].line == 0)
        return marks->object;
    return (struct sitemsg_place){beside ? NULL : marks->object.origin, marks->at[key], beside};
}

struct sitemsg_place sitekeys_item(const struct siteread *r, const struct siteread_marks *marks, size_t key,
                                   size_t i, size_t count)
{
    int node = marks->node[key];
    if (siteyaml_kind(r->yaml, node) != SITEYAML_LIST || siteyaml_count(r->yaml, node) != count)
        return sitekeys_place(marks, key);
    return siteyaml_place(r->yaml, siteyaml_item(r->yaml, node, i));
}

bool sitekeys_written(const struct siteread_marks *marks, size_t key)
{
    return marks->at[key].line != 0;
}

bool sitekeys_bad(const struct siteread_marks *marks, size_t key)
{
    return (marks->bad >> key & 1) != 0;
}

/* The texts of a node: itself, or its items. False when something in it is not a text (told). */
static bool texts_of(struct siteread *r, int node, struct sitevalue *v)
{
    enum siteyaml_kind kind = siteyaml_kind(r->yaml, node);
    bool understood = true;
    v->is_list = kind == SITEYAML_LIST;
    size_t most = v->is_list ? siteyaml_count(r->yaml, node) : 1;
    if (most > 1 || v->text == NULL) {
        v->text = sitearena_take(&r->scratch, most, sizeof *v->text);
        v->places = sitearena_take(&r->scratch, most, sizeof *v->places);
    }
    if (v->text == NULL || v->places == NULL)
        return false;
    for (size_t i = 0; i < most; i++) {
        int item = v->is_list ? siteyaml_item(r->yaml, node, i) : node;
        const char *text = siteyaml_text(r->yaml, item);
        v->places[v->count] = siteyaml_place(r->yaml, item);
        bool is_text = text != NULL && siteyaml_kind(r->yaml, item) != SITEYAML_EMPTY;
        if (is_text)
            v->text[v->count++] = text;
        else if (item != 0)
            sitemsg_error(r->messages, v->places[v->count], "CFG-KEY-01", "%s has %s", v->key,
                          siteyaml_kind(r->yaml, item) == SITEYAML_EMPTY    ? "no value"
                          : siteyaml_kind(r->yaml, item) == SITEYAML_SCALAR ? "a NUL character in its value"
                                                                            : "a value that is not a text");
        understood = understood && is_text;
    }
    return understood;
}

static bool read_map(struct siteread *r, int node, const struct sitekeys_key *key, void *into)
{
    enum siteyaml_kind kind = siteyaml_kind(r->yaml, node);
    int map = kind == SITEYAML_MAP ? node : 0;
    memcpy((char *)into + key->offset, &map, sizeof map);
    if (kind == SITEYAML_MAP || kind == SITEYAML_EMPTY)
        return true;
    if (kind != SITEYAML_NONE)
        sitemsg_error(r->messages, siteyaml_place(r->yaml, node), "CFG-KEY-01",
                      "%s takes keys and values, one \"key: value\" each", key->name);
    return false;
}

static bool read_value(struct siteread *r, int node, const struct sitekeys_key *key, void *into)
{
    const char *text = NULL;
    struct sitemsg_place place = siteyaml_place(r->yaml, node);
    struct sitevalue v = {key->name, place, false, 0, &text, &place};
    if (key->kind == SITEKEYS_NODE)
        return read_map(r, node, key, into);
    if (siteyaml_kind(r->yaml, node) == SITEYAML_NONE)
        return false;
    bool all = texts_of(r, node, &v);
    return (v.count > 0 || all) && sitevalue_store(r, &v, key, into) && all;
}

static void read_pair(struct siteread *r, int map, size_t i, const struct sitekeys_table *table, void *into,
                      struct siteread_marks *marks)
{
    int key_node = siteyaml_key(r->yaml, map, i), value = siteyaml_value(r->yaml, map, i);
    const char *name = siteyaml_text(r->yaml, key_node);
    struct sitemsg_place place = siteyaml_place(r->yaml, key_node);
    int key = name != NULL ? sitekeys_find(table, name) : -1;
    marks->odd = marks->odd || key < 0;
    if (key < 0) {
        if (name != NULL)
            sitekeys_unknown(r, place, name, table);
        else if (key_node != 0)
            sitemsg_error(r->messages, place, "CFG-KEY-01", "a key must be a text");
        return;
    }
    if (marks->at[key].line != 0) {
        sitemsg_error(r->messages, place, "CFG-KEY-01", "duplicate key \"%s\" (the first is in line %d)",
                      name, marks->at[key].line);
        return;
    }
    enum siteyaml_kind kind = siteyaml_kind(r->yaml, value);
    bool has_place = kind == SITEYAML_SCALAR || kind == SITEYAML_LIST;
    marks->at[key] = (has_place ? siteyaml_place(r->yaml, value) : place).at;
    marks->node[key] = value;
    if (!read_value(r, value, &table->at[key], into))
        marks->bad |= 1U << key;
}

void sitekeys_read(struct siteread *r, int map, const char *what, const struct sitekeys_table *table,
                   void *into, struct siteread_marks *marks)
{
    enum siteyaml_kind kind = siteyaml_kind(r->yaml, map);
    if (kind == SITEYAML_SCALAR || kind == SITEYAML_LIST) {
        marks->odd = true;
        sitemsg_error(r->messages, siteyaml_place(r->yaml, map), "CFG-KEY-01",
                      "%.100s takes keys and values, one \"key: value\" each", what);
        return;
    }
    r->reading = what;
    for (size_t i = 0; i < siteyaml_count(r->yaml, map); i++)
        read_pair(r, map, i, table, into, marks);
}

void sitekeys_require_some(struct siteread *r, const struct siteread_marks *marks, size_t key, size_t count,
                           const char *name, const char *object)
{
    if (count == 0 && sitekeys_written(marks, key) && !sitekeys_bad(marks, key))
        sitemsg_error(r->messages, sitekeys_place(marks, key), "CFG-KEY-01",
                      "%.100s: its %s is an empty list; write at least one", object, name);
}

/* Divides a cell at blanks and semicolons, in a copy. */
static void divide(struct siteread *r, const char *text, struct sitemsg_place place, struct sitevalue *v)
{
    static const char between[] = " \t;";
    size_t n = strlen(text), most = n / 2 + 1;
    char *at = sitearena_text(&r->scratch, text, n);
    v->text = sitearena_take(&r->scratch, most, sizeof *v->text);
    v->places = sitearena_take(&r->scratch, most, sizeof *v->places);
    if (at == NULL || v->text == NULL || v->places == NULL)
        return;
    for (at += strspn(at, between); *at != '\0'; at += strspn(at, between)) {
        size_t length = strcspn(at, between);
        v->places[v->count] = place;
        v->text[v->count++] = at;
        at += length;
        if (*at != '\0')
            *at++ = '\0';
    }
}

void sitekeys_read_text(struct siteread *r, const char *text, struct sitemsg_place place,
                        const struct sitekeys_table *table, size_t key, void *into,
                        struct siteread_marks *marks)
{
    const struct sitekeys_key *row = &table->at[key];
    struct sitevalue v = {row->name, place, false, 1, &text, &place};
    bool is_list = row->kind == SITEKEYS_ADDRS || row->kind == SITEKEYS_RANGES;
    if (is_list && strpbrk(text, " \t;") != NULL) {
        v.count = 0;
        divide(r, text, place, &v);
    }
    marks->at[key] = place.at;
    marks->beside &= ~(1U << key);
    marks->bad &= ~(1U << key);
    if (!sitevalue_store(r, &v, row, into))
        marks->bad |= 1U << key;
}

static void add_to_section(struct siteread *r, int map, size_t i, const char *what,
                           struct sitekeys_section *s)
{
    int key = siteyaml_key(r->yaml, map, i);
    const char *name = siteyaml_text(r->yaml, key);
    struct sitemsg_place place = siteyaml_place(r->yaml, key);
    if (name == NULL || *name == '\0') {
        if (key != 0)
            sitemsg_error(r->messages, place, "CFG-KEY-01", "a name in %s must be a text", what);
        return;
    }
    int first = sitenames_find(&s->names, name);
    if (first >= 0) {
        sitemsg_error(r->messages, place, "CFG-KEY-01", "duplicate key \"%.100s\" (the first is in line %d)",
                      name, s->place[first].at.line);
        return;
    }
    char *kept = sitearena_text(r->arena, name, strlen(name));
    int index = kept != NULL ? sitenames_add(&s->names, kept) : -1;
    if (index < 0)
        return;
    s->node[index] = siteyaml_value(r->yaml, map, i);
    s->place[index] = place;
}

int sitekeys_section(struct siteread *r, int node, const char *what, struct sitekeys_section *section)
{
    size_t count = siteyaml_count(r->yaml, node);
    *section = (struct sitekeys_section){0};
    if (sitenames_open(&section->names, &r->scratch, count) != 0)
        return -1;
    section->node = sitearena_take(&r->scratch, count, sizeof *section->node);
    section->place = sitearena_take(&r->scratch, count, sizeof *section->place);
    if (section->node == NULL || section->place == NULL)
        return -1;
    for (size_t i = 0; i < count; i++)
        add_to_section(r, node, i, what, section);
    return 0;
}

const char *sitekeys_word_of(const struct sitekeys_word *words, int value, const char *otherwise)
{
    for (; words->name != NULL; words++)
        if (words->value == value)
            return words->name;
    return otherwise;
}
