#include "cli/draft_text.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "surveyor.h"

static char *said(void (*say)(const struct draft_text *t))
{
    char *text = NULL;
    size_t n = 0;
    struct surveyor s;
    surveyor_open(&s);
    const struct draft_text t = {open_memstream(&text, &n), s.survey};
    say(&t);
    (void)fclose(t.out);
    surveyor_close(&s);
    return text;
}

static void hostile(const struct draft_text *t)
{
    draft_text_comment(t, 2, "%s", "a\nb: c\r\xc2\x85\xe2\x80\xa8\xef\xbb\xbf\x7f\x1b[0m");
    draft_text_question(t, 0, "%s", "x\ty");
}

Test(draft_text, lets_nothing_break_out_of_a_comment)
{
    char *text = said(hostile);
    cr_expect_str_eq(text, "  # a\\x0Ab: c\\x0D\\xC2\\x85\\xE2\\x80\\xA8\\xEF\\xBB\\xBF\\x7F\\x1B[0m\n"
                           "# ? x\\x09y\n");
    free(text);
}

static void basis(const struct draft_text *t)
{
    struct proposal_basis b = {
        .sure = PROPOSAL_LIKELY, .why = "share", .text = "x$", .flows = 1, .peer_count = 1};
    draft_text_basis(t, 0, &b);
    b.flows = 5;
    b.peer_count = SURVEY_PEERS;
    b.first_frame = 7;
    b.first_us = INT64_C(1700000000000000);
    draft_text_because(t, 2, &b, PROPOSAL_CERTAIN, "port %u", 80u);
}

Test(draft_text, tells_how_sure_by_what_and_where)
{
    char *text = said(basis);
    cr_expect_str_eq(text, "# likely: share x$; 1 flow, 1 other end\n"
                           "  # certain: port 80; 5 flows, 4 or more other ends, first in one.pcap, frame 7 "
                           "(2023-11-14T22:13:20.000000Z)\n");
    free(text);
}

static void lines(const struct draft_text *t)
{
    char text[DRAFT_TEXT_NET];
    struct addr a;
    struct addr_range r;
    cr_assert(addr_read(&a, "fd00::1") && addr_range_read(&r, "10.0.0.0/8"));
    draft_text_line(t, 4, "- %s", draft_text_address(&a, text));
    draft_text_line(t, 0, "%s", draft_text_net(&r, text));
    cr_assert(addr_read(&a, "10.0.0.1") && addr_range_read(&r, "fd00::/64"));
    draft_text_line(t, 0, "%s", draft_text_address(&a, text));
    draft_text_line(t, 0, "%s", draft_text_net(&r, text));
}

Test(draft_text, quotes_ipv6)
{
    char *text = said(lines);
    cr_expect_str_eq(text, "    - \"fd00::1\"\n10.0.0.0/8\n10.0.0.1\n\"fd00::/64\"\n");
    free(text);
}
