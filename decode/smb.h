/*
 * SMB 1, 2 and 3, over TCP alone (MS-SMB2 2.1: a zero byte and 24 bits of length in front of each message) or
 * over a NetBIOS session (RFC 1002 4.3). Evidence: the dialect, tree paths, pipes, the first file names, and
 * that messages are encrypted. Payloads of reads and writes are not wanted.
 */
#ifndef DECODE_SMB_H
#define DECODE_SMB_H

#include "decode/decoder.h"

extern const struct decoder smb_decoder;

#endif
