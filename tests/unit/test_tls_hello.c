#include "decode/tls_hello.h"

#include "decodesink.h"
#include "tlsbytes.h"

Test(tls_hello, reads_name_protocols_and_versions)
{
    struct tlsbytes b = {.n = 0};
    struct tls_hello h;
    tlsbytes_client_hello(&b, 1, "http/1.1");
    cr_assert(tls_hello_client(bytes_of(b.at, b.n), &h));
    cr_expect_eq(h.version, TLS_1_3);
    cr_expect(h.sni.left == 10 && memcmp(h.sni.at, "mp.example", 10) == 0);
    cr_expect(h.alpn_length == 11 && memcmp(h.alpn, "h2,http/1.1", 11) == 0);

    b.n = 0;
    tlsbytes_client_hello(&b, 0, "x");
    cr_expect(tls_hello_client(bytes_of(b.at, b.n), &h) && h.version == TLS_1_2);

    b.n = 0;
    tlsbytes_server_hello(&b, 0);
    cr_expect(tls_hello_server(bytes_of(b.at, b.n), &h) && h.version == TLS_1_2);
    cr_expect(h.alpn_length == 2 && memcmp(h.alpn, "h2", 2) == 0);

    b.n = 0;
    tlsbytes_server_hello(&b, 1);
    cr_expect(tls_hello_server(bytes_of(b.at, b.n), &h) && h.version == TLS_1_3);
}

Test(tls_hello, survives_every_cut_and_every_flipped_byte)
{
    struct tlsbytes b = {.n = 0};
    struct tls_hello h;
    tlsbytes_client_hello(&b, 1, "http/1.1");
    for (size_t n = 0; n <= b.n; n++) {
        uint8_t *copy = malloc(n > 0 ? n : 1);
        memcpy(copy, b.at, n);
        bool ok = tls_hello_client(bytes_of(copy, n), &h);
        cr_expect_eq(ok, n >= 35, "cut at %zu", n);
        for (size_t i = 0; i < n; i++) {
            copy[i] ^= 0xff;
            if (tls_hello_client(bytes_of(copy, n), &h))
                cr_expect(h.alpn_length <= TLS_HELLO_ALPN_MOST && h.sni.left <= n);
            copy[i] ^= 0xff;
        }
        free(copy);
    }
}

Test(tls_hello, refuses_a_session_id_that_is_too_long)
{
    struct tlsbytes b = {.n = 0};
    struct tls_hello h;
    tlsbytes_client_hello(&b, 1, "http/1.1");
    b.at[34] = 33;
    cr_expect_not(tls_hello_client(bytes_of(b.at, b.n), &h));
}

Test(tls_hello, sends_its_evidence)
{
    struct tlsbytes b = {.n = 0};
    struct tls_hello h;
    struct decodesink *k = decodesink_new();
    tlsbytes_client_hello(&b, 1, "http/1.1");
    cr_assert(tls_hello_client(bytes_of(b.at, b.n), &h));
    tls_hello_send(&h, &k->sink, true);
    cr_expect_str_eq(decodesink_text(k, 0), "772 mp.example|h2,http/1.1");
    tls_hello_send(&h, &k->sink, false);
    cr_expect_str_eq(decodesink_text(k, 1), "772 h2,http/1.1");
    cr_expect(k->item[0].kind == EVIDENCE_TLS_CLIENT && k->item[1].kind == EVIDENCE_TLS_SERVER);
    free(k);
}
