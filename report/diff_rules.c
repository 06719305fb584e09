#include "report/diff_rules.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "store/table.h"

struct known {
    char name[DIFF_RULES_NAME];
    uint16_t number;
};

struct diff_rules {
    struct table *known;
    bool is_sorted;
    uint16_t place[DIFF_RULES_MOST + 1];   /* by number; 0: the others */
    const char *name[DIFF_RULES_MOST + 1]; /* by place */
};

struct diff_rules *diff_rules_new(void)
{
    struct diff_rules *r = calloc(1, sizeof *r);
    if (r == NULL)
        return NULL;
    r->known = table_new(sizeof(struct known), DIFF_RULES_NAME, DIFF_RULES_NAME, DIFF_RULES_MOST);
    if (r->known != NULL)
        return r;
    free(r);
    return NULL;
}

void diff_rules_free(struct diff_rules *r)
{
    if (r == NULL)
        return;
    table_free(r->known);
    free(r);
}

uint16_t diff_rules_number(struct diff_rules *r, const char *name)
{
    char key[DIFF_RULES_NAME] = "";
    bool fresh = false;
    memcpy(key, name, strnlen(name, sizeof key - 1));
    struct known *k = table_at(r->known, key, &fresh);
    if (k == NULL)
        return 0;
    if (fresh)
        k->number = (uint16_t)table_count(r->known);
    return k->number;
}

static int by_name(const void *left, const void *right)
{
    const struct known *const *a = left, *const *b = right;
    return strcmp((*a)->name, (*b)->name);
}

static void sort(struct diff_rules *r)
{
    const struct known *all[DIFF_RULES_MOST];
    size_t count = table_count(r->known);
    for (size_t i = 0; i < count; i++)
        all[i] = table_entry(r->known, i);
    if (count > 1)
        qsort(all, count, sizeof all[0], by_name);
    for (size_t i = 0; i < count; i++) {
        r->place[all[i]->number] = (uint16_t)i;
        r->name[i] = all[i]->name;
    }
    r->place[0] = (uint16_t)count;
    r->name[count] = "other rules";
    r->is_sorted = true;
}

uint16_t diff_rules_place(struct diff_rules *r, uint16_t number)
{
    if (!r->is_sorted)
        sort(r);
    return r->place[number];
}

const char *diff_rules_name(const struct diff_rules *r, uint16_t place)
{
    return r->name[place];
}
