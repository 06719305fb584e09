/* Requests of SMB 1 that name trees, files and pipes. */
#ifndef DECODE_SMB1_NAMES_H
#define DECODE_SMB1_NAMES_H

#include "decode/smb1_block.h"

/*
 * The client's commands TREE_CONNECT, OPEN, CREATE, OPEN_ANDX, TREE_CONNECT_ANDX, NT_CREATE_ANDX (MS-CIFS
 * 2.2.4.50, .3, .4, .41, .55, .64), TRANSACTION to a named pipe or mailslot (2.2.4.33, 2.2.5), TRANSACTION2
 * with a path (2.2.4.46, 2.2.6.1, .2, .6, .7, .14), NT_TRANSACT_CREATE (2.2.4.62, 2.2.7.1). False when more
 * of the block is needed; then nothing was told.
 */
bool smb1_names_read(struct smb_session *s, struct evidence_sink *sink, const struct smb1_block *k);

#endif
