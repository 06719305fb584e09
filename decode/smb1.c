#include "decode/smb1.h"

#include "decode/smb1_names.h"
#include "decode/smb1_pipe.h"

enum { NEGOTIATE = 0x72, SESSION_SETUP = 0x73, LOGOFF = 0x74, TREE_CONNECT = 0x75, NT_CREATE = 0xa2 };
enum { NT_NEGOTIATE = 17, SIGNING_ENABLED = 4, SIGNING_REQUIRED = 8, SIGNED = 0x0004, SIGNATURE = 8 };
enum { LOCKING = 0x24, OPEN = 0x2d, READ = 0x2e, WRITE = 0x2f };
enum { UNICODE = 0x8000, NO_DIALECT = 0xffff, NO_ANDX = 0xff };

bool smb1_command_known(uint8_t command)
{
    return command <= 0x14 || (command >= 0x1a && command <= 0x35) || (command >= 0x70 && command <= 0x75) ||
           (command >= 0x80 && command <= 0x84) || (command >= 0xa0 && command <= 0xa5) ||
           (command >= 0xc0 && command <= 0xc3);
}

static bool is_andx(uint8_t command)
{
    return command == SESSION_SETUP || command == LOGOFF || command == TREE_CONNECT || command == NT_CREATE ||
           command == LOCKING || command == OPEN || command == READ || command == WRITE;
}

/* MS-CIFS 2.2.4.55.2: the service is ASCII, "IPC" for pipes. */
static bool tree_reply(struct smb_session *s, const struct smb1_block *k)
{
    struct bytes bytes = k->bytes;
    uint16_t count = bytes_le16(&bytes);
    if (k->words_count < 2 || count < 3)
        return bytes_ok(&bytes);
    struct bytes service = bytes_take(&bytes, 3);
    if (!bytes_ok(&service))
        return false;
    smb_session_tree(s, k->tree, bytes_begin(&service, "IPC", 3) ? SMB_TREE_PIPE : SMB_TREE_DISK);
    return true;
}

/* MS-CIFS 2.2.4.52.2: DialectIndex, SecurityMode; the latter's meaning is that of NT LM 0.12. */
static bool negotiate_reply(struct smb_session *s, struct evidence_sink *sink, const struct smb1_block *k)
{
    struct bytes words = k->words;
    uint16_t dialect = bytes_le16(&words);
    if (!bytes_ok(&words) || dialect == NO_DIALECT)
        return true;
    smb_session_dialect(s, sink, "1");
    uint8_t security = bytes_u8(&words);
    if (k->words_count >= NT_NEGOTIATE)
        smb_session_signing(s, sink, (security & SIGNING_ENABLED) != 0, (security & SIGNING_REQUIRED) != 0);
    return true;
}

static bool evidence_of(struct smb_session *s, struct evidence_sink *sink, bool from_client,
                        const struct smb1_block *k)
{
    if (!from_client && k->command == NEGOTIATE)
        return negotiate_reply(s, sink, k);
    if (!from_client && k->command == TREE_CONNECT)
        return tree_reply(s, k);
    if (from_client && !smb1_names_read(s, sink, k))
        return false;
    return smb1_pipe_take(s, sink, from_client, k);
}

static uint64_t next_block(struct smb_side *side, uint64_t at, const struct smb1_block *k)
{
    struct bytes words = k->words;
    uint8_t command = bytes_u8(&words);
    bytes_skip(&words, 1);
    uint64_t next = side->header + bytes_le16(&words);
    if (!is_andx(k->command) || !bytes_ok(&words) || command == NO_ANDX || next <= at || next >= side->end)
        return smb_session_skip(side);
    side->command = command;
    return next;
}

static uint64_t read_block(struct smb_session *s, struct evidence_sink *sink, bool from_client, uint64_t at,
                           struct bytes b)
{
    struct smb_side *side = &s->side[from_client ? 0 : 1];
    bool last_chance = at + b.left >= side->end || b.left >= SMB_MESSAGE_MOST;
    struct smb1_block k = {.command = side->command,
                           .unicode = side->unicode,
                           .last_chance = last_chance,
                           .message = side->message,
                           .tree = side->tree,
                           .start = at - side->header,
                           .all = b};
    k.words_count = bytes_u8(&b);
    k.words = bytes_take(&b, (size_t)2 * k.words_count);
    k.bytes = b;
    bool complete = bytes_ok(&b) && evidence_of(s, sink, from_client, &k);
    if (!complete && !last_chance)
        return at;
    return next_block(side, at, &k);
}

/* MS-CIFS 2.2.3.1: until signing is active the field is empty or, in a session setup, a filler. */
static bool is_signature(struct bytes b)
{
    static const uint8_t none[SIGNATURE] = {0};
    return !bytes_begin(&b, none, SIGNATURE) && !bytes_begin(&b, "BSRSPYL ", SIGNATURE);
}

/* False when the message is not to be read: another direction's, as its reply bit says. */
static bool read_header(struct smb_session *s, struct evidence_sink *sink, bool from_client, struct bytes b)
{
    struct smb_side *side = &s->side[from_client ? 0 : 1];
    bytes_skip(&b, 4);
    side->command = bytes_u8(&b);
    bytes_skip(&b, 4);
    bool reply = (bytes_u8(&b) & SMB1_REPLY) != 0;
    uint16_t flags = bytes_le16(&b);
    side->unicode = (flags & UNICODE) != 0;
    bytes_skip(&b, 2);
    bool is_signed = (flags & SIGNED) != 0 && is_signature(bytes_take(&b, SIGNATURE));
    if ((flags & SIGNED) == 0)
        bytes_skip(&b, SIGNATURE);
    bytes_skip(&b, 2);
    side->tree = bytes_le16(&b);
    bytes_skip(&b, 4);
    side->message = bytes_le16(&b);
    if (reply == from_client || !smb1_command_known(side->command))
        return false;
    if (is_signed)
        smb_session_signed(s, sink);
    return true;
}

uint64_t smb1_read(struct smb_session *s, struct evidence_sink *sink, bool from_client, uint64_t at,
                   struct bytes window)
{
    struct smb_side *side = &s->side[from_client ? 0 : 1];
    uint64_t room = side->end - at;
    struct bytes b = bytes_upto(&window, room < window.left ? (size_t)room : window.left);
    if (at != side->header)
        return read_block(s, sink, from_client, at, b);
    if (room < SMB1_HEADER + 3)
        return smb_session_skip(side);
    struct bytes header = bytes_take(&b, SMB1_HEADER);
    if (!bytes_ok(&header))
        return at;
    if (!read_header(s, sink, from_client, header))
        return smb_session_skip(side);
    if (side->command != NEGOTIATE)
        smb_session_dialect(s, sink, "1");
    return at + SMB1_HEADER;
}
