#include "capture/reassembly_nids.h"

#include <nids.h>
#include <stdlib.h>
#include <string.h>

enum {
    IP_HEADER = 20,
    TCP_HEADER = 20,
    HEADERS = IP_HEADER + TCP_HEADER,
    SCALE_OPTION = 4,
    CLIENT_PORT = 1,
    SERVER_PORT = 2,
    FIRST_SLOT = 0x01000000,
    SERVER_ADDRESS = 0x02000000,
    CLIENT_INITIAL = 1000,
    SERVER_INITIAL = 2000,
    TABLE = REASSEMBLY_STREAMS / 3 * 4 + 4,
    SNAPLEN = 65535,
    FLAG_SYN = 0x02,
    FLAG_ACK = 0x10,
};

static struct {
    bool ready;
    pcap_t *dead;
    void (*ordered)(struct reassembly_stream *s, uint64_t upto, struct bytes b);
    struct reassembly_stream *engaging;
    uint64_t warnings;
    struct nids_chksum_ctl unchecked[1];
    uint8_t datagram[HEADERS + REASSEMBLY_PIECE];
} nids;

static void count_warning(int type, int code, struct ip *header, void *data)
{
    (void)type;
    (void)code;
    (void)header;
    (void)data;
    nids.warnings++;
}

static void no_memory(char *where)
{
    (void)where;
    abort();
}

static void on_tcp(struct tcp_stream *t, void **param)
{
    const struct half_stream *h = &t->server;
    if (t->nids_state == NIDS_JUST_EST) {
        t->server.collect++;
        nids.engaging->nids = t;
        *param = nids.engaging;
        return;
    }
    struct reassembly_stream *s = *param;
    if (t->nids_state == NIDS_DATA)
        nids.ordered(s, (uint64_t)h->count,
                     bytes_of(h->data + (h->count - h->offset - h->count_new), (size_t)h->count_new));
    else
        s->nids = NULL;
}

static int initialise(struct err *err)
{
    nids_params.pcap_desc = nids.dead;
    nids_params.n_tcp_streams = TABLE;
    nids_params.n_hosts = 1;
    nids_params.scan_num_hosts = 0;
    nids_params.tcp_workarounds = 0;
    nids_params.tcp_flow_timeout = 0;
    nids_params.multiproc = 0;
    nids_params.syslog = count_warning;
    nids_params.no_mem = no_memory;
    if (!nids_init())
        return err_set(err, "cannot start libnids: %s", nids_errbuf);
    nids.unchecked[0] = (struct nids_chksum_ctl){.action = NIDS_DONT_CHKSUM};
    nids_register_chksum_ctl(nids.unchecked, 1);
    return 0;
}

int reassembly_nids_start(void (*ordered)(struct reassembly_stream *s, uint64_t upto, struct bytes b),
                          struct err *err)
{
    union {
        void (*call)(struct tcp_stream *, void **);
        void *pointer;
    } handler = {.call = on_tcp};
    nids.ordered = ordered;
    if (nids.ready)
        return 0;
    nids.dead = pcap_open_dead(DLT_RAW, SNAPLEN);
    if (nids.dead == NULL)
        return err_set(err, "cannot start libnids: out of memory");
    if (initialise(err) != 0)
        return -1;
    nids_register_tcp(handler.pointer);
    nids.ready = true;
    return 0;
}

static void put16(uint8_t *at, uint32_t v)
{
    at[0] = (uint8_t)(v >> 8);
    at[1] = (uint8_t)v;
}

static void put32(uint8_t *at, uint32_t v)
{
    put16(at, v >> 16);
    put16(at + 2, v & 0xffff);
}

struct tcp_fields {
    uint32_t seq, ack;
    uint8_t flags;
};

/* The payload, or the window scale option of a SYN, is in place already; rest is its length. */
static void send_datagram(const struct reassembly_stream *s, bool to_server, struct tcp_fields f, size_t rest)
{
    static struct pcap_pkthdr header;
    uint8_t *ip = nids.datagram, *tcp = nids.datagram + IP_HEADER;
    size_t length = HEADERS + rest;
    uint32_t options = (f.flags & FLAG_SYN) != 0 ? SCALE_OPTION : 0;
    memset(ip, 0, HEADERS);
    ip[0] = 0x45;
    put16(ip + 2, (uint32_t)length);
    ip[8] = 64;
    ip[9] = IPPROTO_TCP;
    put32(ip + (to_server ? 12 : 16), FIRST_SLOT + s->slot);
    put32(ip + (to_server ? 16 : 12), SERVER_ADDRESS);
    put16(tcp, to_server ? CLIENT_PORT : SERVER_PORT);
    put16(tcp + 2, to_server ? SERVER_PORT : CLIENT_PORT);
    put32(tcp + 4, f.seq);
    put32(tcp + 8, f.ack);
    tcp[12] = (uint8_t)((TCP_HEADER + options) / 4 << 4);
    tcp[13] = f.flags;
    put16(tcp + 14, 65535);
    header.caplen = header.len = (bpf_u_int32)length;
    nids_pcap_handler(NULL, &header, nids.datagram);
}

void reassembly_nids_engage(struct reassembly_stream *s)
{
    static const uint8_t scale[SCALE_OPTION] = {3, 3, 14, 0};
    nids.engaging = s;
    memcpy(nids.datagram + HEADERS, scale, sizeof scale);
    send_datagram(s, true, (struct tcp_fields){CLIENT_INITIAL, 0, FLAG_SYN}, sizeof scale);
    send_datagram(s, false, (struct tcp_fields){SERVER_INITIAL, CLIENT_INITIAL + 1, FLAG_SYN | FLAG_ACK},
                  sizeof scale);
    send_datagram(s, true, (struct tcp_fields){CLIENT_INITIAL + 1, SERVER_INITIAL + 1, FLAG_ACK}, 0);
}

uint8_t *reassembly_nids_piece(void)
{
    return nids.datagram + HEADERS;
}

void reassembly_nids_send(const struct reassembly_stream *s, uint64_t ahead, size_t length)
{
    uint32_t seq = CLIENT_INITIAL + 1 + (uint32_t)ahead;
    send_datagram(s, true, (struct tcp_fields){seq, SERVER_INITIAL + 1, FLAG_ACK}, length);
}

void reassembly_nids_forget(struct reassembly_stream *s)
{
    if (s->nids != NULL)
        nids_free_tcp_stream(s->nids);
    s->nids = NULL;
}

size_t reassembly_nids_bytes(const struct reassembly_stream *s)
{
    size_t bytes = sizeof(struct tcp_stream);
    if (s->nids != NULL)
        bytes += (size_t)s->nids->server.bufsize + (size_t)s->nids->server.rmem_alloc;
    return bytes;
}

bool reassembly_nids_is_full(const struct reassembly_stream *s)
{
    return s->nids->server.rmem_alloc > REASSEMBLY_WAIT;
}

uint64_t reassembly_nids_warnings(void)
{
    return nids.warnings;
}
