#include "decode/tftp.h"

#include "decodesink.h"

#define ROW(text, answer)                                                                                    \
    {                                                                                                        \
        text, sizeof text - 1, answer                                                                        \
    }

Test(tftp, takes_requests_only)
{
    static const struct {
        const char *bytes;
        size_t n;
        bool answer;
    } rows[] = {
        ROW("\0\1boot\\x86\\wdsnbp.com\0octet\0", true),
        ROW("\0\2file\0NetASCII\0", true),
        ROW("\0\1file\0octet\0tsize\0"
            "0\0blksize\0"
            "1456\0",
            true),
        ROW("\0\1file\0octet", false),
        ROW("\0\1file\0octets\0", false),
        ROW("\0\1\0octet\0", false),
        ROW("\0\1fi\nle\0octet\0", false),
        ROW("\0\1file\0octet\0tsize\0", false),
        ROW("\0\3\0\1data", false),
        ROW("\0\4\0\1", false),
        ROW("\0\5\0\1no\0", false),
        ROW("\0\6tsize\0"
            "0\0",
            false),
        ROW("\1\0file\0octet\0", false),
        ROW("\0", false),
        ROW("", false),
    };
    struct decodesink *k = decodesink_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool from_client = false;
        bool is = tftp_datagram.read(&k->sink, bytes_of(rows[i].bytes, rows[i].n), &from_client);
        cr_expect_eq(is, rows[i].answer, "row %zu", i);
        cr_expect(!is || from_client);
    }
    free(k);
}
