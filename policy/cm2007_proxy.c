#include "policy/cm2007_case.h"
#include "policy/cm2007_out.h"

#define PROXIES OVERVIEW ", proxy"
#define PREREQUISITES "Prerequisites for Internet-Based Client Management"
#define REQUIREMENTS "Proxy Web Server Requirements with Internet-Based Client Management"
#define TUNNEL                                                                                               \
    {                                                                                                        \
        FACT_PAIR, IS(PAIR_TUNNEL)                                                                           \
    }
#define OTHER_PORT                                                                                           \
    {                                                                                                        \
        FACT_PORT, IS(PORT_WRONG)                                                                            \
    }
#define ANSWER(which)                                                                                        \
    {                                                                                                        \
        FACT_ANSWER, which                                                                                   \
    }
#define OLD                                                                                                  \
    {                                                                                                        \
        FACT_VERSION, IS(VERSION_10)                                                                         \
    }
#define REVERSE                                                                                              \
    {                                                                                                        \
        FACT_PROXY, IS(FACT_YES)                                                                             \
    }

/* A method that the role needs did not pass. */
#define BLOCKED(roles, verbs)                                                                                \
    NOTE("blocked-verb", C1, ROLE(roles), HTTP, {FACT_EVIDENCE, IS(PROVES_ROLE)}, {FACT_VERB, verbs},        \
         ANSWER(IS(ANSWER_METHOD) | IS(ANSWER_RESET)))

static const struct rule rules[] = {
    {{"PROXY-01", "Tunnel through a proxy to another port than 443",
      "a client asks a proxy for a tunnel to a site system on another port than 443",
      "the proxy opens the tunnel", PROXIES,
      "Many proxies open tunnels to port 443 only, so clients behind them are lost to the site.",
      "Use port 443 for HTTPS requests, or allow the port at the proxy (CFG-SITE-07).", SEVERITY_LOW},
     {OK_NOTE("tunnel-to-other-port", TUNNEL, OTHER_PORT, ANSWER(IS(ANSWER_GOOD))),
      BAD(LOW, TUNNEL, OTHER_PORT, ANSWER(IS(ANSWER_BAD) | IS(ANSWER_METHOD))),
      OPEN(TUNNEL, OTHER_PORT, ANSWER(IS(ANSWER_UNSEEN) | IS(ANSWER_RESET)))}},
    {{"PROXY-02", "How a client finds its proxy", "no proxy is configured in the client",
      "the browser's setting, first as the system, then as the user who is logged on", PROXIES,
      "No packet shows it.", "Nothing to do.", SEVERITY_INFO},
     {{0}}},
    {{"PROXY-03", "Proxy set in the client", "a proxy is set as a client property", "allowed", PROXIES,
      "So it works with nobody logged on.", "Nothing to do.", SEVERITY_INFO},
     {{0}}},
    {{"PROXY-04", "Proxies that end SSL", "a reverse proxy publishes internet systems",
      "it must authenticate the client connection with certificates", OVERVIEW ", site systems",
      "No packet shows what the proxy checks.", "See PROXY-05.", SEVERITY_INFO},
     {{0}}},
    {{"PROXY-05", "Reverse proxy in clear text",
      "a reverse proxy reaches an internet management, distribution or software update point over HTTP",
      "HTTPS: SSL to SSL bridging, or tunnelling", REQUIREMENTS,
      "Bridging from HTTPS to HTTP gives up the client's certificate and the encryption.",
      "Let the proxy bridge to SSL.", SEVERITY_HIGH},
     {BAD(HIGH, C1, REVERSE, ROLE(SERVING), FACES_OUT, HTTP),
      BAD(HIGH, C1, REVERSE, ROLE(SERVING), FACES_OUT, OTHER_PATH)}},
    {{"MOB-06", "Mobile device behind a proxy",
      "a mobile device on the internet asks a proxy for a tunnel to a site system", "a direct connection",
      PREREQUISITES, "Devices do not support proxies.", "Give the device a way that needs no proxy.",
      SEVERITY_LOW},
     {BAD(LOW, TUNNEL, MOBILE, OUT)}},
    {{"FW-HTTP11", "Old HTTP on the way",
      "a request in clear text between a client and an internet system is HTTP/1.0, or came through a proxy "
      "that speaks it",
      "HTTP/1.1 on every hop", IBCM_PORTS ", introduction", "Firewalls on the way must support HTTP/1.1.",
      "Find the firewall or proxy that speaks HTTP/1.0.", SEVERITY_LOW},
     {BAD(LOW, C1, GATE, ROLE(SERVING | R(FSP)), FACES_OUT, HTTP, OLD),
      BAD(LOW, C1, CLIENT(IS(CLIENT_IN) | IS(CLIENT_IN_BOTH)), ROLE(SERVING | R(FSP)), ONLY_OUT, HTTP, OLD)}},
    {{"FW-VERB", "Verbs that must pass",
      "an answer says that the method is not allowed or not known (405, 501), or the connection is reset "
      "instead of one",
      "HEAD, GET, CCM_POST, BITS_POST and PROPFIND reach management points, HEAD, GET and PROPFIND "
      "distribution points, POST fallback status points",
      PREREQUISITES, "Some firewalls let only common methods pass.",
      "Allow the method at firewalls and in URLScan.", SEVERITY_INFO},
     {BLOCKED(R(MP), IS(VERB_FETCH) | IS(VERB_CCM)), BLOCKED(R(DP), IS(VERB_FETCH)),
      BLOCKED(R(FSP), IS(VERB_POST))}},
};

const struct rule_section cm2007_proxy = SECTION(rules);
