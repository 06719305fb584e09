/*
 * SMB 1 messages (MS-CIFS 2.2.3, 2.2.4): a header of 32 bytes, then blocks of words and bytes; AndX commands
 * chain blocks, each naming the next command and its offset from the header.
 */
#ifndef DECODE_SMB1_H
#define DECODE_SMB1_H

#include "decode/smb_session.h"

/* MS-CIFS 2.2.3.1: the reply bit of Flags; MS-CIFS 2.2.2.1: is this a command of the protocol? */
enum { SMB1_HEADER = 32, SMB1_REPLY = 0x80 };
bool smb1_command_known(uint8_t command);

/*
 * Reads the header or the block at stream offset `at`; window begins there and side->end is the message's
 * end. Returns the offset wanted next.
 */
uint64_t smb1_read(struct smb_session *s, struct evidence_sink *sink, bool from_client, uint64_t at,
                   struct bytes window);

#endif
