#include "decode/ssrp.h"

/* MC-SQLR 2.2.1 to 2.2.5: the byte each message begins with; an instance's name has at most 32 bytes */
enum { ASK_ALL_BROADCAST = 2, ASK_ALL = 3, ASK_ONE = 4, ANSWER = 5, ASK_ADMIN = 0x0f, NAME_MOST = 32 };
/* MC-SQLR 2.2.6: length and version of the answer that names the administrator's port */
enum { ADMIN_SIZE = 6, ADMIN_VERSION = 1, INSTANCES_MOST = 64 };

static struct evidence_text text(struct bytes b)
{
    return (struct evidence_text){(const char *)b.at, (uint16_t)b.left};
}

static void add(struct evidence_sink *sink, uint32_t port, struct bytes instance, struct bytes server,
                struct bytes version)
{
    struct evidence e = {.kind = EVIDENCE_SQL_INSTANCE, .number = port};
    e.text[0] = text(instance);
    e.text[1] = text(server);
    e.text[2] = text(version);
    evidence_add(sink, &e);
}

/* A printable name, its zero byte, and nothing behind. */
static bool read_name(struct evidence_sink *sink, struct bytes b)
{
    if (b.left < 2 || b.left > NAME_MOST + 1)
        return false;
    struct bytes name = bytes_take(&b, b.left - 1);
    for (size_t i = 0; i < name.left; i++)
        if (name.at[i] < 0x20 || name.at[i] == 0x7f)
            return false;
    if (bytes_u8(&b) != 0)
        return false;
    add(sink, 0, name, bytes_none(), bytes_none());
    return true;
}

/* What stands in front of the next semicolon, which is taken too. */
static struct bytes next_field(struct bytes *b)
{
    const uint8_t *semicolon = memchr(b->at, ';', b->left);
    struct bytes field = bytes_upto(b, semicolon != NULL ? (size_t)(semicolon - b->at) : b->left);
    (void)bytes_upto(b, 1);
    return field;
}

static uint32_t number(struct bytes b)
{
    uint32_t n = 0;
    while (b.left > 0 && n <= UINT16_MAX) {
        uint8_t c = bytes_u8(&b);
        if (c < '0' || c > '9')
            return 0;
        n = n * 10 + (uint32_t)(c - '0');
    }
    return n <= UINT16_MAX ? n : 0;
}

/* Pairs of key and value up to an empty key, which ends the instance. */
static void read_instance(struct evidence_sink *sink, struct bytes *b)
{
    struct bytes instance = bytes_none(), server = bytes_none(), version = bytes_none();
    uint32_t port = 0;
    while (b->left > 0) {
        struct bytes key = next_field(b);
        if (key.left == 0)
            break;
        struct bytes value = next_field(b);
        if (bytes_are(&key, "ServerName"))
            server = value;
        else if (bytes_are(&key, "InstanceName"))
            instance = value;
        else if (bytes_are(&key, "Version"))
            version = value;
        else if (bytes_are(&key, "tcp"))
            port = number(value);
    }
    if (server.left + instance.left > 0)
        add(sink, port, instance, server, version);
}

static bool read_answer(struct evidence_sink *sink, struct bytes b)
{
    static const char first[] = "ServerName;";
    size_t whole = b.left + 1, size = bytes_le16(&b);
    struct bytes admin = b;
    if (whole == ADMIN_SIZE && size == ADMIN_SIZE && bytes_u8(&admin) == ADMIN_VERSION)
        return true;
    if (!bytes_begin(&b, first, sizeof first - 1) || size < b.left)
        return false;
    for (size_t i = 0; i < INSTANCES_MOST && b.left > 0; i++)
        read_instance(sink, &b);
    return true;
}

static bool read(struct evidence_sink *sink, struct bytes payload, bool *from_client)
{
    uint8_t kind = bytes_u8(&payload);
    *from_client = kind != ANSWER;
    switch (bytes_ok(&payload) ? kind : 0) {
    case ASK_ALL_BROADCAST:
    case ASK_ALL:
        return payload.left == 0;
    case ASK_ONE:
        return read_name(sink, payload);
    case ANSWER:
        return read_answer(sink, payload);
    case ASK_ADMIN:
        return bytes_u8(&payload) == ADMIN_VERSION && read_name(sink, payload);
    default:
        return false;
    }
}

const struct datagram_decoder ssrp_datagram = {
    .name = "ssrp", .class_ = CLASS_SQL, .has_evidence = true, .read = read};
