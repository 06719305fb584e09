#include "base/addr.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t v4_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

struct addr addr_v4(const uint8_t b[4])
{
    struct addr a;
    memcpy(a.b, v4_prefix, 12);
    memcpy(a.b + 12, b, 4);
    return a;
}

struct addr addr_v6(const uint8_t b[16])
{
    struct addr a;
    memcpy(a.b, b, 16);
    return a;
}

bool addr_is_v4(const struct addr *a)
{
    return memcmp(a->b, v4_prefix, 12) == 0;
}

bool addr_read(struct addr *a, const char *text)
{
    uint8_t b[16];
    if (inet_pton(AF_INET, text, b) == 1) {
        *a = addr_v4(b);
        return true;
    }
    if (inet_pton(AF_INET6, text, b) == 1) {
        *a = addr_v6(b);
        return true;
    }
    return false;
}

static char *put_octet(char *out, unsigned n)
{
    if (n >= 100)
        *out++ = (char)('0' + n / 100);
    if (n >= 10)
        *out++ = (char)('0' + n / 10 % 10);
    *out++ = (char)('0' + n % 10);
    return out;
}

const char *addr_text(const struct addr *a, char out[ADDR_TEXT])
{
    if (!addr_is_v4(a))
        return inet_ntop(AF_INET6, a->b, out, ADDR_TEXT);
    char *end = put_octet(out, a->b[12]);
    for (size_t i = 13; i < sizeof a->b; i++) {
        *end++ = '.';
        end = put_octet(end, a->b[i]);
    }
    *end = '\0';
    return out;
}

int addr_cmp(const struct addr *a, const struct addr *b)
{
    return memcmp(a->b, b->b, 16);
}

bool addr_eq(const struct addr *a, const struct addr *b)
{
    return memcmp(a->b, b->b, 16) == 0;
}

bool addr_next(struct addr *a)
{
    for (size_t i = sizeof a->b; i-- > 0;)
        if (++a->b[i] != 0)
            return true;
    return false;
}

bool addr_previous(struct addr *a)
{
    for (size_t i = sizeof a->b; i-- > 0;)
        if (a->b[i]-- != 0)
            return true;
    return false;
}

struct addr_range addr_range_around(const struct addr *a, unsigned bits)
{
    struct addr_range r = {*a, *a};
    for (unsigned i = 0; i < 16; i++) {
        unsigned kept = bits >= i * 8 + 8 ? 8 : bits > i * 8 ? bits - i * 8 : 0;
        uint8_t host = (uint8_t)(0xff >> kept);
        r.first.b[i] &= (uint8_t)~host;
        r.last.b[i] |= host;
    }
    return r;
}

static bool read_cidr(struct addr_range *r, const char *net, const char *bits_text)
{
    struct addr a;
    char *end;
    if (!addr_read(&a, net) || bits_text[0] < '0' || bits_text[0] > '9')
        return false;
    unsigned long bits = strtoul(bits_text, &end, 10);
    unsigned long most = addr_is_v4(&a) ? 32 : 128;
    if (*end != '\0' || bits > most)
        return false;
    *r = addr_range_around(&a, (unsigned)(128 - most + bits));
    return true;
}

bool addr_range_read(struct addr_range *r, const char *text)
{
    char copy[ADDR_RANGE_TEXT];
    size_t n = strlen(text);
    if (n >= sizeof copy)
        return false;
    memcpy(copy, text, n + 1);
    char *cut = strpbrk(copy, "/-");
    if (cut == NULL) {
        if (!addr_read(&r->first, copy))
            return false;
        r->last = r->first;
        return true;
    }
    char kind = *cut;
    *cut = '\0';
    if (kind == '/')
        return read_cidr(r, copy, cut + 1);
    return addr_read(&r->first, copy) && addr_read(&r->last, cut + 1) &&
           addr_is_v4(&r->first) == addr_is_v4(&r->last) && addr_cmp(&r->first, &r->last) <= 0;
}

bool addr_range_has(const struct addr_range *r, const struct addr *a)
{
    return addr_cmp(&r->first, a) <= 0 && addr_cmp(a, &r->last) <= 0;
}

bool addr_range_overlaps(const struct addr_range *a, const struct addr_range *b)
{
    return addr_cmp(&a->first, &b->last) <= 0 && addr_cmp(&b->first, &a->last) <= 0;
}

static unsigned common_bits(const struct addr *a, const struct addr *b)
{
    unsigned i = 0;
    while (i < 16 && a->b[i] == b->b[i])
        i++;
    return i == 16 ? 128 : i * 8 + (unsigned)__builtin_clz((unsigned)(a->b[i] ^ b->b[i])) - 24;
}

const char *addr_range_text(const struct addr_range *r, char out[ADDR_RANGE_TEXT])
{
    char first[ADDR_TEXT], last[ADDR_TEXT];
    unsigned bits = common_bits(&r->first, &r->last);
    struct addr_range net = addr_range_around(&r->first, bits);
    addr_text(&r->first, first);
    if (addr_eq(&net.first, &r->first) && addr_eq(&net.last, &r->last)) {
        bool v4 = bits >= 96 && addr_is_v4(&r->first);
        (void)snprintf(out, ADDR_RANGE_TEXT, "%s/%u", first, v4 ? bits - 96 : bits);
    } else {
        (void)snprintf(out, ADDR_RANGE_TEXT, "%s-%s", first, addr_text(&r->last, last));
    }
    return out;
}

const char *addr_range_brief(const struct addr_range *r, char out[ADDR_RANGE_TEXT])
{
    return addr_eq(&r->first, &r->last) ? addr_text(&r->first, out) : addr_range_text(r, out);
}
