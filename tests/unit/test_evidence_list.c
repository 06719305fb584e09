#include <criterion/criterion.h>
#include <string.h>

#include "policy/evidence_list.h"

static struct evidence item(uint32_t number, const char *text, size_t length)
{
    struct evidence e = {.kind = EVIDENCE_HTTP, .number = number, .frame = 1000u + number};
    e.text[0] = (struct evidence_text){"GET", 3};
    e.text[1] = (struct evidence_text){text, (uint16_t)length};
    return e;
}

Test(evidence_list, gives_back_what_it_was_given)
{
    char text[900];
    struct heap *p = heap_open(8 << 20);
    struct evidence_list *list = NULL;
    for (uint32_t i = 0; i < EVIDENCE_ITEMS_MOST; i++) {
        memset(text, 'a' + (int)(i % 26), sizeof text);
        struct evidence e = item(i, text, i * 7);
        cr_assert(evidence_list_add(p, &list, &e), "item %u", i);
    }
    struct evidence e = item(999, text, 1), got;
    cr_expect_not(evidence_list_add(p, &list, &e), "a flow's bound");
    const void *cursor = NULL;
    for (uint32_t i = 0; i < EVIDENCE_ITEMS_MOST; i++) {
        cr_assert(evidence_list_next(list, &cursor, &got));
        cr_expect(got.number == i && got.frame == 1000 + i && got.text[0].length == 3);
        cr_expect(got.text[1].length == i * 7 &&
                  (i == 0 || got.text[1].at[i * 7 - 1] == (char)('a' + i % 26)));
    }
    cr_expect_not(evidence_list_next(list, &cursor, &got));
    evidence_list_drop(p, list);
    heap_close(p);
}

Test(evidence_list, uses_memory_again_and_says_when_it_ends)
{
    char text[1000] = "";
    struct heap *p = heap_open(3 << 20);
    struct evidence e = item(1, text, sizeof text);
    struct evidence_list *kept[10000] = {NULL};
    size_t n = 0;
    while (n < 10000 && evidence_list_add(p, &kept[n], &e))
        n++;
    cr_expect(n > 1000 && n < 10000, "%zu", n);
    for (size_t i = 0; i < n; i++)
        evidence_list_drop(p, kept[i]);
    for (size_t i = 0; i < n; i++) {
        kept[i] = NULL;
        cr_assert(evidence_list_add(p, &kept[i], &e), "%zu", i);
    }
    heap_close(p);
}

Test(evidence_list, cuts_texts_beyond_the_bound)
{
    static char text[EVIDENCE_TEXT_MOST + 500];
    struct heap *p = heap_open(2 << 20);
    struct evidence_list *list = NULL;
    struct evidence e = item(1, text, sizeof text), got;
    const void *cursor = NULL;
    cr_assert(evidence_list_add(p, &list, &e) && evidence_list_next(list, &cursor, &got));
    cr_expect_eq(got.text[0].length + got.text[1].length, EVIDENCE_TEXT_MOST);
    heap_close(p);
}

Test(evidence_list, has_nothing_when_there_is_none)
{
    struct evidence got;
    const void *cursor = NULL;
    cr_expect_not(evidence_list_next(NULL, &cursor, &got));
    evidence_list_drop(NULL, NULL);
}
