#include "decode/observation.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char *const texts[EVIDENCE_TEXTS] = {"GET", "/sms_mp/.sms_aut?mplist", "mp", "ccmhttp", "1.1"};

static struct observation example(enum observation_kind kind)
{
    struct observation o = {.kind = kind, .flow = 7, .frame = 42, .time_us = -5};
    o.transport = 6;
    o.source = 3;
    o.client = (struct flow_end){addr_v4((const uint8_t[]){10, 0, 0, 1}), 50000};
    o.server = (struct flow_end){addr_v4((const uint8_t[]){10, 0, 0, 2}), 80};
    o.outer = (struct outer){.vlan = {100, 0xfff}, .vlans = 2, .tunnels = 1};
    o.outer.tunnel[0] = TUNNEL_VXLAN;
    o.outer.tunnel_id[0] = 42;
    o.class_ = CLASS_HTTP;
    o.basis = BASIS_CONTENT;
    o.turned = o.direction_known = true;
    o.evidence = (struct evidence){.kind = EVIDENCE_HTTP, .number = 200, .frame = 41};
    for (size_t i = 0; i < EVIDENCE_TEXTS; i++)
        o.evidence.text[i] = (struct evidence_text){texts[i], (uint16_t)strlen(texts[i])};
    o.state = STATE_MIDSTREAM;
    o.first_us = -7;
    o.last_us = 9;
    o.first_frame = 40;
    for (size_t i = 0; i < 2; i++) {
        o.packets[i] = 1 + i;
        o.bytes[i] = UINT64_C(1) << 40 << i;
        o.payload_bytes[i] = 5 + i;
    }
    o.lost_bytes = 11;
    o.truncated = kind == OBSERVED_END;
    return o;
}

static bool reads_back(const uint8_t *record, size_t n, struct observation *o)
{
    uint8_t *copy = malloc(n > 0 ? n : 1);
    memcpy(copy, record, n);
    bool ok = observation_read(o, copy, n);
    if (ok && o->kind == OBSERVED_EVIDENCE)
        for (size_t i = 0; i < EVIDENCE_TEXTS; i++)
            o->evidence.text[i].at = (const char *)record + ((const uint8_t *)o->evidence.text[i].at - copy);
    free(copy);
    return ok;
}

static void expect_same(const struct observation *a, const struct observation *b, const char *name)
{
    uint8_t first[OBSERVATION_MOST], second[OBSERVATION_MOST];
    size_t n = observation_write(a, first), m = observation_write(b, second);
    cr_expect(n == m && memcmp(first, second, n) == 0, "%s", name);
}

Test(observation, reads_back_what_it_wrote)
{
    for (unsigned k = 0; k < OBSERVATION_KINDS; k++) {
        struct observation o = example((enum observation_kind)k), r;
        uint8_t record[OBSERVATION_MOST];
        size_t n = observation_write(&o, record);
        cr_assert(reads_back(record, n, &r), "kind %u", k);
        expect_same(&o, &r, "again");
        cr_expect_eq(r.flow, 7);
        cr_expect_eq(r.frame, 42);
        cr_expect_eq(r.time_us, -5);
        cr_expect(addr_eq(&r.client.ip, &o.client.ip) && addr_eq(&r.server.ip, &o.server.ip));
        cr_expect(r.client.port == 50000 && r.server.port == 80 && r.transport == 6 && r.source == 3);
        cr_expect_eq(r.first_us, -7);
    }
}

Test(observation, keeps_every_field)
{
    uint8_t record[OBSERVATION_MOST];
    struct observation o = example(OBSERVED_OPEN), r;
    cr_assert(reads_back(record, observation_write(&o, record), &r));
    cr_expect(r.outer.vlans == 2 && r.outer.vlan[1] == 0xfff && r.outer.tunnels == 1);
    cr_expect(r.outer.tunnel[0] == TUNNEL_VXLAN && r.outer.tunnel_id[0] == 42);

    o = example(OBSERVED_END);
    cr_assert(reads_back(record, observation_write(&o, record), &r));
    cr_expect(r.class_ == CLASS_HTTP && r.basis == BASIS_CONTENT && r.turned && r.direction_known);
    cr_expect(r.state == STATE_MIDSTREAM && r.first_us == -7 && r.last_us == 9 && r.first_frame == 40 &&
              r.truncated);
    cr_expect(r.packets[1] == 2 && r.bytes[1] == UINT64_C(1) << 41 && r.payload_bytes[0] == 5);
    cr_expect_eq(r.lost_bytes, 11);

    o = example(OBSERVED_EVIDENCE);
    cr_assert(reads_back(record, observation_write(&o, record), &r));
    cr_expect(r.evidence.kind == EVIDENCE_HTTP && r.evidence.number == 200 && r.evidence.frame == 41);
    for (size_t i = 0; i < EVIDENCE_TEXTS; i++)
        cr_expect(r.evidence.text[i].length == strlen(texts[i]) &&
                      memcmp(r.evidence.text[i].at, texts[i], strlen(texts[i])) == 0,
                  "text %zu", i);
}

