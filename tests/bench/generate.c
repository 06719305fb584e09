/*
 * Writes a synthetic capture for benchmarks to standard output, the same one for the same arguments.
 *
 *   generate bulk|short|mix|open|syn|stray|datagrams|stuck|idle COUNT [SEED]
 *
 * bulk:  COUNT frames of long HTTP and SMB transfers, full segments with an ACK for every second one
 * short: COUNT connections of one request and one answer each, HTTP and HTTPS, a new client port each
 * mix:   COUNT conversations of all classes, DNS, pings, IPv6, VLAN tags, refused and silent attempts,
 * reordering, loss, retransmission and flows picked up in the middle
 *
 * COUNT flows that are all open when the capture ends, each between ends of its own:
 *
 * open:      handshake and first exchange, of HTTP, TLS, SMB, DCE/RPC and TDS in turn
 * syn:       a SYN and no more
 * stray:     TCP picked up in the middle, of no known protocol
 * datagrams: UDP, a question and its answer
 * stuck:     an HTTP request that stops in the middle of its first header
 * idle:      persistent HTTP connections after two transactions
 *
 * The addresses are those of tests/bench/site.yaml.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MSS = 1448, FRAME_MOST = 1600, TCP_F = 1, TCP_S = 2, TCP_R = 4, TCP_P = 8, TCP_A = 16 };

static uint64_t state;
static int64_t now_us = 1700000000000000;
static uint64_t frames;

static uint32_t draw(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state * 0x2545f4914f6cdd1dULL) >> 33) % below;
}

struct buffer {
    uint8_t at[FRAME_MOST * 2];
    size_t length;
};

static void put(struct buffer *b, const void *data, size_t n)
{
    if (b->length + n > sizeof b->at)
        abort();
    if (n > 0)
        memcpy(b->at + b->length, data, n);
    b->length += n;
}

static void put_be(struct buffer *b, uint64_t v, unsigned n)
{
    while (n-- > 0)
        put(b, &(uint8_t){(uint8_t)(v >> (8 * n))}, 1);
}

static void put_le(struct buffer *b, uint64_t v, unsigned n)
{
    for (; n-- > 0; v >>= 8)
        put(b, &(uint8_t){(uint8_t)v}, 1);
}

static void put_zeros(struct buffer *b, size_t n)
{
    static const uint8_t zeros[256];
    put(b, zeros, n);
}

static void put_text(struct buffer *b, const char *text)
{
    put(b, text, strlen(text));
}

struct host {
    uint32_t ip; /* of 10.0.0.0/8, or the last bytes of fd00::/64 */
    bool v6;
};

static void put_ip(struct buffer *b, struct host from, struct host to, unsigned proto, size_t payload)
{
    static const uint8_t net[8] = {0xfd};
    if (from.v6) {
        put_be(b, 0x60000000, 4);
        put_be(b, payload, 2);
        put_be(b, proto << 8 | 64, 2);
        put(b, net, 8);
        put_be(b, from.ip, 8);
        put(b, net, 8);
        put_be(b, to.ip, 8);
        return;
    }
    put_be(b, 0x4500, 2);
    put_be(b, 20 + payload, 2);
    put_be(b, 0x00004000, 4);
    put_be(b, 64U << 8 | proto, 2);
    put_be(b, 0, 2);
    put_be(b, from.ip, 4);
    put_be(b, to.ip, 4);
}

static void write_frame(const struct buffer *b)
{
    struct buffer record = {.length = 0};
    now_us += 3;
    frames++;
    put_le(&record, (uint64_t)now_us / 1000000, 4);
    put_le(&record, (uint64_t)now_us % 1000000, 4);
    put_le(&record, b->length, 4);
    put_le(&record, b->length, 4);
    put(&record, b->at, b->length);
    if (fwrite(record.at, record.length, 1, stdout) != 1)
        exit(1);
}

static void put_ethernet(struct buffer *b, bool v6, unsigned vlan)
{
    put(b, "\x02\0\0\0\0\x02\x02\0\0\0\0\x01", 12);
    if (vlan > 0)
        put_be(b, 0x81000000UL | vlan, 4);
    put_be(b, v6 ? 0x86dd : 0x0800, 2);
}

