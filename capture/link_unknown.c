#include "capture/link_unknown.h"

#include <inttypes.h>
#include <stdio.h>

#include "capture/link.h"

static void name(struct link_unknown *one)
{
    const char *reason = link_skip_name(one->why);
    if (one->why == LINK_SKIP_LINKTYPE || one->why == LINK_SKIP_FAMILY)
        (void)snprintf(one->name, sizeof one->name, "%s-%" PRIu32, reason, one->number);
    else
        (void)snprintf(one->name, sizeof one->name, "%s-%04" PRIx32, reason, one->number);
}

static bool numbered(unsigned why)
{
    return why == LINK_SKIP_LINKTYPE || why == LINK_SKIP_ETHERTYPE || why == LINK_SKIP_LLC ||
           why == LINK_SKIP_PPP || why == LINK_SKIP_FAMILY;
}

void link_unknown_count(struct link_unknowns *u, unsigned why, uint32_t number, uint32_t frames)
{
    if (!numbered(why))
        return;
    for (size_t i = 0; i < u->count; i++) {
        if (u->list[i].why == why && u->list[i].number == number) {
            u->list[i].frames += frames;
            return;
        }
    }
    if (u->count == LINK_UNKNOWN_MOST)
        return;
    struct link_unknown *one = &u->list[u->count++];
    *one = (struct link_unknown){.why = why, .number = number, .frames = frames};
    name(one);
}
