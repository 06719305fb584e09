#include "cli/say.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <string.h>

#include "cli/command.h"

TestSuite(say, .init = cr_redirect_stderr);

Test(say, begins_with_the_program_and_ends_the_line)
{
    say("%s: %d frames", "a.pcap", 3);
    (void)fflush(stderr);
    cr_expect_stderr_eq_str("wireaudit: a.pcap: 3 frames\n");
}

Test(say, escapes_what_a_file_name_would_do_to_a_terminal)
{
    struct err err = {"a\x1b[2J\n.pcap: \xff"};
    say_err(&err);
    (void)fflush(stderr);
    cr_expect_stderr_eq_str("wireaudit: a\\x1B[2J\\x0A.pcap: \\xFF\n");
}

Test(say, cuts_a_message_without_end)
{
    char longest[5000];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    say("%s", longest);
    (void)fflush(stderr);
    char said[6000] = "";
    size_t n = fread(said, 1, sizeof said - 1, cr_get_redirected_stderr());
    cr_expect(n > 1000 && n < 2100 && strncmp(said, "wireaudit: xxxx", 15) == 0 && said[n - 1] == '\n', "%zu",
              n);
}

Test(say, names_the_command_that_was_used_wrongly)
{
    cr_expect_eq(say_usage("check", "no site file given"), STATUS_USAGE);
    (void)fflush(stderr);
    cr_expect_stderr_eq_str("wireaudit: check: no site file given\nTry 'wireaudit check --help'.\n");
}

Test(say, hints_at_the_help_of_the_program_itself)
{
    cr_expect_eq(say_hint(NULL), STATUS_USAGE);
    (void)fflush(stderr);
    cr_expect_stderr_eq_str("Try 'wireaudit --help'.\n");
}
