#include "policy/cm2007_case.h"

#define OVERVIEW "Overview of Internet-Based Client Management, clients"
/* A client for both, inside, at a system that only serves the internet. */
#define FROM_INSIDE                                                                                          \
    C1, {FACT_CLIENT, IS(CLIENT_IN_BOTH)},                                                                   \
    {                                                                                                        \
        FACT_SCOPE, IS(SCOPE_INTERNET)                                                                       \
    }
#define AFTER(what)                                                                                          \
    {                                                                                                        \
        FACT_ORDER, IS(ORDER_##what)                                                                         \
    }

static const struct rule rules[] = {
    {{"ORDER-01", "Internet management point before the intranet one",
      "a client for intranet and internet uses an internet management point from the intranet and has not "
      "tried "
      "its intranet management point since it came there",
      "the assigned intranet management point first, the internet one when that does not answer", OVERVIEW,
      "Only a client that cannot reach its intranet management point takes itself to be on the internet; it "
      "then "
      "goes without the features that work inside only.",
      "Check name resolution and service location of the intranet management point at the client's place.",
      SEVERITY_LOW},
     {BAD(LOW, FROM_INSIDE, ROLE(R(MP)), WEB, AFTER(UNTRIED))}},
    {{"IBCM-15", "Internet management point after the intranet one failed",
      "a client for intranet and internet uses its internet management point from the intranet after it "
      "tried the "
      "intranet one",
      "HTTPS to the assigned site's internet management point", OVERVIEW,
      "On a network change it asks its intranet management point first and, without an answer, the internet "
      "one.",
      "Find out why the intranet management point did not answer.", SEVERITY_LOW},
     {OK(FROM_INSIDE, ROLE(R(MP)), OWN_SITE, HTTPS, {FACT_ORDER, IS(ORDER_TRIED) | IS(ORDER_FAILED)})}},
    {{"IBCM-16", "Internet system although the intranet answers",
      "a client for intranet and internet uses an internet management, distribution or software update point "
      "from "
      "the intranet after its intranet management point answered in the same stay",
      "intranet systems", OVERVIEW,
      "A client that reached its intranet management point behaves as any intranet client.",
      "Check what the intranet management point offers the client: locations, boundaries and the scope of "
      "site "
      "systems.",
      SEVERITY_LOW},
     {BAD(LOW, FROM_INSIDE, ROLE(R(MP) | R(DP) | R(SUP)), WEB, AFTER(WORKED))}},
    {{"IBCM-17", "Intranet systems from the internet",
      "a client for intranet and internet uses an intranet distribution or software update point from the "
      "internet",
      "internet distribution and software update points", OVERVIEW,
      "Once its internet management point answered, it uses internet systems.",
      "Close the front firewall for the system, see IBCM-04.", SEVERITY_HIGH},
     {BAD(HIGH, C1, {FACT_CLIENT, IS(CLIENT_OUT_BOTH)}, ROLE(R(DP) | R(SUP)), WEB,
          {FACT_SCOPE, IS(SCOPE_INTRANET)})}},
    {{"FSP-CORR", "Fallback status message without a failure",
      "a client reports to a fallback status point, and no failure at its management point was seen before",
      "a failed handshake, request or connection to a management point within fallback_window before",
      "product choice, from " OVERVIEW ", fallback status point",
      "A correlation note, never a violation: messages of an installation need no failure.",
      "Read the fallback status point's reports for this client.", SEVERITY_INFO},
     {{0}}},
    {{"PORT-STRAND", "Stranded clients",
      "strand_clients clients or more failed on the same request port that is switched off, and none on the "
      "server's other ports",
      "clients learn a new request port before the old one is switched off",
      "Determine the Ports Required for IBCM, important note",
      "A correlation note beside PORT-SITE: a changed request port leaves behind the clients that were not "
      "told.",
      "Tick the old port again, and give those clients the new one.", SEVERITY_INFO},
     {{0}}},
    {{"PORT-PUSH-06", "Push stopped by a filtered echo request",
      "a site server's echo request got no reply, and no SMB or RPC came after it",
      "network devices pass ICMP where push is enabled", "Ports Used During Client Deployment, push",
      "A correlation note, never a violation: push fails where its echo request is filtered.",
      "Let ICMP echo pass between site server and clients.", SEVERITY_INFO},
     {{0}}},
    {{"PORT-FW-01", "SMB or RPC that the deployment method does not need",
      "a site server speaks SMB or RPC to a client whose site deploys by hand, logon script or group policy "
      "only",
      "no SMB or RPC from the site server", "Ports Used During Client Deployment, introduction",
      "A correlation note: only push needs these protocols, so a firewall may block them.",
      "See PORT-PUSH-02 to PORT-PUSH-04.", SEVERITY_INFO},
     {NOTE("PORT-FW-01", {FACT_PAIR, IS(PAIR_SERVER_CLIENT)}, {FACT_STATE, IS(STATE_OPEN)},
           {FACT_SENDER, IS(SENDER_OWN_SERVER)}, {FACT_PUSH, IS(FACT_NO)},
           {FACT_METHOD, IS(METHOD_MANUAL) | IS(METHOD_GPO)},
           {FACT_PROTOCOL, IS(CLASS_SMB) | IS(CLASS_RPC)})}},
};

const struct rule_section cm2007_order = SECTION(rules);
