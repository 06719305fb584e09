#include "decode/smb.h"
#include "decode/smb2.h"
#include "tests/unit/reading.h"
#include "tests/unit/smbwire.h"

static struct wire w;
static struct reading r;

static void client_says(size_t step)
{
    reading_wire(&r, true, &w, step);
    w.n = 0;
}

static void server_says(size_t step)
{
    reading_wire(&r, false, &w, step);
    w.n = 0;
}

Test(smb2, names_each_dialect)
{
    static const struct {
        unsigned number;
        const char *said;
    } rows[] = {{0x0202, "dialect 2.0.2\nsigning enabled\n"}, {0x0210, "dialect 2.1\nsigning enabled\n"},
                {0x0300, "dialect 3.0\nsigning enabled\n"},   {0x0302, "dialect 3.0.2\nsigning enabled\n"},
                {0x0311, "dialect 3.1.1\nsigning enabled\n"}, {0x02ff, ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        reading_start(&r, &smb_decoder);
        smbwire_negotiated2(&w, rows[i].number);
        server_says(1);
        cr_expect_str_eq(r.said, rows[i].said, "%04x", rows[i].number);
    }
}

Test(smb2, waits_for_the_dialect_behind_the_wildcard)
{
    reading_start(&r, &smb_decoder);
    smbwire_negotiated2(&w, 0x02ff);
    smbwire_negotiated2(&w, 0x0302);
    server_says(1000);
    cr_expect_str_eq(r.said, "dialect 3.0.2\nsigning enabled\n");
}

/* TREE_CONNECT and CREATE in one frame, the second related to the first. */
Test(smb2, follows_compounds)
{
    reading_start(&r, &smb_decoder);
    size_t at = smbwire_open(&w);
    smbwire_header2(&w, 3, false, 96, 0);
    smbwire_tree_body2(&w, "\\\\a\\IPC$");
    while (w.n < at + 96)
        wire_u8(&w, 0);
    smbwire_header2(&w, 5, false, 0, 0xffffffff);
    smbwire_create_body2(&w, "winreg");
    smbwire_close(&w, at);
    client_says(1);
    cr_expect_str_eq(r.said, "tree \\\\a\\IPC$\npipe winreg\n");
}

Test(smb2, ends_a_compound_that_does_not_advance)
{
    static const uint32_t nexts[] = {1, 63, 64, 68, 0x7fffffff, 0xffffffff};
    for (size_t i = 0; i < sizeof nexts / sizeof nexts[0]; i++) {
        reading_start(&r, &smb_decoder);
        size_t at = smbwire_open(&w);
        smbwire_header2(&w, 14, false, nexts[i], 0);
        wire_zeros(&w, 4);
        smbwire_close(&w, at);
        smbwire_tree2(&w, "\\\\a\\b");
        client_says(1000);
        cr_expect_str_eq(r.said, "tree \\\\a\\b\n", "next %u", nexts[i]);
    }
}

Test(smb2, takes_no_tree_from_a_failed_answer)
{
    reading_start(&r, &smb_decoder);
    smbwire_connected2(&w, 5, 2);
    w.at[4 + 8] = 0x22;
    server_says(1000);
    smbwire_create2(&w, 5, "a.txt");
    client_says(1000);
    cr_expect_str_eq(r.said, "file a.txt\n");
}

Test(smb2, does_not_wait_for_a_name_that_lies_too_far)
{
    reading_start(&r, &smb_decoder);
    size_t at = smbwire_open(&w);
    smbwire_header2(&w, 3, false, 0, 0);
    smbwire_tree_body2(&w, "\\\\a\\b");
    w.at[at + 64 + 5] = 0xff;
    smbwire_close(&w, at);
    w.at[at - 2] = 0xff;
    w.at[at - 1] = 0xff;
    wire_zeros(&w, 19000 - w.n);
    client_says(1460);
    cr_expect_eq(r.side[0].want, 4U + 0xffff);
    cr_expect_str_eq(r.said, "");
}

Test(smb2, cuts_long_names_in_whole_characters)
{
    static char name[3000];
    memset(name, 'x', sizeof name - 1);
    reading_start(&r, &smb_decoder);
    smbwire_tree2(&w, name);
    client_says(1460);
    cr_expect_eq(strlen(r.said), strlen("tree \n") + SMB_NAME_MOST);
}

Test(smb2, survives_any_single_wrong_byte)
{
    static struct wire good;
    smbwire_negotiate2(&good);
    smbwire_tree2(&good, "\\\\srv\\C$");
    smbwire_create2(&good, 3, "file");
    for (size_t i = 4; i < good.n; i++) {
        for (unsigned turn = 1; turn < 256; turn <<= 1) {
            w = good;
            w.at[i] ^= (uint8_t)turn;
            reading_start(&r, &smb_decoder);
            client_says(50);
            reading_end(&r);
        }
    }
}

Test(smb2, tells_what_the_server_says_of_signing_and_that_it_is_done)
{
    static const char *const modes[] = {"signing off\n", "signing enabled\n", "signing required\n",
                                        "signing required\n"};
    for (unsigned mode = 0; mode < 4; mode++) {
        char want[64];
        reading_start(&r, &smb_decoder);
        smbwire_negotiated2(&w, 0x0210);
        w.at[4 + 64 + 2] = (uint8_t)mode;
        server_says(1);
        (void)snprintf(want, sizeof want, "dialect 2.1\n%s", modes[mode]);
        cr_expect_str_eq(r.said, want, "mode %u", mode);
    }
    reading_start(&r, &smb_decoder);
    smbwire_tree2(&w, "\\\\srv\\C$");
    w.at[4 + 16] |= 8;
    client_says(1);
    cr_expect_str_eq(r.said, "signed\ntree \\\\srv\\C$\n");
}
