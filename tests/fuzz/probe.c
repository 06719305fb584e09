/*
 * Input: a byte (bit 0: a stream's start, bit 1: a datagram), then the first bytes of a side. What decoders
 * answer must not depend on how the bytes were cut into segments, and only one may say yes to a start.
 */
#include "decode/decoder.h"
#include "decode/dhcp.h"
#include "decode/evidence.h"
#include "decode/nbns.h"
#include "tests/fuzz/fuzz.h"

static enum probe ask(const struct decoder *d, const uint8_t *at, size_t n, bool start)
{
    uint8_t *copy = fuzz_copy(at, n);
    enum probe p = d->probe(bytes_of(copy, n), start);
    free(copy);
    return p;
}

/*
 * Does it ever say yes? Once a prefix is refused, longer ones are too. (A yes may be taken back: HTTP is sure
 * of a known method and a long path before the line ends.)
 */
static bool says_yes(const struct decoder *d, struct bytes b, bool start)
{
    bool yes = false, no = false;
    size_t n = b.left < PROBE_MOST ? b.left : PROBE_MOST;
    for (size_t i = 1; i <= n; i += i < 128 ? 1 : 61) {
        enum probe p = ask(d, b.at, i, start);
        if (start && no && p != PROBE_NO)
            (void)fprintf(stderr, "fuzz: %s says %d to %zu bytes\n", d->name, (int)p, i);
        fuzz_check(!start || !no || p == PROBE_NO, "a refusal stays");
        no |= p == PROBE_NO;
        yes |= p > PROBE_MORE;
    }
    return yes;
}

static void ask_datagram(struct bytes b)
{
    static const struct siphash_key key = {1, 2};
    uint8_t *copy = fuzz_copy(b.at, b.left);
    struct evidence_sink sink;
    evidence_start(&sink, &key, NULL, NULL);
    unsigned yes = 0;
    for (size_t i = 0; decoders_datagram[i] != NULL; i++) {
        bool from_client = true;
        yes += decoders_datagram[i]->read(&sink, bytes_of(copy, b.left), &from_client);
    }
    fuzz_check(yes <= 1, "a datagram is of one protocol");
    char name[NBNS_NAME];
    bool asks = nbns_asks(bytes_of(copy, b.left), name), nap = dhcp_nap(bytes_of(copy, b.left)) != 0;
    fuzz_check(!asks || (!nap && strlen(name) < sizeof name), "a trace is of one kind");
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes input = bytes_of(data, size);
    uint8_t how = bytes_u8(&input);
    if (input.left == 0)
        return 0;
    if (how & 2) {
        ask_datagram(input);
        return 0;
    }
    const char *said_yes = NULL;
    for (size_t i = 0; decoders[i] != NULL; i++) {
        if (!says_yes(decoders[i], input, how & 1))
            continue;
        if (said_yes != NULL && (how & 1))
            (void)fprintf(stderr, "fuzz: %s and %s\n", said_yes, decoders[i]->name);
        fuzz_check(said_yes == NULL || !(how & 1), "one decoder says yes");
        said_yes = decoders[i]->name;
    }
    return 0;
}
