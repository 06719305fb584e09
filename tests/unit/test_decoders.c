#include "decode/decoder.h"

#include "decodesink.h"
#include "strangers.h"

struct start {
    const char *name;
    enum app_class class_; /* CLASS_UNKNOWN: nobody's */
    const char *bytes;
    size_t n;
};

#define START(name, class_, text)                                                                            \
    {                                                                                                        \
        name, class_, text, sizeof text - 1                                                                  \
    }

static const struct start starts[] = {
    START("http request", CLASS_HTTP, "GET /sms_mp/.sms_aut?mplist HTTP/1.1\r\nHost: mp\r\n\r\n"),
    START("http answer", CLASS_HTTP, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    START("tls client hello", CLASS_HTTPS,
          "\x16\3\1\0\x2f\1\0\0\x2b\3\3"
          "01234567890123456789012345678901"
          "\0\0\4\0\x2f\0\x35\1\0"),
    START("tls server hello", CLASS_HTTPS,
          "\x16\3\3\0\x2a\2\0\0\x26\3\3"
          "01234567890123456789012345678901"
          "\0\0\x2f\0"),
    START("ssl2 hello", CLASS_HTTPS,
          "\x80\x1c\1\3\1\0\3\0\0\0\x10\0\0\4"
          "0123456789012345"),
    START("tds prelogin", CLASS_SQL, "\x12\1\0\x14\0\0\1\0\0\0\x06\0\6\xff\x09\0\0\0\0\0"),
    START("tds batch", CLASS_SQL, "\1\1\0\x18\0\0\1\0s\0e\0l\0e\0c\0t\0 \0001\0"),
    START("smb1 negotiate", CLASS_SMB,
          "\0\0\0\x2f\xffSMB\x72\0\0\0\0\x18\1\x28\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x2f\x4b\0\0\0\0"
          "\0\x0c\0\2NT LM 0.12"),
    START("rpc bind", CLASS_RPC,
          "\5\0\x0b\3\x10\0\0\0\x48\0\0\0\1\0\0\0\xb8\x10\xb8\x10\0\0\0\0\1\0\0\0\0\0\1\0"
          "\x08\x83\xaf\xe1\x1f\x5d\xc9\x11\x91\xa4\x08\0\x2b\x14\xa0\xfa\3\0\0\0"
          "\x04\x5d\x88\x8a\xeb\x1c\xc9\x11\x9f\xe8\x08\0\x2b\x10\x48\x60\2\0\0\0"),
    START("rpc bind, big endian, without fragment flags", CLASS_RPC,
          "\5\0\x0b\0\0\0\0\0\0\x48\0\0\0\0\0\1\x16\xd0\x16\xd0\0\0\0\0\1\0\0\0"),
    START("rpc response", CLASS_RPC, "\5\0\2\3\x10\0\0\0\x18\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0"),
    START("rpc auth3", CLASS_RPC, "\5\0\x10\3\x10\0\0\0\x1c\0\4\0\1\0\0\0\0\0\0\0\x0a\6\0\0\0\0\0\0"),
    START("rpc cancel", CLASS_RPC, "\5\0\x12\3\x10\0\0\0\x10\0\0\0\1\0\0\0"),
    START("rpc over http's greeting", CLASS_RPC, "ncacn_http/1.0"),
    START("netbios session refused", CLASS_SMB, "\x83\0\0\1\x82"),
    START("netbios session elsewhere", CLASS_SMB, "\x84\0\0\6\x0a\1\0\x0a\0\x8b"),
    START("smb3 encrypted", CLASS_SMB, "\0\0\0\x74\xfdSMB0123456789abcdef0123456789abcdef\x40\0\0\0\0\0\1\0"),
    START("smb3 compressed", CLASS_SMB, "\0\0\0\x20\xfcSMB\0\1\0\0\3\0\1\0\x10\0\0\0"),
    START("socks5", CLASS_UNKNOWN, "\5\1\0"),
    START("socks4", CLASS_UNKNOWN, "\4\1\0\x50\x0a\0\0\1\0"),
    START("ssh", CLASS_UNKNOWN, "SSH-2.0-OpenSSH_9.2\r\n"),
    START("smtp", CLASS_UNKNOWN, "220 mail ESMTP\r\n"),
    START("smtp client", CLASS_UNKNOWN, "EHLO client\r\n"),
    START("ftp", CLASS_UNKNOWN, "USER anonymous\r\n"),
    START("imap", CLASS_UNKNOWN, "* OK ready\r\n"),
    START("pop3", CLASS_UNKNOWN, "+OK ready\r\n"),
    START("rtsp", CLASS_UNKNOWN, "OPTIONS rtsp://h/ RTSP/1.0\r\nCSeq: 1\r\n\r\n"),
    START("sip", CLASS_UNKNOWN, "INVITE sip:a@b SIP/2.0\r\n\r\n"),
    START("x.224", CLASS_UNKNOWN, "\3\0\0\x13\x0e\xe0\0\0\0\0\0\1\0\x08\0\3\0\0\0"),
    START("postgres", CLASS_UNKNOWN, "\0\0\0\x08\4\xd2\x16\x2f"),
    START("mysql", CLASS_UNKNOWN,
          "\x4a\0\0\0\x0a"
          "5.7.0\0"),
    START("mongodb", CLASS_UNKNOWN,
          "\x3a\0\0\0\1\0\0\0\0\0\0\0\xd4\7\0\0\0\0\0\0"
          "admin.$cmd\0"),
    START("amqp", CLASS_UNKNOWN, "AMQP\0\0\x09\1"),
    START("x11", CLASS_UNKNOWN, "l\0\x0b\0\0\0\0\0\0\0\0\0"),
    START("ldap", CLASS_UNKNOWN, "\x30\x0c\2\1\1\x60\7\2\1\3\4\0\x80\0"),
    START("kerberos", CLASS_UNKNOWN, "\0\0\0\x10\x6c\x82\1\0\x30\x82\1\0\xa1\3\2\1\5\xa2\3\2"),
    START("dns", CLASS_UNKNOWN, "\0\x1d\x12\x34\1\0\0\1\0\0\0\0\0\0\3www\7example\3com\0\0\1\0\1"),
    START("bittorrent", CLASS_UNKNOWN,
          "\x13"
          "BitTorrent protocol"),
    START("vnc", CLASS_UNKNOWN, "RFB 003.008\n"),
    START("telnet", CLASS_UNKNOWN, "\xff\xfb\x1f\xff\xfb\x20"),
    START("rtmp", CLASS_UNKNOWN,
          "\3\0\0\0\0\0\0\0\0"
          "0123456789"),
    START("mqtt", CLASS_UNKNOWN, "\x10\x0c\0\4MQTT\4\2\0\x3c\0\0"),
    START("memcached", CLASS_UNKNOWN, "get key\r\n"),
    START("redis", CLASS_UNKNOWN, "*1\r\n$4\r\nPING\r\n"),
    START("zeros", CLASS_UNKNOWN, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
};

Test(decoders, answer_one_at_a_time)
{
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        const struct start *s = &starts[i];
        size_t answers = 0;
        for (size_t k = 0; decoders[k] != NULL; k++) {
            enum probe p = decoders[k]->probe(bytes_of(s->bytes, s->n), true);
            answers += p > PROBE_MORE;
            cr_expect(p <= PROBE_MORE || decoders[k]->class_ == s->class_, "%s says yes to %s",
                      decoders[k]->name, s->name);
        }
        cr_expect_eq(answers, s->class_ != CLASS_UNKNOWN, "%s: %zu answers", s->name, answers);
    }
}

Test(decoders, never_answer_to_a_prefix_what_they_refuse_to_the_whole)
{
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        const struct start *s = &starts[i];
        for (size_t k = 0; decoders[k] != NULL; k++) {
            bool refused = false;
            for (size_t n = 1; n <= s->n; n++) {
                enum probe p = decoders[k]->probe(bytes_of(s->bytes, n), true);
                cr_expect(!refused || p == PROBE_NO, "%s takes %s back at %zu", decoders[k]->name, s->name,
                          n);
                refused = p == PROBE_NO;
            }
        }
    }
}

