#include "decode/smb2.h"

#include "decode/smb_pipe.h"
#include "decode/utf16.h"

enum { NEGOTIATE = 0, TREE_CONNECT = 3, CREATE = 5, READ = 8, WRITE = 9, IOCTL = 11 };
enum { SHARE_PIPE = 2, SIGNING_ENABLED = 1, SIGNING_REQUIRED = 2, RELATED = 0x04, SIGNED = 0x08 };
enum { FSCTL_PIPE_TRANSCEIVE = 0x0011c017 };
/* STATUS_BUFFER_OVERFLOW (MS-ERREF 2.3.1): what does not fit is read by the next message */
#define STATUS_MORE_DATA 0x80000005U

struct message {
    uint32_t status, flags, next, tree, number;
    uint16_t command;
    bool last_chance;       /* there will not be more of it */
    struct bytes all, body; /* from the header on; behind it */
};

static void read_header(struct message *m, struct bytes b)
{
    m->all = b;
    bytes_skip(&b, 8);
    m->status = bytes_le32(&b);
    m->command = bytes_le16(&b);
    bytes_skip(&b, 2);
    m->flags = bytes_le32(&b);
    m->next = bytes_le32(&b);
    m->number = bytes_le32(&b);
    bytes_skip(&b, 8);
    m->tree = bytes_le32(&b);
    bytes_skip(&b, 24);
    m->body = b;
}

static const char *dialect_name(uint16_t dialect)
{
    switch (dialect) {
    case 0x0202:
        return "2.0.2";
    case 0x0210:
        return "2.1";
    case 0x0300:
        return "3.0";
    case 0x0302:
        return "3.0.2";
    case 0x0311:
        return "3.1.1";
    default:
        return NULL;
    }
}

/* MS-SMB2 2.2.4; 0x02ff asks for another negotiate. */
static bool negotiate_reply(struct smb_session *s, struct evidence_sink *sink, const struct message *m)
{
    struct bytes b = m->body;
    uint16_t size = bytes_le16(&b);
    uint16_t signing = bytes_le16(&b);
    const char *name = dialect_name(bytes_le16(&b));
    if (bytes_ok(&b) && size == 65 && name != NULL) {
        smb_session_dialect(s, sink, name);
        smb_session_signing(s, sink, (signing & SIGNING_ENABLED) != 0, (signing & SIGNING_REQUIRED) != 0);
    }
    return bytes_ok(&b);
}

/* A name of `length` bytes at `offset` from the header, as UTF-8; false when it is not there yet. */
static bool name_at(const struct message *m, size_t offset, size_t length, char out[SMB_NAME_MOST], size_t *n)
{
    struct bytes b = m->all;
    bytes_skip(&b, offset);
    struct bytes name = bytes_take(&b, length < SMB_NAME_WIDE ? length : SMB_NAME_WIDE);
    *n = utf16_text(name, out, SMB_NAME_MOST);
    return bytes_ok(&b);
}

/* MS-SMB2 2.2.9 */
static bool tree_request(struct smb_session *s, struct evidence_sink *sink, const struct message *m)
{
    char path[SMB_NAME_MOST];
    size_t n = 0;
    struct bytes b = m->body;
    bytes_skip(&b, 4);
    uint16_t offset = bytes_le16(&b);
    uint16_t length = bytes_le16(&b);
    if (!bytes_ok(&b) || !name_at(m, offset, length, path, &n))
        return false;
    smb_session_path(s, sink, path, n);
    return true;
}

/* MS-SMB2 2.2.10 */
static bool tree_reply(struct smb_session *s, const struct message *m)
{
    struct bytes b = m->body;
    uint16_t size = bytes_le16(&b);
    uint8_t share = bytes_u8(&b);
    if (bytes_ok(&b) && size == 16 && (m->flags & SMB2_ASYNC) == 0)
        smb_session_tree(s, m->tree, share == SHARE_PIPE ? SMB_TREE_PIPE : SMB_TREE_DISK);
    return bytes_ok(&b);
}

/* MS-SMB2 2.2.13: NameOffset and NameLength follow 44 bytes of fixed fields. */
static bool create_request(struct smb_session *s, struct evidence_sink *sink, const struct message *m)
{
    char name[SMB_NAME_MOST];
    size_t n = 0;
    struct bytes b = m->body;
    bytes_skip(&b, 44);
    uint16_t offset = bytes_le16(&b);
    uint16_t length = bytes_le16(&b);
    if (!bytes_ok(&b) || !name_at(m, offset, length, name, &n))
        return false;
    smb_session_open(s, sink, m->tree, name, n);
    return true;
}

/* `length` bytes at `offset` from the header. */
static struct smb_pipe_data data_at(const struct message *m, size_t offset, size_t length)
{
    struct bytes b = m->all;
    bytes_skip(&b, offset);
    return (struct smb_pipe_data){b, length, m->last_chance};
}

