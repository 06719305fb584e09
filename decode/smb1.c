#include "decode/smb1.h"

#include "decode/utf16.h"

enum { NEGOTIATE = 0x72, SESSION_SETUP = 0x73, LOGOFF = 0x74, TREE_CONNECT = 0x75, NT_CREATE = 0xa2 };
enum { LOCKING = 0x24, OPEN = 0x2d, READ = 0x2e, WRITE = 0x2f };
enum { UNICODE = 0x8000, NO_DIALECT = 0xffff, NO_ANDX = 0xff };

struct block {
    uint8_t command, words_count;
    struct bytes words, bytes;
    bool unicode, padded; /* padded: UTF-16 text at the start of `bytes` begins one byte later */
    uint32_t tree;
};

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

static size_t text(const struct block *k, struct bytes b, char out[SMB_NAME_MOST])
{
    if (k->unicode)
        return utf16_text(b, out, SMB_NAME_MOST);
    struct bytes front = bytes_upto(&b, SMB_NAME_MOST);
    size_t n = strnlen((const char *)front.at, front.left);
    memcpy(out, front.at, n);
    return n;
}

/* MS-CIFS 2.2.4.55.1: AndX, Flags, PasswordLength; then password, path, service. */
static bool tree_request(struct smb_session *s, struct evidence_sink *sink, const struct block *k)
{
    struct bytes words = k->words, bytes = k->bytes;
    bytes_skip(&words, 6);
    uint16_t password = bytes_le16(&words);
    uint16_t count = bytes_le16(&bytes);
    size_t skip = password + (k->unicode && (password % 2 != 0) != k->padded ? 1U : 0U);
    if (!bytes_ok(&words) || count <= skip)
        return bytes_ok(&bytes) || !bytes_ok(&words);
    bytes_skip(&bytes, skip);
    size_t length = count - skip;
    struct bytes path = bytes_take(&bytes, length < SMB_NAME_WIDE ? length : SMB_NAME_WIDE);
    if (!bytes_ok(&path))
        return false;
    char name[SMB_NAME_MOST];
    smb_session_path(s, sink, name, text(k, path, name));
    return true;
}

/* MS-CIFS 2.2.4.55.2: the service is ASCII, "IPC" for pipes. */
static bool tree_reply(struct smb_session *s, const struct block *k)
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

/* MS-CIFS 2.2.4.64.1: AndX, a reserved byte, NameLength in bytes; then the name. */
static bool create_request(struct smb_session *s, struct evidence_sink *sink, const struct block *k)
{
    struct bytes words = k->words, bytes = k->bytes;
    bytes_skip(&words, 5);
    size_t length = bytes_le16(&words);
    if (k->words_count < 24)
        return true;
    bytes_skip(&bytes, 2);
    if (k->unicode && k->padded)
        bytes_skip(&bytes, 1);
    struct bytes path = bytes_take(&bytes, length < SMB_NAME_WIDE ? length : SMB_NAME_WIDE);
    if (!bytes_ok(&path))
        return false;
    char name[SMB_NAME_MOST];
    smb_session_open(s, sink, k->tree, name, text(k, path, name));
    return true;
}

static bool negotiate_reply(struct smb_session *s, struct evidence_sink *sink, const struct block *k)
{
    struct bytes words = k->words;
    uint16_t dialect = bytes_le16(&words);
    if (bytes_ok(&words) && dialect != NO_DIALECT)
        smb_session_dialect(s, sink, "1");
    return true;
}

static bool evidence_of(struct smb_session *s, struct evidence_sink *sink, bool from_client,
                        const struct block *k)
{
    if (k->command == NEGOTIATE && !from_client)
        return negotiate_reply(s, sink, k);
    if (k->command == TREE_CONNECT)
        return from_client ? tree_request(s, sink, k) : tree_reply(s, k);
    if (k->command == NT_CREATE && from_client)
        return create_request(s, sink, k);
    return true;
}

static uint64_t next_block(struct smb_side *side, uint64_t at, const struct block *k)
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
    struct block k = {.command = side->command, .unicode = side->unicode, .tree = side->tree};
    k.words_count = bytes_u8(&b);
    k.words = bytes_take(&b, (size_t)2 * k.words_count);
    k.bytes = b;
    k.padded = (at - side->header + 3 + k.words.left) % 2 != 0;
    bool complete = bytes_ok(&b) && evidence_of(s, sink, from_client, &k);
    if (!complete && !last_chance)
        return at;
    return next_block(side, at, &k);
}

/* False when the message is not to be read: another direction's, as its reply bit says. */
static bool read_header(struct smb_side *side, bool from_client, struct bytes b)
{
    bytes_skip(&b, 4);
    side->command = bytes_u8(&b);
    bytes_skip(&b, 4);
    bool reply = (bytes_u8(&b) & SMB1_REPLY) != 0;
    side->unicode = (bytes_le16(&b) & UNICODE) != 0;
    bytes_skip(&b, 12);
    side->tree = bytes_le16(&b);
    return reply != from_client && smb1_command_known(side->command);
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
    if (!read_header(side, from_client, header))
        return smb_session_skip(side);
    if (side->command != NEGOTIATE)
        smb_session_dialect(s, sink, "1");
    return at + SMB1_HEADER;
}