static void udp(struct host from, uint16_t sport, struct host to, uint16_t dport, const void *data, size_t n)
{
    struct buffer b = {.length = 0};
    put_ethernet(&b, from.v6, 0);
    put_ip(&b, from, to, 17, 8 + n);
    put_be(&b, sport, 2);
    put_be(&b, dport, 2);
    put_be(&b, 8 + n, 2);
    put_be(&b, 0, 2);
    put(&b, data, n);
    write_frame(&b);
}

static void ping(struct host from, struct host to)
{
    for (unsigned reply = 0; reply < 2; reply++) {
        struct buffer b = {.length = 0};
        put_ethernet(&b, false, 0);
        put_ip(&b, reply ? to : from, reply ? from : to, 1, 40);
        put_be(&b, reply ? 0 : 8, 1);
        put_zeros(&b, 39);
        write_frame(&b);
    }
}

/* One TCP connection; seq[d] is the next of side d. */
struct connection {
    struct host end[2];
    uint16_t port[2];
    uint32_t seq[2];
    unsigned vlan;
    bool stays; /* it is not closed */
};

static void tcp(const struct connection *c, unsigned side, uint32_t seq, unsigned flags, const void *data,
                size_t n)
{
    struct buffer b = {.length = 0};
    put_ethernet(&b, c->end[0].v6, c->vlan);
    put_ip(&b, c->end[side], c->end[1 - side], 6, 20 + n);
    put_be(&b, c->port[side], 2);
    put_be(&b, c->port[1 - side], 2);
    put_be(&b, seq, 4);
    put_be(&b, flags & TCP_A ? c->seq[1 - side] : 0, 4);
    put_be(&b, 0x5000 | flags, 2);
    put_be(&b, 65535, 2);
    put_be(&b, 0, 4);
    put(&b, data, n);
    write_frame(&b);
}

static void handshake_of(struct connection *c)
{
    tcp(c, 0, c->seq[0]++, TCP_S, NULL, 0);
    tcp(c, 1, c->seq[1]++, TCP_S | TCP_A, NULL, 0);
    tcp(c, 0, c->seq[0], TCP_A, NULL, 0);
}

static struct connection connect_to(struct host client, struct host server, uint16_t port, bool handshake)
{
    static uint16_t next = 20000;
    struct connection c = {{client, server}, {next, port}, {draw(UINT32_MAX), draw(UINT32_MAX)}, 0, false};
    next = next == 60000 ? 20000 : (uint16_t)(next + 1);
    if (handshake)
        handshake_of(&c);
    return c;
}

/* Sends data in segments; trouble: reorders, repeats or leaves out a segment now and then. */
static void send_data(struct connection *c, unsigned side, const uint8_t *data, size_t n, bool trouble)
{
    while (n > 0) {
        size_t part = n < MSS ? n : MSS;
        bool swap = trouble && n > MSS && draw(16) == 0, lose = trouble && draw(256) == 0;
        if (swap) {
            size_t second = n - part < MSS ? n - part : MSS;
            tcp(c, side, c->seq[side] + (uint32_t)part, TCP_A | TCP_P, data + part, second);
        }
        if (!lose)
            tcp(c, side, c->seq[side], TCP_A | TCP_P, data, part);
        if (trouble && draw(64) == 0)
            tcp(c, side, c->seq[side], TCP_A | TCP_P, data, part);
        c->seq[side] += (uint32_t)part;
        data += part;
        n -= part;
    }
}

static void say(struct connection *c, unsigned side, const struct buffer *b)
{
    send_data(c, side, b->at, b->length, false);
}

static void finish(struct connection *c)
{
    if (c->stays)
        return;
    tcp(c, 0, c->seq[0]++, TCP_F | TCP_A, NULL, 0);
    tcp(c, 1, c->seq[1]++, TCP_F | TCP_A, NULL, 0);
    tcp(c, 0, c->seq[0], TCP_A, NULL, 0);
}

static void http_request(struct connection *c, const char *line)
{
    struct buffer b = {.length = 0};
    put_text(&b, line);
    put_text(&b, " HTTP/1.1\r\nHost: server.example\r\nUser-Agent: SMS CCM 4.0\r\nAccept: */*\r\n\r\n");
    say(c, 0, &b);
}

static void http_answer(struct connection *c, size_t body)
{
    char head[160];
    struct buffer b = {.length = 0};
    (void)snprintf(
        head, sizeof head,
        "HTTP/1.1 200 OK\r\nServer: Microsoft-IIS/6.0\r\nContent-Type: application/octet-stream\r\n"
        "Content-Length: %zu\r\n\r\n",
        body);
    put_text(&b, head);
    say(c, 1, &b);
}

