#include "decode/smb.h"
#include "decode/smb1_names.h"
#include "tests/unit/reading.h"
#include "tests/unit/smbwire.h"

static struct wire w, words, front, data;
static struct reading r;

static void connect_disk(void)
{
    reading_start(&r, &smb_decoder);
    smbwire_connected1(&w, 7, "A:");
    reading_wire(&r, false, &w, 1000);
    w.n = words.n = front.n = data.n = 0;
}

static void request(unsigned command, bool unicode, size_t offset_at, const char *want)
{
    char all[200];
    (void)snprintf(all, sizeof all, "dialect 1\n%s", want);
    smbwire_message1(&w, command, false, unicode, &words, &front, &data, offset_at);
    for (size_t step = 1; step < 70; step += 17) {
        static struct wire kept;
        kept = w;
        connect_disk();
        reading_wire(&r, true, &kept, step);
        cr_expect_str_eq(r.said, all, "command %02x, unicode %d, step %zu", command, unicode, step);
        w = kept;
    }
    connect_disk();
}

/* A name with its zero, at a place that is odd from the header if `odd`. */
static void name(struct wire *to, bool unicode, bool odd, const char *text)
{
    if (unicode && odd)
        wire_u8(to, 0);
    if (unicode)
        wire_wide(to, text);
    else
        wire_text(to, text);
    wire_zeros(to, unicode ? 2 : 1);
}

Test(smb1_names, reads_core_commands)
{
    for (int unicode = 0; unicode < 2; unicode++) {
        connect_disk();
        wire_zeros(&words, 4);
        wire_u8(&front, 4);
        name(&front, unicode != 0, (32 + 1 + 4 + 2 + 1) % 2 != 0, "\\DIR\\FILE.TXT");
        request(0x02, unicode != 0, 0, "file \\DIR\\FILE.TXT\n");
        wire_zeros(&words, 6);
        wire_u8(&front, 4);
        name(&front, unicode != 0, (32 + 1 + 6 + 2 + 1) % 2 != 0, "\\NEW.TXT");
        request(0x03, unicode != 0, 0, "file \\NEW.TXT\n");
        wire_u8(&front, 4);
        name(&front, unicode != 0, (32 + 1 + 2 + 1) % 2 != 0, "\\\\SRV\\SHARE");
        wire_bytes(&front, "\4\0\4A:", 6);
        request(0x70, unicode != 0, 0, "tree \\\\SRV\\SHARE\n");
    }
}

Test(smb1_names, reads_open_andx)
{
    for (int unicode = 0; unicode < 2; unicode++) {
        connect_disk();
        wire_u8(&words, 0xff);
        wire_zeros(&words, 29);
        name(&front, unicode != 0, (32 + 1 + 30 + 2) % 2 != 0, "\\eicar");
        request(0x2d, unicode != 0, 0, "file \\eicar\n");
    }
}

Test(smb1_names, reads_names_of_transactions)
{
    static const struct {
        const char *name, *said;
    } rows[] = {{"\\PIPE\\LANMAN", "pipe LANMAN\n"},
                {"\\MAILSLOT\\BROWSE", "pipe MAILSLOT\\BROWSE\n"},
                {"\\PIPE\\", ""},
                {"", ""},
                {"no path", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int unicode = 0; unicode < 2; unicode++) {
            connect_disk();
            wire_zeros(&words, 28);
            name(&front, unicode != 0, (32 + 1 + 28 + 2) % 2 != 0, rows[i].name);
            request(0x25, unicode != 0, 0, rows[i].said);
        }
    }
}

Test(smb1_names, reads_paths_of_transactions)
{
    static const struct {
        unsigned subcommand;
        size_t front;
    } rows[] = {{0, 28}, {1, 12}, {5, 6}, {6, 6}, {13, 4}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int unicode = 0; unicode < 2; unicode++) {
            connect_disk();
            wire_zeros(&data, rows[i].front);
            name(&data, unicode != 0, false, "\\dir\\*");
            wire_zeros(&words, 18);
            wire_le16(&words, (unsigned)data.n);
            wire_zeros(&words, 6);
            wire_le16(&words, 1);
            wire_le16(&words, rows[i].subcommand);
            wire_zeros(&front, (32 + 1 + 30 + 2) % 2 != 0 ? 3 : 2);
            request(0x32, unicode != 0, 20, "file \\dir\\*\n");
        }
    }
    connect_disk();
    wire_zeros(&words, 28);
    wire_le16(&words, 8);
    request(0x32, true, 0, "");
}

Test(smb1_names, reads_nt_transact_create)
{
    for (int unicode = 0; unicode < 2; unicode++) {
        connect_disk();
        wire_zeros(&data, 44);
        wire_le32(&data, unicode ? 10 : 5);
        wire_zeros(&data, 5);
        name(&data, unicode != 0, true, "\\file");
        wire_zeros(&words, 19);
        wire_le32(&words, (uint32_t)data.n);
        wire_zeros(&words, 4 + 8);
        wire_u8(&words, 0);
        wire_le16(&words, 1);
        wire_zeros(&front, 3);
        request(0xa0, unicode != 0, 23, "file \\file\n");
    }
}
