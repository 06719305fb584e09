#include "cli/draft_stored.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "cli/command.h"
#include "sample_run.h"
#include "surveyor.h"

Test(draft_stored, reads_servers_roles_and_client_networks)
{
    char path[SAMPLE_PATH];
    struct err err = {""};
    struct surveyor t;
    surveyor_open(&t);
    sample_database(sample_path(path, "a.db"));
    cr_expect(draft_stored_is(path));
    cr_assert_eq(draft_stored(path, t.survey, &err), STATUS_OK, "%s", err.text);
    const struct survey_item *item =
        surveyor_find(&t, SURVEY_FACTS, "10.1.0.10", SURVEY_ROLE, SURVEY_RECORDED);
    cr_assert_not_null(item);
    cr_expect_eq(item->key.which, ROLE_MP);
    cr_expect_not_null(surveyor_find(&t, SURVEY_FACTS, "10.1.0.10", SURVEY_SITE, "A01"));
    char *text = surveyor_written(&t);
    unsigned warnings;
    struct site *site = surveyor_load(text, &warnings);
    cr_expect_not_null(site, "%s", text);
    site_free(site);
    free(text);
    surveyor_close(&t);
    sample_remove(path);
}

Test(draft_stored, tells_databases_from_captures_and_ours_from_others)
{
    char path[SAMPLE_PATH];
    struct err err = {""};
    struct surveyor t;
    surveyor_open(&t);
    cr_expect_not(draft_stored_is("-"));
    cr_expect_not(draft_stored_is("samples/mixed-push.pcap"));
    cr_expect_not(draft_stored_is("no-such-file"));
    FILE *f = fopen(sample_path(path, "b.db"), "w");
    (void)fwrite("SQLite format 3\0 and no more of it", 1, 34, f);
    (void)fclose(f);
    cr_expect(draft_stored_is(path));
    cr_expect_neq(draft_stored(path, t.survey, &err), STATUS_OK);
    cr_expect_neq(err.text[0], '\0');
    surveyor_close(&t);
    sample_remove(path);
}
