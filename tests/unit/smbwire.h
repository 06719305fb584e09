/* SMB messages for tests, each in its NetBIOS frame. */
#ifndef TESTS_SMBWIRE_H
#define TESTS_SMBWIRE_H

#include "tests/unit/wire.h"

/* A frame is opened, filled and closed; close writes its length. */
static inline size_t smbwire_open(struct wire *w)
{
    wire_zeros(w, 4);
    return w->n;
}

static inline void smbwire_close(struct wire *w, size_t at)
{
    size_t length = w->n - at;
    w->at[at - 3] = (uint8_t)(length >> 16);
    w->at[at - 2] = (uint8_t)(length >> 8);
    w->at[at - 1] = (uint8_t)length;
}

static inline void smbwire_header2(struct wire *w, unsigned command, bool reply, uint32_t next, uint32_t tree)
{
    wire_text(w, "\xfeSMB");
    wire_le16(w, 64);
    wire_zeros(w, 6);
    wire_le16(w, command);
    wire_le16(w, 1);
    wire_le32(w, reply ? 1 : 0);
    wire_le32(w, next);
    wire_zeros(w, 8);
    wire_le32(w, 0xfeff);
    wire_le32(w, tree);
    wire_zeros(w, 24);
}

static inline void smbwire_negotiate2(struct wire *w)
{
    size_t at = smbwire_open(w);
    smbwire_header2(w, 0, false, 0, 0);
    wire_le16(w, 36);
    wire_le16(w, 2);
    wire_zeros(w, 32);
    wire_le16(w, 0x0202);
    wire_le16(w, 0x0210);
    smbwire_close(w, at);
}

static inline void smbwire_negotiated2(struct wire *w, unsigned dialect)
{
    size_t at = smbwire_open(w);
    smbwire_header2(w, 0, true, 0, 0);
    wire_le16(w, 65);
    wire_le16(w, 1);
    wire_le16(w, dialect);
    wire_zeros(w, 58);
    smbwire_close(w, at);
}

static inline void smbwire_tree_body2(struct wire *w, const char *path)
{
    wire_le16(w, 9);
    wire_le16(w, 0);
    wire_le16(w, 72);
    wire_le16(w, 2 * (unsigned)strlen(path));
    wire_wide(w, path);
}

static inline void smbwire_tree2(struct wire *w, const char *path)
{
    size_t at = smbwire_open(w);
    smbwire_header2(w, 3, false, 0, 0);
    smbwire_tree_body2(w, path);
    smbwire_close(w, at);
}

static inline void smbwire_connected2(struct wire *w, uint32_t tree, unsigned share)
{
    size_t at = smbwire_open(w);
    smbwire_header2(w, 3, true, 0, tree);
    wire_le16(w, 16);
    wire_u8(w, share);
    wire_zeros(w, 13);
    smbwire_close(w, at);
}

static inline void smbwire_create_body2(struct wire *w, const char *name)
{
    wire_le16(w, 57);
    wire_zeros(w, 42);
    wire_le16(w, 64 + 56);
    wire_le16(w, 2 * (unsigned)strlen(name));
    wire_zeros(w, 8);
    wire_wide(w, name);
}

static inline void smbwire_create2(struct wire *w, uint32_t tree, const char *name)
{
    size_t at = smbwire_open(w);
    smbwire_header2(w, 5, false, 0, tree);
    smbwire_create_body2(w, name);
    smbwire_close(w, at);
}

/* A write (or, as a reply, a read) with n bytes of payload. */
static inline void smbwire_data2(struct wire *w, bool reply, size_t n)
{
    size_t at = smbwire_open(w);
    smbwire_header2(w, reply ? 8 : 9, reply, 0, 1);
    wire_zeros(w, 48 + n);
    smbwire_close(w, at);
}

static inline void smbwire_encrypted(struct wire *w, size_t n)
{
    size_t at = smbwire_open(w);
    wire_text(w, "\xfdSMB");
    wire_zeros(w, 32);
    wire_le32(w, (uint32_t)n);
    wire_le16(w, 0);
    wire_le16(w, 1);
    wire_zeros(w, 8);
    for (size_t i = 0; i < n; i++)
        wire_u8(w, 0xa5);
    smbwire_close(w, at);
}

