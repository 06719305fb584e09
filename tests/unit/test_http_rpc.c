#include "decode/http_rpc.h"

#include "decode/rpc_pdu.h"
#include "decodesink.h"
#include "wire.h"

static void put_header(struct wire *w, unsigned type, unsigned length)
{
    wire_u8(w, 5);
    wire_u8(w, 0);
    wire_u8(w, type);
    wire_u8(w, 3);
    wire_le32(w, 0x10);
    wire_le16(w, length);
    wire_zeros(w, 6);
}

static void put_bind(struct wire *w)
{
    put_header(w, RPC_BIND, 28 + 44);
    wire_zeros(w, 8);
    wire_le32(w, 1);
    wire_le16(w, 0);
    wire_le16(w, 1);
    wire_hex(w, "60f1d41f2e1d5c4fb1a4000000000001");
    wire_le32(w, 1);
    wire_zeros(w, 20);
}

static struct wire channel(void)
{
    struct wire w = {.n = 0};
    put_header(&w, HTTP_RPC_RTS, 20);
    wire_zeros(&w, 4);
    put_bind(&w);
    put_header(&w, RPC_REQUEST, 100);
    wire_zeros(&w, 84);
    return w;
}

Test(http_rpc, walks_from_pdu_to_pdu)
{
    struct wire w = channel();
    struct decodesink *k = decodesink_new();
    cr_expect_eq(http_rpc_read(&k->sink, 7, bytes_of(w.at, w.n), 1 << 30), 27);
    cr_expect_eq(http_rpc_read(&k->sink, 27, bytes_of(w.at + 20, w.n - 20), 1 << 30), 99);
    cr_expect_eq(http_rpc_read(&k->sink, 99, bytes_of(w.at + 92, 16), 1 << 30), 199);
    cr_expect_eq(http_rpc_read(&k->sink, 99, bytes_of(w.at + 92, 16), 150), 150, "not behind the body");
    cr_expect_eq(k->items, 2);
    cr_expect_str_eq(decodesink_text(k, 0), "0 RPC");
    cr_expect_str_eq(decodesink_text(k, 1), "0 1fd4f160-1d2e-4f5c-b1a4-000000000001");
    free(k);
}

Test(http_rpc, waits_for_a_whole_bind)
{
    struct wire w = {.n = 0};
    struct decodesink *k = decodesink_new();
    put_bind(&w);
    for (size_t n = 1; n < w.n; n++)
        cr_expect_eq(http_rpc_read(&k->sink, 0, bytes_of(w.at, n), 1 << 30), 0, "%zu", n);
    cr_expect_eq(http_rpc_read(&k->sink, 0, bytes_of(w.at, 60), 60), 60, "a body that ends in it");
    cr_expect_eq(http_rpc_read(&k->sink, 0, bytes_of(w.at, 10), 10), 10, "a body too short for a header");
    free(k);
}

Test(http_rpc, skips_a_body_that_is_something_else)
{
    static const size_t at[] = {0, 1, 2, 4, 9};
    struct decodesink *k = decodesink_new();
    for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
        struct wire w = {.n = 0};
        put_header(&w, RPC_REQUEST, 16);
        w.at[at[i]] = at[i] == 9 ? 0 : 0xff;
        w.at[8] = at[i] == 9 ? 15 : w.at[8];
        cr_expect_eq(http_rpc_read(&k->sink, 5, bytes_of(w.at, w.n), 5000), 5000, "byte %zu", at[i]);
    }
    cr_expect_eq(k->items, 0);
    free(k);
}
