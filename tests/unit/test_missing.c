#include <criterion/criterion.h>
#include <stdio.h>

#include "sample_run.h"
#include "store/missing.h"

Test(missing, counts_flows_by_what_the_site_file_would_have_to_say)
{
    char path[SAMPLE_PATH], text[4096];
    struct store *s = sample_open(sample_path(path, "a.db"));
    sample_begin(s);
    static const struct finding_missing what[] = {
        {"run_from_dp", "yes or no", "the DP role of system", "dp1", "site.yaml", 43},
        {"run_from_dp", "yes or no", "the DP role of system", "dp2", "site.yaml", 44},
        {"mgmt", "both", "client", "pc", NULL, 0},
        {0},
    };
    for (unsigned flow = 0; flow < 10; flow++) {
        struct audited a;
        struct finding f;
        sample_flow(&a, &f, flow, 1);
        f.verdict = VERDICT_UNDETERMINABLE;
        f.missing = what[flow < 5 ? 0 : flow < 7 ? 1 : flow < 8 ? 2 : 3];
        sample_put(s, &a, &f);
    }
    sample_end(s, NULL);
    store_close(s);
    cr_expect_str_eq(
        sample_text(path,
                    "SELECT group_concat(fact || ' ' || name || ' ' || coalesce(place, '-') || ' ' || site ||"
                    " ' ' || flows, '; ') FROM (SELECT * FROM v_missing ORDER BY flows DESC)",
                    text),
        "run_from_dp dp1 site.yaml:43 A01 5; run_from_dp dp2 site.yaml:44 A01 2; mgmt pc - A01 1", "%s",
        text);
    sample_remove(path);
}

Test(missing, loses_no_flow_when_memory_has_no_room)
{
    enum { NAMES = MISSING_MOST + 50 };
    static char names[NAMES][16];
    char path[SAMPLE_PATH];
    struct store *s = sample_open(sample_path(path, "a.db"));
    sample_begin(s);
    for (unsigned flow = 0; flow < 2 * NAMES; flow++) {
        struct audited a;
        struct finding f;
        sample_flow(&a, &f, flow, 1);
        (void)snprintf(names[flow % NAMES], sizeof names[0], "pc%u", flow % NAMES);
        f.verdict = VERDICT_UNDETERMINABLE;
        f.missing = (struct finding_missing){"mgmt", "both", "client", names[flow % NAMES], "site.yaml", 3};
        sample_put(s, &a, &f);
    }
    sample_end(s, NULL);
    store_close(s);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_missing WHERE flows = 2"), NAMES);
    sample_remove(path);
}
