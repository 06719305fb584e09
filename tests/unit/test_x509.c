#include "decode/x509.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "tlsbytes.h"

static bool is(const struct x509_text *t, const char *text)
{
    return t->length == strlen(text) && memcmp(t->at, text, t->length) == 0;
}

Test(x509, reads_names_and_times)
{
    struct x509 c;
    cr_assert(x509_read(bytes_of(tlsbytes_certificate, sizeof tlsbytes_certificate), &c));
    cr_expect(is(&c.subject, "C=DE, O=Example, CN=mp.example"));
    cr_expect(is(&c.issuer, "C=DE, O=Example, CN=mp.example"));
    cr_expect(is(&c.san, "mp.example,mp,10.1.0.10,2001:db8::10,http://x/,a@b"), "%.*s", (int)c.san.length,
              c.san.at);
    cr_expect(is(&c.not_before, "261120134733Z") && is(&c.not_after, "361117134733Z"));
}

static bool read_copy(const uint8_t *der, size_t n, struct x509 *c)
{
    uint8_t *copy = malloc(n > 0 ? n : 1);
    memcpy(copy, der, n);
    bool ok = x509_read(bytes_of(copy, n), c);
    free(copy);
    return ok;
}

Test(x509, keeps_what_a_cut_certificate_held)
{
    struct x509 c;
    size_t n = sizeof tlsbytes_certificate;
    cr_expect_not(read_copy(tlsbytes_certificate, 0, &c));
    cr_expect_not(read_copy(tlsbytes_certificate, 30, &c));
    cr_expect(read_copy(tlsbytes_certificate, 200, &c));
    cr_expect(is(&c.issuer, "C=DE, O=Example, CN=mp.example"));
    for (size_t i = 0; i < n; i++)
        (void)read_copy(tlsbytes_certificate, i, &c);
}

Test(x509, survives_every_flipped_byte)
{
    uint8_t der[sizeof tlsbytes_certificate];
    memcpy(der, tlsbytes_certificate, sizeof der);
    static const uint8_t flips[] = {0x01, 0x80, 0xff, 0x7f};
    struct x509 c;
    for (size_t i = 0; i < sizeof der; i++)
        for (size_t k = 0; k < sizeof flips; k++) {
            der[i] ^= flips[k];
            if (read_copy(der, sizeof der, &c))
                cr_expect(c.subject.length <= X509_NAME_MOST && c.san.length <= X509_SAN_MOST &&
                              c.not_after.length <= X509_TIME_MOST,
                          "byte %zu", i);
            der[i] ^= flips[k];
        }
}

Test(x509, turns_wide_strings_into_utf8)
{
    static const uint8_t der[] = {0x30, 0x20, 0x30, 0x1e, 0x02, 0x01, 0x01, 0x30, 0x00, 0x30, 0x17, 0x31,
                                  0x15, 0x30, 0x13, 0x06, 0x03, 0x55, 0x04, 0x03, 0x1e, 0x0c, 0x00, 0x41,
                                  0x00, 0xe9, 0x30, 0x42, 0x00, 0x42, 0x00, 0x43, 0x00, 0x44};
    struct x509 c;
    cr_assert(x509_read(bytes_of(der, sizeof der), &c));
    cr_expect(is(&c.issuer, "CN=A\xc3\xa9\xe3\x81\x82"
                            "BCD"),
              "%.*s", (int)c.issuer.length, c.issuer.at);
}
