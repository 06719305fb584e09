#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "sample_run.h"

Test(as_csv, writes_csv_with_the_columns_of_v_finding)
{
    char path[SAMPLE_PATH], text[4096];
    struct report_outcome outcome;
    struct report_options options = sample_everything;
    options.format = REPORT_CSV;
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path,
                      "UPDATE finding SET why = '=cmd|''x''!A1', site = '@s', role = '-r', evidence = '+e'"
                      " WHERE finding = 1",
                      text);
    (void)sample_text(path, "UPDATE finding SET why = 'a \"b\", c' || char(13, 10) || 'd' WHERE finding = 2",
                      text);
    (void)sample_text(path, "DELETE FROM finding WHERE finding > 2", text);
    (void)sample_text(path, "UPDATE run SET status = 'interrupted'", text);
    char *csv = sample_report(path, &options, &outcome);
    cr_expect_str_eq(
        csv,
        "run,finding,fingerprint,rule,severity,client_ip,server_ip,server_port,transport,class,site,role,"
        "occurrences,first_us,last_us,why,waived,evidence,first,last,kind\r\n"
        "1,1,27f5d9f5fbd6495e26447c3c3282948c,MODE-02,high,10.1.5.1,10.1.0.10,80,tcp,HTTP,'@s,'-r,3,"
        "1795176001000000,1795176004000000,'=cmd|'x'!A1,,'+e,2026-11-20T12:00:01.000000Z,2026-11-20T12:00:04."
        "000000Z,finding\r\n"
        "1,2,564804fa92c8c6f7b1282f6f08c93f4c,MODE-02,high,10.1.5.2,10.1.0.10,80,tcp,HTTP,A01,MP,2,"
        "1795176004000000,1795176006000000,\"a \"\"b\"\", "
        "c\\x0D\\x0Ad\",,,2026-11-20T12:00:04.000000Z,2026-11-20T12:00:06.000000Z,finding\r\n"
        "1,,,any-role,info,,10.1.0.10,80,tcp,HTTP,A01,MP,1,,,\"a note on flows, see explain "
        "any-role\",,,,,note\r\n"
        "1,,,UND-FACT(http_roaming),,,,,,,A01,,1,,,"
        "add http_roaming: yes or no to client roamer (site.yaml:12),,,,,missing\r\n",
        "%s", csv);
    free(csv);
    sample_remove(path);
}
