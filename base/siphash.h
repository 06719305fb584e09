/*
 * SipHash-2-4, 64 bits (Aumasson, Bernstein 2012): the hash of every table whose keys a hostile peer can
 * choose.
 */
#ifndef BASE_SIPHASH_H
#define BASE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

struct siphash_key {
    uint64_t k0, k1;
};

/* A key from the system's random source; asserts that there is one. */
struct siphash_key siphash_random_key(void);

uint64_t siphash(const struct siphash_key *key, const void *data, size_t n);

#endif
