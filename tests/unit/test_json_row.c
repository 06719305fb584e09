#include "report/json_row.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "sample_run.h"

Test(json_row, has_every_column_and_moments_also_for_people)
{
    static const char *const parts[] = {
        "\"run\":1,\"started_us\":1795176000000000,\"started\":\"2026-11-20T14:00:00.000000+02:00\",",
        ",\"ended_us\":null,\"ended\":null,",
        ",\"source\":\"a.pcap b.pcap\",",
        ",\"lost_bytes\":0}",
    };
    char path[SAMPLE_PATH], changed[4096], *text = NULL;
    size_t n;
    enum report_failure why;
    struct err err = {""};
    struct report_options options = sample_everything;
    cr_assert_eq(zone_read(&options.zone, "+02:00", &err), 0);
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path, "UPDATE run SET ended_us = NULL", changed);
    struct query *q = query_open(path, &options, &why, &err);
    cr_assert_not_null(q, "%s", err.text);
    struct query_rows *r = query_rows(q, QUERY_RUNS, NULL);
    cr_assert(query_next(r));
    struct json j = {.out = open_memstream(&text, &n)};
    json_open(&j, '{');
    for (int i = 0; i < query_columns(r); i++)
        json_row_member(&j, r, i);
    json_close(&j, '}');
    (void)fclose(j.out);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        cr_expect_not_null(strstr(text, parts[i]), "%s in %s", parts[i], text);
    free(text);
    query_end(r);
    query_close(q);
    sample_remove(path);
}
