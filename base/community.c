#include "base/community.h"

#include <assert.h>
#include <nettle/base64.h>
#include <nettle/sha1.h>
#include <stdbool.h>
#include <string.h>

#include "base/proto.h"

enum { SCTP = 132, ECHO4 = 8, ECHO6 = 128 };

struct exchange {
    uint8_t asks, answers;
};

static const struct exchange icmp4[] = {{8, 0}, {13, 14}, {15, 16}, {17, 18}, {10, 9}};
static const struct exchange icmp6[] = {{128, 129}, {133, 134}, {135, 136},
                                        {130, 131}, {144, 145}, {139, 140}};

static bool answering_type(const struct exchange *list, size_t count, uint16_t type, uint16_t *other)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].asks == type || list[i].answers == type) {
            *other = list[i].asks == type ? list[i].answers : list[i].asks;
            return true;
        }
    }
    return false;
}

static size_t put_addr(uint8_t *at, const struct addr *a)
{
    size_t n = addr_is_v4(a) ? 4 : 16;
    memcpy(at, a->b + 16 - n, n);
    return n;
}

static size_t put_u16(uint8_t *at, uint16_t v)
{
    at[0] = (uint8_t)(v >> 8);
    at[1] = (uint8_t)v;
    return 2;
}

const char *community_id(uint8_t transport, const struct addr *a, uint16_t a_port, const struct addr *b,
                         uint16_t b_port, char out[COMMUNITY_TEXT])
{
    bool one_way = false;
    if (transport == TRANSPORT_ICMP)
        one_way = !answering_type(icmp4, sizeof icmp4 / sizeof icmp4[0], a_port, &b_port);
    if (transport == TRANSPORT_ICMP6)
        one_way = !answering_type(icmp6, sizeof icmp6 / sizeof icmp6[0], a_port, &b_port);
    bool has_ports = transport == TRANSPORT_TCP || transport == TRANSPORT_UDP || transport == SCTP ||
                     transport == TRANSPORT_ICMP || transport == TRANSPORT_ICMP6;
    int order = addr_cmp(a, b);
    bool swap = !one_way && (order > 0 || (order == 0 && has_ports && a_port > b_port));

    uint8_t tuple[2 + 16 + 16 + 2 + 4];
    size_t n = put_u16(tuple, 0);
    n += put_addr(tuple + n, swap ? b : a);
    n += put_addr(tuple + n, swap ? a : b);
    tuple[n++] = transport;
    tuple[n++] = 0;
    if (has_ports) {
        n += put_u16(tuple + n, swap ? b_port : a_port);
        n += put_u16(tuple + n, swap ? a_port : b_port);
    }

    uint8_t digest[SHA1_DIGEST_SIZE];
    struct sha1_ctx sha;
    sha1_init(&sha);
    sha1_update(&sha, n, tuple);
    sha1_digest(&sha, sizeof digest, digest);
    static_assert(BASE64_ENCODE_RAW_LENGTH(SHA1_DIGEST_SIZE) + 3 == COMMUNITY_TEXT, "room for the text");
    memcpy(out, "1:", 2);
    base64_encode_raw(out + 2, sizeof digest, digest);
    out[COMMUNITY_TEXT - 1] = '\0';
    return out;
}

const char *community_flow(uint8_t transport, const struct addr *client, uint16_t client_port,
                           const struct addr *server, uint16_t server_port, char out[COMMUNITY_TEXT])
{
    if (transport == TRANSPORT_ICMP)
        return community_id(transport, client, ECHO4, server, 0, out);
    if (transport == TRANSPORT_ICMP6)
        return community_id(transport, client, ECHO6, server, 0, out);
    return community_id(transport, client, client_port, server, server_port, out);
}
