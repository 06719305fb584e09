#include "base/proto.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char *const class_names[CLASS_COUNT] = {
    "NONE", "UNKNOWN",   "SMB", "RPC",     "HTTP", "HTTPS", "SQL",  "PXE",
    "TFTP", "ICMP_ECHO", "WOL", "REMCTRL", "RDP",  "AMT",   "LDAP",
};

static const char *const basis_names[BASIS_COUNT] = {"none", "content", "learned", "port"};

static const char *const state_names[STATE_COUNT] = {
    "established_data", "established_nodata", "attempt_refused", "attempt_silent", "midstream", "datagrams",
};

const char *proto_class_name(enum app_class c)
{
    assert(c < CLASS_COUNT);
    return class_names[c];
}

bool proto_class_read(enum app_class *c, const char *name)
{
    for (unsigned i = 0; i < CLASS_COUNT; i++) {
        if (strcmp(class_names[i], name) == 0) {
            *c = (enum app_class)i;
            return true;
        }
    }
    return false;
}

const char *proto_basis_name(enum basis b)
{
    assert(b < BASIS_COUNT);
    return basis_names[b];
}

const char *proto_state_name(enum flow_state s)
{
    assert(s < STATE_COUNT);
    return state_names[s];
}

const char *proto_transport_text(uint8_t transport, char out[PROTO_TRANSPORT_TEXT])
{
    const char *name = transport == TRANSPORT_TCP     ? "tcp"
                       : transport == TRANSPORT_UDP   ? "udp"
                       : transport == TRANSPORT_ICMP  ? "icmp"
                       : transport == TRANSPORT_ICMP6 ? "icmp6"
                                                      : NULL;
    if (name != NULL)
        return name;
    (void)snprintf(out, PROTO_TRANSPORT_TEXT, "%u", transport);
    return out;
}

bool proto_transport_read(uint8_t *transport, const char *text)
{
    char other[PROTO_TRANSPORT_TEXT];
    for (unsigned i = 0; i <= UINT8_MAX; i++) {
        if (strcmp(proto_transport_text((uint8_t)i, other), text) == 0) {
            *transport = (uint8_t)i;
            return true;
        }
    }
    return false;
}
