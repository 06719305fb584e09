/* The table of options of a PRELOGIN message and of its answer (MS-TDS 2.2.6.5). */
#ifndef DECODE_SQL_PRELOGIN_H
#define DECODE_SQL_PRELOGIN_H

#include "decode/decoder.h"

/* Longest table: the options known, and a few that are not. */
enum { SQL_PRELOGIN_TABLE_MOST = 5 * 16 + 1 };

/*
 * Is the payload (of `length` bytes in the packet, of which the window holds some) such a table, with VERSION
 * first and every option inside the packet? PROBE_EITHER when it is.
 */
enum probe sql_prelogin_probe(struct bytes payload, size_t length);

/* The ENCRYPTION option of a payload that is there in full: 0 to 3, -1 when it has none. */
int sql_prelogin_encryption(struct bytes payload);

#endif
