#include "decode/x509.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/addr.h"

/* X.690 8.1.2 and 8.14: universal and context tags that occur. */
enum {
    TAG_INTEGER = 0x02,
    TAG_OID = 0x06,
    TAG_UTC_TIME = 0x17,
    TAG_GENERAL_TIME = 0x18,
    TAG_BMP_STRING = 0x1e,
    TAG_SEQUENCE = 0x30,
    TAG_SET = 0x31,
    TAG_VERSION = 0xa0,
    TAG_EXTENSIONS = 0xa3,
    TAG_OCTETS = 0x04,
    TAG_SAN_MAIL = 0x81,
    TAG_SAN_DNS = 0x82,
    TAG_SAN_URI = 0x86,
    TAG_SAN_IP = 0x87,
};

struct item {
    uint8_t tag;
    struct bytes content;
};

struct attribute {
    const char *oid;
    size_t oid_length;
    const char *name;
};

static const struct attribute attributes[] = {
    {"\x55\x04\x03", 3, "CN"},
    {"\x55\x04\x06", 3, "C"},
    {"\x55\x04\x07", 3, "L"},
    {"\x55\x04\x08", 3, "ST"},
    {"\x55\x04\x0a", 3, "O"},
    {"\x55\x04\x0b", 3, "OU"},
    {"\x55\x04\x05", 3, "serialNumber"},
    {"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19", 10, "DC"},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01", 9, "emailAddress"},
};

/* RFC 5280 4.2.1.12: id-kp, and anyExtendedKeyUsage. */
static const struct attribute uses[] = {
    {"\x2b\x06\x01\x05\x05\x07\x03\x01", 8, "serverAuth"},
    {"\x2b\x06\x01\x05\x05\x07\x03\x02", 8, "clientAuth"},
    {"\x2b\x06\x01\x05\x05\x07\x03\x03", 8, "codeSigning"},
    {"\x2b\x06\x01\x05\x05\x07\x03\x04", 8, "emailProtection"},
    {"\x2b\x06\x01\x05\x05\x07\x03\x08", 8, "timeStamping"},
    {"\x2b\x06\x01\x05\x05\x07\x03\x09", 8, "OCSPSigning"},
    {"\x55\x1d\x25\x00", 4, "anyExtendedKeyUsage"},
};

static size_t take_length(struct bytes *b)
{
    uint8_t first = bytes_u8(b);
    if (first < 0x80)
        return first;
    if (first == 0x81)
        return bytes_u8(b);
    if (first == 0x82)
        return bytes_be16(b);
    if (first == 0x83)
        return bytes_be24(b);
    bytes_skip(b, SIZE_MAX);
    return 0;
}

/* A truncated content ends where its parent does. */
static bool take_item(struct bytes *b, struct item *i)
{
    i->tag = bytes_u8(b);
    size_t n = take_length(b);
    i->content = bytes_upto(b, n);
    return bytes_ok(b);
}

static bool take_tagged(struct bytes *b, uint8_t tag, struct bytes *content)
{
    struct item i;
    if (!take_item(b, &i) || i.tag != tag)
        return false;
    *content = i.content;
    return true;
}

static void append(struct x509_text *t, size_t most, const void *text, size_t n)
{
    if (n > most - t->length)
        n = most - t->length;
    memcpy(t->at + t->length, text, n);
    t->length += n;
}

/* UTF-16, network byte order, to UTF-8. */
static void append_wide(struct x509_text *t, size_t most, struct bytes wide)
{
    while (wide.left >= 2) {
        uint16_t c = bytes_be16(&wide);
        char out[3] = {(char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3f)), (char)(0x80 | (c & 0x3f))};
        if (c < 0x80) {
            out[2] = (char)c;
            append(t, most, out + 2, 1);
        } else if (c < 0x800) {
            out[1] = (char)(0xc0 | c >> 6);
            append(t, most, out + 1, 2);
        } else {
            append(t, most, out, 3);
        }
    }
}