static void http(struct connection *c, const char *line, size_t body)
{
    static uint8_t data[64 * 1024];
    http_request(c, line);
    http_answer(c, body);
    send_data(c, 1, data, body < sizeof data ? body : sizeof data, false);
    finish(c);
}

static void tls_record(struct buffer *b, unsigned type, const struct buffer *body)
{
    put_be(b, type, 1);
    put_be(b, 0x0303, 2);
    put_be(b, body->length, 2);
    put(b, body->at, body->length);
}

static void tls(struct connection *c, size_t data)
{
    struct buffer hello = {.length = 0}, out = {.length = 0}, random = {.length = 0};
    for (unsigned i = 0; i < 4; i++)
        put_be(&random, (uint64_t)draw(UINT32_MAX) << 32 | draw(UINT32_MAX), 8);
    put_be(&hello, 0x01000029 + 22, 4);
    put_be(&hello, 0x0303, 2);
    put(&hello, random.at, 32);
    put_be(&hello, 0, 1);
    put_be(&hello, 0x0004002f0035, 6);
    put_be(&hello, 0x0100, 2);
    put_be(&hello, 20, 2);
    put_be(&hello, 0x0000, 2); /* server_name */
    put_be(&hello, 16, 2);
    put_be(&hello, 14, 2);
    put_be(&hello, 0, 1);
    put_be(&hello, 11, 2);
    put_text(&hello, "mp.test.net");
    tls_record(&out, 22, &hello);
    say(c, 0, &out);
    hello.length = out.length = 0;
    put_be(&hello, 0x02000026, 4);
    put_be(&hello, 0x0303, 2);
    put(&hello, random.at, 32);
    put_be(&hello, 0x00002f00, 4);
    put_be(&hello, 0x0e000000, 4);
    tls_record(&out, 22, &hello);
    say(c, 1, &out);
    for (unsigned side = 0; side < 2; side++) {
        hello.length = out.length = 0;
        for (size_t i = 0; i < data; i += 4)
            put_be(&hello, draw(UINT32_MAX), 4);
        tls_record(&out, 23, &hello);
        say(c, side, &out);
    }
    finish(c);
}

static void smb2_message(struct buffer *b, unsigned command, unsigned flags, uint64_t id,
                         const struct buffer *body, size_t more)
{
    put_be(b, 64 + body->length + more, 4);
    put(b, "\xfeSMB", 4);
    put_le(b, 64, 2);
    put_zeros(b, 6);
    put_le(b, command, 2);
    put_le(b, 1, 2);
    put_le(b, flags, 4);
    put_zeros(b, 4);
    put_le(b, id, 8);
    put_zeros(b, 32);
    put(b, body->at, body->length);
}

static void smb_say(struct connection *c, unsigned side, unsigned command, uint64_t id,
                    const struct buffer *body, size_t more)
{
    struct buffer b = {.length = 0};
    smb2_message(&b, command, side, id, body, more);
    say(c, side, &b);
}

static void smb_open(struct connection *c, const char *tree)
{
    struct buffer b = {.length = 0};
    put_le(&b, 36, 2);
    put_le(&b, 2, 2);
    put_le(&b, 1, 4);
    put_zeros(&b, 28);
    put_le(&b, 0x02100202, 4);
    smb_say(c, 0, 0, 0, &b, 0);
    b.length = 0;
    put_le(&b, 65, 2);
    put_le(&b, 1, 2);
    put_le(&b, 0x0210, 2);
    put_zeros(&b, 58);
    smb_say(c, 1, 0, 0, &b, 0);
    b.length = 0;
    put_le(&b, 9, 4);
    put_le(&b, 72, 2);
    put_le(&b, 2 * strlen(tree), 2);
    for (const char *p = tree; *p != '\0'; p++)
        put_le(&b, (uint8_t)*p, 2);
    smb_say(c, 0, 3, 1, &b, 0);
    b.length = 0;
    put_le(&b, 16, 2);
    put_le(&b, 1, 2);
    put_zeros(&b, 12);
    smb_say(c, 1, 3, 1, &b, 0);
}

