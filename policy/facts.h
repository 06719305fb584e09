/*
 * What a rule may ask about: one flow toward one candidate role, as a vector of small enumerations. A known
 * fact is a mask with one bit, a fact written as `unknown` one with several: the engine tries all of them
 * (policy.md 3.1, point 6). Facts that do not apply stay at their value 0.
 */
#ifndef POLICY_FACTS_H
#define POLICY_FACTS_H

#include <stdint.h>

enum fact {
    FACT_END, /* ends a row's conditions */
    FACT_PAIR,
    FACT_ROLE,            /* enum role, or FACTS_NO_ROLE */
    FACT_ALONE,           /* enum tri-like: is it the host's only role */
    FACT_CLIENT,          /* where the client is and how it is managed */
    FACT_TYPE,            /* computer or mobile */
    FACT_ROAMING,         /* http_roaming */
    FACT_ROAMING_SAID,    /* the same as the site file says it */
    FACT_STATE,           /* installed or not */
    FACT_CLIENT_MODE,     /* mode of the client's assigned site */
    FACT_MODE,            /* mode of the target's site */
    FACT_SITE_TYPE,       /* of the target's site */
    FACT_TARGET,          /* whose site the target is in */
    FACT_WHERE,           /* where the client resides */
    FACT_PROTOCOL,        /* enum app_class, or FACTS_FOREIGN */
    FACT_EVIDENCE,        /* what the evidence says about the candidate role */
    FACT_KIND,            /* which kind of path, tree or message it is */
    FACT_PORT,            /* how the port fits this role and protocol */
    FACT_SCOPE,           /* enum scope of the role */
    FACT_DP_KIND,         /* enum dp_kind */
    FACT_BITS,            /* the DP allows BITS, HTTP and HTTPS */
    FACT_RUN_FROM_DP,     /* advertisements run from the DP */
    FACT_PROTECTED,       /* the client is outside a protected DP's networks */
    FACT_FALLBACK,        /* what is known of HTTP(S) between the two before this SMB */
    FACT_SSL,             /* the SUP is set to SSL */
    FACT_UNSECURED_ROOTS, /* options.wsus_unsecured_roots */
    FACT_SLP_NEEDED,      /* the client's site needs an SLP */
    FACT_FSP,             /* how this FSP relates to the client's own */
    FACT_SOURCE,          /* the host holds installation files */
    FACT_METHOD,          /* which deployment method such a source belongs to */
    FACT_PUSH,            /* the site server's site deploys by push */
    FACT_SENDER,          /* who starts a flow toward a client */
    FACT_LINK,            /* how two servers belong together */
    FACT_ZONES,           /* which border the flow crosses */
    FACT_ORDER,           /* what the client did about its intranet management point before */
    FACT_UPDATES,         /* how two software update points belong together */
    FACT_SCENARIO,        /* enum scenario of the site whose border the flow crosses */
    FACT_SERVICE,         /* what a flow without a class of its own is by its port or transport */
    FACT_PROXY,           /* the client is a reverse proxy */
    FACT_NAME,            /* the name that the client asks for */
    FACT_VERSION,         /* of HTTP */
    FACT_ANSWER,          /* to this request */
    FACT_VERB,            /* which methods this one belongs to */
    FACTS_USED,
    FACTS = 48 /* a multiple of 4: vectors are hashed as words */
};

/* The mask of one value. */
#define IS(value) (1u << (value))

enum { FACTS_NO_ROLE = 15, FACTS_FOREIGN = 15 };

/* policy.md 3.1, point 1. */
enum fact_pair {
    PAIR_NONE,          /* C6, and C5 but for PXE and TFTP */
    PAIR_CLIENT_SYSTEM, /* C1 */
    PAIR_SERVER_CLIENT, /* C2 */
    PAIR_SERVERS,       /* C3 */
    PAIR_DATABASE,      /* C4 */
    PAIR_CLIENTS,       /* C5 */
    PAIR_TUNNEL         /* a client asks a proxy for a tunnel, PROXY-01 */
};
enum fact_no_yes { FACT_NO, FACT_YES };
/* A switch whose values are tried in the order of policy.md 2.1. */
enum fact_yes_no { FIRST_YES, THEN_NO };
/*
 * IN: position intranet or perimeter; OUT: internet. Then the management type. A reverse proxy counts as
 * internet_only (policy.md 4.7).
 */