Test(observation, refuses_every_cut_and_every_extra_byte)
{
    for (unsigned k = 0; k < OBSERVATION_KINDS; k++) {
        struct observation o = example((enum observation_kind)k), r;
        uint8_t record[OBSERVATION_MOST + 1];
        size_t n = observation_write(&o, record);
        for (size_t i = 0; i < n; i++) {
            cr_expect_not(reads_back(record, i, &r), "kind %u cut at %zu", k, i);
            record[3]--;
        }
        n = observation_write(&o, record);
        record[n] = 0;
        cr_expect_not(reads_back(record, n + 1, &r), "kind %u with a byte more", k);
        record[2] = (uint8_t)((n - 3) >> 8);
        record[3] = (uint8_t)(n - 3);
        cr_expect_not(reads_back(record, n + 1, &r), "kind %u with a byte more, counted", k);
    }
}

Test(observation, survives_every_flipped_byte)
{
    for (unsigned k = 0; k < OBSERVATION_KINDS; k++) {
        struct observation o = example((enum observation_kind)k), r;
        uint8_t record[OBSERVATION_MOST];
        size_t n = observation_write(&o, record);
        for (size_t i = 0; i < n; i++) {
            for (unsigned bit = 0; bit < 8; bit++) {
                record[i] ^= (uint8_t)(1u << bit);
                bool ok = reads_back(record, n, &r);
                cr_expect(!ok || (r.kind < OBSERVATION_KINDS && r.class_ < CLASS_COUNT &&
                                  r.basis < BASIS_COUNT && r.state < STATE_COUNT &&
                                  r.evidence.kind < EVIDENCE_KINDS && r.outer.vlans <= OUTER_VLANS &&
                                  r.outer.tunnels <= OUTER_TUNNELS),
                          "kind %u byte %zu bit %u", k, i, bit);
                record[i] ^= (uint8_t)(1u << bit);
            }
        }
    }
}

Test(observation, refuses_values_out_of_their_range)
{
    struct {
        const char *name;
        enum observation_kind kind;
        struct observation o;
    } rows[16];
    size_t n = 0;
    const enum observation_kind open = OBSERVED_OPEN, end = OBSERVED_END, class_ = OBSERVED_CLASS,
                                evidence = OBSERVED_EVIDENCE;
#define ROW(k, change) rows[n].name = #change, rows[n].kind = k, rows[n].o = example(k), rows[n].o.change, n++
    ROW(open, flow = 0);
    ROW(open, outer.vlan[0] = 0x1000);
    ROW(open, outer.tunnel[0] = TUNNEL_KINDS);
    ROW(class_, class_ = CLASS_COUNT);
    ROW(class_, basis = BASIS_COUNT);
    ROW(class_, basis = BASIS_NONE);
    ROW(class_, class_ = CLASS_UNKNOWN);
    ROW(class_, truncated = true);
    ROW(end, state = STATE_COUNT);
    ROW(end, last_us = -8);
    ROW(end, first_frame = 43);
    ROW(end, class_ = CLASS_NONE);
    ROW(evidence, evidence.kind = EVIDENCE_KINDS);
    ROW(evidence, evidence.frame = 43);
#undef ROW
    for (size_t i = 0; i < n; i++) {
        uint8_t record[OBSERVATION_MOST];
        struct observation r;
        cr_expect_not(reads_back(record, observation_write(&rows[i].o, record), &r), "%s", rows[i].name);
    }
}

Test(observation, cuts_texts_at_their_bound)
{
    static char long_text[3000];
    memset(long_text, 'x', sizeof long_text);
    struct observation o = example(OBSERVED_EVIDENCE), r;
    o.evidence.text[1] = (struct evidence_text){long_text, sizeof long_text};
    uint8_t record[OBSERVATION_MOST];
    size_t n = observation_write(&o, record);
    cr_expect(n <= OBSERVATION_MOST);
    cr_assert(reads_back(record, n, &r));
    size_t sum = 0;
    for (size_t i = 0; i < EVIDENCE_TEXTS; i++)
        sum += r.evidence.text[i].length;
    cr_expect_eq(sum, EVIDENCE_TEXT_MOST);
}

Test(observation, refuses_texts_beyond_their_bound)
{
    struct observation o = example(OBSERVED_EVIDENCE), r;
    uint8_t record[OBSERVATION_MOST] = {0};
    (void)observation_write(&o, record);
    size_t whose = 24 + 3 + 2 * 18 + 8, texts_at = 4 + 1 + whose + 13;
    size_t n = texts_at + 2 + 1100 + 4 * 2;
    memset(record + texts_at, 0, sizeof record - texts_at);
    record[texts_at] = 1100 >> 8;
    record[texts_at + 1] = 1100 & 0xff;
    record[2] = (uint8_t)((n - 4) >> 8);
    record[3] = (uint8_t)(n - 4);
    cr_expect_not(reads_back(record, n, &r));
}
