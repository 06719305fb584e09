#include "decode/smb.h"

#include "decode/smb1.h"
#include "decode/smb2.h"
#include "decode/smb_pipe.h"

/* RFC 1002 4.3.1, packet types */
enum {
    MESSAGE = 0x00,
    REQUEST = 0x81,
    POSITIVE = 0x82,
    NEGATIVE = 0x83,
    RETARGET = 0x84,
    KEEPALIVE = 0x85,
};
enum { FRAME = 4, FRAMES_MOST = 16, NAME = 34 };
/* First byte of a message; "SMB" follows. MS-CIFS 2.2.3.1, MS-SMB2 2.2.1, 2.2.41, 2.2.42 */
enum { SMB1 = 0xff, SMB2 = 0xfe, ENCRYPTED = 0xfd, COMPRESSED = 0xfc };

/* How far do the n bytes asked for agree with what is there? */
static enum probe agrees(const struct bytes *b, const void *with, size_t n)
{
    size_t common = b->left < n ? b->left : n;
    if (memcmp(b->at, with, common) != 0)
        return PROBE_NO;
    return common < n ? PROBE_MORE : PROBE_EITHER;
}

static enum probe probe_smb1(struct bytes b, uint32_t length)
{
    if (length < SMB1_HEADER + 3)
        return PROBE_NO;
    uint8_t command = bytes_u8(&b);
    if (!bytes_ok(&b))
        return PROBE_MORE;
    if (!smb1_command_known(command))
        return PROBE_NO;
    bytes_skip(&b, 4);
    uint8_t flags = bytes_u8(&b);
    if (!bytes_ok(&b))
        return PROBE_MORE;
    return (flags & SMB1_REPLY) != 0 ? PROBE_SERVER : PROBE_CLIENT;
}

static enum probe probe_smb2(struct bytes b, uint32_t length)
{
    uint16_t size = bytes_le16(&b);
    if (length < SMB2_HEADER + 2 || (bytes_ok(&b) && size != SMB2_HEADER))
        return PROBE_NO;
    bytes_skip(&b, 6);
    uint16_t command = bytes_le16(&b);
    bytes_skip(&b, 2);
    uint32_t flags = bytes_le32(&b);
    uint32_t next = bytes_le32(&b);
    if (!bytes_ok(&b))
        return PROBE_MORE;
    if (command >= SMB2_COMMANDS || (flags & ~SMB2_FLAGS) != 0 || next >= length)
        return PROBE_NO;
    return (flags & SMB2_REPLY) != 0 ? PROBE_SERVER : PROBE_CLIENT;
}

/* MS-SMB2 2.2.41: signature, nonce, original size, reserved, flags (encrypted) */
static enum probe probe_encrypted(struct bytes b, uint32_t length)
{
    bytes_skip(&b, 32);
    uint32_t size = bytes_le32(&b);
    uint16_t reserved = bytes_le16(&b);
    uint16_t flags = bytes_le16(&b);
    if (!bytes_ok(&b))
        return length < 52 ? PROBE_NO : PROBE_MORE;
    return size <= length && reserved == 0 && flags == 1 ? PROBE_EITHER : PROBE_NO;
}

/* MS-SMB2 2.2.42: original size, algorithm, flags, offset or length */
static enum probe probe_compressed(struct bytes b, uint32_t length)
{
    bytes_skip(&b, 4);
    uint16_t algorithm = bytes_le16(&b);
    uint16_t flags = bytes_le16(&b);
    if (!bytes_ok(&b))
        return length < 16 ? PROBE_NO : PROBE_MORE;
    return algorithm <= 5 && flags <= 1 ? PROBE_EITHER : PROBE_NO;
}

static enum probe probe_message(struct bytes b)
{
    bytes_skip(&b, 1);
    uint32_t length = bytes_be24(&b);
    uint8_t first = bytes_u8(&b);
    if (!bytes_ok(&b))
        return PROBE_MORE;
    enum probe magic = first >= COMPRESSED ? agrees(&b, "SMB", 3) : PROBE_NO;
    if (magic != PROBE_EITHER)
        return magic;
    bytes_skip(&b, 3);
    if (first == SMB1)
        return probe_smb1(b, length);
    if (first == SMB2)
        return probe_smb2(b, length);
    return first == ENCRYPTED ? probe_encrypted(b, length) : probe_compressed(b, length);
}

/* A first-level encoded name without scope (RFC 1002 4.1): 32, then 32 letters A to P, then 0. */
static enum probe probe_name(struct bytes *b)
{
    struct bytes name = bytes_upto(b, NAME);
    for (size_t i = 0; i < name.left; i++) {
        uint8_t c = name.at[i];
        bool fits = i == 0 ? c == 32 : i == NAME - 1 ? c == 0 : c >= 'A' && c <= 'P';
        if (!fits)
            return PROBE_NO;
    }
    return name.left < NAME ? PROBE_MORE : PROBE_CLIENT;
}

static enum probe probe_request(struct bytes b)
{
    static const uint8_t header[FRAME] = {REQUEST, 0, 0, 2 * NAME};
    enum probe p = agrees(&b, header, FRAME);
    if (p != PROBE_EITHER)
        return p;
    bytes_skip(&b, FRAME);
    p = probe_name(&b);
    return p == PROBE_CLIENT ? probe_name(&b) : p;
}

