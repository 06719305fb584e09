#include "decode/smb_session.h"

#include <string.h>
#include <strings.h>

#include "base/siphash.h"

static const char *const pipes[] = {"atsvc",
                                    "browser",
                                    "epmapper",
                                    "eventlog",
                                    "initshutdown",
                                    "lsarpc",
                                    "lsass",
                                    "netdfs",
                                    "netlogon",
                                    "ntsvcs",
                                    "protected_storage",
                                    "router",
                                    "samr",
                                    "spoolss",
                                    "srvsvc",
                                    "svcctl",
                                    "tapsrv",
                                    "trkwks",
                                    "winreg",
                                    "wkssvc",
                                    NULL};

void smb_session_dialect(struct smb_session *s, struct evidence_sink *sink, const char *name)
{
    if (s->dialect_sent)
        return;
    s->dialect_sent = true;
    evidence_text(sink, EVIDENCE_SMB_DIALECT, name, strlen(name));
}

void smb_session_encrypted(struct smb_session *s, struct evidence_sink *sink)
{
    if (s->encrypted_sent)
        return;
    s->encrypted_sent = true;
    evidence_number(sink, EVIDENCE_SMB_ENCRYPTED, 0);
}

void smb_session_signing(struct smb_session *s, struct evidence_sink *sink, bool enabled, bool required)
{
    const char *name = required ? "required" : enabled ? "enabled" : "off";
    if (s->signing_sent)
        return;
    s->signing_sent = true;
    evidence_text(sink, EVIDENCE_SMB_SIGNING, name, strlen(name));
}

void smb_session_signed(struct smb_session *s, struct evidence_sink *sink)
{
    if (s->signed_sent)
        return;
    s->signed_sent = true;
    evidence_number(sink, EVIDENCE_SMB_SIGNING, 1);
}

static bool ends_in_ipc(const char *path, size_t length)
{
    return length >= 4 && strncasecmp(path + length - 4, "IPC$", 4) == 0 &&
           (length == 4 || path[length - 5] == '\\');
}

void smb_session_path(struct smb_session *s, struct evidence_sink *sink, const char *path, size_t length)
{
    if (length == 0)
        return;
    s->tree_asked = ends_in_ipc(path, length) ? SMB_TREE_PIPE : SMB_TREE_DISK;
    evidence_text(sink, EVIDENCE_SMB_TREE, path, length);
}

void smb_session_tree(struct smb_session *s, uint32_t id, enum smb_tree_kind kind)
{
    for (size_t i = 0; i < SMB_TREES; i++) {
        if (s->tree[i].kind != SMB_TREE_UNKNOWN && s->tree[i].id == id) {
            s->tree[i].kind = (uint8_t)kind;
            return;
        }
    }
    s->tree[s->tree_next].id = id;
    s->tree[s->tree_next].kind = (uint8_t)kind;
    s->tree_next = (uint8_t)((s->tree_next + 1) % SMB_TREES);
}

bool smb_session_may_have_pipes(const struct smb_session *s, uint32_t tree)
{
    for (size_t i = 0; i < SMB_TREES; i++) {
        if (s->tree[i].kind != SMB_TREE_UNKNOWN && s->tree[i].id == tree)
            return s->tree[i].kind == SMB_TREE_PIPE;
    }
    return true;
}

static bool is_known_pipe(const char *name, size_t length)
{
    for (size_t i = 0; pipes[i] != NULL; i++) {
        if (strlen(pipes[i]) == length && strncasecmp(pipes[i], name, length) == 0)
            return true;
    }
    return false;
}

static bool is_pipe(const struct smb_session *s, uint32_t tree, const char *name, size_t length)
{
    for (size_t i = 0; i < SMB_TREES; i++) {
        if (s->tree[i].kind != SMB_TREE_UNKNOWN && s->tree[i].id == tree)
            return s->tree[i].kind == SMB_TREE_PIPE;
    }
    if (s->tree_asked != SMB_TREE_UNKNOWN)
        return s->tree_asked == SMB_TREE_PIPE;
    return is_known_pipe(name, length);
}

static void file(struct smb_session *s, struct evidence_sink *sink, const char *name, size_t length)
{
    static const struct siphash_key key = {0, 0};
    if (s->files == SMB_FILES)
        return;
    uint32_t seen = (uint32_t)siphash(&key, name, length);
    for (size_t i = 0; i < s->files; i++) {
        if (s->file_seen[i] == seen)
            return;
    }
    s->file_seen[s->files++] = seen;
    evidence_text(sink, EVIDENCE_SMB_FILE, name, length);
}

void smb_session_open(struct smb_session *s, struct evidence_sink *sink, uint32_t tree, const char *name,
                      size_t length)
{
    size_t skip = length > 0 && name[0] == '\\' ? 1 : 0;
    if (length == skip)
        return;
    if (!is_pipe(s, tree, name + skip, length - skip)) {
        file(s, sink, name, length);
        return;
    }
    if (length - skip > 5 && strncasecmp(name + skip, "PIPE\\", 5) == 0)
        skip += 5;
    evidence_text(sink, EVIDENCE_SMB_PIPE, name + skip, length - skip);
}
