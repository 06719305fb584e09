#include "decode/smb.h"
#include "tests/unit/reading.h"
#include "tests/unit/smbwire.h"
#include "tests/unit/strangers.h"

static struct wire w;
static struct reading r;

static enum probe probe(void)
{
    return smb_decoder.probe(bytes_of(w.at, w.n), true);
}

Test(smb, knows_the_start_of_each_version_from_any_prefix)
{
    smbwire_negotiate1(&w);
    cr_expect_eq(reading_prefixes(&smb_decoder, w.at, w.n, PROBE_CLIENT, "SMB1 request"), 14U);
    w.n = 0;
    smbwire_negotiated1(&w, 0);
    cr_expect_eq(reading_prefixes(&smb_decoder, w.at, w.n, PROBE_SERVER, "SMB1 reply"), 14U);
    w.n = 0;
    smbwire_negotiate2(&w);
    cr_expect_eq(reading_prefixes(&smb_decoder, w.at, w.n, PROBE_CLIENT, "SMB2 request"), 28U);
    w.n = 0;
    smbwire_negotiated2(&w, 0x0210);
    cr_expect_eq(reading_prefixes(&smb_decoder, w.at, w.n, PROBE_SERVER, "SMB2 reply"), 28U);
    w.n = 0;
    smbwire_encrypted(&w, 80);
    cr_expect_eq(reading_prefixes(&smb_decoder, w.at, w.n, PROBE_EITHER, "SMB3 encrypted"), 48U);
}

Test(smb, knows_a_compressed_message)
{
    static const uint8_t chained[] = {0,    0,    0, 32, 0xfc, 'S',  'M', 'B', 0, 1, 0, 0,
                                      0x03, 0x00, 1, 0,  16,   0x00, 0,   0,   0, 0, 0, 0};
    cr_expect_eq(reading_prefixes(&smb_decoder, chained, sizeof chained, PROBE_EITHER, "compressed"), 16U);
}

Test(smb, knows_a_netbios_session_request_alone)
{
    smbwire_session_request(&w);
    cr_expect_eq(reading_prefixes(&smb_decoder, w.at, w.n, PROBE_CLIENT, "session request"), w.n);
    for (size_t i = 0; i < w.n; i++) {
        w.at[i] ^= 0x80;
        cr_expect_eq(probe(), PROBE_NO, "byte %zu turned", i);
        w.at[i] ^= 0x80;
    }
}

Test(smb, knows_answers_to_a_session_request)
{
    static const uint8_t refused[] = {0x83, 0, 0, 1, 0x82},
                         elsewhere[] = {0x84, 0, 0, 6, 10, 1, 0, 10, 0, 139};
    cr_expect_eq(reading_prefixes(&smb_decoder, refused, 5, PROBE_SERVER, "refused"), 5U);
    cr_expect_eq(reading_prefixes(&smb_decoder, elsewhere, 10, PROBE_SERVER, "elsewhere"), 10U);
    wire_bytes(&w, "\x82\0\0\0", 4);
    cr_expect_eq(probe(), PROBE_MORE, "four bytes are not enough to tell");
    smbwire_negotiated1(&w, 0);
    cr_expect_eq(reading_prefixes(&smb_decoder, w.at, w.n, PROBE_SERVER, "granted"), 18U);
}

Test(smb, looks_behind_keepalives_but_not_for_ever)
{
    wire_bytes(&w, "\x85\0\0\0\x85\0\0\0", 8);
    cr_expect_eq(probe(), PROBE_MORE);
    smbwire_negotiate2(&w);
    cr_expect_eq(probe(), PROBE_CLIENT);
    w.n = 0;
    for (size_t i = 0; i < 100; i++)
        wire_bytes(&w, "\x85\0\0\0", 4);
    cr_expect_eq(probe(), PROBE_NO);
}

Test(smb, refuses_a_start_with_one_byte_wrong)
{
    static const size_t in_smb1[] = {0, 4, 5, 6, 7, 8}, in_smb2[] = {0, 4, 5, 6, 7, 8, 9, 16, 17, 21, 25};
    smbwire_negotiate1(&w);
    for (size_t i = 0; i < sizeof in_smb1 / sizeof in_smb1[0]; i++) {
        w.at[in_smb1[i]] ^= 0xff;
        cr_expect_eq(probe(), PROBE_NO, "SMB1 byte %zu", in_smb1[i]);
        w.at[in_smb1[i]] ^= 0xff;
    }
    w.n = 0;
    smbwire_negotiate2(&w);
    for (size_t i = 0; i < sizeof in_smb2 / sizeof in_smb2[0]; i++) {
        w.at[in_smb2[i]] ^= 0xff;
        cr_expect_eq(probe(), PROBE_NO, "SMB2 byte %zu", in_smb2[i]);
        w.at[in_smb2[i]] ^= 0xff;
    }
}

Test(smb, refuses_messages_too_short_for_their_header)
{
    smbwire_negotiate1(&w);
    w.at[3] = 34;
    cr_expect_eq(probe(), PROBE_NO);
    w.n = 0;
    smbwire_negotiate2(&w);
    w.at[3] = 65;
    cr_expect_eq(probe(), PROBE_NO);
}

Test(smb, refuses_how_other_protocols_begin)
{
    strangers_are_refused(&smb_decoder);
}