static const char *name_of(struct bytes oid, const struct attribute *table, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (oid.left == table[i].oid_length && memcmp(oid.at, table[i].oid, oid.left) == 0)
            return table[i].name;
    return NULL;
}

static void append_attribute(struct x509_text *t, struct bytes pair)
{
    struct bytes oid;
    struct item value;
    if (!take_tagged(&pair, TAG_OID, &oid) || !take_item(&pair, &value))
        return;
    const char *name = name_of(oid, attributes, sizeof attributes / sizeof attributes[0]);
    if (name == NULL)
        return;
    if (t->length > 0)
        append(t, X509_NAME_MOST, ", ", 2);
    append(t, X509_NAME_MOST, name, strlen(name));
    append(t, X509_NAME_MOST, "=", 1);
    if (value.tag == TAG_BMP_STRING)
        append_wide(t, X509_NAME_MOST, value.content);
    else
        append(t, X509_NAME_MOST, value.content.at, value.content.left);
}

static bool read_name(struct bytes *b, struct x509_text *t)
{
    struct bytes name, set, pair;
    if (!take_tagged(b, TAG_SEQUENCE, &name))
        return false;
    while (name.left > 0 && take_tagged(&name, TAG_SET, &set))
        while (set.left > 0 && take_tagged(&set, TAG_SEQUENCE, &pair))
            append_attribute(t, pair);
    return true;
}

/* RFC 5280 4.1.2.5: YYMMDDHHMMSSZ of 1950 to 2049, or YYYYMMDDHHMMSSZ. */
static void append_time(struct x509_text *t, const struct item *time)
{
    struct bytes b = time->content;
    size_t year = time->tag == TAG_GENERAL_TIME ? 4 : 2;
    bool fits = (year == 4 || time->tag == TAG_UTC_TIME) && b.left == year + 11 && b.at[year + 10] == 'Z';
    for (size_t i = 0; fits && i < year + 10; i++)
        fits = b.at[i] >= '0' && b.at[i] <= '9';
    if (!fits) {
        append(t, X509_TIME_MOST, b.at, b.left);
        return;
    }
    if (year == 2)
        append(t, X509_TIME_MOST, b.at[0] >= '5' ? "19" : "20", 2);
    append(t, X509_TIME_MOST, b.at, year);
    bytes_skip(&b, year);
    for (const char *mark = "--T::"; *mark != '\0'; mark++) {
        append(t, X509_TIME_MOST, mark, 1);
        append(t, X509_TIME_MOST, bytes_take(&b, 2).at, 2);
    }
    append(t, X509_TIME_MOST, "Z", 1);
}

static bool read_times(struct bytes *b, struct x509 *cert)
{
    struct bytes validity;
    struct item from, to;
    if (!take_tagged(b, TAG_SEQUENCE, &validity) || !take_item(&validity, &from) ||
        !take_item(&validity, &to))
        return false;
    append_time(&cert->not_before, &from);
    append_time(&cert->not_after, &to);
    return true;
}

static void append_to_list(struct x509_text *t, size_t most, struct bytes text)
{
    size_t comma = t->length > 0;
    if (text.left == 0 || t->length + comma + text.left > most)
        return;
    append(t, most, ",", comma);
    append(t, most, text.at, text.left);
}

static void append_san(struct x509_text *t, const struct item *name)
{
    struct bytes text = name->content;
    char address[ADDR_TEXT];
    if (name->tag == TAG_SAN_IP) {
        if (text.left != 4 && text.left != 16)
            return;
        struct addr a = text.left == 4 ? addr_v4(text.at) : addr_v6(text.at);
        (void)addr_text(&a, address);
        text = bytes_of(address, strlen(address));
    } else if (name->tag != TAG_SAN_DNS && name->tag != TAG_SAN_MAIL && name->tag != TAG_SAN_URI) {
        return;
    }
    append_to_list(t, X509_SAN_MOST, text);
}

