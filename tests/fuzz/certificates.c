/*
 * Input: a certificate in DER. What is read of it stays within its bounds, and a cut certificate gives no
 * more than the whole one read twice would.
 */
#include "decode/x509.h"
#include "tests/fuzz/fuzz.h"

static void check(const struct x509_text *t, size_t most)
{
    volatile char sum = 0;
    fuzz_check(t->length <= most, "a text stays within its bound");
    for (size_t i = 0; i < t->length; i++)
        sum = (char)(sum ^ t->at[i]);
}

static bool read_and_check(const uint8_t *data, size_t n, struct x509 *cert)
{
    uint8_t *copy = fuzz_copy(data, n);
    bool ok = x509_read(bytes_of(copy, n), cert);
    free(copy);
    check(&cert->subject, X509_NAME_MOST);
    check(&cert->issuer, X509_NAME_MOST);
    check(&cert->san, X509_SAN_MOST);
    check(&cert->uses, X509_USE_MOST);
    check(&cert->not_before, X509_TIME_MOST);
    check(&cert->not_after, X509_TIME_MOST);
    return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct x509 whole, part;
    bool ok = read_and_check(data, size, &whole);
    for (size_t n = 0; n < size; n += 1 + size / 16)
        if (read_and_check(data, n, &part))
            fuzz_check(ok, "more bytes do not make a certificate unreadable");
    return 0;
}
