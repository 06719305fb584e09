#include "policy/tunnel.h"

#include <stddef.h>
#include <string.h>

enum { HOST_MOST = 255 };

static bool port_of(const char *at, size_t length, uint16_t *port)
{
    unsigned long n = 0;
    if (length == 0 || length > 5)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (at[i] < '0' || at[i] > '9')
            return false;
        n = n * 10 + (unsigned long)(at[i] - '0');
    }
    *port = (uint16_t)n;
    return n > 0 && n <= UINT16_MAX;
}

/* Brackets around an IPv6 address, or the dot at a name's end, come off. */
static bool host_of(const char *at, size_t length, char out[HOST_MOST + 1])
{
    if (length >= 2 && at[0] == '[' && at[length - 1] == ']') {
        at++;
        length -= 2;
    } else if (length > 0 && at[length - 1] == '.') {
        length--;
    }
    if (length == 0 || length > HOST_MOST || memchr(at, '\0', length) != NULL)
        return false;
    memcpy(out, at, length);
    out[length] = '\0';
    return true;
}

const struct site_system *tunnel_target(const struct site *site, const struct evidence_text *authority,
                                        uint16_t *port)
{
    char host[HOST_MOST + 1];
    struct addr ip;
    const char *colon = authority->length > 0 ? memrchr(authority->at, ':', authority->length) : NULL;
    if (colon == NULL)
        return NULL;
    size_t before = (size_t)(colon - authority->at);
    if (!port_of(colon + 1, authority->length - before - 1, port) || !host_of(authority->at, before, host))
        return NULL;
    return addr_read(&ip, host) ? site_system_at(site, &ip) : site_system_named(site, host);
}
