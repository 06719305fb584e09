/*
 * Input: records one after the other, as a sensor would write them, each behind its length. Whatever can be
 * read can be written again to the same bytes, and the auditor takes it in any order.
 */
#include "decode/observation.h"

#include "policy/audit.h"
#include "tests/fuzz/fuzz.h"

static struct audit *auditor;

static void decided(void *context, const struct audited *a, const struct finding *f)
{
    (void)context;
    char why[FINDING_WHY];
    fuzz_check(f->verdict < VERDICTS, "a finding has a verdict");
    fuzz_check(strlen(audit_why(auditor, a, f, why)) < FINDING_WHY, "a reason is bounded");
}

static void take(const uint8_t *at, size_t n)
{
    uint8_t *record = fuzz_copy(at, n), again[OBSERVATION_MOST];
    struct observation o;
    if (observation_read(&o, record, n)) {
        fuzz_check(n <= OBSERVATION_MOST && observation_write(&o, again) == n, "a record has one length");
        fuzz_check(memcmp(record, again, n) == 0, "a record is written as it was read");
        audit_take(auditor, &o);
    }
    free(record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err;
    struct bytes input = bytes_of(data, size);
    auditor = audit_open(fuzz_site(), 1 << 20, decided, NULL, &err);
    fuzz_check(auditor != NULL, "the audit opens");
    while (input.left > 4) {
        struct bytes peek = input;
        uint32_t length = bytes_be32(&peek);
        size_t n = length > input.left - 4 ? input.left : length + 4;
        take(input.at, n);
        bytes_skip(&input, n);
    }
    struct audit_counts counts = audit_counts(auditor);
    uint64_t verdicts = 0;
    for (unsigned i = 0; i < VERDICTS; i++)
        verdicts += counts.verdicts[i];
    fuzz_check(verdicts == counts.flows, "every flow has a verdict");
    audit_close(auditor);
    return 0;
}
