/* Logins and the server's answer to them: what they say of version, names and application. */
#ifndef DECODE_SQL_LOGIN_H
#define DECODE_SQL_LOGIN_H

#include "decode/decoder.h"

enum { SQL_NAME_MOST = 400 }; /* 128 characters of UTF-16 in UTF-8, and some */

struct sql_name {
    size_t length;
    char text[SQL_NAME_MOST]; /* UTF-8, not terminated */
};

struct sql_login {
    const char *version; /* "7.4"; static */
    struct sql_name user, app, server, database, host;
};

/*
 * The payload of a LOGIN7 packet (MS-TDS 2.2.6.4), `length` bytes of which the window holds some. The
 * password is not looked at. sql_login_probe: PROBE_CLIENT when it is one. sql_login_read: false when more of
 * the payload must be there; what of it could be read is set. host is the client's name for itself.
 */
enum probe sql_login_probe(struct bytes payload, size_t length, bool last_packet);
bool sql_login_read(struct sql_login *l, struct bytes payload, size_t length);

/* The same for the login record of TDS 4.2 and 5.0 (type 0x02; fixed fields of known lengths); it names no
 * database. */
enum probe sql_login_old_probe(struct bytes payload, size_t length);
bool sql_login_old_read(struct sql_login *l, struct bytes payload);

/*
 * Walks the tokens of a response's payload. PROBE_EITHER: there was a LOGINACK (MS-TDS 2.2.7.14), *version is
 * what it says. PROBE_MORE: the login goes on in the next packet. PROBE_NO: this is no answer to a login.
 */
enum probe sql_login_answer(struct bytes payload, const char **version);

#endif
