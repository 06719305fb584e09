/*
 * DCE/RPC inside named pipes (MS-RPCE 2.1.1.2): what a client writes to a pipe and reads from it are the
 * bytes of an association. A pipe is known by the bind that is written to it first, so that its opening need
 * not have been seen.
 */
#ifndef DECODE_SMB_PIPE_H
#define DECODE_SMB_PIPE_H

#include "decode/smb_session.h"

/* What a message carries for a file, or of it. */
struct smb_pipe_data {
    struct bytes from; /* what was captured of the message, where the data begins; failed: not there (yet) */
    size_t length;
    bool last_chance; /* there will not be more of it */
};

/* What a client writes to a file, RPC or not. False: more of it must be shown. */
bool smb_pipe_write(struct smb_session *s, struct evidence_sink *sink, uint64_t file,
                    const struct smb_pipe_data *d);
/* The client asks for data of a file; the answer will have this message's number, whoever's it was before. */
void smb_pipe_asked(struct smb_session *s, uint64_t file, uint32_t message);
/* Is the answer to this message wanted? */
bool smb_pipe_waits(const struct smb_session *s, uint32_t message);
/* The data of that answer: the message has no other. False: more of it must be shown. */
bool smb_pipe_read(struct smb_session *s, struct evidence_sink *sink, uint32_t message,
                   const struct smb_pipe_data *d);
/* Bytes of one side were lost. */
void smb_pipe_hole(struct smb_session *s, struct evidence_sink *sink, bool from_client);
/* The connection ends. */
void smb_pipe_finish(struct smb_session *s, struct evidence_sink *sink);

#endif
