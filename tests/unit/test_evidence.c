#include "decode/evidence.h"

#include "decodesink.h"

static void add(struct decodesink *k, uint32_t status, const char *method, const char *path)
{
    struct evidence e = {.kind = EVIDENCE_HTTP, .number = status};
    e.text[0] = (struct evidence_text){method, (uint16_t)strlen(method)};
    e.text[1] = (struct evidence_text){path, (uint16_t)strlen(path)};
    evidence_add(&k->sink, &e);
}

Test(evidence, sends_repeated_evidence_once)
{
    struct decodesink *k = decodesink_new();
    for (int i = 0; i < 3; i++) {
        evidence_text(&k->sink, EVIDENCE_SMB_TREE, "\\\\s\\a", 5);
        evidence_text(&k->sink, EVIDENCE_SMB_TREE, "\\\\s\\b", 5);
        evidence_text(&k->sink, EVIDENCE_SMB_FILE, "\\\\s\\b", 5);
        evidence_number(&k->sink, EVIDENCE_TLS_CLIENT_CERT, 1);
        evidence_number(&k->sink, EVIDENCE_TLS_CLIENT_CERT, 2);
    }
    cr_expect_eq(k->items, 5);
    free(k);
}

Test(evidence, puts_the_frame_on_items_that_have_none)
{
    struct decodesink *k = decodesink_new();
    k->sink.frame = 9;
    evidence_number(&k->sink, EVIDENCE_TLS_DONE, 0);
    evidence_add(&k->sink, &(struct evidence){.kind = EVIDENCE_SMB_ENCRYPTED, .frame = 4});
    cr_expect_eq(k->item[0].frame, 9);
    cr_expect_eq(k->item[1].frame, 4);
    free(k);
}

Test(evidence, keeps_http_transactions_apart_by_what_a_verdict_hangs_on)
{
    static const struct {
        uint32_t status;
        const char *method, *path;
        bool is_new;
    } rows[] = {
        {200, "GET", "/a/b/c", true},
        {200, "GET", "/A/%62/d?q=1", false},
        {200, "GET", "//a/./b/../b/e", false},
        {204, "GET", "/a/b/c", false},
        {304, "GET", "/a/b/c", true},
        {407, "GET", "/a/b/c", true},
        {403, "GET", "/a/b/c", true},
        {200, "GET", "/a/b/eula.txt", true},
        {200, "GET", "/a/b/EULA2.TXT?x", false},
        {200, "GET", "/a/b/x?eula.txt", false},
        {404, "GET", "/a/b/c", true},
        {200, "HEAD", "/a/b/c", true},
        {200, "GET", "/a/c", true},
        {200, "GET", "/a", true},
        {200, "GET", "/a?b/c", false},
        {200, "GET", "/SMS_DP_SMSPKGE$/ABC00123/x.msi", true},
        {200, "GET", "/sms_dp_smspkge%24/abc00123/y.cab", false},
        {200, "GET", "/sms_dp_smspkge%2524/abc00123/y.cab", true},
        {200, "GET", "http://one/a/b", true},
        {200, "GET", "http://two/a/b", true},
        {200, "GET", "http://two/a/b/c", false},
        {200, "GET", "/%", true},
        {200, "GET", "", true},
        {200, "GET", "/../..", false},
    };
    struct decodesink *k = decodesink_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t before = k->items;
        add(k, rows[i].status, rows[i].method, rows[i].path);
        cr_expect_eq(k->items - before, rows[i].is_new, "%u %s %s", rows[i].status, rows[i].method,
                     rows[i].path);
    }
    free(k);
}

Test(evidence, keeps_another_host_and_version_apart)
{
    struct decodesink *k = decodesink_new();
    struct evidence e = {.kind = EVIDENCE_HTTP, .number = 200};
    e.text[1] = (struct evidence_text){"/a", 2};
    for (unsigned i = 0; i < 8; i++) {
        e.text[2] = (struct evidence_text){i & 1 ? "one" : "two", 3};
        e.text[4] = (struct evidence_text){i & 2 ? "1.0" : "1.1", 3};
        evidence_add(&k->sink, &e);
    }
    cr_expect_eq(k->items, 4);
    free(k);
}

