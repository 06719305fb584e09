#include "policy/cm2007_case.h"
#include "policy/cm2007_pair.h"

#define CODES "a code of wireaudit for a flow no rule decides"
#define ABROAD                                                                                               \
    {                                                                                                        \
        FACT_TARGET, IS(TARGET_RESIDENT) | IS(TARGET_OTHER)                                                  \
    }
#define FAR                                                                                                  \
    {                                                                                                        \
        FACT_TARGET, IS(TARGET_OTHER)                                                                        \
    }
#define ASKED                                                                                                \
    {                                                                                                        \
        FACT_PAIR, IS(PAIR_SERVER_CLIENT)                                                                    \
    }
#define IN_CLIENT                                                                                            \
    {                                                                                                        \
        FACT_CLIENT, IS(CLIENT_IN) | IS(CLIENT_IN_BOTH) | IS(CLIENT_IN_ONLY)                                 \
    }
/* Features that IBCM-F06 to F10 and F12 forbid on the internet, by class or by port. */
#define FEATURE_CLASSES                                                                                      \
    (IS(CLASS_REMCTRL) | IS(CLASS_AMT) | IS(CLASS_WOL) | IS(CLASS_TFTP) | IS(CLASS_PXE) | IS(CLASS_ICMP_ECHO))
#define FEATURE                                                                                              \
    {                                                                                                        \
        FACT_PROTOCOL, FEATURE_CLASSES                                                                       \
    }
#define FEATURE_OR_RDP                                                                                       \
    {                                                                                                        \
        FACT_PROTOCOL, FEATURE_CLASSES | IS(CLASS_RDP)                                                       \
    }
#define FEATURE_PORT                                                                                         \
    {                                                                                                        \
        FACT_SERVICE, IS(SERVICE_SNMP) | IS(SERVICE_DHCP) | IS(SERVICE_BINL) | IS(SERVICE_MULTICAST)         \
    }

