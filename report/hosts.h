/* Counting different things: a set of hashes of bounded size. */
#ifndef REPORT_HOSTS_H
#define REPORT_HOSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HOSTS_MOST = 1 << 21 }; /* of 8 bytes, in a table that is at most half full: 32 MiB */

struct hosts {
    uint64_t *at; /* 0: free */
    size_t room, count;
    bool full; /* something was not taken */
};

/* Start as {0}. True when this hash is new. */
bool hosts_add(struct hosts *h, uint64_t hash);
void hosts_free(struct hosts *h);

#endif
