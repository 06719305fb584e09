#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "policy/proposal_part.h"
#include "policy/sitenames.h"

struct naming {
    struct sitearena arena;
    struct sitenames taken;
    unsigned *next; /* by name: the first number that may be free behind it; 0: none was asked for */
};

static void hyphens(char *name)
{
    for (char *c = name; *c != '\0'; c++)
        *c = *c == '.' || *c == ':' || *c == '_' ? '-' : ascii_lower(*c);
}

/* The first label of its name; else a role it has, and its address. */
static void put_name(struct proposal_system *s)
{
    char address[ADDR_TEXT];
    char *dot = strchr(s->name, '.');
    if (dot != NULL)
        *dot = '\0';
    if (s->name[0] != '\0')
        return;
    unsigned r = 0;
    while (r + 1 < ROLE_COUNT && !proposal_has(s, (enum role)r))
        r++;
    (void)snprintf(s->name, sizeof s->name, "%s-%s", s->has_role ? site_role_name((enum role)r) : "host",
                   addr_text(&s->address[0], address));
    hyphens(s->name);
}

static bool is_written(const struct proposal_system *s)
{
    return s->has_role || s->candidate || s->proxy.sure != PROPOSAL_NONE;
}

/* Many hosts may call themselves the same: their addresses differ. Hosts may have taken such names, too. */
static void tell_apart(struct naming *n, struct proposal_system *s)
{
    char plain[SURVEY_TEXT + 1], address[ADDR_TEXT];
    int same = sitenames_find(&n->taken, s->name);
    memcpy(plain, s->name, sizeof plain);
    if (same >= 0) {
        (void)snprintf(s->name, sizeof s->name, "%.18s-%s", plain, addr_text(&s->address[0], address));
        hyphens(s->name);
    }
    while (sitenames_find(&n->taken, s->name) >= 0) {
        n->next[same] = n->next[same] < 2 ? 2 : n->next[same] + 1;
        (void)snprintf(s->name, sizeof s->name, "%.50s-%u", plain, n->next[same]);
    }
    (void)sitenames_add(&n->taken, s->name);
}

int proposal_names(struct proposal *p, struct err *err)
{
    struct naming n = {.next = NULL};
    bool whole = sitenames_open(&n.taken, &n.arena, p->system_count + 1) == 0;
    n.next = sitearena_take(&n.arena, p->system_count + 1, sizeof *n.next);
    for (size_t i = 0; i < p->system_count && n.next != NULL && whole; i++) {
        if (!is_written(&p->systems[i]))
            continue;
        put_name(&p->systems[i]);
        tell_apart(&n, &p->systems[i]);
    }
    whole = whole && n.next != NULL;
    sitearena_free(&n.arena);
    return whole ? 0 : err_set(err, "cannot draft: out of memory");
}