/* A read of n bytes: request, then the answer in full segments, acknowledged. */
static void smb_read(struct connection *c, uint64_t id, size_t n, bool acks)
{
    static uint8_t data[64 * 1024];
    struct buffer b = {.length = 0};
    put_le(&b, 49, 2);
    put_zeros(&b, 2);
    put_le(&b, n, 4);
    put_zeros(&b, 41);
    smb_say(c, 0, 8, id, &b, 0);
    b.length = 0;
    put_le(&b, 17, 2);
    put_le(&b, 80, 2);
    put_le(&b, n, 4);
    put_zeros(&b, 8);
    smb_say(c, 1, 8, id, &b, n);
    for (size_t done = 0; done < n; done += MSS) {
        send_data(c, 1, data, n - done < MSS ? n - done : MSS, false);
        if (acks && (done / MSS) % 2 == 1)
            tcp(c, 0, c->seq[0], TCP_A, NULL, 0);
    }
}

static void epm(struct connection *c)
{
    static const uint8_t uuid[16] = {0x08, 0x83, 0xaf, 0xe1, 0x1f, 0x5d, 0xc9, 0x11,
                                     0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14, 0xa0, 0xfa};
    static const uint8_t ndr[16] = {0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11,
                                    0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60};
    struct buffer b = {.length = 0};
    put_be(&b, 0x05000b0310000000, 8);
    put_le(&b, 72, 2);
    put_le(&b, 0, 2);
    put_le(&b, 1, 4);
    put_le(&b, 4280 | 4280U << 16, 4);
    put_le(&b, 0, 4);
    put_le(&b, 1, 4);
    put_le(&b, 1U << 16, 4);
    put(&b, uuid, sizeof uuid);
    put_le(&b, 3, 4);
    put(&b, ndr, 16);
    put_le(&b, 2, 4);
    say(c, 0, &b);
    b.length = 0;
    put_be(&b, 0x05000c0310000000, 8);
    put_le(&b, 60, 2);
    put_le(&b, 0, 2);
    put_le(&b, 1, 4);
    put_le(&b, 4280 | 4280U << 16, 4);
    put_le(&b, 0x1234, 4);
    put_le(&b, 4, 2);
    put(&b, "135\0\0", 6);
    put_le(&b, 1, 4);
    put_le(&b, 0, 4);
    put(&b, ndr, 16);
    put_le(&b, 2, 4);
    say(c, 1, &b);
    finish(c);
}

static void sql(struct connection *c)
{
    static const uint8_t options[] = {0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 9, 0, 0, 0, 0, 0, 2};
    struct buffer b = {.length = 0};
    for (unsigned side = 0; side < 2; side++) {
        b.length = 0;
        put_be(&b, side == 0 ? 0x1201 : 0x0401, 2);
        put_be(&b, 8 + sizeof options, 2);
        put_be(&b, 0x00000100, 4);
        put(&b, options, sizeof options);
        say(c, side, &b);
    }
    b.length = 0;
    put_be(&b, 0x01010024, 4);
    put_be(&b, 0x00000100, 4);
    for (const char *p = "select top 1 *"; *p != '\0'; p++)
        put_le(&b, (uint8_t)*p, 2);
    say(c, 0, &b);
    finish(c);
}

static struct host v4(unsigned b, unsigned c, unsigned d)
{
    return (struct host){10U << 24 | b << 16 | c << 8 | d, false};
}

static struct host some_client(void)
{
    return v4(1 + draw(2), 5 + draw(20), 1 + draw(250));
}

static struct host server_of(struct host client, unsigned last)
{
    return v4(client.ip >> 16 & 0xff, 0, last);
}

static void make_bulk(uint64_t count)
{
    enum { TRANSFERS = 40 };
    static uint8_t data[MSS];
    struct connection c[TRANSFERS];
    uint64_t id[TRANSFERS];
    const size_t body = (size_t)1 << 30;
    for (unsigned i = 0; i < TRANSFERS; i++) {
        struct host client = v4(1, 5, i + 1);
        bool web = i % 2 == 0;
        id[i] = 2;
        c[i] = connect_to(client, server_of(client, web ? 11 : 22), web ? 80 : 445, true);
        if (web) {
            http_request(&c[i], "GET /SMS_DP_SMSPKGD$/MX100007/data.bin");
            http_answer(&c[i], body);
        } else {
            smb_open(&c[i], "\\\\DP\\SMSPKGD$");
        }
    }
    while (frames < count) {
        unsigned i = draw(TRANSFERS);
        if (i % 2 == 1) {
            smb_read(&c[i], id[i]++, 61440, true);
            continue;
        }
        for (unsigned k = 0; k < 10; k++) {
            send_data(&c[i], 1, data, sizeof data, false);
            if (k % 2 == 1)
                tcp(&c[i], 0, c[i].seq[0], TCP_A, NULL, 0);
        }
    }
}

