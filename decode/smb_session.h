/*
 * What is remembered of one SMB connection, so that an opened name can be told to be a pipe or a file, and
 * nothing is said twice. Shared by smb.c, smb1.c and smb2.c.
 */
#ifndef DECODE_SMB_SESSION_H
#define DECODE_SMB_SESSION_H

#include "decode/rpc_session.h"

enum { SMB_TREES = 8, SMB_FILES = 24, SMB_NAME_MOST = 1000, SMB_NAME_WIDE = 2 * SMB_NAME_MOST };
/* The longest name of a transaction, in bytes. */
enum { SMB_TRANSACTION_NAME = 128 };
enum { SMB_PIPES = 2, SMB_PIPE_READS = 2 };
/* What is wanted of a message lies in this many bytes, or is not waited for. */
enum { SMB_MESSAGE_MOST = 16384 };

enum smb_tree_kind { SMB_TREE_UNKNOWN, SMB_TREE_DISK, SMB_TREE_PIPE };

/* Where one side's stream stands. Offsets are stream offsets. */
struct smb_side {
    uint64_t end;     /* of the message being read; 0 between two messages */
    uint64_t header;  /* of its SMB header */
    uint32_t tree;    /* of the message at hand; SMB2: for related messages behind it */
    uint16_t message; /* SMB1: number of the message at hand */
    uint8_t command;  /* SMB1: of the block at hand */
    bool unicode;     /* SMB1: of the message at hand */
    bool lost;        /* bytes were lost: the next window may begin anywhere */
};

/* A pipe that carries RPC. */
struct smb_pipe {
    uint64_t file;
    uint32_t read[SMB_PIPE_READS]; /* numbers of the messages whose answers are its data */
    uint8_t reads;
    bool used;
    struct rpc_session rpc;
};

struct smb_session {
    struct smb_side side[2]; /* 0: the client's */
    struct {
        uint32_t id;
        uint8_t kind; /* enum smb_tree_kind */
    } tree[SMB_TREES];
    uint8_t tree_next; /* the slot to be overwritten next */
    uint8_t
        tree_asked; /* kind of the path that was last asked for, unless the client's bytes were lost since */
    uint8_t files;
    bool dialect_sent, encrypted_sent, signing_sent, signed_sent;
    uint32_t file_seen[SMB_FILES]; /* hashes of the names that were sent */
    struct smb_pipe pipe[SMB_PIPES];
    uint8_t pipe_next; /* the slot to be overwritten next */
};

/* The message is done with: returns its end, where the next one begins. */
static inline uint64_t smb_session_skip(struct smb_side *side)
{
    uint64_t end = side->end;
    side->end = 0;
    return end;
}

/* The dialect that is spoken; only the first counts. */
void smb_session_dialect(struct smb_session *s, struct evidence_sink *sink, const char *name);
/* What the server's negotiate says of signing; only the first counts. */
void smb_session_signing(struct smb_session *s, struct evidence_sink *sink, bool enabled, bool required);
/* A signed message was seen. */
void smb_session_signed(struct smb_session *s, struct evidence_sink *sink);
/* From here on messages are encrypted. */
void smb_session_encrypted(struct smb_session *s, struct evidence_sink *sink);

/* A client asks for a tree: UTF-8 path as sent (\\server\share). */
void smb_session_path(struct smb_session *s, struct evidence_sink *sink, const char *path, size_t length);
/* The server handed out this tree id. */
void smb_session_tree(struct smb_session *s, uint32_t id, enum smb_tree_kind kind);
/* May this tree be one of pipes, as far as is known? */
bool smb_session_may_have_pipes(const struct smb_session *s, uint32_t tree);
/*
 * A client opens a name on a tree. It is a pipe when the tree is one of pipes; when the tree's making was not
 * seen, when the last path asked for ended in IPC$ or, none having been seen since the client's last hole,
 * when Windows knows a pipe of that name.
 */
void smb_session_open(struct smb_session *s, struct evidence_sink *sink, uint32_t tree, const char *name,
                      size_t length);

#endif