static enum probe probe_answer(struct bytes b, uint8_t type)
{
    const uint8_t header[FRAME] = {type, 0, 0, type == NEGATIVE ? 1 : 6};
    enum probe p = agrees(&b, header, FRAME);
    if (p != PROBE_EITHER)
        return p;
    bytes_skip(&b, FRAME);
    uint8_t code = bytes_u8(&b);
    if (!bytes_ok(&b))
        return PROBE_MORE;
    if (type == NEGATIVE)
        return (code >= 0x80 && code <= 0x83) || code == 0x8f ? PROBE_SERVER : PROBE_NO;
    return b.left >= 5 ? PROBE_SERVER : PROBE_MORE;
}

static enum probe probe(struct bytes b, bool start)
{
    (void)start;
    for (unsigned i = 0; i < FRAMES_MOST && b.left > 0; i++) {
        uint8_t type = b.at[0];
        if (type == MESSAGE)
            return probe_message(b);
        if (type == REQUEST)
            return probe_request(b);
        if (type == NEGATIVE || type == RETARGET)
            return probe_answer(b, type);
        if (type != POSITIVE && type != KEEPALIVE)
            return PROBE_NO;
        const uint8_t empty[FRAME] = {type, 0, 0, 0};
        enum probe p = agrees(&b, empty, FRAME);
        if (p != PROBE_EITHER)
            return p;
        bytes_skip(&b, FRAME);
    }
    return b.left == 0 ? PROBE_MORE : PROBE_NO;
}

/*
 * What is no message in its frame: the stream is not where it was thought to be, and a client's messages may
 * hide behind it.
 */
static uint64_t give_up(struct smb_session *s, struct evidence_sink *sink, bool from_client, uint64_t offset,
                        const struct bytes *window)
{
    s->side[from_client ? 0 : 1] = (struct smb_side){.lost = true};
    if (from_client) {
        s->tree_asked = SMB_TREE_UNKNOWN;
        evidence_number(sink, EVIDENCE_LOST, 0);
    }
    return offset + window->left;
}

static uint64_t read_message(struct smb_session *s, struct evidence_sink *sink, bool from_client, uint64_t at,
                             struct bytes window)
{
    struct smb_side *side = &s->side[from_client ? 0 : 1];
    if (window.left < 4)
        return at;
    uint8_t first = window.at[0];
    if (first < COMPRESSED || memcmp(window.at + 1, "SMB", 3) != 0)
        return give_up(s, sink, from_client, at, &window);
    if (first == SMB1)
        return smb1_read(s, sink, from_client, at, window);
    if (first == SMB2)
        return smb2_read(s, sink, from_client, at, window);
    if (first == ENCRYPTED)
        smb_session_encrypted(s, sink);
    return smb_session_skip(side);
}

/* Between two messages: a frame's header, or, after a loss, anything. */
static uint64_t read_frame(struct smb_session *s, struct evidence_sink *sink, bool from_client,
                           uint64_t offset, struct bytes window)
{
    struct smb_side *side = &s->side[from_client ? 0 : 1];
    enum probe p = side->lost ? probe(window, false) : PROBE_EITHER;
    if (p == PROBE_NO || p == PROBE_MORE)
        return p == PROBE_NO ? offset + window.left : offset;
    side->lost = false;
    struct bytes b = window;
    uint8_t type = bytes_u8(&b);
    uint32_t length = bytes_be24(&b);
    if (!bytes_ok(&b))
        return offset;
    if (type >= REQUEST && type <= KEEPALIVE)
        return offset + FRAME + length;
    if (type != MESSAGE || (length > 0 && length < 4))
        return give_up(s, sink, from_client, offset, &window);
    side->header = offset + FRAME;
    side->end = length > 0 ? side->header + length : 0;
    return side->header;
}

static uint64_t parse(void *state, struct evidence_sink *sink, bool from_client, uint64_t offset,
                      struct bytes window)
{
    struct smb_session *s = state;
    struct smb_side *side = &s->side[from_client ? 0 : 1];
    if (side->end == 0) {
        uint64_t next = read_frame(s, sink, from_client, offset, window);
        if (side->end == 0 || next - offset >= window.left)
            return next;
        bytes_skip(&window, FRAME);
        offset = next;
    }
    if (offset == side->header)
        return read_message(s, sink, from_client, offset, window);
    return smb1_read(s, sink, from_client, offset, window);
}

static uint64_t hole(void *state, struct evidence_sink *sink, bool from_client, uint64_t offset)
{
    struct smb_session *s = state;
    struct smb_side *side = &s->side[from_client ? 0 : 1];
    *side = (struct smb_side){.lost = true};
    if (from_client)
        s->tree_asked = SMB_TREE_UNKNOWN;
    smb_pipe_hole(s, sink, from_client);
    return offset;
}

static void finish(void *state, struct evidence_sink *sink)
{
    smb_pipe_finish(state, sink);
}

const struct decoder smb_decoder = {
    .name = "smb",
    .class_ = CLASS_SMB,
    .state_bytes = sizeof(struct smb_session),
    .probe = probe,
    .parse = parse,
    .hole = hole,
    .finish = finish,
};
