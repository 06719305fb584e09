/*
 * An IP address of either family in one form: 16 bytes in network order, IPv4 as ::ffff:a.b.c.d (RFC 4291
 * 2.5.5.2), so that one comparison, one hash and one prefix length serve both. An IPv4 prefix of n bits is
 * one of 96 + n bits here.
 */
#ifndef BASE_ADDR_H
#define BASE_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct addr {
    uint8_t b[16];
};

/* A closed interval of addresses of one family; a CIDR network is one too. */
struct addr_range {
    struct addr first, last;
};

enum { ADDR_TEXT = 46, ADDR_RANGE_TEXT = 96 }; /* room for the text, with the final NUL */

struct addr addr_v4(const uint8_t b[4]);
struct addr addr_v6(const uint8_t b[16]);
bool addr_is_v4(const struct addr *a);

/* Reads "10.1.0.5" or "2001:db8::5"; false when it is neither. */
bool addr_read(struct addr *a, const char *text);
/* RFC 5952 text, a dotted quad for IPv4. Returns out. */
const char *addr_text(const struct addr *a, char out[ADDR_TEXT]);

/* As memcmp: byte order is address order, all IPv4 lie together. */
int addr_cmp(const struct addr *a, const struct addr *b);
bool addr_eq(const struct addr *a, const struct addr *b);
/* The address behind; false when there is none. */
bool addr_next(struct addr *a);
/* The address before; false when there is none. */
bool addr_previous(struct addr *a);

/* Reads an address, a CIDR network or "first-last"; false when malformed, of mixed families or reversed. */
bool addr_range_read(struct addr_range *r, const char *text);
/* The network of this many bits (of 128) around an address. */
struct addr_range addr_range_around(const struct addr *a, unsigned bits);
bool addr_range_has(const struct addr_range *r, const struct addr *a);
bool addr_range_overlaps(const struct addr_range *a, const struct addr_range *b);
/* CIDR where the range is one, else "first-last". Returns out. */
const char *addr_range_text(const struct addr_range *r, char out[ADDR_RANGE_TEXT]);
/* The same, but one address as addr_text() has it. */
const char *addr_range_brief(const struct addr_range *r, char out[ADDR_RANGE_TEXT]);

#endif
