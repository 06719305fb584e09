/*
 * One DCE/RPC association (C706 9.3): the interfaces that are bound on it and the ports that answers on it
 * hand out. Fed with the bytes of either side in order, in pieces of any size: of a TCP stream by rpc.c, of
 * writes to and reads from a named pipe by smb_pipe.c.
 */
#ifndef DECODE_RPC_SESSION_H
#define DECODE_RPC_SESSION_H

#include "decode/rpc_pdu.h"
#include "decode/rpc_ports.h"

enum { RPC_ASKED = 8, RPC_GIVERS = 4, RPC_GATHERED = 24 };

/* Where one side stands. */
struct rpc_side {
    uint32_t skip;    /* bytes that are not wanted come next */
    uint16_t left;    /* bytes of the PDU at hand behind those that were gathered or skipped */
    uint16_t trailer; /* of them, authentication at its end */
    uint8_t stage;    /* what is gathered or read now */
    uint8_t type, flags, items;
    bool big_endian;
    bool lost; /* the next bytes may be anything */
    uint8_t have;
    uint8_t gathered[RPC_GATHERED];
};

struct rpc_session {
    struct rpc_side side[2]; /* 0: the client's */
    struct {
        struct uuid interface;
        uint16_t context;
    } asked[RPC_ASKED]; /* contexts that the client presented and the server has not answered, in order */
    struct {
        uint16_t context;
        uint8_t giver; /* enum rpc_giver */
    } giver[RPC_GIVERS];
    uint8_t asked_count, giver_next;
    struct rpc_ports ports;
};

/*
 * The next bytes of a side. An interface is sent when the server accepts a context of it; when more contexts
 * than RPC_ASKED wait for an answer, at once. Afterwards skip says how many of the bytes behind these need
 * not be given (the giver then sets it to 0), and lost that they are no PDUs.
 */
void rpc_session_take(struct rpc_session *s, struct evidence_sink *sink, bool from_client, struct bytes b);
/* Bytes of the side are missing here; what comes next may be anything. */
void rpc_session_hole(struct rpc_session *s, struct evidence_sink *sink, bool from_client);
/* The association ends: sends the interfaces whose answer was not seen. */
void rpc_session_finish(struct rpc_session *s, struct evidence_sink *sink);

#endif