static inline void smbwire_header1(struct wire *w, unsigned command, bool reply, bool unicode, unsigned tree)
{
    wire_text(w, "\xffSMB");
    wire_u8(w, command);
    wire_zeros(w, 4);
    wire_u8(w, reply ? 0x98 : 0x18);
    wire_le16(w, unicode ? 0xc853 : 0x4853);
    wire_zeros(w, 12);
    wire_le16(w, tree);
    wire_zeros(w, 6);
}

static inline void smbwire_negotiate1(struct wire *w)
{
    size_t at = smbwire_open(w);
    smbwire_header1(w, 0x72, false, true, 0);
    wire_u8(w, 0);
    wire_le16(w, 12);
    wire_bytes(w, "\x02NT LM 0.12", 12);
    smbwire_close(w, at);
}

static inline void smbwire_negotiated1(struct wire *w, unsigned dialect)
{
    size_t at = smbwire_open(w);
    smbwire_header1(w, 0x72, true, true, 0);
    wire_u8(w, 1);
    wire_le16(w, dialect);
    wire_le16(w, 0);
    smbwire_close(w, at);
}

/* Text of a block that begins at `block`, aligned from the header as UTF-16 must be. */
static inline void smbwire_text1(struct wire *w, size_t header, bool unicode, const char *text)
{
    if (unicode && (w->n - header) % 2 != 0)
        wire_u8(w, 0);
    if (!unicode)
        wire_bytes(w, text, strlen(text) + 1);
    else {
        wire_wide(w, text);
        wire_le16(w, 0);
    }
}

static inline void smbwire_count1(struct wire *w, size_t at)
{
    size_t count = w->n - at - 2;
    w->at[at] = (uint8_t)count;
    w->at[at + 1] = (uint8_t)(count >> 8);
}

/* The words and bytes of a TREE_CONNECT_ANDX; its path stands behind a password of one byte. */
static inline void smbwire_tree_block1(struct wire *w, size_t header, bool unicode, const char *path)
{
    wire_u8(w, 4);
    wire_u8(w, 0xff);
    wire_zeros(w, 5);
    wire_le16(w, 1);
    size_t count = w->n;
    wire_zeros(w, 3);
    smbwire_text1(w, header, unicode, path);
    wire_bytes(w, "?????", 6);
    smbwire_count1(w, count);
}

static inline void smbwire_tree1(struct wire *w, bool unicode, const char *path)
{
    size_t at = smbwire_open(w);
    smbwire_header1(w, 0x75, false, unicode, 0);
    smbwire_tree_block1(w, at, unicode, path);
    smbwire_close(w, at);
}

/* SESSION_SETUP_ANDX with a blob, then TREE_CONNECT_ANDX in the same message. */
static inline void smbwire_setup_and_tree1(struct wire *w, bool unicode, size_t blob, const char *path)
{
    size_t at = smbwire_open(w);
    smbwire_header1(w, 0x73, false, unicode, 0);
    wire_u8(w, 12);
    wire_u8(w, 0x75);
    wire_u8(w, 0);
    wire_le16(w, 32 + 1 + 24 + 2 + (unsigned)blob);
    wire_zeros(w, 20);
    wire_le16(w, (unsigned)blob);
    wire_zeros(w, blob);
    smbwire_tree_block1(w, at, unicode, path);
    smbwire_close(w, at);
}

static inline void smbwire_connected1(struct wire *w, unsigned tree, const char *service)
{
    size_t at = smbwire_open(w);
    smbwire_header1(w, 0x75, true, true, tree);
    wire_u8(w, 3);
    wire_u8(w, 0xff);
    wire_zeros(w, 5);
    size_t count = w->n;
    wire_zeros(w, 2);
    wire_bytes(w, service, strlen(service) + 1);
    smbwire_count1(w, count);
    smbwire_close(w, at);
}

static inline void smbwire_create1(struct wire *w, bool unicode, unsigned tree, const char *name)
{
    size_t length = strlen(name) * (unicode ? 2 : 1);
    size_t at = smbwire_open(w);
    smbwire_header1(w, 0xa2, false, unicode, tree);
    wire_u8(w, 24);
    wire_u8(w, 0xff);
    wire_zeros(w, 4);
    wire_le16(w, (unsigned)length);
    wire_zeros(w, 41);
    size_t count = w->n;
    wire_zeros(w, 2);
    smbwire_text1(w, at, unicode, name);
    smbwire_count1(w, count);
    smbwire_close(w, at);
}

/* WRITE (or FSCTL_PIPE_TRANSCEIVE) of data to a file; READ of it; and their answers. `id` numbers the
 * message. */
