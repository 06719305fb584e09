/*
 * String bindings of DCOM (MS-DCOM 2.2.19.2 DUALSTRINGARRAY, 2.2.19.3 STRINGBINDING): how an object resolver
 * names the endpoints of an object's process. The array looks the same in answers of IObjectExporter and
 * IRemoteActivation and in the blobs of IRemoteSCMActivator, so arrays are found by their two counts and
 * their first binding, wherever the marshalling put them.
 */
#ifndef DECODE_RPC_BINDING_H
#define DECODE_RPC_BINDING_H

#include "decode/decoder.h"
#include "decode/uuid.h"

/* The longest binding that is read: a protocol, 75 characters and the end, in UTF-16. */
enum { RPC_BINDING_MOST = 160 };

struct rpc_binding {
    uint16_t words; /* of the array being read, still to come; 0 between two arrays */
};

/*
 * Sends an EVIDENCE_RPC_ENDPOINT with this uuid for each TCP, UDP or HTTP binding that names a port
 * ("host[49155]"). big_endian: the order of the numbers. Returns how many bytes at the end of stub may be the
 * beginning of something, less than RPC_BINDING_MOST: they belong in front of what comes next. last: nothing
 * comes, so 0.
 */
size_t rpc_binding_scan(struct rpc_binding *s, struct evidence_sink *sink, const struct uuid *uuid,
                        bool big_endian, bool last, struct bytes stub);

#endif
