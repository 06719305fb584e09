/*
 * Hop 1: one TCP segment, datagram or ICMP message after link layer and IP. A value; the payload is borrowed
 * from the frame and gone with the next frame.
 */
#ifndef CAPTURE_SEGMENT_H
#define CAPTURE_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/bytes.h"

enum { OUTER_VLANS = 4, OUTER_TUNNELS = 4 };

/*
 * Encapsulations around the IP header that counts, and what their tunnel_id is. Each has a row in a table of
 * capture/link_ether.c, ip.c or ip_tunnel.c. The numbers stand in observations: new ones go to the end.
 */
enum tunnel_kind {
    TUNNEL_IPIP,    /* IPv4 or IPv6 in IPv4 or IPv6: 0 */
    TUNNEL_GRE,     /* the key, 0 without one; PPTP: the call id */
    TUNNEL_PPPOE,   /* session id */
    TUNNEL_VXLAN,   /* network identifier */
    TUNNEL_GENEVE,  /* network identifier */
    TUNNEL_ERSPAN,  /* session id; type I has none: 0 */
    TUNNEL_GTP,     /* endpoint identifier */
    TUNNEL_MPLS,    /* label; one entry for each of the stack */
    TUNNEL_TEREDO,  /* 0 */
    TUNNEL_L2TP,    /* session id */
    TUNNEL_ETHERIP, /* 0 */
    TUNNEL_PBB,     /* backbone service instance */
    TUNNEL_NSH,     /* service path identifier */
    TUNNEL_GUE,     /* 0 */
    TUNNEL_KINDS
};

/* From the outside in. What is beyond the fixed room is not recorded (such frames are still decoded). */
struct outer {
    uint16_t vlan[OUTER_VLANS]; /* VLAN ids, 12 bits, without priority */
    uint32_t tunnel_id[OUTER_TUNNELS];
    uint8_t tunnel[OUTER_TUNNELS]; /* enum tunnel_kind */
    uint8_t vlans, tunnels;
};

/* TCP flags, RFC 9293 3.1. */
enum { TCP_FIN = 0x01, TCP_SYN = 0x02, TCP_RST = 0x04, TCP_PSH = 0x08, TCP_ACK = 0x10, TCP_URG = 0x20 };

/*
 * Of a datagram that came in fragments time and frame number are those of the frame that made it whole, and
 * it stands for all its frames.
 */
struct segment {
    int64_t time_us;
    uint64_t frame;  /* number within the run, from 1 */
    uint32_t frames; /* how many frames on the wire it stands for, at least 1 */
    struct addr src, dst;
    uint16_t sport, dport; /* host order; 0 where the transport has none */
    uint8_t transport;     /* IP protocol number */
    uint8_t tcp_flags;
    uint8_t icmp_type;
    bool truncated;    /* the snaplen cut payload off: payload.left < payload_bytes */
    uint32_t seq, ack; /* TCP, host order */
    uint16_t ip_id;    /* IPv4 identification (RFC 791 3.1); else 0 */
    uint16_t tcp_window;
    uint32_t wire_bytes;      /* length of its frames on the wire */
    uint32_t payload_bytes;   /* length of the payload on the wire; payload.left may be less */
    struct bytes payload;     /* what was captured of it */
    struct bytes tcp_options; /* as captured; borrowed like the payload */
    struct outer outer;
};

#endif
