#include <criterion/criterion.h>
#include <string.h>

#include "policy/crowd.h"

#define SECOND INT64_C(1000000)
#define GAP (600 * SECOND)

static bool says(struct crowd *c, const char *agent, int64_t now_us)
{
    struct addr at;
    struct evidence e = {.kind = EVIDENCE_HTTP, .number = 200};
    cr_assert(addr_read(&at, "203.0.113.51"));
    e.text[3] = (struct evidence_text){agent, (uint16_t)strlen(agent)};
    return crowd_take(c, &at, &e, now_us);
}

static bool shows(struct crowd *c, uint32_t sent, const char *subject, int64_t now_us)
{
    struct addr at;
    struct evidence e = {.kind = EVIDENCE_TLS_CLIENT_CERT, .number = sent};
    cr_assert(addr_read(&at, "203.0.113.51"));
    e.text[0] = (struct evidence_text){subject, (uint16_t)strlen(subject)};
    return crowd_take(c, &at, &e, now_us);
}

Test(crowd, suspects_an_address_whose_words_differ)
{
    static const struct {
        const char *first, *second;
        bool differ;
    } rows[] = {
        {"Microsoft BITS/6.7", "Microsoft BITS/7.5", true},
        {"Microsoft BITS/7.5", "Microsoft BITS/7.5", false},
        {"Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.1)", "Mozilla/5.0 (Windows NT 6.1; WOW64)", true},
        {"Mozilla/4.0 (compatible; Windows NT 6.1; x)", "Mozilla/5.0 (Windows NT 6.1)", false},
        {"Microsoft BITS/7.5", "Mozilla/5.0 (Windows NT 6.1)", false},
        {"ccmhttp", "Windows-Update-Agent", false},
        {"Windows-Update-Agent/7.6", "Windows-Update-Agent/7.9", false},
        {"", "Microsoft BITS/7.5", false},
        {"Windows NT ", "Windows NT 6", false},
        {"Windows N", "Microsoft BITS", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct crowd *c = crowd_open(16, GAP);
        cr_expect_not(says(c, rows[i].first, 0), "%zu", i);
        cr_expect_eq(says(c, rows[i].second, SECOND), rows[i].differ, "%s, %s", rows[i].first,
                     rows[i].second);
        crowd_close(c);
    }
}

Test(crowd, suspects_an_address_with_two_certificates)
{
    struct crowd *c = crowd_open(16, GAP);
    cr_expect_not(shows(c, 2, "CN=pc1", 0));
    cr_expect_not(shows(c, 1, "CN=pc2", SECOND), "only asked for");
    cr_expect_not(shows(c, 2, "CN=pc1", 2 * SECOND));
    cr_expect(shows(c, 2, "CN=pc2", 3 * SECOND));
    crowd_close(c);
}

Test(crowd, forgets_after_the_gap)
{
    struct addr at;
    struct crowd *c = crowd_open(16, GAP);
    cr_assert(addr_read(&at, "203.0.113.51"));
    cr_expect_not(shows(c, 2, "CN=pc1", 0));
    cr_expect_not(shows(c, 2, "CN=pc2", GAP + 1), "an address may change hands");
    cr_expect(shows(c, 2, "CN=pc1", GAP + 2));
    cr_expect(crowd_suspected(c, &at, 2 * GAP + 2));
    cr_expect_not(crowd_suspected(c, &at, 2 * GAP + 3));
    crowd_close(c);
}
