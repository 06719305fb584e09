#include "decode/wol.h"

enum { ADDRESS = 6, TIMES = 16 };

static bool is_one_byte(struct bytes address)
{
    for (size_t i = 1; i < address.left; i++)
        if (address.at[i] != address.at[0])
            return false;
    return true;
}

static bool read(struct evidence_sink *sink, struct bytes payload, bool *from_client)
{
    (void)sink;
    *from_client = true;
    struct bytes sync = bytes_take(&payload, ADDRESS);
    struct bytes address = payload;
    address = bytes_take(&address, ADDRESS);
    if (!bytes_ok(&sync) || !bytes_begin(&sync, "\xff\xff\xff\xff\xff\xff", ADDRESS))
        return false;
    for (size_t i = 0; i < TIMES; i++) {
        struct bytes copy = bytes_take(&payload, ADDRESS);
        if (!bytes_ok(&copy) || !bytes_begin(&copy, address.at, ADDRESS))
            return false;
    }
    bool has_room_for = payload.left == 0 || payload.left == 4 || payload.left == 6;
    return has_room_for && !(is_one_byte(address) && address.at[0] == 0xff);
}

const struct datagram_decoder wol_datagram = {.name = "wol", .class_ = CLASS_WOL, .read = read};