static enum app_class on_port(const struct start *s, unsigned side, bool from_syn, uint16_t port)
{
    struct decodesink_flow *t = decodesink_open(TRANSPORT_TCP, from_syn, port);
    decodesink_segment(t, side, s->bytes, s->n);
    decodesink_close(t);
    enum app_class class_ = t->end.basis == BASIS_PORT ? CLASS_NONE : t->end.class_;
    decodesink_free(t);
    return class_;
}

/* No port makes or unmakes one of the five; those of byport.c name what is nobody's, on the basis of the
 * port. */
Test(decoders, never_look_at_the_port)
{
    static const uint16_t ports[] = {80, 135, 139, 443, 445, 593, 1433, 1434, 8530, 8531, 49152, 31337};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        const struct start *s = &starts[i];
        for (size_t k = 0; k < sizeof ports / sizeof ports[0]; k++) {
            for (unsigned how = 0; how < 4; how++) {
                enum app_class c = on_port(s, how & 1, how < 2, ports[k]);
                bool fits = c == s->class_ || (s->class_ != CLASS_UNKNOWN && c == CLASS_UNKNOWN && (how & 1));
                cr_expect(fits, "%s on %u is %s, way %u", s->name, ports[k], proto_class_name(c), how);
            }
        }
    }
}

/* Whole and byte by byte, from the start and in the middle, as either side's: what a decoder has of its own.
 */
static enum app_class of_stranger(const struct stranger *x, bool from_syn, unsigned side, size_t step)
{
    struct decodesink_flow *t = decodesink_open(TRANSPORT_TCP, from_syn, 1433);
    decodesink_send(t, side, x->bytes, x->n, step);
    decodesink_close(t);
    enum app_class class_ = t->end.class_;
    decodesink_free(t);
    return class_;
}

static bool is_own(const struct stranger *x)
{
    return strncmp(x->name, "HTTP", 4) == 0 || strncmp(x->name, "TLS", 3) == 0 ||
           strncmp(x->name, "SSLv2", 5) == 0;
}

