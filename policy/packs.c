#include "policy/packs.h"

#include <string.h>

#include "policy/cm2007.h"

const struct rule_pack *const packs[PACKS_MOST] = {&cm2007, NULL};

const struct rule_pack *packs_find(const struct rule_pack *const *list, const char *name)
{
    for (; *list != NULL; list++)
        if (strcmp((*list)->name, name) == 0)
            return *list;
    return NULL;
}
