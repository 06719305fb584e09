#include "decode/ssrp.h"

#include "decodesink.h"

static struct decodesink *k;

static bool reads(const void *bytes, size_t n, bool *from_client)
{
    uint8_t *copy = malloc(n > 0 ? n : 1);
    memcpy(copy, bytes, n);
    free(k);
    k = decodesink_new();
    bool yes = ssrp_datagram.read(&k->sink, bytes_of(copy, n), from_client);
    free(copy);
    return yes;
}

#define DATAGRAM(what, text, yes, client, said)                                                              \
    {                                                                                                        \
        what, text, sizeof text - 1, yes, client, said                                                       \
    }

Test(ssrp, knows_every_message)
{
    static const struct {
        const char *what, *bytes;
        size_t n;
        bool yes, client;
        const char *said;
    } rows[] = {
        DATAGRAM("broadcast", "\2", true, true, ""),
        DATAGRAM("all of one server", "\3", true, true, ""),
        DATAGRAM("one instance", "\4MSSQLSERVER\0", true, true, "0 MSSQLSERVER"),
        DATAGRAM("administrator's port", "\x0f\1SQLEXPRESS\0", true, true, "0 SQLEXPRESS"),
        DATAGRAM("its answer", "\5\6\0\1\x9a\5", true, false, ""),
        DATAGRAM(
            "answer",
            "\5\x5c\0ServerName;DB1;InstanceName;MSSQLSERVER;IsClustered;No;Version;9.00.1399.06;tcp;1433;"
            "np;\\\\;;",
            true, false, "1433 MSSQLSERVER|DB1|9.00.1399.06"),
        DATAGRAM("answer that was cut", "\5\x59\1ServerName;DB1;InstanceName;A;tc", true, false, "0 A|DB1"),
        DATAGRAM("port that is none", "\5\x29\0ServerName;DB1;InstanceName;A;tcp;1433x;;", true, false,
                 "0 A|DB1"),
        DATAGRAM("port too large", "\5\x29\0ServerName;DB1;InstanceName;A;tcp;70000;;", true, false,
                 "0 A|DB1"),
        DATAGRAM("nothing", "", false, false, ""),
        DATAGRAM("two bytes", "\2\2", false, false, ""),
        DATAGRAM("empty name", "\4\0", false, false, ""),
        DATAGRAM("name without an end", "\4MSSQLSERVER", false, false, ""),
        DATAGRAM("bytes behind the name", "\4MSSQLSERVER\0x", false, false, ""),
        DATAGRAM("longest name",
                 "\4"
                 "01234567890123456789012345678901\0",
                 true, true, "0 01234567890123456789012345678901"),
        DATAGRAM("name too long",
                 "\4"
                 "012345678901234567890123456789012\0",
                 false, false, ""),
        DATAGRAM("unprintable name", "\4\1\1\1\1\0", false, false, ""),
        DATAGRAM("answer shorter than it is", "\5\4\0ServerName;DB1;;", false, false, ""),
        DATAGRAM("another answer", "\5\4\0abcd", false, false, ""),
        DATAGRAM("another version", "\x0f\2SQLEXPRESS\0", false, false, ""),
        DATAGRAM("another message", "\6", false, false, ""),
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool from_client = false;
        cr_expect_eq(reads(rows[i].bytes, rows[i].n, &from_client), rows[i].yes, "%s", rows[i].what);
        cr_expect(!rows[i].yes || from_client == rows[i].client, "%s", rows[i].what);
        cr_expect_str_eq(decodesink_text(k, 0), rows[i].said, "%s", rows[i].what);
    }
}

Test(ssrp, tells_of_each_instance)
{
    static const char answer[] = "\5\x66\0ServerName;DB1;InstanceName;A;Version;8.00.194;tcp;1433;;"
                                 "ServerName;DB1;InstanceName;B;tcp;2433;np;x;;";
    bool from_client = true;
    cr_expect(reads(answer, sizeof answer - 1, &from_client));
    cr_expect_eq(k->items, 2U);
    cr_expect_str_eq(decodesink_text(k, 1), "2433 B|DB1");
}

/* SQL Slammer (W32/SQLSlam-A, 2003): message 4 with a name of 375 bytes that overflows the browser's. */
Test(ssrp, refuses_the_worm)
{
    uint8_t worm[376];
    bool from_client;
    memset(worm, 1, sizeof worm);
    worm[0] = 4;
    memcpy(worm + 97, "\xdc\xc9\xb0\x42\xeb\x0e\1\1\1\1\1\1\1\x70\xae\x42\1\x70\xae\x42\x90\x90\x90\x90", 24);
    for (size_t n = 2; n <= sizeof worm; n++)
        cr_expect_not(reads(worm, n, &from_client), "%zu bytes", n);
    memset(worm + 1, 'A', 96);
    for (size_t n = 2; n <= sizeof worm; n++)
        cr_expect_not(reads(worm, n, &from_client), "%zu bytes of text", n);
}
