#include "decode/smb2.h"

#include "decode/utf16.h"

enum { NEGOTIATE = 0, TREE_CONNECT = 3, CREATE = 5 };
enum { SHARE_PIPE = 2 };

struct message {
    uint32_t status, flags, next, tree;
    uint16_t command;
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
    bytes_skip(&b, 12);
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
    bytes_skip(&b, 2);
    const char *name = dialect_name(bytes_le16(&b));
    if (bytes_ok(&b) && size == 65 && name != NULL)
        smb_session_dialect(s, sink, name);
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

static bool evidence_of(struct smb_session *s, struct evidence_sink *sink, bool from_client,
                        const struct message *m)
{
    if (((m->flags & SMB2_REPLY) == 0) != from_client)
        return true;
    if (from_client)
        return m->command == TREE_CONNECT ? tree_request(s, sink, m)
               : m->command == CREATE     ? create_request(s, sink, m)
                                          : true;
    if (m->status != 0)
        return true;
    return m->command == NEGOTIATE      ? negotiate_reply(s, sink, m)
           : m->command == TREE_CONNECT ? tree_reply(s, m)
                                        : true;
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
    if (!evidence_of(s, sink, from_client, &m) && !last_chance)
        return at;
    if (m.next < SMB2_HEADER || m.next + (uint64_t)SMB2_HEADER > room)
        return smb_session_skip(side);
    side->header = at + m.next;
    return side->header;
}
