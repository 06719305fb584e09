/*
 * Verdicts a second on one core: prepared observations of whole flows, told to an audit over and over; the
 * sentence that says why is not formatted.
 *   verdicts SITE.yaml FLOWS
 * Prints verdicts a second, in thousands.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "policy/audit.h"

enum { CLIENTS = 5000, STEP_US = 200 };

struct kind {
    const char *client, *server; /* the client's last two bytes are put in */
    uint16_t port;
    uint8_t transport;
    enum app_class class_;
    enum flow_state state;
    enum evidence_kind item;
    uint32_t number;
    const char *text[2];
};

/* What a network asks: mostly its own management and distribution points, some shares, some of it wrong. */
static const struct kind kinds[] = {
    {"10.1.128.0", "10.1.0.10", 443, 6, CLASS_HTTPS, STATE_ESTABLISHED_DATA, EVIDENCE_TLS_DONE, 0, {"", ""}},
    {"10.1.128.0", "10.1.0.11", 443, 6, CLASS_HTTPS, STATE_ESTABLISHED_DATA, EVIDENCE_TLS_DONE, 0, {"", ""}},
    {"10.2.128.0",
     "10.2.0.10",
     80,
     6,
     CLASS_HTTP,
     STATE_ESTABLISHED_DATA,
     EVIDENCE_HTTP,
     200,
     {"CCM_POST", "/ccm_system/request"}},
    {"10.2.128.0",
     "10.2.0.11",
     80,
     6,
     CLASS_HTTP,
     STATE_ESTABLISHED_DATA,
     EVIDENCE_HTTP,
     206,
     {"GET", "/SMS_DP_SMSPKGD$/MX100007/setup%20files/data1.cab"}},
    {"10.1.128.0",
     "10.1.0.10",
     80,
     6,
     CLASS_HTTP,
     STATE_ESTABLISHED_DATA,
     EVIDENCE_HTTP,
     403,
     {"GET", "/SMS_MP/.sms_aut?MPLIST"}},
    {"10.1.128.0",
     "10.1.0.13",
     8530,
     6,
     CLASS_HTTP,
     STATE_ESTABLISHED_DATA,
     EVIDENCE_HTTP,
     200,
     {"GET", "/SelfUpdate/wuident.cab"}},
    {"10.1.128.0",
     "10.1.0.22",
     445,
     6,
     CLASS_SMB,
     STATE_ESTABLISHED_DATA,
     EVIDENCE_SMB_TREE,
     0,
     {"\\\\nt-run\\SMSPKGD$", ""}},
    {"10.2.128.0",
     "10.2.0.11",
     445,
     6,
     CLASS_SMB,
     STATE_ESTABLISHED_DATA,
     EVIDENCE_SMB_TREE,
     0,
     {"\\\\mx-dp\\SMSPKGD$", ""}},
    {"10.1.128.0", "10.1.0.15", 8080, 6, CLASS_NONE, STATE_ATTEMPT_REFUSED, EVIDENCE_KINDS, 0, {"", ""}},
    {"10.1.128.0", "10.1.0.10", 443, 6, CLASS_NONE, STATE_ATTEMPT_SILENT, EVIDENCE_KINDS, 0, {"", ""}},
    {"10.1.128.0", "198.51.100.1", 53, 17, CLASS_UNKNOWN, STATE_DATAGRAMS, EVIDENCE_KINDS, 0, {"", ""}},
    {"10.1.128.0",
     "198.51.100.2",
     443,
     6,
     CLASS_HTTPS,
     STATE_ESTABLISHED_DATA,
     EVIDENCE_TLS_DONE,
     0,
     {"", ""}},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

struct prepared {
    struct observation at[4]; /* open, class, item, end */
    unsigned count;
};

static uint64_t sum; /* of what was decided, so that nothing is left out */

static void decided(void *context, const struct audited *a, const struct finding *f)
{
    (void)context;
    (void)a;
    sum += f->verdict;
}

static struct observation about(const struct kind *k, enum observation_kind what, unsigned client)
{
    struct observation o = {.kind = what, .transport = k->transport, .class_ = k->class_};
    (void)addr_read(&o.client.ip, k->client);
    (void)addr_read(&o.server.ip, k->server);
    o.client.ip.b[14] = (uint8_t)(128 + client / 250);
    o.client.ip.b[15] = (uint8_t)(client % 250 + 1);
    o.client.port = (uint16_t)(40000 + client);
    o.server.port = k->port;
    o.direction_known = true;
    o.basis = k->class_ == CLASS_NONE || k->class_ == CLASS_UNKNOWN ? BASIS_NONE : BASIS_CONTENT;
    o.state = k->state;
    o.packets[0] = o.packets[1] = o.payload_bytes[0] = o.payload_bytes[1] = 5;
    return o;
}

static void prepare(struct prepared *p, const struct kind *k, unsigned client)
{
    p->at[p->count++] = about(k, OBSERVED_OPEN, client);
    if (k->class_ != CLASS_NONE && k->class_ != CLASS_UNKNOWN)
        p->at[p->count++] = about(k, OBSERVED_CLASS, client);
    if (k->item != EVIDENCE_KINDS) {
        struct observation *o = &p->at[p->count++];
        *o = about(k, OBSERVED_EVIDENCE, client);
        o->evidence.kind = k->item;
        o->evidence.number = k->number;
        for (unsigned i = 0; i < 2; i++)
            o->evidence.text[i] = (struct evidence_text){k->text[i], (uint16_t)strlen(k->text[i])};
    }
    p->at[p->count++] = about(k, OBSERVED_END, client);
}

static void tell(struct audit *a, struct prepared *p, uint64_t flow, int64_t now_us)
{
    for (unsigned i = 0; i < p->count; i++) {
        struct observation *o = &p->at[i];
        o->flow = flow;
        o->first_us = now_us;
        o->time_us = o->last_us = now_us + i;
        audit_take(a, o);
    }
}

static double seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void complain(void *context, bool is_error, const char *text)
{
    (void)context;
    (void)is_error;
    (void)fprintf(stderr, "%s\n", text);
}

int main(int argc, char **argv)
{
    struct err err = {""};
    const struct site_reporter reporter = {NULL, complain, NULL, NULL};
    struct site *site = argc == 3 ? site_load(argv[1], &reporter, &err) : NULL;
    struct audit *a = site != NULL ? audit_open(site, 64 << 20, decided, NULL, &err) : NULL;
    struct prepared *p = calloc((size_t)KINDS * CLIENTS, sizeof *p);
    if (a == NULL || p == NULL) {
        (void)fprintf(stderr, "usage: verdicts SITE.yaml FLOWS: %s\n", err.text);
        return 1;
    }
    for (unsigned i = 0; i < KINDS * CLIENTS; i++)
        prepare(&p[i], &kinds[i % KINDS], i * 7919U % CLIENTS);
    uint64_t flows = strtoull(argv[2], NULL, 10);
    double began = seconds();
    for (uint64_t i = 0; i < flows; i++)
        tell(a, &p[i % (KINDS * CLIENTS)], i, INT64_C(1700000000000000) + (int64_t)i * STEP_US);
    double took = seconds() - began;
    (void)printf("%.0f\n", (double)flows / took / 1000);
    audit_close(a);
    site_free(site);
    free(p);
    return sum == 0;
}