Test(decoders, leave_strangers_alone)
{
    for (size_t i = 0; i < STRANGERS; i++) {
        const struct stranger *x = &strangers[i];
        for (unsigned how = 0; how < 8 && !is_own(x); how++) {
            enum app_class c = of_stranger(x, (how & 1) != 0, how >> 1 & 1, (how & 4) != 0 ? 1 : x->n);
            cr_expect_eq(c, CLASS_UNKNOWN, "%s is %s, way %u", x->name, proto_class_name(c), how);
        }
    }
}

static const struct stranger datagrams[] = {
    STRANGER("QUIC 1", "\xc3\x00\x00\x00\x01\x08\x83\x94\xc8\xf0\x3e\x51\x57\x08\x00\x00\x44\x9e\x7b\x9a"),
    STRANGER("QUIC 2", "\xd3\x6b\x33\x43\xcf\x08\x83\x94\xc8\xf0\x3e\x51\x57\x08\x00\x00\x44\x9e\xa0\xc9"),
    STRANGER("QUIC draft",
             "\xc3\xff\x00\x00\x1d\x08\x83\x94\xc8\xf0\x3e\x51\x57\x08\x00\x00\x44\x9e\x9c\xdb"),
    STRANGER("DTLS", "\x16\xfe\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x36\x01\x00\x00\x2a\x00\x00\x00\x00"),
    STRANGER("SSDP", "M-SEARCH * HTTP/1.1\r\nHost: 239.255.255.250:1900\r\n\r\n"),
    STRANGER("SSDP answer", "HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\n\r\n"),
    STRANGER("DNS", "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07"
                    "example\x00\x00\x01\x00\x01"),
    STRANGER("SNMP", "\x30\x26\x02\x01\x01\x04\x06public\xa0\x19\x02\x01\x01\x02\x01\x00\x02\x01\x00"),
    STRANGER("NTP", "\x1b\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
    STRANGER("STUN", "\x00\x01\x00\x00\x21\x12\xa4\x42\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c"),
    STRANGER("SIP", "OPTIONS sip:h SIP/2.0\r\nVia: SIP/2.0/UDP h\r\n\r\n"),
    STRANGER("RTP", "\x80\x00\x12\x34\x00\x00\x00\xa0\xde\xad\xbe\xef\xff\xff\xff\xff\xff\xff\xff\xff"),
    STRANGER("ONC RPC", "\x12\x34\x56\x78\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01\x86\xa0\x00\x00\x00\x02"),
    STRANGER("Kerberos", "\x6a\x81\xdc\x30\x81\xd9\xa1\x03\x02\x01\x05\xa2\x03\x02\x01\x0a"),
    STRANGER("NAT keepalive", "\xff"),
    STRANGER("zero", "\x00"),
    STRANGER("zeros", "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
};

Test(decoders, leave_strange_datagrams_alone)
{
    struct decodesink *k = decodesink_new();
    for (size_t i = 0; i < sizeof datagrams / sizeof datagrams[0] + STRANGERS; i++) {
        const struct stranger *x = i < STRANGERS ? &strangers[i] : &datagrams[i - STRANGERS];
        for (size_t d = 0; decoders_datagram[d] != NULL; d++) {
            bool from_client = true;
            cr_expect_not(decoders_datagram[d]->read(&k->sink, bytes_of(x->bytes, x->n), &from_client),
                          "%s says yes to %s", decoders_datagram[d]->name, x->name);
        }
    }
    free(k);
}

enum { NOISE_ROUNDS = 100000, NOISE_MOST = 64 };

static void noise(uint64_t *x, uint8_t bytes[NOISE_MOST])
{
    for (size_t i = 0; i < NOISE_MOST; i++) {
        *x ^= *x << 13;
        *x ^= *x >> 7;
        *x ^= *x << 17;
        bytes[i] = (uint8_t)(*x >> 32);
    }
}

Test(decoders, never_say_yes_to_noise)
{
    static const size_t lengths[] = {8, 16, 20, 32, 48, NOISE_MOST};
    uint64_t x = 88172645463325252;
    uint8_t bytes[NOISE_MOST];
    struct decodesink *s = decodesink_new();
    for (int round = 0; round < NOISE_ROUNDS; round++) {
        noise(&x, bytes);
        struct bytes b = bytes_of(bytes, lengths[(size_t)round % (sizeof lengths / sizeof lengths[0])]);
        for (size_t k = 0; decoders[k] != NULL; k++)
            for (int start = 0; start < 2; start++)
                cr_expect(decoders[k]->probe(b, start) <= PROBE_MORE, "%s says yes to noise, round %d",
                          decoders[k]->name, round);
        bool from_client = true;
        for (size_t k = 0; decoders_datagram[k] != NULL; k++)
            cr_expect_not(decoders_datagram[k]->read(&s->sink, b, &from_client), "%s, round %d",
                          decoders_datagram[k]->name, round);
    }
    free(s);
}

Test(decoders, keep_their_states_in_the_room_there_is)
{
    for (size_t k = 0; decoders[k] != NULL; k++)
        cr_expect(decoders[k]->state_bytes <= DECODER_STATE_MOST, "%s", decoders[k]->name);
}
