/* DCE/RPC PDUs for tests, in either byte order. */
#ifndef TESTS_RPCWIRE_H
#define TESTS_RPCWIRE_H

#include "tests/unit/wire.h"

/* Interfaces as they stand on the wire, little endian; and their text. */
#define RPCWIRE_EPM "0883afe11f5dc91191a408002b14a0fa"
#define RPCWIRE_EPM_BIG "e1af83085d1f11c991a408002b14a0fa"
#define RPCWIRE_EPM_TEXT "e1af8308-5d1f-11c9-91a4-08002b14a0fa"
#define RPCWIRE_WMI "99dc56958c82cf11a37e00aa003240c7"
#define RPCWIRE_WMI_BIG "9556dc99828c11cfa37e00aa003240c7"
#define RPCWIRE_WMI_TEXT "9556dc99-828c-11cf-a37e-00aa003240c7"
#define RPCWIRE_OXID "c4fefc9960521b10bbcb00aa0021347a"
#define RPCWIRE_OXID_BIG "99fcfec45260101bbbcb00aa0021347a"
#define RPCWIRE_OXID_TEXT "99fcfec4-5260-101b-bbcb-00aa0021347a"
#define RPCWIRE_SCM "a001000000000000c000000000000046"
#define RPCWIRE_SCM_TEXT "000001a0-0000-0000-c000-000000000046"
#define RPCWIRE_NDR "045d888aeb1cc9119fe808002b104860"

static inline void rpcwire_u16(struct wire *w, bool big, unsigned v)
{
    if (big)
        wire_be16(w, v);
    else
        wire_le16(w, v);
}

/* Opens a PDU; close writes its length. */
static inline size_t rpcwire_open(struct wire *w, bool big, unsigned type, unsigned flags)
{
    size_t at = w->n;
    wire_u8(w, 5);
    wire_u8(w, 0);
    wire_u8(w, type);
    wire_u8(w, flags);
    wire_u8(w, big ? 0x00 : 0x10);
    wire_zeros(w, 7);
    wire_le32(w, 1);
    return at;
}

static inline void rpcwire_close(struct wire *w, bool big, size_t at)
{
    size_t length = w->n - at;
    w->at[at + (big ? 9 : 8)] = (uint8_t)length;
    w->at[at + (big ? 8 : 9)] = (uint8_t)(length >> 8);
}

static inline void rpcwire_context(struct wire *w, bool big, unsigned id, const char *interface,
                                   unsigned syntaxes)
{
    rpcwire_u16(w, big, id);
    wire_u8(w, syntaxes);
    wire_u8(w, 0);
    wire_hex(w, interface);
    wire_le32(w, 3);
    for (unsigned i = 0; i < syntaxes; i++) {
        wire_hex(w, RPCWIRE_NDR);
        wire_le32(w, 2);
    }
}

/* type: bind or alter_context, with two contexts: other (if any) as 6, then interface as 7. */
static inline void rpcwire_bind(struct wire *w, bool big, unsigned type, const char *other,
                                const char *interface)
{
    size_t at = rpcwire_open(w, big, type, 3);
    rpcwire_u16(w, big, 5840);
    rpcwire_u16(w, big, 5840);
    wire_zeros(w, 4);
    wire_u8(w, other != NULL ? 2 : 1);
    wire_zeros(w, 3);
    if (other != NULL)
        rpcwire_context(w, big, 6, other, 2);
    rpcwire_context(w, big, 7, interface, 1);
    rpcwire_close(w, big, at);
}

/* type: bind_ack or alter_context_resp, with a result for each letter: 'y' accepts, 'n' refuses. */
static inline void rpcwire_answer(struct wire *w, bool big, unsigned type, const char *results)
{
    size_t at = rpcwire_open(w, big, type, 3);
    wire_zeros(w, 8);
    rpcwire_u16(w, big, 4);
    wire_bytes(w, "135", 4);
    wire_zeros(w, 2);
    wire_u8(w, (unsigned)strlen(results));
    wire_zeros(w, 3);
    for (; *results != '\0'; results++) {
        rpcwire_u16(w, big, *results == 'y' ? 0 : 2);
        rpcwire_u16(w, big, *results == 'y' ? 0 : 1);
        wire_hex(w, RPCWIRE_NDR);
        wire_le32(w, 2);
    }
    rpcwire_close(w, big, at);
}

static inline void rpcwire_bind_ack(struct wire *w, bool big)
{
    rpcwire_answer(w, big, 12, "y");
}

static inline void rpcwire_request(struct wire *w, bool big, unsigned context, unsigned opnum, size_t stub)
{
    size_t at = rpcwire_open(w, big, 0, 3);
    wire_zeros(w, 4);
    rpcwire_u16(w, big, context);
    rpcwire_u16(w, big, opnum);
    for (size_t i = 0; i < stub; i++)
        wire_u8(w, 0x5a);
    rpcwire_close(w, big, at);
}

static inline void rpcwire_response(struct wire *w, bool big, unsigned flags, unsigned context,
                                    const uint8_t *stub, size_t n)
{
    size_t at = rpcwire_open(w, big, 2, flags);
    wire_zeros(w, 4);
    rpcwire_u16(w, big, context);
    wire_zeros(w, 2);
    wire_bytes(w, stub, n);
    rpcwire_close(w, big, at);
}

/* Towers are little endian in any PDU. protocol: 7 TCP, 8 UDP, 0x1f HTTP, 0x0f a named pipe. */
static inline void rpcwire_tower(struct wire *w, const char *interface, unsigned protocol, unsigned port,
                                 uint32_t ip)
{
    wire_le16(w, 5);
    wire_bytes(w, "\x13\0\x0d", 3);
    wire_hex(w, interface);
    wire_bytes(w, "\0\0\2\0\0\0", 6);
    wire_bytes(w, "\x13\0\x0d", 3);
    wire_hex(w, RPCWIRE_NDR);
    wire_bytes(w, "\2\0\2\0\0\0", 6);
    wire_bytes(w, protocol == 8 ? "\1\0\x0a\2\0\0\0" : "\1\0\x0b\2\0\0\0", 7);
    wire_le16(w, 1);
    wire_u8(w, protocol);
    wire_le16(w, 2);
    wire_be16(w, port);
    wire_bytes(w, "\1\0\x09\4\0", 5);
    wire_be16(w, ip >> 16);
    wire_be16(w, ip);
}

/* A DUALSTRINGARRAY: bindings, each a letter for its protocol and an address ("\x07" "srv[49200]"), up to
 * NULL; one security binding. */
static inline void rpcwire_bindings(struct wire *w, bool big, const char *const bindings[])
{
    size_t words = 1, security = 3;
    for (size_t i = 0; bindings[i] != NULL; i++)
        words += 1 + strlen(bindings[i] + 1) + 1;
    rpcwire_u16(w, big, (unsigned)(words + security));
    rpcwire_u16(w, big, (unsigned)words);
    for (size_t i = 0; bindings[i] != NULL; i++) {
        for (const char *c = bindings[i]; *c != '\0'; c++)
            rpcwire_u16(w, big, (uint8_t)*c);
        rpcwire_u16(w, big, 0);
    }
    rpcwire_u16(w, big, 0);
    rpcwire_u16(w, big, 10);
    rpcwire_u16(w, big, 0xffff);
    rpcwire_u16(w, big, 0);
}

#endif