static void make_short(uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        struct host client = some_client();
        bool native = (client.ip >> 16 & 0xff) == 1;
        struct connection c = connect_to(client, server_of(client, 10), native ? 443 : 80, true);
        if (native)
            tls(&c, 200);
        else
            http(&c, "CCM_POST /ccm_system/request", 300);
    }
}

static void attempt(struct host client, struct host server, uint16_t port, bool refused)
{
    struct connection c = connect_to(client, server, port, false);
    tcp(&c, 0, c.seq[0]++, TCP_S, NULL, 0);
    if (refused)
        tcp(&c, 1, 0, TCP_R | TCP_A, NULL, 0);
}

static void troubled_download(struct host client)
{
    static uint8_t data[48 * 1024];
    struct connection c = connect_to(client, server_of(client, 11), 80, true);
    c.vlan = 100;
    http_request(&c, "GET /SMS_DP_SMSPKGD$/MX100007/data.bin");
    http_answer(&c, sizeof data);
    send_data(&c, 1, data, sizeof data, true);
    http(&c, "HEAD /SMS_DP_SMSPKGD$/MX100007/next.bin", 0);
}

static void one_of_mix(void)
{
    static const uint8_t dns[] = "\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x04wpad\0\0\x01\0\x01";
    struct host client = some_client();
    struct connection c;
    switch (draw(16)) {
    case 0:
    case 1:
        c = connect_to(client, server_of(client, 10), 80, true);
        http(&c, "GET /SMS_MP/.sms_aut?MPLIST", 900);
        break;
    case 2:
    case 3:
        c = connect_to(client, server_of(client, 10), 443, true);
        tls(&c, 800);
        break;
    case 4:
        c = connect_to(client, server_of(client, 22), 445, true);
        smb_open(&c, "\\\\DP\\SMSPKGD$");
        smb_read(&c, 2, 30000, false);
        finish(&c);
        break;
    case 5:
        c = connect_to(server_of(client, 5), client, 135, true);
        epm(&c);
        break;
    case 6:
        c = connect_to(client, server_of(client, 6), 1433, true);
        sql(&c);
        break;
    case 7:
        udp(client, (uint16_t)(20000 + draw(40000)), v4(9, 9, 9), 53, dns, sizeof dns - 1);
        break;
    case 8:
        ping(server_of(client, 5), client);
        break;
    case 9:
        c = connect_to((struct host){client.ip, true}, (struct host){10, true}, 443, true);
        tls(&c, 400);
        break;
    case 10:
        attempt(client, server_of(client, 15), 8080, draw(2) == 0);
        break;
    case 11:
        c = connect_to(client, server_of(client, 11), 80, false);
        http(&c, "GET /SMS_DP_SMSPKGD$/MX100007/data.bin", 4000);
        break;
    case 12:
        troubled_download(client);
        break;
    case 13:
        c = connect_to(client, server_of(client, 13), 8530, true);
        http(&c, "POST /ClientWebService/client.asmx", 20000);
        break;
    case 14:
        c = connect_to(client, v4(9, 9, 1 + draw(200)), 22, true);
        send_data(&c, 1, (const uint8_t *)"SSH-2.0-OpenSSH_9.2\r\n", 21, false);
        send_data(&c, 0, (const uint8_t *)"SSH-2.0-PuTTY_0.78\r\n", 20, false);
        finish(&c);
        break;
    default:
        c = connect_to(client, server_of(client, 11), 80, true);
        http(&c, "GET /SMS_DP_SMSPKGD$/MX100007/more.bin", 60000);
        break;
    }
}

/* The i-th of connections that are all open at once. */
static struct connection open_nth(uint64_t i, unsigned server, uint16_t port)
{
    unsigned client = (unsigned)(i % 10000);
    struct host host = v4(1 + client / 5000, 5 + client / 250 % 20, 1 + client % 250);
    struct connection c = {.end = {host, server_of(host, server)},
                           .port = {(uint16_t)(20000 + i / 10000), port},
                           .seq = {draw(UINT32_MAX), draw(UINT32_MAX)},
                           .stays = true};
    return c;
}