/* A file id that a related message of a compound leaves out is all ones, for all of them alike. */
static uint64_t read_file(struct bytes *b)
{
    uint64_t persistent = bytes_le64(b);
    return persistent + bytes_le64(b);
}

/* MS-SMB2 2.2.21 */
static bool write_request(struct smb_session *s, struct evidence_sink *sink, const struct message *m)
{
    struct bytes b = m->body;
    bytes_skip(&b, 2);
    uint16_t offset = bytes_le16(&b);
    uint32_t length = bytes_le32(&b);
    bytes_skip(&b, 8);
    uint64_t file = read_file(&b);
    const struct smb_pipe_data d = data_at(m, offset, length);
    return bytes_ok(&b) && smb_pipe_write(s, sink, file, &d);
}

/* MS-SMB2 2.2.19 */
static bool read_request(struct smb_session *s, const struct message *m)
{
    struct bytes b = m->body;
    bytes_skip(&b, 16);
    uint64_t file = read_file(&b);
    if (bytes_ok(&b))
        smb_pipe_asked(s, file, m->number);
    return bytes_ok(&b);
}

/* MS-SMB2 2.2.31 */
static bool ioctl_request(struct smb_session *s, struct evidence_sink *sink, const struct message *m)
{
    struct bytes b = m->body;
    bytes_skip(&b, 4);
    uint32_t code = bytes_le32(&b);
    uint64_t file = read_file(&b);
    uint32_t offset = bytes_le32(&b);
    uint32_t length = bytes_le32(&b);
    if (!bytes_ok(&b))
        return false;
    if (code != FSCTL_PIPE_TRANSCEIVE)
        return true;
    const struct smb_pipe_data d = data_at(m, offset, length);
    if (!smb_pipe_write(s, sink, file, &d))
        return false;
    smb_pipe_asked(s, file, m->number);
    return true;
}

/* MS-SMB2 2.2.20 and, with `ioctl`, 2.2.32 */
static bool data_reply(struct smb_session *s, struct evidence_sink *sink, const struct message *m, bool ioctl)
{
    struct bytes b = m->body;
    if (!smb_pipe_waits(s, m->number))
        return true;
    bytes_skip(&b, ioctl ? 32 : 2);
    uint32_t offset = ioctl ? bytes_le32(&b) : bytes_u8(&b);
    bytes_skip(&b, ioctl ? 0 : 1);
    uint32_t length = bytes_le32(&b);
    if (!bytes_ok(&b))
        return false;
    const struct smb_pipe_data d = data_at(m, offset, length);
    return smb_pipe_read(s, sink, m->number, &d);
}

static bool request(struct smb_session *s, struct evidence_sink *sink, const struct message *m)
{
    if (m->command == TREE_CONNECT)
        return tree_request(s, sink, m);
    if (m->command == CREATE)
        return create_request(s, sink, m);
    if ((m->command != READ && m->command != WRITE && m->command != IOCTL) ||
        !smb_session_may_have_pipes(s, m->tree))
        return true;
    return m->command == WRITE  ? write_request(s, sink, m)
           : m->command == READ ? read_request(s, m)
                                : ioctl_request(s, sink, m);
}

static bool reply(struct smb_session *s, struct evidence_sink *sink, const struct message *m)
{
    bool is_data = m->command == READ || m->command == IOCTL;
    if (is_data && (m->status == 0 || m->status == STATUS_MORE_DATA))
        return data_reply(s, sink, m, m->command == IOCTL);
    if (m->status != 0)
        return true;
    return m->command == NEGOTIATE      ? negotiate_reply(s, sink, m)
           : m->command == TREE_CONNECT ? tree_reply(s, m)
                                        : true;
}

static bool evidence_of(struct smb_session *s, struct evidence_sink *sink, bool from_client,
                        const struct message *m)
{
    if (((m->flags & SMB2_REPLY) == 0) != from_client)
        return true;
    if ((m->flags & SIGNED) != 0)
        smb_session_signed(s, sink);
    return from_client ? request(s, sink, m) : reply(s, sink, m);
}

uint64_t smb2_read(struct smb_session *s, struct evidence_sink *sink, bool from_client, uint64_t at,
                   struct bytes window)
{
    struct smb_side *side = &s->side[from_client ? 0 : 1];
    uint64_t room = side->end - at;
    struct bytes b = bytes_upto(&window, room < window.left ? (size_t)room : window.left);
    bool last_chance = b.left == room || b.left >= SMB_MESSAGE_MOST;
    if (b.left < SMB2_HEADER)
        return last_chance ? smb_session_skip(side) : at;
    struct message m;
    read_header(&m, b);
    m.last_chance = last_chance;
    if ((m.flags & RELATED) != 0 && m.tree == UINT32_MAX)
        m.tree = side->tree;
    side->tree = m.tree;
    if (!evidence_of(s, sink, from_client, &m) && !last_chance)
        return at;
    if (m.next < SMB2_HEADER || m.next + (uint64_t)SMB2_HEADER > room)
        return smb_session_skip(side);
    side->header = at + m.next;
    return side->header;
}
