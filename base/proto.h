/* The words that all stages share: classes, how a class was found, states of a flow, transports. */
#ifndef BASE_PROTO_H
#define BASE_PROTO_H

#include <stdbool.h>
#include <stdint.h>

/* contract.md 3, `class`. */
enum app_class {
    CLASS_NONE, /* no payload */
    CLASS_UNKNOWN,
    CLASS_SMB,
    CLASS_RPC,
    CLASS_HTTP,
    CLASS_HTTPS,
    CLASS_SQL,
    CLASS_PXE,
    CLASS_TFTP,
    CLASS_ICMP_ECHO,
    CLASS_WOL,
    CLASS_REMCTRL,
    CLASS_RDP,
    CLASS_AMT,
    CLASS_LDAP,
    CLASS_COUNT
};

/* How the class was found. Content is never swayed by a port. */
enum basis { BASIS_NONE, BASIS_CONTENT, BASIS_LEARNED, BASIS_PORT, BASIS_COUNT };

/* contract.md 3, `state`. */
enum flow_state {
    STATE_ESTABLISHED_DATA,
    STATE_ESTABLISHED_NODATA,
    STATE_ATTEMPT_REFUSED,
    STATE_ATTEMPT_SILENT,
    STATE_MIDSTREAM,
    STATE_DATAGRAMS,
    STATE_COUNT
};

/* A TCP connection that was asked for and never came about. */
static inline bool proto_state_is_attempt(enum flow_state s)
{
    return s == STATE_ATTEMPT_REFUSED || s == STATE_ATTEMPT_SILENT;
}

/* IP protocol numbers (IANA). */
enum {
    TRANSPORT_ICMP = 1,
    TRANSPORT_TCP = 6,
    TRANSPORT_UDP = 17,
    TRANSPORT_ESP = 50,
    TRANSPORT_AH = 51,
    TRANSPORT_ICMP6 = 58
};

enum { PROTO_TRANSPORT_TEXT = 8 };

/* Names as in the contract: "HTTPS", "content", "established_data". */
const char *proto_class_name(enum app_class c);
/* The class of a name; false when there is none. */
bool proto_class_read(enum app_class *c, const char *name);
const char *proto_basis_name(enum basis b);
const char *proto_state_name(enum flow_state s);
/* "tcp", "udp", "icmp", "icmp6"; else the number, written to out. Returns the text. */
const char *proto_transport_text(uint8_t transport, char out[PROTO_TRANSPORT_TEXT]);
/* The transport of such a text; false when it is none. */
bool proto_transport_read(uint8_t *transport, const char *text);

#endif