static void read_san(struct bytes octets, struct x509_text *t)
{
    struct bytes names;
    struct item name;
    if (!take_tagged(&octets, TAG_SEQUENCE, &names))
        return;
    while (names.left > 0 && take_item(&names, &name))
        append_san(t, &name);
}

/* X.690 8.19: numbers of seven bits a byte, the first two in one. False when it is none, or too long. */
static bool oid_text(struct bytes oid, char *out, size_t room)
{
    size_t n = 0;
    while (oid.left > 0) {
        uint64_t number = 0;
        uint8_t c = 0x80;
        while (oid.left > 0 && (c & 0x80) && number < UINT32_MAX) {
            c = bytes_u8(&oid);
            number = number << 7 | (c & 0x7f);
        }
        if (c & 0x80)
            return false;
        uint64_t first = number < 80 ? number / 40 : 2;
        int more = n > 0 ? snprintf(out + n, room - n, ".%" PRIu64, number)
                         : snprintf(out, room, "%" PRIu64 ".%" PRIu64, first, number - first * 40);
        if (more < 0 || (size_t)more >= room - n)
            return false;
        n += (size_t)more;
    }
    return n > 0;
}

static void read_uses(struct bytes octets, struct x509_text *t)
{
    struct bytes list, oid;
    char dotted[64];
    if (!take_tagged(&octets, TAG_SEQUENCE, &list))
        return;
    while (list.left > 0 && take_tagged(&list, TAG_OID, &oid)) {
        const char *name = name_of(oid, uses, sizeof uses / sizeof uses[0]);
        if (name == NULL && oid_text(oid, dotted, sizeof dotted))
            name = dotted;
        if (name != NULL)
            append_to_list(t, X509_USE_MOST, bytes_of(name, strlen(name)));
    }
}

/* RFC 5280 4.2.1.6, 4.2.1.12: id-ce-subjectAltName is 2.5.29.17, id-ce-extKeyUsage 2.5.29.37. */
static void read_extension(struct bytes extension, struct x509 *cert)
{
    struct bytes oid;
    struct item value;
    if (!take_tagged(&extension, TAG_OID, &oid) || oid.left != 3)
        return;
    bool names = bytes_begin(&oid, "\x55\x1d\x11", 3), usage = bytes_begin(&oid, "\x55\x1d\x25", 3);
    while ((names || usage) && extension.left > 0 && take_item(&extension, &value)) {
        if (value.tag == TAG_OCTETS && names)
            read_san(value.content, &cert->san);
        else if (value.tag == TAG_OCTETS)
            read_uses(value.content, &cert->uses);
    }
}

static void read_extensions(struct bytes tbs, struct x509 *cert)
{
    struct item i;
    struct bytes list, extension;
    while (tbs.left > 0 && take_item(&tbs, &i)) {
        if (i.tag != TAG_EXTENSIONS || !take_tagged(&i.content, TAG_SEQUENCE, &list))
            continue;
        while (list.left > 0 && take_tagged(&list, TAG_SEQUENCE, &extension))
            read_extension(extension, cert);
    }
}

bool x509_read(struct bytes der, struct x509 *cert)
{
    struct bytes certificate, tbs, skipped;
    struct item first;
    cert->subject.length = cert->issuer.length = cert->san.length = cert->uses.length = 0;
    cert->not_before.length = cert->not_after.length = 0;
    if (!take_tagged(&der, TAG_SEQUENCE, &certificate) || !take_tagged(&certificate, TAG_SEQUENCE, &tbs) ||
        !take_item(&tbs, &first))
        return false;
    if (first.tag == TAG_VERSION && !take_tagged(&tbs, TAG_INTEGER, &skipped))
        return false;
    if (!take_tagged(&tbs, TAG_SEQUENCE, &skipped) || !read_name(&tbs, &cert->issuer))
        return false;
    if (read_times(&tbs, cert) && read_name(&tbs, &cert->subject))
        read_extensions(tbs, cert);
    return true;
}
