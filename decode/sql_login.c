#include "decode/sql_login.h"

#include "decode/sql_packet.h"
#include "decode/utf16.h"

/* MS-TDS 2.2.6.4: fixed part, without and with the fields that 7.2 added; the most a login may have */
enum {
    FIXED = 86,
    HOST_NAME = 36,
    USER_NAME = 40,
    APP_NAME = 48,
    SERVER_NAME = 52,
    DATABASE = 68,
    LOGIN_MOST = 131072,
    CHARACTERS_MOST = 128
};

/* Sybase TDS 5.0 specification, LOGIN: each name has 30 bytes, then its length */
enum { OLD_NAME = 30, OLD_USER = 31, OLD_APP = 140, OLD_SERVER = 171, OLD_VERSION = 458, OLD_LEAST = 462 };

/* MS-TDS 2.2.7.4, 2.2.7.9, 2.2.7.21 and Sybase's extended error: tokens in front of a LOGINACK */
enum { TOKEN_ERROR = 0xaa, TOKEN_SSPI = 0xed, TOKEN_EXTENDED_ERROR = 0xe5, TOKEN_CAPABILITY = 0xe2 };

static const char *version_name(uint8_t major, uint8_t minor)
{
    static const char *const sevens[] = {"7.0", "7.1", "7.2", "7.3", "7.4"};
    if (major >= 0x70 && major <= 0x74)
        return sevens[major - 0x70];
    if (major == 7 && minor <= 4)
        return sevens[minor];
    if (major == 4)
        return minor == 2 ? "4.2" : minor == 0 ? "4.0" : minor == 6 ? "4.6" : NULL;
    return major == 5 ? "5.0" : NULL;
}

enum probe sql_login_probe(struct bytes payload, size_t length, bool last_packet)
{
    struct bytes b = payload;
    uint32_t size = bytes_le32(&b);
    if (length < FIXED)
        return PROBE_NO;
    if (bytes_ok(&b) && (size > LOGIN_MOST || (last_packet ? size != length : size <= length)))
        return PROBE_NO;
    uint32_t version = bytes_le32(&b);
    if (bytes_ok(&b) && (version >> 24 < 0x70 || version >> 24 > 0x74))
        return PROBE_NO;
    bytes_skip(&b, HOST_NAME - 8);
    uint16_t offset = bytes_le16(&b);
    uint16_t characters = bytes_le16(&b);
    if (!bytes_ok(&b))
        return PROBE_MORE;
    return offset >= FIXED && offset <= size && characters <= CHARACTERS_MOST ? PROBE_CLIENT : PROBE_NO;
}

/* The name whose offset and length stand at `field`; false when the window ends before it. */
static bool name_at(struct bytes payload, size_t field, size_t length, struct sql_name *out)
{
    struct bytes b = payload;
    bytes_skip(&b, field);
    size_t offset = bytes_le16(&b);
    size_t size = (size_t)2 * bytes_le16(&b);
    out->length = 0;
    if (!bytes_ok(&b))
        return false;
    if (size > (size_t)2 * CHARACTERS_MOST || offset + size > length)
        return true;
    bytes_skip(&payload, offset);
    struct bytes name = bytes_take(&payload, size);
    out->length = utf16_text(name, out->text, SQL_NAME_MOST);
    return bytes_ok(&payload);
}

bool sql_login_read(struct sql_login *l, struct bytes payload, size_t length)
{
    struct bytes b = payload;
    bytes_skip(&b, 4);
    uint32_t version = bytes_le32(&b);
    l->version = version_name((uint8_t)(version >> 24), 0);
    const struct {
        size_t field;
        struct sql_name *name;
    } names[] = {{HOST_NAME, &l->host},
                 {USER_NAME, &l->user},
                 {APP_NAME, &l->app},
                 {SERVER_NAME, &l->server},
                 {DATABASE, &l->database}};
    bool all = true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        all &= name_at(payload, names[i].field, length, names[i].name);
    return all;
}

enum probe sql_login_old_probe(struct bytes payload, size_t length)
{
    static const uint16_t lengths[] = {30, 61, 92, 123, 170, 201};
    if (length < OLD_LEAST)
        return PROBE_NO;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct bytes b = payload;
        bytes_skip(&b, lengths[i]);
        if (bytes_u8(&b) > OLD_NAME)
            return PROBE_NO;
    }
    struct bytes b = payload;
    bytes_skip(&b, OLD_VERSION);
    uint8_t major = bytes_u8(&b);
    uint8_t minor = bytes_u8(&b);
    uint16_t rest = bytes_le16(&b);
    if (!bytes_ok(&b))
        return PROBE_MORE;
    return version_name(major, minor) != NULL && major < 7 && rest == 0 ? PROBE_CLIENT : PROBE_NO;
}

static void old_name(struct bytes payload, size_t at, struct sql_name *out)
{
    bytes_skip(&payload, at);
    struct bytes name = bytes_take(&payload, OLD_NAME);
    size_t n = bytes_u8(&payload);
    out->length = bytes_ok(&payload) && n <= OLD_NAME ? n : 0;
    memcpy(out->text, name.at, out->length);
}

bool sql_login_old_read(struct sql_login *l, struct bytes payload)
{
    struct bytes b = payload;
    bytes_skip(&b, OLD_VERSION);
    uint8_t major = bytes_u8(&b);
    uint8_t minor = bytes_u8(&b);
    l->version = version_name(major, minor);
    l->database.length = 0;
    old_name(payload, 0, &l->host);
    old_name(payload, OLD_USER, &l->user);
    old_name(payload, OLD_APP, &l->app);
    old_name(payload, OLD_SERVER, &l->server);
    return bytes_ok(&b);
}

enum probe sql_login_answer(struct bytes payload, const char **version)
{
    while (payload.left > 0) {
        uint8_t token = bytes_u8(&payload);
        struct bytes body = bytes_take(&payload, bytes_le16(&payload));
        if (token == SQL_TOKEN_LOGINACK) {
            bytes_skip(&body, 1);
            uint8_t major = bytes_u8(&body);
            *version = version_name(major, bytes_u8(&body));
            return bytes_ok(&body) ? PROBE_EITHER : PROBE_NO;
        }
        if (token != SQL_TOKEN_ENVCHANGE && token != SQL_TOKEN_INFO && token != TOKEN_ERROR &&
            token != TOKEN_SSPI && token != TOKEN_EXTENDED_ERROR && token != TOKEN_CAPABILITY)
            return PROBE_NO;
    }
    return PROBE_MORE;
}
