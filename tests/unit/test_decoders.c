#include "decode/decoder.h"

#include <criterion/criterion.h>
#include <string.h>

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

Test(decoders, never_answer_twice_to_random_bytes)
{
    uint64_t x = 1;
    uint8_t bytes[64];
    for (int round = 0; round < 20000; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            x = x * UINT64_C(6364136223846793005) + 1;
            bytes[i] = (uint8_t)(x >> 33);
        }
        for (size_t k = 0; decoders[k] != NULL; k++)
            for (int start = 0; start < 2; start++)
                cr_expect(decoders[k]->probe(bytes_of(bytes, sizeof bytes), start) <= PROBE_MORE,
                          "%s says yes to noise, round %d", decoders[k]->name, round);
    }
}

Test(decoders, keep_their_states_in_the_room_there_is)
{
    for (size_t k = 0; decoders[k] != NULL; k++)
        cr_expect(decoders[k]->state_bytes <= DECODER_STATE_MOST, "%s", decoders[k]->name);
}
