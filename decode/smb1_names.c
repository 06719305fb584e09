#include "decode/smb1_names.h"

#include <strings.h>

#include "decode/utf16.h"

enum { OPEN = 0x02, CREATE = 0x03, TRANSACTION = 0x25, OPEN_ANDX = 0x2d, TRANSACTION2 = 0x32 };
enum { TREE_CONNECT = 0x70, TREE_CONNECT_ANDX = 0x75, NT_TRANSACT = 0xa0, NT_CREATE_ANDX = 0xa2 };
enum { ASCII_FORMAT = 4, NT_TRANSACT_CREATE = 1 };
/* Where in the words the setup or function stands, and where the count of the parameters. */
enum { SETUP_AT = 28, PARAMETERS_AT = 18, NT_FUNCTION_AT = 36, NT_PARAMETERS_AT = 19 };

struct name {
    char at[SMB_NAME_MOST];
    size_t length;
};

/* A name of at most `most` bytes at the front of b, up to its end or a zero; false when it is not there yet.
 */
static bool read_name(const struct smb1_block *k, struct bytes b, size_t most, struct name *n)
{
    uint64_t position = k->start + (k->all.left - b.left);
    if (k->unicode && position % 2 != 0 && most > 0) {
        bytes_skip(&b, 1);
        most--;
    }
    struct bytes text = bytes_take(&b, most < SMB_NAME_WIDE ? most : SMB_NAME_WIDE);
    if (!bytes_ok(&text))
        return false;
    if (k->unicode) {
        n->length = utf16_text(text, n->at, sizeof n->at);
        return true;
    }
    struct bytes front = bytes_upto(&text, sizeof n->at);
    n->length = strnlen((const char *)front.at, front.left);
    memcpy(n->at, front.at, n->length);
    return true;
}

static bool open_name(struct smb_session *s, struct evidence_sink *sink, const struct smb1_block *k,
                      struct bytes b, size_t most)
{
    struct name n;
    if (!read_name(k, b, most, &n))
        return false;
    smb_session_open(s, sink, k->tree, n.at, n.length);
    return true;
}

/* A core command's string: its format, then the text. */
static bool core_name(struct smb_session *s, struct evidence_sink *sink, const struct smb1_block *k,
                      bool is_tree)
{
    struct bytes b = k->bytes;
    struct name n;
    uint16_t count = bytes_le16(&b);
    uint8_t format = bytes_u8(&b);
    if (!bytes_ok(&b) || count < 2 || format != ASCII_FORMAT)
        return bytes_ok(&b);
    if (!read_name(k, b, count - 1U, &n))
        return false;
    if (is_tree)
        smb_session_path(s, sink, n.at, n.length);
    else
        smb_session_open(s, sink, k->tree, n.at, n.length);
    return true;
}

/* AndX, Flags, PasswordLength; then password, path, service. */
static bool tree_andx(struct smb_session *s, struct evidence_sink *sink, const struct smb1_block *k)
{
    struct bytes words = k->words, b = k->bytes;
    struct name n;
    bytes_skip(&words, 6);
    uint16_t password = bytes_le16(&words);
    uint16_t count = bytes_le16(&b);
    if (!bytes_ok(&words) || count <= password)
        return bytes_ok(&b) || !bytes_ok(&words);
    bytes_skip(&b, password);
    if (!read_name(k, b, (size_t)count - password, &n))
        return false;
    smb_session_path(s, sink, n.at, n.length);
    return true;
}

/* AndX, a reserved byte, NameLength in bytes; then the name, padded. */
static bool nt_create_andx(struct smb_session *s, struct evidence_sink *sink, const struct smb1_block *k)
{
    struct bytes words = k->words, b = k->bytes;
    bytes_skip(&words, 5);
    size_t length = bytes_le16(&words);
    if (k->words_count < 24)
        return true;
    bytes_skip(&b, 2);
    uint64_t position = k->start + (k->all.left - b.left);
    return open_name(s, sink, k, b, length + (k->unicode && position % 2 != 0));
}

