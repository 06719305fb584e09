/*
 * DCE/RPC inside named pipes (MS-RPCE 2.1.1.2): what a client writes to a pipe and reads from it are the
 * bytes of an association. A pipe is known by the bind that is written to it first, so that its opening need
 * not have been seen.
 */
#ifndef DECODE_SMB_PIPE_H
#define DECODE_SMB_PIPE_H

#include "decode/smb_session.h"

/*
 * Is what a client writes to a file RPC, given its first bytes? PROBE_MORE: 16 bytes are needed to tell.
 */
enum probe smb_pipe_wants(const struct smb_session *s, uint64_t file, struct bytes first);
/* What was written; cut: the rest of it was not to be had. Only when smb_pipe_wants said PROBE_CLIENT. */
void smb_pipe_written(struct smb_session *s, struct evidence_sink *sink, uint64_t file, struct bytes data,
                      bool cut);
/* The client asks for data of a file; the answer will have this message's number, whoever's it was before. */
void smb_pipe_asked(struct smb_session *s, uint64_t file, uint32_t message);
/* Is the answer to this message wanted? */
bool smb_pipe_waits(const struct smb_session *s, uint32_t message);
/* The data of that answer: the message has no other. */
void smb_pipe_read(struct smb_session *s, struct evidence_sink *sink, uint32_t message, struct bytes data,
                   bool cut);
/* Bytes of one side were lost. */
void smb_pipe_hole(struct smb_session *s, struct evidence_sink *sink, bool from_client);
/* The connection ends. */
void smb_pipe_finish(struct smb_session *s, struct evidence_sink *sink);

#endif
