#include <criterion/criterion.h>

#include "sample_run.h"
#include "store/traffic.h"

Test(traffic, loses_no_flow_when_memory_has_no_room)
{
    char path[SAMPLE_PATH];
    struct store *s = sample_open(sample_path(path, "a.db"));
    sample_begin(s);
    enum { SERVERS = TRAFFIC_MOST + 500 };
    for (unsigned flow = 0; flow < 2 * SERVERS; flow++) {
        struct audited a;
        struct finding f;
        sample_flow(&a, &f, flow, 1);
        f.verdict = VERDICT_COMPLIANT;
        unsigned server = flow % SERVERS;
        a.server.ip.b[13] = (uint8_t)(server >> 16);
        a.server.ip.b[14] = (uint8_t)(server >> 8);
        a.server.ip.b[15] = (uint8_t)server;
        sample_put(s, &a, &f);
    }
    sample_end(s, NULL);
    store_close(s);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_traffic WHERE flows = 2 AND bytes = 2200"),
                 SERVERS);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_traffic"), SERVERS);
    sample_remove(path);
}

Test(traffic, keeps_apart_what_differs_in_any_column)
{
    char path[SAMPLE_PATH];
    struct store *s = sample_open(sample_path(path, "a.db"));
    sample_begin(s);
    for (int what = 0; what < 11; what++) {
        struct audited a;
        struct finding f;
        sample_flow(&a, &f, 1, 1);
        f.verdict = VERDICT_COMPLIANT;
        switch (what) {
        case 0:
            cr_assert(addr_range_read(&f.client_net, "10.1.0.0/17"));
            break;
        case 1:
            cr_assert(addr_range_read(&f.client_net, "10.1.0.0-10.1.0.9"));
            break;
        case 2:
            a.server.ip.b[15]++;
            break;
        case 3:
            a.server.port++;
            break;
        case 4:
            a.transport = TRANSPORT_UDP;
            break;
        case 5:
            a.class_ = CLASS_HTTPS;
            break;
        case 6:
            f.site[2] = '2';
            break;
        case 7:
            f.role = "DP";
            break;
        case 8:
            f.verdict = VERDICT_NOT_COVERED;
            break;
        case 9:
            f.rule[6] = '3';
            break;
        default:
            break;
        }
        sample_put(s, &a, &f);
        sample_put(s, &a, &f);
    }
    sample_end(s, NULL);
    store_close(s);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_traffic WHERE flows = 2"), 11);
    sample_remove(path);
}

Test(traffic, counts_the_notes_of_flows)
{
    static const char *const notes[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"};
    enum { NOTES = sizeof notes / sizeof notes[0] };
    char path[SAMPLE_PATH], text[4096];
    struct store *s = sample_open(sample_path(path, "a.db"));
    sample_begin(s);
    for (unsigned flow = 0; flow < 10 * NOTES; flow++) {
        struct audited a;
        struct finding f;
        sample_flow(&a, &f, flow, 1);
        f.verdict = VERDICT_COMPLIANT;
        f.notes[0] = notes[flow % NOTES];
        f.notes[1] = "any-role";
        f.note_count = flow % 2 + 1;
        sample_put(s, &a, &f);
    }
    sample_end(s, NULL);
    store_close(s);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_note"), NOTES + 1, "more than one flow keeps");
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_note WHERE flows = 10"), NOTES);
    cr_expect_str_eq(
        sample_text(path,
                    "SELECT flows || note || client_net || server_ip || server_port || transport || class ||"
                    " site || role || verdict || rule FROM v_note WHERE note = 'any-role'",
                    text),
        "60any-role10.1.0.0/1610.1.0.1080tcpHTTPA01MPCOMPLIANTMODE-02", "%s", text);
    sample_remove(path);
}
