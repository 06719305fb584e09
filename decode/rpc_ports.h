/*
 * The ports that answers of endpoint mappers and of DCOM hand out, read from a response's stub however it is
 * cut into fragments, segments and pipe reads.
 */
#ifndef DECODE_RPC_PORTS_H
#define DECODE_RPC_PORTS_H

#include "decode/rpc_binding.h"
#include "decode/rpc_tower.h"

/* Interfaces whose answers hand out ports. */
enum rpc_giver {
    RPC_GIVES_NOTHING,
    RPC_GIVES_TOWERS,   /* the endpoint mapper (C706 appendix O) */
    RPC_GIVES_BINDINGS, /* IObjectExporter; ResolveOxid, ResolveOxid2, ServerAlive2 (MS-DCOM 3.1.2.5.1) */
    RPC_GIVES_REMOTE,   /* IRemoteActivation; RemoteActivation (MS-DCOM 3.1.2.5.2.3.1) */
    RPC_GIVES_CREATED,  /* IRemoteSCMActivator; RemoteGetClassObject, RemoteCreateInstance (MS-DCOM 3.1.2.5.2)
                         */
};
enum rpc_giver rpc_ports_giver(const struct uuid *interface);

enum { RPC_PORTS_HELD = 160 };

struct rpc_ports {
    uint8_t giver; /* enum rpc_giver */
    bool big_endian;
    uint8_t held; /* bytes at the end of what was read that may begin something */
    struct rpc_binding binding;
    uint8_t tail[RPC_PORTS_HELD];
};

/* An answer begins; big_endian: the order its sender writes numbers in. Forgets what was held. */
void rpc_ports_start(struct rpc_ports *p, enum rpc_giver giver, bool big_endian);
/* The next bytes of its stub; last: nothing of it comes after them. Any cutting gives the same evidence. */
void rpc_ports_take(struct rpc_ports *p, struct evidence_sink *sink, struct bytes stub, bool last);

#endif
