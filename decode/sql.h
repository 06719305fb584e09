/*
 * TDS, the protocol of SQL Server (MS-TDS 2.2; TDS 4.2 and 5.0: Sybase TDS 5.0 specification). Evidence: one
 * item with the version, the encryption agreed on, the user and the application, as far as they are in clear.
 * Nothing is wanted after the login.
 */
#ifndef DECODE_SQL_H
#define DECODE_SQL_H

#include "decode/decoder.h"

extern const struct decoder sql_decoder;

#endif
