/*
 * What a decoder of one protocol looks like. A decoder knows nothing of ports, flows or the wire's order: it
 * is asked whether bytes are its protocol, and reads evidence from ordered bytes. decode/decode.c asks all
 * decoders in the list of decode/decoders.c; two that say yes to the same bytes are a bug that tests look
 * for.
 */
#ifndef DECODE_DECODER_H
#define DECODE_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/proto.h"
#include "decode/observation.h"

/*
 * Whose bytes these are, by themselves. Each side of a flow is asked for alone, so that one side is enough.
 * PROBE_MORE: as far as they go they could be. It must turn into one of the others within PROBE_MOST bytes:
 * a TDS packet of the usual size and the header behind it.
 */
enum probe { PROBE_NO, PROBE_MORE, PROBE_CLIENT, PROBE_SERVER, PROBE_EITHER };

enum { PROBE_MOST = 4096 + 16 };

/* Collects evidence for one flow; its functions bound, de-duplicate and send it. */
struct evidence_sink;
void evidence_add(struct evidence_sink *sink, const struct evidence *item);
/* One-liners for the common cases; text may be NULL. */
void evidence_number(struct evidence_sink *sink, enum evidence_kind kind, uint32_t number);
void evidence_text(struct evidence_sink *sink, enum evidence_kind kind, const char *text, size_t length);
/*
 * A tunnel was opened: from the offset that this parse returns, and on the other side from the one wanted
 * there, the bytes are some other protocol's. The decoder is finished and not called again.
 */
void evidence_tunnel(struct evidence_sink *sink);

/* The most a decoder's state may take per flow. */
enum { DECODER_STATE_MOST = 2048 };

struct decoder {
    const char *name;
    enum app_class class_;
    size_t state_bytes; /* zeroed before first use; at most DECODER_STATE_MOST */

    /*
     * bytes: the side's stream from its first byte on (start true), or from some segment's start in the
     * middle of a flow (start false: PDU headers of the middle count too, and more care is due). Never empty.
     */
    enum probe (*probe)(struct bytes bytes, bool start);

    /*
     * Reads ordered bytes of one side: from_client tells which. window begins at stream offset `offset`.
     * Returns the offset of the next byte wanted, with the meanings of struct flow_events.bytes
     * (capture/flow.h); it is called again as long as that offset lies inside the window and is greater than
     * `offset`.
     */
    uint64_t (*parse)(void *state, struct evidence_sink *sink, bool from_client, uint64_t offset,
                      struct bytes window);

    /* Bytes were lost in front of `offset`: the next window may begin anywhere in a PDU. Returns the offset
     * wanted. */
    uint64_t (*hole)(void *state, struct evidence_sink *sink, bool from_client, uint64_t offset);

    /*
     * Both sides were seen whole, and the connection ended by the server's FIN or by RST behind so many bytes
     * of the client's and the server's stream; reset: by the server's RST. Called before finish. May be NULL.
     */
    void (*ended)(void *state, struct evidence_sink *sink, const uint64_t sent[2], bool reset);

    /* The flow ends: send what was held back (a request without an answer). May be NULL. */
    void (*finish)(void *state, struct evidence_sink *sink);
};

/* All stream decoders; ends with NULL. */
extern const struct decoder *const decoders[];

/* One UDP payload: its class, evidence sent to sink; CLASS_UNKNOWN when it is none of ours. */
struct datagram_decoder {
    const char *name;
    enum app_class class_;
    bool has_evidence; /* it may send some */
    /* true: it is this protocol. *from_client tells whose it is; false when it is the server's. */
    bool (*read)(struct evidence_sink *sink, struct bytes payload, bool *from_client);
};
extern const struct datagram_decoder *const decoders_datagram[];

#endif
