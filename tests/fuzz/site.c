/* Input: a site file. It loads, or there is an error that says why. */
#include "policy/site.h"

#include "policy/audit.h"
#include "tests/fuzz/fuzz.h"

/* Notes ask the rules thousands of times: only of small files. */
enum { NOTED = 4096 };

static size_t errors;

static void message(void *context, bool is_error, const char *text)
{
    (void)context;
    errors += is_error;
    fuzz_check(strncmp(text, "/proc/self/fd/", 14) == 0, "a message begins with the file");
    for (; *text != '\0'; text++)
        fuzz_check((uint8_t)*text >= 0x20, "a message has no control characters");
}

static void note(void *context, const char *text)
{
    message(context, false, text);
}

static bool rule_known(const char *pack, const char *id)
{
    return audit_rule(pack, id) != NULL;
}

static void look_up(const struct site *s)
{
    for (unsigned i = 0; i < 256; i++) {
        const uint8_t octets[4] = {(uint8_t)(i % 3 == 0 ? 10 : 192), (uint8_t)(i % 3 == 0 ? i / 8 : 168),
                                   (uint8_t)(i & 15), (uint8_t)i};
        struct addr a = addr_v4(octets);
        struct addr_range net;
        (void)site_system_at(s, &a);
        (void)site_proxy_at(s, &a);
        (void)site_client_at(s, &a);
        (void)site_position_of(s, &a);
        int site = site_boundary_of(s, &a, &net);
        fuzz_check(site >= -1 && site < (int)s->site_count, "a boundary is of a site");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct site_reporter reporter = {NULL, message, rule_known, NULL};
    struct err err = {""};
    char path[64];
    int fd = fuzz_file(data, size, path);
    errors = 0;
    struct site *s =
        size < NOTED ? site_load_noted(path, &reporter, note, &err) : site_load(path, &reporter, &err);
    (void)close(fd);
    fuzz_check((s != NULL) != (errors > 0 || err.text[0] != '\0'), "a site, or an error that says why");
    if (s != NULL)
        look_up(s);
    site_free(s);
    return 0;
}
