/*
 * SMB 2 and 3 messages (MS-SMB2 2.2): a header of 64 bytes, little endian; several may be compounded, each
 * naming the distance of the next.
 */
#ifndef DECODE_SMB2_H
#define DECODE_SMB2_H

#include "decode/smb_session.h"

/* MS-SMB2 2.2.1.2: header length and its StructureSize, flag SERVER_TO_REDIR, last command. */
enum { SMB2_HEADER = 64, SMB2_REPLY = 0x01, SMB2_ASYNC = 0x02, SMB2_COMMANDS = 0x14 };
/* All flags that MS-SMB2 2.2.1.2 knows. */
#define SMB2_FLAGS 0x3000007fU

/*
 * Reads the message at stream offset `at`; window begins there and side->end is the end of the compound.
 * Returns the offset wanted next.
 */
uint64_t smb2_read(struct smb_session *s, struct evidence_sink *sink, bool from_client, uint64_t at,
                   struct bytes window);

#endif
