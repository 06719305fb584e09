#include "decode/sql_login.h"
#include "tests/unit/reading.h"
#include "tests/unit/sqlwire.h"

static struct wire w;
static struct sql_login l;

static struct bytes payload(void)
{
    return bytes_of(w.at + 8, w.n - 8);
}

static bool is(const char *text, const struct sql_name *name)
{
    return name->length == strlen(text) && memcmp(text, name->text, name->length) == 0;
}

Test(sql_login, names_each_version)
{
    static const struct {
        uint32_t number;
        const char *name;
    } rows[] = {{0x70000000, "7.0"}, {0x71000000, "7.1"}, {0x71000001, "7.1"}, {0x72090002, "7.2"},
                {0x730A0003, "7.3"}, {0x730B0003, "7.3"}, {0x74000004, "7.4"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        w.n = 0;
        sqlwire_login7(&w, rows[i].number, "sms", "SMS Provider");
        cr_expect_eq(sql_login_probe(payload(), w.n - 8, true), PROBE_CLIENT, "%s", rows[i].name);
        cr_expect(sql_login_read(&l, payload(), w.n - 8));
        cr_expect_str_eq(l.version, rows[i].name);
        cr_expect(is("sms", &l.user) && is("SMS Provider", &l.app));
    }
}

Test(sql_login, waits_until_the_names_are_there)
{
    sqlwire_login7(&w, 0x74000004, "sms", "app");
    size_t names_end = w.n - 8;
    for (size_t n = 0; n <= w.n - 8; n++)
        cr_expect_eq(sql_login_read(&l, bytes_of(w.at + 8, n), w.n - 8), n >= names_end, "%zu bytes", n);
}

Test(sql_login, leaves_out_names_that_point_outside)
{
    static const struct {
        const char *what;
        size_t at;
    } rows[] = {{"offset", 41}, {"length", 43}};
    for (size_t i = 0; i < 2; i++) {
        w.n = 0;
        sqlwire_login7(&w, 0x74000004, "sms", "app");
        w.at[8 + rows[i].at] = 0xff;
        cr_expect(sql_login_read(&l, payload(), w.n - 8), "%s", rows[i].what);
        cr_expect_eq(l.user.length, 0U, "%s", rows[i].what);
        cr_expect(is("app", &l.app), "%s", rows[i].what);
    }
}

Test(sql_login, refuses_what_is_none)
{
    static const struct {
        const char *what;
        size_t at;
        uint8_t value;
    } rows[] = {
        {"length", 0, 1},   {"long length", 2, 9}, {"version before", 7, 0x6f}, {"version behind", 7, 0x75},
        {"offset", 36, 80}, {"far offset", 37, 9}, {"long name", 39, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        w.n = 0;
        sqlwire_login7(&w, 0x74000004, "sms", "app");
        w.at[8 + rows[i].at] = rows[i].value;
        cr_expect_eq(sql_login_probe(payload(), w.n - 8, true), PROBE_NO, "%s", rows[i].what);
    }
    cr_expect_eq(sql_login_probe(bytes_of(w.at + 8, 1), 85, true), PROBE_NO, "packet too short");
}

Test(sql_login, may_go_on_in_a_second_packet)
{
    sqlwire_login7(&w, 0x74000004, "sms", "app");
    cr_expect_eq(sql_login_probe(payload(), w.n - 8 - 10, false), PROBE_CLIENT);
    cr_expect_eq(sql_login_probe(payload(), w.n - 8, false), PROBE_NO);
}

Test(sql_login, reads_the_old_record)
{
    static const char *const versions[] = {[4] = "4.2", [5] = "5.0"};
    for (unsigned major = 4; major <= 5; major++) {
        w.n = 0;
        sqlwire_old_login(&w, major, "sa", "isql");
        cr_expect_eq(sql_login_old_probe(payload(), w.n - 8), PROBE_CLIENT);
        cr_expect(sql_login_old_read(&l, payload()));
        cr_expect_str_eq(l.version, versions[major]);
        cr_expect(is("sa", &l.user) && is("isql", &l.app));
    }
}

Test(sql_login, refuses_old_records_that_are_none)
{
    static const size_t lengths[] = {30, 61, 92, 123, 170, 201, 458, 459, 460};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        w.n = 0;
        sqlwire_old_login(&w, 4, "sa", "isql");
        w.at[8 + lengths[i]] = 31;
        cr_expect_eq(sql_login_old_probe(payload(), w.n - 8), PROBE_NO, "byte %zu", lengths[i]);
    }
}

Test(sql_login, finds_the_version_in_the_answer)
{
    static const struct {
        const char *bytes, *name;
    } rows[] = {{"\x07\0\0\0", "7.0"},   {"\x07\1\0\0", "7.1"}, {"\x71\0\0\1", "7.1"},
                {"\x72\x09\0\2", "7.2"}, {"\x74\0\0\4", "7.4"}, {"\4\2\0\0", "4.2"},
                {"\5\0\0\0", "5.0"},     {"\6\0\0\0", NULL},    {"\x08\0\0\0", NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *version = NULL;
        w.n = 0;
        sqlwire_answer(&w, rows[i].bytes);
        cr_expect_eq(sql_login_answer(payload(), &version), PROBE_EITHER, "row %zu", i);
        cr_expect(rows[i].name == NULL ? version == NULL : strcmp(version, rows[i].name) == 0, "row %zu", i);
    }
}

Test(sql_login, tells_answers_that_go_on_from_other_responses)
{
    const char *version = NULL;
    cr_expect_eq(sql_login_answer(bytes_of("\xed\2\0ab", 5), &version), PROBE_MORE);
    cr_expect_eq(sql_login_answer(bytes_of("\x81\1\0", 3), &version), PROBE_NO);
    cr_expect_eq(sql_login_answer(bytes_of("\xad\3\0\1\x74\0", 6), &version), PROBE_EITHER);
    version = NULL;
    cr_expect_eq(sql_login_answer(bytes_of("\xad\1\0\1\x74\0", 6), &version), PROBE_NO);
    cr_expect_null(version);
}
