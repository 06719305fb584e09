/*
 * SSRP (MC-SQLR 2.2), by which clients ask SQL Server's browser for its instances and their ports: class SQL.
 * Evidence: the instance asked for, and of each instance in an answer its TCP port, server and version.
 */
#ifndef DECODE_SSRP_H
#define DECODE_SSRP_H

#include "decode/decoder.h"

extern const struct datagram_decoder ssrp_datagram;

#endif
