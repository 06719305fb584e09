/*
 * Hop 3: what is known of a flow, at one moment. decode/ fills it, policy/ reads it; between them it is a
 * bounded record that can be written to a pipe and is read back with checks, because the writer may have been
 * taken over by what it read from the wire.
 */
#ifndef DECODE_OBSERVATION_H
#define DECODE_OBSERVATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/proto.h"
#include "capture/flow.h"

enum observation_kind {
    OBSERVED_OPEN,     /* the flow's first frame */
    OBSERVED_REFUSED,  /* a SYN was answered by RST */
    OBSERVED_CLASS,    /* class, basis and direction are known now */
    OBSERVED_EVIDENCE, /* one item */
    OBSERVED_END,      /* counters are final */
    OBSERVATION_KINDS
};

/*
 * What one item of evidence is, and what its number and texts mean. Texts are bytes from the wire, not
 * escaped; UTF-16 has been turned into UTF-8. A text that is absent has length 0.
 */
enum evidence_kind {
    EVIDENCE_HTTP, /* number: status or 0; texts: method, path (with query), host, agent, version ("1.1") */
    EVIDENCE_TLS_CLIENT, /* number: highest version offered (0x0303); texts: sni, alpn offered (comma-joined)
                          */
    EVIDENCE_TLS_SERVER, /* number: version chosen; texts: alpn chosen */
    EVIDENCE_TLS_CERT,   /* texts: subject, SANs (comma-joined), issuer, not before, not after */
    EVIDENCE_TLS_CLIENT_CERT, /* number: 1 the server asked for one, 2 the client sent one, 3 it
                                 answered without one; texts: its subject, issuer */
    EVIDENCE_TLS_ALERT,       /* number: alert code; texts: "client" or "server" */
    EVIDENCE_TLS_DONE,        /* application data was seen from the server: the handshake worked */
    EVIDENCE_SMB_DIALECT,     /* texts: "1", "2.0.2", "2.1", "3.0", "3.0.2", "3.1.1" */
    EVIDENCE_SMB_TREE,        /* texts: \\server\share as sent */
    EVIDENCE_SMB_PIPE,        /* texts: pipe name without a leading backslash */
    EVIDENCE_SMB_FILE,        /* texts: file name as sent */
    EVIDENCE_SMB_ENCRYPTED,   /* from here on the trees cannot be seen */
    EVIDENCE_SMB_SIGNING,     /* texts: "off", "enabled", "required", as the server negotiates; or number: 1,
                                 signed messages were seen */
    EVIDENCE_RPC_INTERFACE,   /* texts: uuid, lower case, with hyphens */
    EVIDENCE_RPC_ENDPOINT, /* a port that was handed out; number: port; texts: uuid, "tcp" or "udp", address,
                              host name or "" */
    EVIDENCE_SQL,          /* texts: TDS version ("7.4"), encryption (off on notsup req), user, app */
    EVIDENCE_SQL_TARGET,   /* whom the login is for; texts: server, database, the client's own name */
    EVIDENCE_SQL_INSTANCE, /* of SSRP; number: TCP port or 0; texts: instance, server, version */
    EVIDENCE_PXE,          /* texts: vendor class (option 60) */
    EVIDENCE_MISMATCH,     /* the server spoke another protocol; texts: its class name */
    EVIDENCE_LOST,         /* a hole or cut before the class or the first evidence was known; or what
                              the client said cannot be read, and more may hide in it */
    EVIDENCE_OVERFLOW,     /* more evidence came than is kept; number: items dropped so far */
    EVIDENCE_TLS_CERT_USE, /* texts: extended key usage of the server's certificate (comma-joined) */
    EVIDENCE_INSIDE, /* what runs in the tunnel that HTTP opened; texts: a class name, or the protocol that an
                        upgrade named ("websocket") */
    EVIDENCE_VIA,    /* a request or answer of HTTP came through a proxy that speaks HTTP/1.0; texts: "1.0" */
    EVIDENCE_ABORTED, /* HTTP ended too early, proven without loss; number: 1 inside an answer's body, 2 the
                         server's RST came while a request waited for its answer */
    EVIDENCE_HTTP_AGAIN, /* HTTP fails where it worked before or the other way round, in a transaction that is
                            the same as one sent before; number: status. Not kept */
    EVIDENCE_SITE_NAME,  /* a NetBIOS name by which clients find their site was asked for; texts: name */
    EVIDENCE_NAP,        /* DHCP with options of network access protection; number: the option inside 43 */
    EVIDENCE_KINDS
};

enum {
    EVIDENCE_TEXTS = 5,
    EVIDENCE_TEXT_MOST = 1024, /* bytes of all texts of an item together */
    EVIDENCE_HTTP_MOST = 64,   /* HTTP items per flow */
    EVIDENCE_ITEMS_MOST = 128, /* items per flow */
};

struct evidence_text {
    const char *at; /* not terminated */
    uint16_t length;
};

struct evidence {
    enum evidence_kind kind;
    uint32_t number;
    uint64_t frame; /* the frame it rests on */
    struct evidence_text text[EVIDENCE_TEXTS];
};

/* Open values; texts and outer are borrowed until the hand-over returns. Which parts are set depends on kind.
 */
struct observation {
    enum observation_kind kind;
    uint64_t flow; /* id */
    uint64_t frame;
    int64_t time_us;

    /* Whose it is, said each time so that the reader need not keep it: as the flow table sees it, client is
     * side 0. */
    uint8_t transport;
    uint16_t source;
    struct flow_end client, server;
    int64_t first_us;

    /* OPEN */
    struct outer outer;

    /* CLASS and END */
    enum app_class class_;
    enum basis basis;
    bool turned; /* the client is side 1 of the flow after all: ends and counters are swapped by the reader */
    bool direction_known; /* by SYN or by content */

    /* EVIDENCE */
    struct evidence evidence;

    /* END; index 0: to the server, in terms of OPEN (before turning) */
    enum flow_state state;
    int64_t last_us;
    uint64_t first_frame;
    uint64_t packets[2], bytes[2], payload_bytes[2];
    uint64_t lost_bytes;
    bool truncated;
};

enum { OBSERVATION_MOST = 2048 }; /* bytes of a written record */

/*
 * Writes a record: 4 bytes of length (of what follows), then fields in network byte order. Returns the whole
 * length, at most OBSERVATION_MOST. Texts beyond EVIDENCE_TEXT_MOST are cut.
 */
size_t observation_write(const struct observation *o, uint8_t out[OBSERVATION_MOST]);

/*
 * Reads one record of n bytes back. Texts point into the buffer. False when anything is out of its range: a
 * record that lies ends the sensor that sent it.
 */
bool observation_read(struct observation *o, const uint8_t *record, size_t n);

#endif
