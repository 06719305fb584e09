/*
 * What SMB 1 messages carry of a named pipe: WRITE_ANDX, READ_ANDX (MS-CIFS 2.2.4.43, 2.2.4.42) and
 * TransactNmPipe (2.2.4.33, 2.2.5.6).
 */
#ifndef DECODE_SMB1_PIPE_H
#define DECODE_SMB1_PIPE_H

#include "decode/smb1_block.h"

/* False when more of the block is needed; then nothing was read. */
bool smb1_pipe_take(struct smb_session *s, struct evidence_sink *sink, bool from_client,
                    const struct smb1_block *k);

#endif