Test(evidence, says_when_what_was_sent_before_comes_out_otherwise)
{
    static const struct {
        uint32_t status;
        bool is_new, again;
    } rows[] = {{200, true, false},  {404, true, false}, {404, false, false}, {200, false, true},
                {200, false, false}, {404, false, true}, {0, true, false},    {0, false, false},
                {404, false, false}, {200, false, true}};
    struct decodesink *k = decodesink_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t before = k->items;
        add(k, rows[i].status, "GET", "/a");
        cr_expect_eq(k->items - before, rows[i].is_new || rows[i].again, "row %zu", i);
        if (k->items > before)
            cr_expect_eq(k->item[before].kind, rows[i].again ? EVIDENCE_HTTP_AGAIN : EVIDENCE_HTTP, "row %zu",
                         i);
    }
    free(k);
}

Test(evidence, counts_what_is_beyond_its_bounds)
{
    struct decodesink *k = decodesink_new();
    char path[16];
    for (int i = 0; i < EVIDENCE_HTTP_MOST + 5; i++) {
        snprintf(path, sizeof path, "/%d", i);
        add(k, 200, "GET", path);
    }
    cr_expect_eq(k->items, EVIDENCE_HTTP_MOST + 1);
    cr_expect_eq(k->item[EVIDENCE_HTTP_MOST].kind, EVIDENCE_OVERFLOW);
    cr_expect_eq(k->item[EVIDENCE_HTTP_MOST].number, 1);
    evidence_number(&k->sink, EVIDENCE_TLS_DONE, 0);
    cr_expect_eq(k->item[k->items - 1].kind, EVIDENCE_TLS_DONE, "other evidence still has room");
    evidence_finish(&k->sink);
    cr_expect_eq(k->item[k->items - 1].kind, EVIDENCE_OVERFLOW);
    cr_expect_eq(k->item[k->items - 1].number, 5);
    free(k);
}

Test(evidence, is_bounded_for_all_kinds_together)
{
    struct decodesink *k = decodesink_new();
    for (uint32_t i = 0; i < EVIDENCE_ITEMS_MOST + 1; i++)
        evidence_number(&k->sink, EVIDENCE_RPC_ENDPOINT, i);
    cr_expect_eq(k->items, EVIDENCE_ITEMS_MOST + 1);
    cr_expect_eq(k->item[EVIDENCE_ITEMS_MOST].kind, EVIDENCE_OVERFLOW);
    evidence_finish(&k->sink);
    cr_expect_eq(k->items, EVIDENCE_ITEMS_MOST + 1, "one drop was told already");
    free(k);
}

Test(evidence, cuts_long_texts)
{
    static char text[3 * EVIDENCE_TEXT_MOST];
    memset(text, 'a', sizeof text);
    struct decodesink *k = decodesink_new();
    evidence_text(&k->sink, EVIDENCE_SMB_FILE, text, sizeof text);
    struct evidence e = {.kind = EVIDENCE_TLS_CERT};
    for (size_t i = 0; i < EVIDENCE_TEXTS; i++)
        e.text[i] = (struct evidence_text){text, 500};
    evidence_add(&k->sink, &e);
    cr_expect_eq(strlen(k->item[0].text[0]), EVIDENCE_TEXT_MOST);
    cr_expect_eq(strlen(k->item[1].text[2]), EVIDENCE_TEXT_MOST - 1000);
    cr_expect_eq(strlen(k->item[1].text[3]), 0);
    free(k);
}

Test(evidence, may_be_deaf)
{
    struct evidence_sink sink;
    struct siphash_key key = {3, 4};
    evidence_start(&sink, &key, NULL, NULL);
    evidence_text(&sink, EVIDENCE_PXE, NULL, 5);
    cr_expect_eq(sink.items, 1);
}
