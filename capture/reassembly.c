#include "capture/reassembly.h"

#include <assert.h>
#include <nids.h>
#include <stdlib.h>
#include <string.h>

#include "capture/slab.h"

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

struct reassembly {
    const struct reassembly_events *events;
    struct slab slab;
    struct backlogs backlogs;
    struct reassembly_stream *oldest, *newest;
    size_t bytes;
};

/* libnids has one instance per process, and so have we. */
static struct {
    bool ready;
    pcap_t *dead;
    struct reassembly *open;
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

static void shown(struct reassembly_stream *s, const struct half_stream *h)
{
    struct bytes b = bytes_of(h->data + (h->count - h->offset - h->count_new), (size_t)h->count_new);
    uint64_t offset = s->next;
    s->next = s->base + (uint64_t)h->count;
    uint64_t marked = s->silent > offset ? s->silent - offset : 0;
    bytes_skip(&b, marked < b.left ? (size_t)marked : b.left);
    if (b.left > 0)
        nids.open->events->bytes(nids.open->events->context, s, s->next - b.left, b);
}

static void on_tcp(struct tcp_stream *t, void **param)
{
    if (t->nids_state == NIDS_JUST_EST) {
        t->server.collect++;
        nids.engaging->nids = t;
        *param = nids.engaging;
        return;
    }
    struct reassembly_stream *s = *param;
    if (t->nids_state == NIDS_DATA)
        shown(s, &t->server);
    else
        s->nids = NULL;
}

static int start_nids(struct err *err)
{
    union {
        void (*call)(struct tcp_stream *, void **);
        void *pointer;
    } handler = {.call = on_tcp};
    nids.dead = pcap_open_dead(DLT_RAW, SNAPLEN);
    if (nids.dead == NULL)
        return err_set(err, "cannot start libnids: out of memory");
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
    nids_register_tcp(handler.pointer);
    nids.ready = true;
    return 0;
}

struct reassembly *reassembly_open(const struct reassembly_events *events, size_t memory_bytes,
                                   struct err *err)
{
    if (nids.open != NULL) {
        (void)err_set(err, "cannot put segments in order: it is being done elsewhere in this process");
        return NULL;
    }
    if (!nids.ready && start_nids(err) != 0)
        return NULL;
    struct reassembly *r = calloc(1, sizeof *r);
    if (r == NULL || slab_open(&r->slab, sizeof(struct reassembly_stream), REASSEMBLY_STREAMS) != 0 ||
        backlog_open(&r->backlogs, memory_bytes) != 0) {
        if (r != NULL)
            slab_close(&r->slab);
        free(r);
        (void)err_set(err, "cannot put segments in order: out of memory");
        return NULL;
    }
    r->events = events;
    nids.open = r;
    return r;
}

void reassembly_close(struct reassembly *r)
{
    if (r == NULL)
        return;
    while (r->oldest != NULL)
        reassembly_disengage(r, r->oldest);
    slab_close(&r->slab);
    backlog_close(&r->backlogs);
    nids.open = NULL;
    free(r);
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

static void shake_hands(struct reassembly_stream *s)
{
    static const uint8_t scale[SCALE_OPTION] = {3, 3, 14, 0};
    nids.engaging = s;
    memcpy(nids.datagram + HEADERS, scale, sizeof scale);
    send_datagram(s, true, (struct tcp_fields){CLIENT_INITIAL, 0, FLAG_SYN}, sizeof scale);
    send_datagram(s, false, (struct tcp_fields){SERVER_INITIAL, CLIENT_INITIAL + 1, FLAG_SYN | FLAG_ACK},
                  sizeof scale);
    send_datagram(s, true, (struct tcp_fields){CLIENT_INITIAL + 1, SERVER_INITIAL + 1, FLAG_ACK}, 0);
}

static void unlink_one(struct reassembly *r, struct reassembly_stream *s)
{
    *(s->older != NULL ? &s->older->newer : &r->oldest) = s->newer;
    *(s->newer != NULL ? &s->newer->older : &r->newest) = s->older;
}

static void link_newest(struct reassembly *r, struct reassembly_stream *s)
{
    s->newer = NULL;
    s->older = r->newest;
    *(r->newest != NULL ? &r->newest->newer : &r->oldest) = s;
    r->newest = s;
}

static void account(struct reassembly *r, struct reassembly_stream *s)
{
    size_t cost = sizeof *s + sizeof(struct tcp_stream);
    if (s->nids != NULL)
        cost += (size_t)s->nids->server.bufsize + (size_t)s->nids->server.rmem_alloc;
    r->bytes += cost - s->cost;
    s->cost = cost;
}

void reassembly_disengage(struct reassembly *r, struct reassembly_stream *s)
{
    if (s == NULL)
        return;
    if (s->nids != NULL)
        nids_free_tcp_stream(s->nids);
    backlog_drop(&r->backlogs, &s->backlog);
    unlink_one(r, s);
    r->bytes -= s->cost;
    slab_give(&r->slab, s->slot);
}

struct reassembly_stream *reassembly_engage(struct reassembly *r, void *owner, unsigned side, uint64_t offset,
                                            int64_t now_us)
{
    uint32_t slot = slab_take(&r->slab);
    if (slot == 0)
        return NULL;
    struct reassembly_stream *s = slab_at(&r->slab, slot);
    *s = (struct reassembly_stream){.owner = owner, .side = side, .slot = slot, .since_us = now_us};
    s->base = s->next = s->end = offset;
    s->backlog = backlog_from(offset);
    link_newest(r, s);
    shake_hands(s);
    account(r, s);
    if (s->nids == NULL) {
        reassembly_disengage(r, s);
        return NULL;
    }
    return s;
}

/* Bytes [from, to) wait. There is always room: the caller fills when full. */
static void wait_for(struct reassembly_stream *s, uint64_t from, uint64_t to)
{
    uint32_t i = 0, merged = 0;
    while (i < s->extents && s->extent[i].to < from)
        i++;
    for (; i + merged < s->extents && s->extent[i + merged].from <= to; merged++) {
        struct reassembly_extent e = s->extent[i + merged];
        from = e.from < from ? e.from : from;
        to = e.to > to ? e.to : to;
    }
    assert(merged > 0 || s->extents < REASSEMBLY_EXTENTS);
    memmove(&s->extent[i + 1], &s->extent[i + merged], (s->extents - i - merged) * sizeof s->extent[0]);
    s->extents += 1 - merged;
    s->extent[i] = (struct reassembly_extent){from, to};
}

static void forget_passed(struct reassembly_stream *s)
{
    uint32_t passed = 0;
    while (passed < s->extents && s->extent[passed].from <= s->next)
        passed++;
    s->extents -= passed;
    memmove(&s->extent[0], &s->extent[passed], s->extents * sizeof s->extent[0]);
}

/* The payload is in place. */
static void send_piece(struct reassembly *r, struct reassembly_stream *s, uint64_t offset, size_t length,
                       int64_t now_us)
{
    uint64_t before = s->next;
    uint32_t seq = CLIENT_INITIAL + 1 + (uint32_t)(offset - s->base);
    if (offset > s->next)
        wait_for(s, offset, offset + length);
    if (offset + length > s->end)
        s->end = offset + length;
    send_datagram(s, true, (struct tcp_fields){seq, SERVER_INITIAL + 1, FLAG_ACK}, length);
    if (s->next != before) {
        forget_passed(s);
        s->since_us = now_us;
        unlink_one(r, s);
        link_newest(r, s);
    }
    account(r, s);
}

/* What of b from `offset` on, above `next`, is new to libnids's queue; *there of its front is not. */
static struct bytes unknown(const struct reassembly_stream *s, uint64_t offset, struct bytes b, size_t *there)
{
    uint32_t i = 0;
    *there = 0;
    while (i < s->extents && s->extent[i].to <= offset)
        i++;
    if (i == s->extents)
        return b;
    uint64_t from = s->extent[i].from, to = s->extent[i].to;
    if (from <= offset)
        *there = to - offset < b.left ? (size_t)(to - offset) : b.left;
    return from > offset && from - offset < b.left ? bytes_upto(&b, (size_t)(from - offset)) : b;
}

static bool is_full(const struct reassembly_stream *s)
{
    return s->backlog.first != BACKLOG_NOTHING || s->extents == REASSEMBLY_EXTENTS ||
           s->nids->server.rmem_alloc > REASSEMBLY_WAIT;
}

/* Bytes behind a hole. */
static size_t put_aside(struct reassembly *r, struct reassembly_stream *s, uint64_t offset, struct bytes b,
                        int64_t now_us)
{
    size_t there;
    b = unknown(s, offset, b, &there);
    if (there > 0)
        return there;
    if (is_full(s)) {
        size_t kept = backlog_put(&r->backlogs, &s->backlog, offset, b);
        s->end = offset + kept > s->end ? offset + kept : s->end;
        return kept;
    }
    struct bytes piece = bytes_upto(&b, REASSEMBLY_PIECE);
    memcpy(nids.datagram + HEADERS, piece.at, piece.left);
    send_piece(r, s, offset, piece.left, now_us);
    return piece.left;
}

/* The stream has come as far as to what was put aside. */
static void follow_up(struct reassembly *r, struct reassembly_stream *s, int64_t now_us)
{
    while (s->nids != NULL) {
        struct bytes b = backlog_run(&r->backlogs, &s->backlog, s->next);
        if (b.left == 0)
            break;
        memcpy(nids.datagram + HEADERS, b.at, b.left);
        send_piece(r, s, s->next, b.left, now_us);
    }
    if (s->nids == NULL)
        backlog_drop(&r->backlogs, &s->backlog);
    else
        backlog_raise(&r->backlogs, &s->backlog, s->next);
}

/* Bytes in order. */
static size_t go_on(struct reassembly *r, struct reassembly_stream *s, struct bytes b, int64_t now_us)
{
    uint64_t room = reassembly_gap_end(s) - s->next;
    size_t most = room < REASSEMBLY_PIECE ? (size_t)room : REASSEMBLY_PIECE;
    struct bytes piece = bytes_upto(&b, most);
    memcpy(nids.datagram + HEADERS, piece.at, piece.left);
    send_piece(r, s, s->next, piece.left, now_us);
    follow_up(r, s, now_us);
    return piece.left;
}

bool reassembly_has_room(const struct reassembly *r)
{
    return backlog_has_room(&r->backlogs, BACKLOG_BLOCK);
}

size_t reassembly_feed(struct reassembly *r, struct reassembly_stream *s, uint64_t offset, struct bytes b,
                       int64_t now_us)
{
    size_t passed = 0;
    if (offset < s->next) {
        passed = s->next - offset < b.left ? (size_t)(s->next - offset) : b.left;
        bytes_skip(&b, passed);
    }
    if (b.left == 0)
        return passed;
    if (s->nids == NULL || offset + passed + b.left - s->base > REASSEMBLY_MOST)
        return 0;
    if (offset + passed == s->next)
        return passed + go_on(r, s, b, now_us);
    return put_aside(r, s, offset, b, now_us);
}

void reassembly_fill(struct reassembly *r, struct reassembly_stream *s, uint64_t upto, int64_t now_us)
{
    s->silent = upto;
    while (s->nids != NULL && s->next < upto) {
        size_t length = upto - s->next < REASSEMBLY_PIECE ? (size_t)(upto - s->next) : REASSEMBLY_PIECE;
        memset(nids.datagram + HEADERS, 0, length);
        send_piece(r, s, s->next, length, now_us);
    }
    follow_up(r, s, now_us);
    if (s->nids == NULL) {
        s->next = s->end = s->next > upto ? s->next : upto;
        s->extents = 0;
    }
}

struct reassembly_stream *reassembly_oldest(const struct reassembly *r)
{
    return r->oldest;
}

size_t reassembly_bytes(const struct reassembly *r)
{
    return r->bytes;
}

uint64_t reassembly_warnings(void)
{
    return nids.warnings;
}