static bool open_andx(struct smb_session *s, struct evidence_sink *sink, const struct smb1_block *k)
{
    struct bytes b = k->bytes;
    uint16_t count = bytes_le16(&b);
    if (!bytes_ok(&b) || k->words_count < 15)
        return bytes_ok(&b) || k->words_count < 15;
    return open_name(s, sink, k, b, count);
}

/* \PIPE\ alone goes with a file id; \PIPE\LANMAN and \MAILSLOT\BROWSE are names. */
static bool transaction(struct evidence_sink *sink, const struct smb1_block *k)
{
    static const char prefix[] = "\\PIPE\\";
    struct bytes b = k->bytes;
    struct name n;
    uint16_t count = bytes_le16(&b);
    size_t most = count < SMB_TRANSACTION_NAME ? count : SMB_TRANSACTION_NAME;
    if (!bytes_ok(&b) || !read_name(k, b, most, &n))
        return false;
    size_t skip = n.length > 6 && strncasecmp(n.at, prefix, 6) == 0 ? 6 : 1;
    if (n.length > skip && n.at[0] == '\\' && (n.length != 6 || strncasecmp(n.at, prefix, 6) != 0))
        evidence_text(sink, EVIDENCE_SMB_PIPE, n.at + skip, n.length - skip);
    return true;
}

/* Bytes in front of the path in the parameters of each subcommand; 0: it has none. */
static size_t path_at(uint16_t subcommand)
{
    static const uint8_t at[] = {[0x00] = 28, [0x01] = 12, [0x05] = 6, [0x06] = 6, [0x0d] = 4};
    return subcommand < sizeof at ? at[subcommand] : 0;
}

static bool transaction2(struct smb_session *s, struct evidence_sink *sink, const struct smb1_block *k)
{
    struct bytes words = k->words;
    bytes_skip(&words, PARAMETERS_AT);
    uint16_t count = bytes_le16(&words);
    uint16_t offset = bytes_le16(&words);
    bytes_skip(&words, SETUP_AT - PARAMETERS_AT - 4);
    size_t front = path_at(bytes_le16(&words));
    if (!bytes_ok(&words) || front == 0 || count <= front)
        return true;
    struct bytes b = smb1_block_at(k, (uint64_t)offset + front);
    return bytes_ok(&b) && open_name(s, sink, k, b, count - front);
}

/* Counts and offsets of 32 bits; the name stands behind 53 bytes of parameters, its length in front of it. */
static bool nt_transact(struct smb_session *s, struct evidence_sink *sink, const struct smb1_block *k)
{
    enum { FIXED = 53, LENGTH_AT = 44 };
    struct bytes words = k->words;
    bytes_skip(&words, NT_PARAMETERS_AT);
    uint32_t count = bytes_le32(&words);
    uint32_t offset = bytes_le32(&words);
    bytes_skip(&words, NT_FUNCTION_AT - NT_PARAMETERS_AT - 8);
    uint16_t function = bytes_le16(&words);
    if (!bytes_ok(&words) || function != NT_TRANSACT_CREATE || count <= FIXED)
        return true;
    struct bytes b = smb1_block_at(k, (uint64_t)offset + LENGTH_AT);
    uint32_t length = bytes_le32(&b);
    bytes_skip(&b, FIXED - LENGTH_AT - 4);
    if (!bytes_ok(&b) || length > count - FIXED)
        return bytes_ok(&b);
    uint64_t position = k->start + (k->all.left - b.left);
    return open_name(s, sink, k, b, (size_t)length + (k->unicode && position % 2 != 0));
}

bool smb1_names_read(struct smb_session *s, struct evidence_sink *sink, const struct smb1_block *k)
{
    switch (k->command) {
    case OPEN:
    case CREATE:
    case TREE_CONNECT:
        return core_name(s, sink, k, k->command == TREE_CONNECT);
    case OPEN_ANDX:
        return open_andx(s, sink, k);
    case TREE_CONNECT_ANDX:
        return tree_andx(s, sink, k);
    case NT_CREATE_ANDX:
        return nt_create_andx(s, sink, k);
    case TRANSACTION:
        return transaction(sink, k);
    case TRANSACTION2:
        return transaction2(s, sink, k);
    case NT_TRANSACT:
        return nt_transact(s, sink, k);
    default:
        return true;
    }
}
