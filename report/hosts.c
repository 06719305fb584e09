#include "report/hosts.h"

#include <stdlib.h>

enum { ROOM_FIRST = 1 << 12 };

static size_t place_of(const struct hosts *h, uint64_t hash)
{
    size_t i = (size_t)hash & (h->room - 1);
    while (h->at[i] != 0 && h->at[i] != hash)
        i = (i + 1) & (h->room - 1);
    return i;
}

static bool grow(struct hosts *h)
{
    struct hosts larger = {.room = h->room == 0 ? ROOM_FIRST : h->room * 2, .count = h->count};
    larger.at = calloc(larger.room, sizeof *larger.at);
    if (larger.at == NULL)
        return false;
    for (size_t i = 0; i < h->room; i++) {
        if (h->at[i] != 0)
            larger.at[place_of(&larger, h->at[i])] = h->at[i];
    }
    free(h->at);
    *h = larger;
    return true;
}

bool hosts_add(struct hosts *h, uint64_t hash)
{
    hash |= hash == 0;
    if (h->count * 2 >= h->room && (h->count >= HOSTS_MOST || !grow(h))) {
        h->full = true;
        return false;
    }
    size_t i = place_of(h, hash);
    if (h->at[i] == hash)
        return false;
    h->at[i] = hash;
    h->count++;
    return true;
}

void hosts_free(struct hosts *h)
{
    free(h->at);
    *h = (struct hosts){0};
}