static inline void smbwire_number2(struct wire *w, size_t at, uint32_t id, uint32_t status)
{
    for (unsigned i = 0; i < 4; i++) {
        w->at[at + 24 + i] = (uint8_t)(id >> 8 * i);
        w->at[at + 8 + i] = (uint8_t)(status >> 8 * i);
    }
}

static inline void smbwire_write2(struct wire *w, uint32_t file, uint32_t id, const void *data, size_t n)
{
    size_t at = smbwire_open(w);
    smbwire_header2(w, 9, false, 0, 5);
    smbwire_number2(w, at, id, 0);
    wire_le16(w, 49);
    wire_le16(w, 64 + 48);
    wire_le32(w, (uint32_t)n);
    wire_zeros(w, 16);
    wire_le32(w, file);
    wire_zeros(w, 20);
    wire_bytes(w, data, n);
    smbwire_close(w, at);
}

static inline void smbwire_read2(struct wire *w, uint32_t file, uint32_t id)
{
    size_t at = smbwire_open(w);
    smbwire_header2(w, 8, false, 0, 5);
    smbwire_number2(w, at, id, 0);
    wire_le16(w, 49);
    wire_zeros(w, 22);
    wire_le32(w, file);
    wire_zeros(w, 21);
    smbwire_close(w, at);
}

static inline void smbwire_was_read2(struct wire *w, uint32_t id, uint32_t status, const void *data, size_t n)
{
    size_t at = smbwire_open(w);
    smbwire_header2(w, 8, true, 0, 5);
    smbwire_number2(w, at, id, status);
    wire_le16(w, 17);
    wire_le16(w, 64 + 16);
    wire_le32(w, (uint32_t)n);
    wire_zeros(w, 8);
    wire_bytes(w, data, n);
    smbwire_close(w, at);
}

/* FSCTL_PIPE_TRANSCEIVE, or its answer. */
static inline void smbwire_transceive2(struct wire *w, bool reply, uint32_t file, uint32_t id,
                                       const void *data, size_t n)
{
    size_t at = smbwire_open(w);
    smbwire_header2(w, 11, reply, 0, 5);
    smbwire_number2(w, at, id, 0);
    wire_le32(w, reply ? 49 : 57);
    wire_le32(w, 0x0011c017);
    wire_le32(w, file);
    wire_zeros(w, 12);
    wire_le32(w, reply ? 0 : 64 + 56);
    wire_le32(w, reply ? 0 : (uint32_t)n);
    wire_le32(w, reply ? 64 + 48 : 0);
    wire_le32(w, reply ? (uint32_t)n : 0);
    wire_zeros(w, reply ? 8 : 16);
    wire_bytes(w, data, n);
    smbwire_close(w, at);
}

/* An SMB1 message of words, and of bytes in two parts: the second's offset is written to `offset_at` of the
 * words, unless that is 0. */
static inline void smbwire_message1(struct wire *w, unsigned command, bool reply, bool unicode,
                                    const struct wire *words, const struct wire *front,
                                    const struct wire *data, size_t offset_at)
{
    size_t at = smbwire_open(w);
    smbwire_header1(w, command, reply, unicode, 7);
    w->at[at + 30] = 9;
    wire_u8(w, (unsigned)(words->n / 2));
    size_t start = w->n;
    wire_bytes(w, words->at, words->n);
    wire_le16(w, (unsigned)(front->n + data->n));
    wire_bytes(w, front->at, front->n);
    if (offset_at > 0) {
        w->at[start + offset_at] = (uint8_t)(w->n - at);
        w->at[start + offset_at + 1] = (uint8_t)((w->n - at) >> 8);
    }
    wire_bytes(w, data->at, data->n);
    smbwire_close(w, at);
}

/* A NetBIOS name, first-level encoded. */
static inline void smbwire_name(struct wire *w, const char *name)
{
    size_t n = strlen(name);
    wire_u8(w, 32);
    for (size_t i = 0; i < 16; i++) {
        unsigned c = i < n ? (uint8_t)name[i] : ' ';
        wire_u8(w, 'A' + (c >> 4));
        wire_u8(w, 'A' + (c & 15));
    }
    wire_u8(w, 0);
}

static inline void smbwire_session_request(struct wire *w)
{
    wire_bytes(w, "\x81\0\0\x44", 4);
    smbwire_name(w, "SERVER");
    smbwire_name(w, "CLIENT");
}

#endif
