#include "cli/settings.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "auditor.h"

Test(settings, quote_a_command_line_for_a_shell)
{
    static struct {
        char words[3][16];
        int count;
        const char *line;
    } rows[] = {
        {{""}, 0, "wireaudit replay"},
        {{"-c", "site.yaml", "a.pcap"}, 3, "wireaudit replay -c site.yaml a.pcap"},
        {{"--filter", "tcp port 80"}, 2, "wireaudit replay --filter 'tcp port 80'"},
        {{""}, 1, "wireaudit replay ''"},
        {{"it's"}, 1, "wireaudit replay 'it'\\''s'"},
        {{"$(reboot)", "a;b", "~"}, 3, "wireaudit replay '$(reboot)' 'a;b' '~'"},
        {{"\xff\n"}, 1, "wireaudit replay '\xff\n'"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[SETTINGS_COMMAND], *words[] = {rows[i].words[0], rows[i].words[1], rows[i].words[2]};
        cr_expect_str_eq(settings_command("replay", words, rows[i].count, out), rows[i].line, "%s", out);
    }
}

Test(settings, say_that_a_command_line_was_too_long)
{
    static char longest[SETTINGS_COMMAND];
    char out[SETTINGS_COMMAND], first[] = "a.pcap", *words[] = {first, longest, first};
    for (size_t n = SETTINGS_COMMAND - 40; n < SETTINGS_COMMAND; n++) {
        memset(longest, 'x', n);
        longest[n] = '\0';
        (void)settings_command("replay", words, 3, out);
        cr_expect_lt(strlen(out), (size_t)SETTINGS_COMMAND);
        bool whole = strcmp(out + strlen(out) - 7, " a.pcap") == 0;
        cr_expect(whole || strcmp(out, "wireaudit replay a.pcap ...") == 0 ||
                      strcmp(out + strlen(out) - 5, "x ...") == 0,
                  "%zu: ...%s", n, out + strlen(out) - 20);
    }
    memset(longest, '\'', 100);
    longest[100] = '\0';
    cr_expect_eq(strlen(settings_command("replay", words + 1, 1, out)), strlen("wireaudit replay ''") + 400);
}

static const char *value_of(const struct settings *s, const char *name)
{
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->at[i].name, name) == 0)
            return s->at[i].value;
    return "(none)";
}

Test(settings, tell_what_a_run_was_given)
{
    struct err err;
    struct settings s = {0};
    struct site_site sites[] = {{.code = "N01", .mode = MODE_NATIVE}, {.code = "M01", .mode = MODE_MIXED}};
    struct site site = {.sites = sites, .site_count = 2, .options = {.sees_web = true}};
    struct run_arguments a = {.site = "site.yaml", .command = "wireaudit replay", .memory_bytes = 16 << 20};
    cr_assert_eq(settings_of_run(&s, &a, &site, &err), 0);
    static const char *const rows[][2] = {
        {"command", "wireaudit replay"}, {"site-file", "site.yaml"}, {"memory", "16777216"},
        {"checksums", "ignored"},        {"duplicates", "left out"}, {"site-mode N01", "native"},
        {"site-mode M01", "mixed"},      {"sees-web", "yes"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *value = value_of(&s, rows[i][0]);
        cr_expect_str_eq(value, rows[i][1], "%s: %s", rows[i][0], value);
    }
    cr_expect_str_eq(value_of(&s, "filter"), "(none)", "what was not given has no row");
    cr_expect_str_eq(value_of(&s, "json"), "(none)");
    cr_expect_not_null(strstr(value_of(&s, "libpcap"), "libpcap version "));
    cr_expect_eq(value_of(&s, "directory")[0], '/');
    settings_free(&s);
}

Test(settings, keep_as_many_as_there_are_sites)
{
    struct err err;
    struct settings s = {0};
    for (unsigned i = 0; i < 500; i++) {
        char name[32], value[32];
        (void)snprintf(name, sizeof name, "name %u", i);
        (void)snprintf(value, sizeof value, "value %u", i);
        cr_assert_eq(settings_add(&s, name, value, &err), 0);
    }
    cr_expect_str_eq(value_of(&s, "name 0"), "value 0");
    cr_expect_str_eq(value_of(&s, "name 499"), "value 499");
    settings_free(&s);
}

Test(settings, have_what_is_expected_of_the_site)
{
    struct err err = {""};
    struct settings s = {0};
    struct site *site = auditor_load(NULL, NULL);
    bool found = false;
    cr_assert_eq(settings_of_expected(&s, site, &err), 0, "%s", err.text);
    for (size_t i = 0; i < s.expected_count; i++) {
        const struct store_expected *e = &s.expected[i];
        if (strcmp(e->site, "N01") == 0 && strcmp(e->role, "MP") == 0 && strcmp(e->class_, "HTTPS") == 0) {
            found = true;
            cr_expect(strcmp(e->transport, "tcp") == 0 && strcmp(e->ports, "443, 8443") == 0, "%s %s",
                      e->transport, e->ports);
        }
        cr_expect_not(strcmp(e->site, "N01") == 0 && strcmp(e->role, "MP") == 0 &&
                      strcmp(e->class_, "HTTP") == 0);
    }
    cr_expect(found);
    cr_expect_str_eq(value_of(&s, "expected"), "(none)", "nothing was left out");
    settings_free(&s);
    site_free(site);
}
