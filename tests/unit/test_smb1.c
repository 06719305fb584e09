#include "decode/smb.h"
#include "decode/smb1.h"
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

Test(smb1, tells_the_dialect_when_one_was_chosen)
{
    reading_start(&r, &smb_decoder);
    smbwire_negotiate1(&w);
    client_says(100);
    cr_expect_str_eq(r.said, "");
    smbwire_negotiated1(&w, 0xffff);
    server_says(100);
    cr_expect_str_eq(r.said, "", "no dialect suits the server");
    smbwire_negotiated1(&w, 5);
    server_says(100);
    cr_expect_str_eq(r.said, "dialect 1\n");
}

Test(smb1, tells_the_dialect_from_the_middle)
{
    reading_start(&r, &smb_decoder);
    smbwire_tree1(&w, true, "\\\\srv\\ADMIN$");
    client_says(1000);
    cr_expect_str_eq(r.said, "dialect 1\ntree \\\\srv\\ADMIN$\n");
}

Test(smb1, reads_trees_in_either_character_set_byte_by_byte)
{
    for (int unicode = 0; unicode < 2; unicode++) {
        reading_start(&r, &smb_decoder);
        smbwire_tree1(&w, unicode != 0, "\\\\srv\\SMSSIG$");
        client_says(1);
        cr_expect_str_eq(r.said, "dialect 1\ntree \\\\srv\\SMSSIG$\n", "unicode %d", unicode);
    }
}

Test(smb1, follows_a_session_setup_to_its_tree)
{
    static const size_t blobs[] = {0, 1, 2, 500, 16000};
    for (size_t i = 0; i < sizeof blobs / sizeof blobs[0]; i++) {
        for (int unicode = 0; unicode < 2; unicode++) {
            reading_start(&r, &smb_decoder);
            smbwire_setup_and_tree1(&w, unicode != 0, blobs[i], "\\\\10.1.0.9\\IPC$");
            client_says(blobs[i] % 2 == 0 ? 1460 : 1);
            cr_expect_str_eq(r.said, "dialect 1\ntree \\\\10.1.0.9\\IPC$\n", "blob %zu", blobs[i]);
        }
    }
}

Test(smb1, tells_pipes_from_files_by_the_tree_they_are_on)
{
    for (int unicode = 0; unicode < 2; unicode++) {
        reading_start(&r, &smb_decoder);
        smbwire_connected1(&w, 7, "IPC");
        smbwire_connected1(&w, 8, "A:");
        server_says(20);
        smbwire_create1(&w, unicode != 0, 7, "\\svcctl");
        smbwire_create1(&w, unicode != 0, 8, "\\system32\\ccmsetup\\ccmsetup.exe");
        client_says(3);
        cr_expect_str_eq(r.said, "dialect 1\npipe svcctl\nfile \\system32\\ccmsetup\\ccmsetup.exe\n");
    }
}

Test(smb1, does_not_read_replies_of_a_client_or_requests_of_a_server)
{
    reading_start(&r, &smb_decoder);
    smbwire_connected1(&w, 7, "IPC");
    client_says(1000);
    smbwire_tree1(&w, true, "\\\\srv\\C$");
    server_says(1000);
    cr_expect_str_eq(r.said, "");
}

Test(smb1, survives_a_chain_that_points_back)
{
    reading_start(&r, &smb_decoder);
    smbwire_setup_and_tree1(&w, true, 100, "\\\\srv\\C$");
    for (unsigned offset = 0; offset < 60; offset++) {
        w.at[4 + 32 + 3] = (uint8_t)offset;
        w.at[4 + 32 + 4] = 0;
        reading_wire(&r, true, &w, w.n);
        cr_expect_eq(r.side[0].want, r.side[0].have, "offset %u", offset);
    }
}

Test(smb1, survives_any_single_wrong_byte)
{
    static struct wire good;
    smbwire_setup_and_tree1(&good, true, 30, "\\\\srv\\C$");
    smbwire_create1(&good, true, 3, "\\file");
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
