#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "policy/paragraph.h"

Test(paragraph, keeps_lines_with_their_place)
{
    struct finding_paragraph *p = calloc(1, sizeof *p);
    paragraph_add(p, "mode", "listed", (struct siteplaces_at){"site.yaml", 7}, "%s", "native");
    paragraph_add(p, "roles", "", PARAGRAPH_NOWHERE, "%s", "MP");
    paragraph_go_on(p, "%s", ", DP");
    cr_assert_eq(p->count, 2);
    cr_expect_str_eq(p->at[0].value, "native");
    cr_expect_str_eq(p->at[0].file, "site.yaml");
    cr_expect_eq(p->at[0].line, 7);
    cr_expect_str_eq(p->at[1].value, "MP, DP");
    cr_expect_eq(p->at[1].line, 0);
    free(p);
}

Test(paragraph, cuts_what_has_no_room)
{
    struct finding_paragraph *p = calloc(1, sizeof *p);
    char much[FINDING_LINES_TEXT];
    memset(much, 'x', sizeof much - 1);
    much[sizeof much - 1] = '\0';
    paragraph_go_on(p, "%s", "nothing to go on with");
    cr_expect_eq(p->count, 0);
    paragraph_add(p, "a", "", PARAGRAPH_NOWHERE, "%s", much + 100);
    paragraph_add(p, "b", "", PARAGRAPH_NOWHERE, "%s", much);
    cr_expect_eq(p->count, 2);
    cr_expect_lt(strlen(p->at[1].value), 100);
    paragraph_add(p, "c", "", PARAGRAPH_NOWHERE, "%s", "z");
    cr_expect_eq(p->count, 2);
    cr_expect_eq(p->text[sizeof p->text - 1], '\0');
    *p = (struct finding_paragraph){0};
    for (int i = 0; i < 2 * FINDING_LINES; i++)
        paragraph_add(p, "n", "", PARAGRAPH_NOWHERE, "%d", i);
    cr_expect_eq(p->count, FINDING_LINES);
    free(p);
}
