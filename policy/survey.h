/*
 * What captures say of a network that has no site file yet: who offers what, under which names, to whom; the
 * evidence catalogue of policy.md 6 read the other way round. Takes flows when they have ended, or
 * conversations that a database stored; policy/proposal.h makes a site file's facts of it. Four bounded
 * tables: what floods one does not push out of the others.
 */
#ifndef POLICY_SURVEY_H
#define POLICY_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "policy/finding.h"
#include "policy/site.h"
#include "policy/survey_table.h"

/* What an item's key says; `host` is the server unless told otherwise. */
enum survey_what {
    /* in SURVEY_FACTS */
    SURVEY_ROLE, /* which: enum role; class_, port; text: the path's first segment, the share, the database */
    SURVEY_SITE, /* which: enum survey_code; text: a site code */
    SURVEY_SOURCE,   /* text: the share that ccmsetup.exe was read from */
    SURVEY_PROXY,    /* port: it was asked for a tunnel or for another host's page */
    SURVEY_MUTUAL,   /* port: it asked for a client certificate */
    SURVEY_ENDPOINT, /* text: the interface of policy.md 6.4 whose port its endpoint mapper handed out */
    SURVEY_DEED,     /* which: enum survey_deed; host: who did it; peer: to whom; text: share or interface */
    /* in SURVEY_SEEN */
    SURVEY_SERVES, /* class_, port: it answered */
    SURVEY_NAME,   /* which: enum survey_name; bits: 1 when said by an internet address; text: lower case */
    /* in SURVEY_PAIRS and SURVEY_NETS */
    SURVEY_PAIR, /* host: the client or the first address of its network of `bits` (of 128); peer: the server;
                    class_ */
};

/* Where a site code stood; the first are the surest. */
enum survey_code {
    SURVEY_CODE_SHARE,    /* SMS_<code>, the site server's */
    SURVEY_CODE_DATABASE, /* SMS_<code> */
    SURVEY_CODE_REPORTS,  /* /SMSReporting_<code>/ */
    SURVEY_CODE_STORED,   /* a database recorded it, by the site file of then */
    SURVEY_CODE_QUERY,    /* sc= or sitecode= of a request */
    SURVEY_CODE_POLICY,   /* first letters of a policy's id: where it was made, which may be a parent */
    SURVEY_CODES
};

enum survey_deed {
    SURVEY_DEED_PUSH,   /* wrote to ccmsetup on ADMIN$ */
    SURVEY_DEED_ADMIN,  /* opened ADMIN$ or an administrative share */
    SURVEY_DEED_RPC,    /* bound an interface of policy.md 6.4 */
    SURVEY_DEED_REPORT, /* opened the site server's share */
    SURVEY_DEED_SYNC,   /* WSUS server to WSUS server */
    SURVEY_DEED_WAKE,   /* Wake On LAN; no peer */
    SURVEY_DEED_DEVICE, /* its User-Agent is a mobile device's; no peer */
    SURVEY_DEED_CROWD,  /* several hosts behind its address; no peer */
};

enum survey_name {
    SURVEY_NAME_CERTIFICATE, /* subject or SAN */
    SURVEY_NAME_SNI,
    SURVEY_NAME_HOST,
    SURVEY_NAME_SMB, /* \\NAME\share */
};

enum survey_part { SURVEY_FACTS, SURVEY_SEEN, SURVEY_PAIRS, SURVEY_NETS, SURVEY_PARTS };

/* A conversation as v_traffic has it. */
struct survey_stored {
    struct addr_range clients;
    struct addr server;
    uint16_t port;
    enum app_class class_;
    bool datagrams;
    const char *role, *site; /* as a site file had it, or NULL */
    const char *rule;        /* that the verdict rests on, or NULL: it tells whose role that is */
    uint64_t flows;
};

/* The text of a SURVEY_ROLE that a database recorded. */
#define SURVEY_RECORDED "recorded"

struct survey;

struct survey *survey_open(const char *pack, struct err *err); /* pack: NULL for cm2007 */
void survey_close(struct survey *s);

/* A capture begins behind so many frames of the run; the name is copied. Without memory places are not told.
 */
void survey_source(struct survey *s, const char *name, uint64_t frames_before);
/* Something of the captures could not be read: the first reason is kept. */
void survey_partial(struct survey *s, const char *reason);
const char *survey_unread(const struct survey *s); /* "" when all was read */
void survey_take(struct survey *s, const struct audited *a);
void survey_stored(struct survey *s, const struct survey_stored *row);

/* Flows taken, and those that showed anything of ConfigMgr. */
uint64_t survey_flows(const struct survey *s);
uint64_t survey_told(const struct survey *s);

/* All of a part, in order of keys; nothing may be taken any more. */
const struct survey_item *survey_items(struct survey *s, enum survey_part part, size_t *count);
uint64_t survey_dropped(const struct survey *s, enum survey_part part);
/* The capture that holds a frame of the run, and its number there; NULL when none is known. */
const char *survey_place(const struct survey *s, uint64_t frame, uint64_t *number);

/* RFC 1918, RFC 4193: nobody meets such an address on the internet. */
bool survey_private(const struct addr *a);

#endif