static void open_one(uint64_t i)
{
    static const struct {
        uint8_t server;
        uint16_t port;
    } of[] = {{10, 80}, {10, 443}, {22, 445}, {5, 135}, {6, 1433}};
    unsigned kind = (unsigned)(i % 5);
    struct connection c = open_nth(i, of[kind].server, of[kind].port);
    handshake_of(&c);
    if (kind == 0)
        http(&c, "GET /SMS_MP/.sms_aut?MPLIST", 40);
    else if (kind == 1)
        tls(&c, 40);
    else if (kind == 2)
        smb_open(&c, "\\\\DP\\SMSPKGD$");
    else if (kind == 3)
        epm(&c);
    else
        sql(&c);
}

static void idle_one(uint64_t i)
{
    struct connection c = open_nth(i, 10, 80);
    handshake_of(&c);
    http(&c, "GET /SMS_MP/.sms_aut?MPLIST", 40);
    http(&c, "CCM_POST /ccm_system/request", 40);
}

static void stuck_one(uint64_t i)
{
    struct connection c = open_nth(i, 10, 80);
    handshake_of(&c);
    send_data(&c, 0, (const uint8_t *)"GET /SMS_MP/.sms_aut?MPLIST HTTP/1.1\r\nHost: ser", 49, false);
}

static void syn_one(uint64_t i)
{
    struct connection c = open_nth(i, 10, 80);
    tcp(&c, 0, c.seq[0]++, TCP_S, NULL, 0);
}

static void stray_one(uint64_t i)
{
    struct connection c = open_nth(i, 10, 80);
    for (unsigned side = 0; side < 2; side++)
        send_data(&c, side, (const uint8_t *)"\x80\xff\xfe in no known protocol", 30, false);
}

static void datagrams_one(uint64_t i)
{
    struct connection c = open_nth(i, 9, 4444);
    for (unsigned side = 0; side < 2; side++)
        udp(c.end[side], c.port[side], c.end[1 - side], c.port[1 - side], "nobody's datagram", 17);
}

/* A client of its own each, refused by a management point and a distribution point. */
static void client_one(uint64_t i)
{
    struct host client = v4(128 + (unsigned)(i >> 16 & 127), (unsigned)(i >> 8 & 255), (unsigned)(i & 255));
    attempt(client, v4(1, 0, 10), 443, true);
    attempt(client, v4(1, 0, 11), 443, true);
}

static void mix_one(uint64_t i)
{
    (void)i;
    one_of_mix();
}

static const struct {
    const char *name;
    void (*one)(uint64_t i);
} shapes[] = {
    {"mix", mix_one},   {"open", open_one},           {"syn", syn_one},     {"stray", stray_one},
    {"idle", idle_one}, {"datagrams", datagrams_one}, {"stuck", stuck_one}, {"clients", client_one},
};

static int make(const char *shape, uint64_t count)
{
    if (strcmp(shape, "bulk") == 0)
        make_bulk(count);
    else if (strcmp(shape, "short") == 0)
        make_short(count);
    else {
        size_t n = 0;
        while (n < sizeof shapes / sizeof shapes[0] && strcmp(shape, shapes[n].name) != 0)
            n++;
        if (n == sizeof shapes / sizeof shapes[0])
            return -1;
        for (uint64_t i = 0; i < count; i++)
            shapes[n].one(i);
    }
    return 0;
}

int main(int argc, char **argv)
{
    static char stream_buffer[1 << 20];
    if (argc < 3) {
        (void)fprintf(stderr, "usage: generate SHAPE COUNT [SEED]\n");
        return 64;
    }
    (void)setvbuf(stdout, stream_buffer, _IOFBF, sizeof stream_buffer);
    uint64_t count = strtoull(argv[2], NULL, 10);
    state = argc > 3 ? strtoull(argv[3], NULL, 10) | 1 : 1;
    struct buffer head = {.length = 0};
    put_le(&head, 0xa1b2c3d4, 4);
    put_le(&head, 2 | 4U << 16, 4);
    put_zeros(&head, 8);
    put_le(&head, 262144, 4);
    put_le(&head, 1, 4);
    if (fwrite(head.at, head.length, 1, stdout) != 1)
        return 1;
    if (make(argv[1], count) != 0)
        return 64;
    return fflush(stdout) == 0 ? 0 : 1;
}