enum fact_client {
    CLIENT_IN,
    CLIENT_IN_ONLY, /* internet_only, but inside */
    CLIENT_IN_BOTH,
    CLIENT_OUT, /* intranet_only, but outside */
    CLIENT_OUT_ONLY,
    CLIENT_OUT_BOTH
};
enum fact_type { TYPE_COMPUTER, TYPE_MOBILE };
/* Not tried out: where http_roaming changes nothing, unknown counts as no (policy.md 4.5). */
enum fact_said { SAID_NO, SAID_YES, SAID_UNKNOWN };
enum fact_state { STATE_OPEN, STATE_INSTALLED };
enum fact_target { TARGET_OWN, TARGET_RESIDENT, TARGET_OTHER };
enum fact_where { WHERE_HOME, WHERE_IN_MIXED, WHERE_IN_NATIVE, WHERE_NOWHERE };
enum fact_evidence {
    PROVES_NOTHING, /* encrypted, attempted, or its text was not seen */
    PROVES_ROLE,
    PROVES_PATH, /* an HTTP path of no role; FACT_PROTOCOL is FACTS_FOREIGN */
    PROVES_TREE, /* an SMB tree of no role; FACT_PROTOCOL is FACTS_FOREIGN */
    PROVES_OTHER /* a role that the host does not have */
};
enum fact_kind {
    KIND_PLAIN,
    KIND_WSUS_SECURED, /* a root that WSUS puts on SSL (E-WSUSSSL) */
    KIND_WSUS_OPEN,    /* one that it never does */
    KIND_WSUS_SERVER,  /* one that servers use */
    KIND_SETUP,        /* client installation files of an MP */
    KIND_CLIENT_SHARE, /* the share SMSClient */
    KIND_REMINST,
    KIND_ADMIN, /* shares of site server and DP administration */
    KIND_PXE,   /* DHCP with option 60 = PXEClient */
    KIND_HRA,
    KIND_CONTENT, /* WSUS /Content */
    KIND_TERMS    /* licence terms: a text file there, fetched with GET */
};
enum fact_port {
    PORT_RIGHT,
    PORT_UNTICKED, /* the site's port of this protocol that is switched off */
    PORT_WRONG,
    PORT_NO_PROTOCOL, /* the role has no port at all for this protocol */
    PORT_DYNAMIC      /* RPC elsewhere than 135; unknown TCP in the ranges RPC uses */
};
enum fact_fallback { FALLBACK_NONE, FALLBACK_FAILED, FALLBACK_BLIND };
/* UNKNOWN: the client's stay was under way when frames were first seen, or is not watched. */
enum fact_order { ORDER_UNKNOWN, ORDER_UNTRIED, ORDER_TRIED, ORDER_FAILED, ORDER_WORKED };
enum fact_protected { PROTECTED_INSIDE, PROTECTED_OUTSIDE };
/* NOT_ASKED: the client's fsp is absent. */
enum fact_fsp { FSP_NOT_ASKED, FSP_OWN, FSP_ANOTHER, FSP_ANOTHER_OWN_OUTSIDE };
enum fact_source { SOURCE_NO, SOURCE_LISTED, SOURCE_CLIENT_SHARE };
enum fact_method { METHOD_MANUAL, METHOD_GPO, METHOD_OTHER };
enum fact_sender {
    SENDER_NONE,
    SENDER_OWN_SERVER,
    SENDER_OTHER_SERVER,
    SENDER_REPORTER, /* a reporting point that is no site server */
    SENDER_DB_USER,
    SENDER_INTERNET_MP, /* a database user, too */
    SENDER_DATABASE     /* site database and replica among themselves */
};
enum fact_link {
    LINK_NONE,
    LINK_SERVER_TO_FACING, /* site server to a management, distribution, update or fallback status point */
    LINK_SERVER_TO_SYSTEM, /* to other systems of its site */
    LINK_SYSTEM_TO_SERVER,
    LINK_SYSTEM_TO_SERVER_BARRED, /* server_initiated_only */
    LINK_SITE_TO_SITE             /* site servers of parent and child */
};
/* OUTWARD: from the intranet into the perimeter; INWARD: back. */
enum fact_zones { ZONES_SAME, ZONES_OUTWARD, ZONES_INWARD, ZONES_FRONT };
/* policy.md 4.8, FW-SUP-01 to 03. */
enum fact_updates {
    UPDATES_NOT,
    UPDATES_PEERS,      /* other update points */
    UPDATES_CONFIGURED, /* the active one reaches an internet one of its site */
    UPDATES_FETCHED,    /* an internet one with sync: online asks the active one of its site */
    UPDATES_BARRED,     /* an internet one with another sync asks an active one */
    UPDATES_TO_CHILD,   /* as CONFIGURED, but of a child site */
    UPDATES_FROM_PARENT /* as FETCHED, but of the parent site */
};
enum fact_service {
    SERVICE_NONE,
    SERVICE_SNMP,
    SERVICE_DHCP, /* that is no PXE */
    SERVICE_RADIUS,
    SERVICE_BINL,
    SERVICE_MULTICAST, /* of operating system deployment */
    SERVICE_IPSEC,
    SERVICE_ICMP,        /* anything but an echo */
    SERVICE_SITE_NAME,   /* a name query for a server locator point or a management point */
    SERVICE_NAP,         /* DHCP with network access protection */
    SERVICE_OF_PACK = 12 /* and what follows: a pack's own, by its list of services */
};
enum fact_name { NAME_FITS, NAME_OTHER };
enum fact_version { VERSION_11, VERSION_10 };
enum fact_answer {
    ANSWER_UNSEEN,
    ANSWER_GOOD,
    ANSWER_BAD,
    ANSWER_METHOD, /* 405, 501 */
    ANSWER_LOGON,  /* 407: the request will come again */
    ANSWER_RESET   /* none: the server's side reset the connection */
};
/* Methods by who needs them (policy.md FW-VERB). */
enum fact_verb {
    VERB_OTHER,
    VERB_FETCH /* HEAD, GET, PROPFIND */,
    VERB_CCM /* CCM_POST, BITS_POST */,
    VERB_POST
};

struct facts {
    uint16_t is[FACTS];
};

/* Every fact at its value 0. */
struct facts facts_none(void);
void facts_set(struct facts *f, enum fact fact, unsigned mask);
/* The site file's word for a fact, for UND-FACT(...): "http_roaming". */
const char *facts_name(enum fact fact);

#endif
