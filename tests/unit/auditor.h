/* Flows told to an audit as rows of text, for the tests of policy/. */
#ifndef TESTS_UNIT_AUDITOR_H
#define TESTS_UNIT_AUDITOR_H

#include <stddef.h>

#include "policy/audit.h"
#include "policy/packs.h"

extern const char *const auditor_site[]; /* lines; ends with NULL */

/*
 * One flow. port: "443/tcp", "0/icmp", "0/esp". evidence: "" or "GET /path", or with more of it
 * "GET /path 403 HTTP/1.0 host:NAME" (several with " + "), "tree:NAME", "pxe:VENDOR", "sni:NAME", "via:1.0",
 * "uuid", "?" for a request that was lost, "404:GET /path" with that status, "agent:NAME" for a request by
 * it, "tls" for a handshake that worked, "alert:45", "cert:SUBJECT" of the client, "aborted:1" of an answer,
 * "aborted:2" of a request, "again:404" for one more with that status, "name:SMS_SLP" asked of NetBIOS,
 * "nap" in DHCP. context, words: syn rst nodata
 * midstream oneway hole cut overflow mismatch undirected (nothing told the direction) from:PORT (the client's
 * port); before it: fail (the client's web request to this server was refused 3 minutes ago), silent (was
 * never answered), worked (and then one worked), stale (20 minutes ago). want: "VIOLATION MODE-01 low".
 * Behind it "+ID" for each other id that must be broken, "~note" for each note that must be there, "!note"
 * that must not.
 */
struct auditor_row {
    const char *client, *server, *port;
    enum app_class class_;
    const char *evidence, *context, *want;
};

/* Runs each row by itself against the site; a difference fails the test with the row's text. */
void auditor_expect(const struct auditor_row *rows, size_t count);
/* The same by a pack. */
void auditor_expect_by(const struct rule_pack *pack, const struct auditor_row *rows, size_t count);
/* The same with one text of a line of the site file replaced. */
void auditor_expect_changed(const char *from, const char *to, const struct auditor_row *rows, size_t count);

/*
 * auditor_site with one text replaced, or several with a bar between them, each in a line of its own (NULL:
 * as it is); the text's errors fail the test.
 */
struct site *auditor_load(const char *from, const char *to);

struct auditor {
    struct audit *audit;
    uint64_t flow;
    struct observation opening; /* of the flow at hand */
    uint16_t client_port;
    unsigned decided;
    struct audited last;
    struct finding finding;
    char why[FINDING_WHY];
    bool has_account; /* of the last finding; every violation must have one */
    struct finding_paragraph account[FINDING_PARTS];
    uint64_t key[FINDING_PARTS];
};

void auditor_open(struct auditor *t, const struct site *site, size_t memory_bytes);
void auditor_open_by(struct auditor *t, const struct rule_pack *pack, const struct site *site,
                     size_t memory_bytes);
void auditor_close(struct auditor *t);
/* Runs one row; its finding is in t->finding. */
void auditor_run(struct auditor *t, const struct auditor_row *row);
/* Lets packet time pass. */
void auditor_wait(unsigned seconds);
/* "VIOLATION MODE-01 low" of the last finding. */
const char *auditor_got(const struct auditor *t, char out[128]);

/* The value of a line of the last finding's account, its basis in front: "listed: N01"; NULL: there is none.
 */
const char *auditor_fact(const struct auditor *t, enum finding_part part, const char *name);

/* Single observations, for what rows cannot tell. */
struct observation auditor_opening(struct auditor *t, const char *client, const char *server, uint16_t port,
                                   uint8_t transport);
void auditor_class(struct auditor *t, enum app_class class_, bool turned);
void auditor_item(struct auditor *t, enum evidence_kind kind, uint32_t number, const char *first,
                  const char *second);
void auditor_end(struct auditor *t, enum app_class class_, enum flow_state state);

#endif
