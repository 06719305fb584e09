/*
 * SMP (MC-SMP 2.2): sessions inside one connection, that TDS uses behind the login when the client asked for
 * multiple active result sets. A capture that begins in the middle of such a connection sees nothing else.
 */
#ifndef DECODE_SQL_SMP_H
#define DECODE_SQL_SMP_H

#include "decode/decoder.h"

enum { SQL_SMP_ID = 0x53, SQL_SMP_HEADER = 16 };

/*
 * An SMP packet: SYN, ACK or FIN of exactly a header, or DATA that holds a whole TDS packet of that length.
 * As struct decoder's probe.
 */
enum probe sql_smp_probe(struct bytes b);

#endif