/* Decided outside the table, where not by the cases here. */
static const struct rule rules[] = {
    {{"NC-NONRESIDENT", "Neither own nor resident site",
      "a management or distribution point of a site that is neither the client's nor the one it resides in",
      "nothing", CODES, "The sources say nothing about such traffic.",
      "Check the boundaries if the client should reside there.", SEVERITY_INFO},
     {OUTSIDE(C1, INSIDE, ROLE(R(MP) | R(DP)), FAR, FILES)}},
    {{"UND-FALLBACK", "SMB that may be a fallback",
      "SMB to a BITS-enabled distribution point, and this sensor does not see clients' web traffic to it, or "
      "what "
      "it saw had to give way",
      "nothing", CODES,
      "Whether HTTP or HTTPS failed before is not known (sees_web: no, or memories-dropped).",
      "Put a sensor where web traffic to distribution points passes.", SEVERITY_INFO},
     {OPEN(C1, INSIDE, ROLE(R(DP)), STANDARD, {FACT_TARGET, IS(TARGET_OWN) | IS(TARGET_RESIDENT)}, BITS, SMB,
           {FACT_RUN_FROM_DP, IS(THEN_NO)}, {FACT_FALLBACK, IS(FALLBACK_BLIND)})}},
    {{"UND-NOPAYLOAD", "No payload seen",
      "a connection that is allowed was only attempted, or carried no data, so its protocol is not known",
      "nothing", CODES, "A port alone proves no protocol.",
      "Find out why the connection carried no data, or capture for longer; it is no violation.",
      SEVERITY_INFO},
     {OPEN(ASKED, {FACT_SENDER, IS(SENDER_OWN_SERVER)}, {FACT_STATE, IS(STATE_OPEN)}, IN_CLIENT,
           {FACT_PROTOCOL, IS(CLASS_NONE) | IS(CLASS_UNKNOWN)}, {FACT_PORT, IS(PORT_DYNAMIC)}),
      OPEN(SERVERS, OUTWARD, BETWEEN(IS(LINK_SERVER_TO_FACING)), B1_TO_B4,
           {FACT_PROTOCOL, IS(CLASS_NONE) | IS(CLASS_UNKNOWN)}, {FACT_PORT, IS(PORT_DYNAMIC)})}},
    {{"NC-OPT", "No rule without a local setting",
      "a role or protocol that the site mode does not touch and no setting speaks about", "nothing", CODES,
      "For example remote control inside the intranet, a ping without push, servers among themselves.",
      "Nothing to do.", SEVERITY_INFO},
     {OUTSIDE(C1, IN_CLIENT, ROLE(R(SHV)), ALONE), OUTSIDE(C1, INSIDE, ROLE(R(SUP) | R(SMP)), ABROAD, FILES),
      OUTSIDE(C1, INSIDE, ROLE(R(SMP)), ABROAD, OTHER_TREE), OUTSIDE(C1, INSIDE, ROLE(R(PXE)), SMB),
      OUTSIDE(C1, INSIDE, {FACT_SOURCE, IS(SOURCE_LISTED)},
              {FACT_PROTOCOL, IS(CLASS_SMB) | IS(FACTS_FOREIGN)},
              {FACT_EVIDENCE, IS(PROVES_NOTHING) | IS(PROVES_TREE) | IS(PROVES_ROLE)}),
      OUTSIDE(C1, IN_CLIENT, FEATURE), OUTSIDE(ASKED, IN_CLIENT, FEATURE_OR_RDP),
      OUTSIDE({FACT_PAIR, IS(PAIR_CLIENT_SYSTEM) | IS(PAIR_SERVER_CLIENT)}, IN_CLIENT, FEATURE_PORT),
      OUTSIDE(ASKED, IN_CLIENT, {FACT_SENDER, IS(SENDER_OWN_SERVER) | IS(SENDER_OTHER_SERVER)},
              {FACT_PROTOCOL, IS(CLASS_SMB) | IS(CLASS_RPC)}),
      OUTSIDE({FACT_PAIR, IS(PAIR_SERVERS) | IS(PAIR_CLIENTS)})}},
    {{"NC-HOSTS", "Hosts outside the policy",
      "one end is neither a listed system nor a client, or the two have no business the policy knows",
      "nothing", CODES, "Ordinary network traffic.",
      "List the host in the site file if it is a site system or a client.", SEVERITY_INFO},
     {OUTSIDE({FACT_PAIR, IS(PAIR_NONE) | IS(PAIR_TUNNEL)}),
      OUTSIDE(ASKED, BY(IS(SENDER_NONE) | IS(SENDER_REPORTER)))}},
    {{"NC-PROTO", "Protocol outside the policy",
      "a client and a site system, but a protocol or a web path that belongs to no Configuration Manager "
      "role",
      "nothing", CODES, "Name resolution, logon, time, ordinary web pages on the same server.",
      "Nothing to do.", SEVERITY_INFO},
     {{0}}},
    {{"UND-FACT", "A fact is missing", "the verdict hangs on a fact that the site file gives as unknown",
      "nothing", CODES, "The values the fact can have lead to different verdicts.",
      "Write the fact that stands in brackets into the site file.", SEVERITY_INFO},
     {{0}}},
    {{"UND-ROLE", "Which role was meant is not known",
      "clear text without a readable request to a host whose roles expect different protocols", "nothing",
      CODES, "The request was lost, and the host's roles disagree.", "Capture without loss.", SEVERITY_INFO},
     {{0}}},
    {{"UND-DIR", "Direction not known",
      "a flow picked up in the middle whose ports do not tell who is the server", "nothing", CODES,
      "Neither or both ends use a service port.", "Capture connections from their start.", SEVERITY_INFO},
     {{0}}},
    {{"UND-LOSS", "Part of the flow is missing",
      "only one direction was captured, or bytes are missing where the request or class would have been",
      "nothing", CODES, "What was not seen is never taken for compliant.",
      "Capture both directions without loss.", SEVERITY_INFO},
     {{0}}},
    {{"UND-ENC", "Inside encryption", "the answer lies inside TLS or encrypted SMB", "nothing", CODES,
      "No packet shows it.", "Nothing to do.", SEVERITY_INFO},
     {{0}}},
    {{"UND-ORDER", "Depends on what came before",
      "a client for intranet and internet uses an internet system from the intranet", "nothing", CODES,
      "Whether it had tried its intranet management point first is not known.", "Capture the whole stay.",
      SEVERITY_INFO},
     {OPEN(C1, {FACT_CLIENT, IS(CLIENT_IN_BOTH)}, {FACT_SCOPE, IS(SCOPE_INTERNET)},
           ROLE(R(MP) | R(DP) | R(SUP)), HTTPS)}},
};

const struct rule_section cm2007_reason = SECTION(rules);