/* A whole conversation: over NetBIOS, by SMB1 to SMB2, with pipe, file and encryption. */
static void converse(size_t step)
{
    static struct wire client[3], server[3];
    memset(client, 0, sizeof client);
    memset(server, 0, sizeof server);
    smbwire_session_request(&client[0]);
    smbwire_negotiate1(&client[0]);
    wire_bytes(&server[0], "\x82\0\0\0", 4);
    smbwire_negotiated2(&server[0], 0x02ff);
    smbwire_negotiate2(&client[1]);
    smbwire_tree2(&client[1], "\\\\srv\\IPC$");
    smbwire_tree2(&client[1], "\\\\srv\\SMSPKGD$");
    smbwire_negotiated2(&server[1], 0x0210);
    wire_bytes(&server[1], "\x85\0\0\0", 4);
    smbwire_connected2(&server[1], 5, 2);
    smbwire_connected2(&server[1], 6, 1);
    smbwire_create2(&client[2], 5, "svcctl");
    smbwire_create2(&client[2], 6, "ABC00001\\setup.exe");
    smbwire_data2(&client[2], false, 9000);
    smbwire_encrypted(&client[2], 100);
    smbwire_data2(&server[2], true, 5000);
    smbwire_negotiated2(&server[2], 0x0311);
    reading_start(&r, &smb_decoder);
    for (size_t i = 0; i < 3; i++) {
        reading_wire(&r, true, &client[i], step);
        reading_wire(&r, false, &server[i], step);
    }
    reading_end(&r);
}

static bool has_all_lines(void)
{
    const char *lines[] = {"dialect 2.1\n",    "tree \\\\srv\\IPC$\n",       "tree \\\\srv\\SMSPKGD$\n",
                           "pipe svcctl\n",    "file ABC00001\\setup.exe\n", "encrypted\n",
                           "signing enabled\n"};
    size_t length = 0;
    bool all = true;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        all = all && strstr(r.said, lines[i]) != NULL;
        length += strlen(lines[i]);
    }
    return all && length == strlen(r.said);
}

Test(smb, reads_the_same_from_segments_of_any_size)
{
    static const size_t steps[] = {1, 2, 3, 5, 7, 16, 63, 64, 65, 100, 536, 1460, 20000};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        converse(steps[i]);
        cr_expect(has_all_lines(), "step %zu: %s", steps[i], r.said);
    }
}

Test(smb, does_not_look_at_payloads)
{
    smbwire_data2(&w, false, 15000);
    reading_start(&r, &smb_decoder);
    reading_wire(&r, true, &w, 1000);
    cr_expect_eq(r.shown_bytes, 1000U);
}

Test(smb, finds_its_way_after_a_hole)
{
    reading_start(&r, &smb_decoder);
    smbwire_negotiate2(&w);
    reading_wire(&r, true, &w, 10000);
    reading_hole(&r, true, 777);
    w.n = 0;
    for (size_t i = 0; i < 500; i++)
        wire_u8(&w, i % 7 == 0 ? 0 : (unsigned)i);
    reading_wire(&r, true, &w, 100);
    w.n = 0;
    smbwire_tree2(&w, "\\\\srv\\ADMIN$");
    reading_wire(&r, true, &w, 10000);
    cr_expect_str_eq(r.said, "tree \\\\srv\\ADMIN$\n");
}

Test(smb, does_not_mind_a_hole_in_a_payload)
{
    reading_start(&r, &smb_decoder);
    smbwire_data2(&w, false, 10000);
    reading_bytes(&r, true, w.at, 3000, 3000);
    reading_hole(&r, true, 4000);
    reading_bytes(&r, true, w.at + 7000, w.n - 7000, 1460);
    w.n = 0;
    smbwire_tree2(&w, "\\\\srv\\C$");
    reading_wire(&r, true, &w, 10000);
    cr_expect_str_eq(r.said, "tree \\\\srv\\C$\n");
}

/* The tree that was asked for in the hole may be of files. */
Test(smb, takes_no_file_for_a_pipe_after_a_hole)
{
    reading_start(&r, &smb_decoder);
    smbwire_tree2(&w, "\\\\srv\\IPC$");
    reading_wire(&r, true, &w, 10000);
    reading_hole(&r, true, 200);
    w.n = 0;
    smbwire_create2(&w, 6, "setup.exe");
    smbwire_create2(&w, 5, "srvsvc");
    reading_wire(&r, true, &w, 10000);
    cr_expect_str_eq(r.said, "tree \\\\srv\\IPC$\nfile setup.exe\npipe srvsvc\n");
}

Test(smb, gives_up_a_stream_that_is_no_smb_until_it_is)
{
    static const uint8_t junk[] = {0, 0, 1, 0, 'j', 'u', 'n', 'k', 0, 0, 0, 0};
    reading_start(&r, &smb_decoder);
    reading_bytes(&r, true, junk, sizeof junk, sizeof junk);
    smbwire_tree2(&w, "\\\\srv\\C$");
    reading_wire(&r, true, &w, 10000);
    cr_expect_str_eq(r.said, "lost\ntree \\\\srv\\C$\n");
    reading_start(&r, &smb_decoder);
    reading_bytes(&r, false, junk, sizeof junk, sizeof junk);
    cr_expect_str_eq(r.said, "", "a server asks for nothing");
}
