#include "policy/cm2007_case.h"

#define PORTS_PAGE "Ports Used During Client Deployment, notes 1 and 2; Determine the Ports Required for IBCM"
#define NEAR                                                                                                 \
    {                                                                                                        \
        FACT_TARGET, IS(TARGET_OWN) | IS(TARGET_RESIDENT)                                                    \
    }
#define ANYWHERE_ROLES (R(FSP) | R(SLP))
#define WRONG                                                                                                \
    {                                                                                                        \
        FACT_PORT, IS(PORT_WRONG)                                                                            \
    }
/* Clients of internet systems: internet_only, both, or on the internet. */
#define GATED                                                                                                \
    C1, OWN_SITE,                                                                                            \
        {FACT_CLIENT, IS(CLIENT_IN_ONLY) | IS(CLIENT_IN_BOTH) | IS(CLIENT_OUT) | IS(CLIENT_OUT_ONLY) |       \
                          IS(CLIENT_OUT_BOTH)},                                                              \
    {                                                                                                        \
        FACT_SCOPE, IS(SCOPE_INTERNET) | IS(SCOPE_BOTH)                                                      \
    }
/* A client inside, whatever the system is for. */
#define INSIDER                                                                                              \
    {                                                                                                        \
        FACT_CLIENT, IS(CLIENT_IN) | IS(CLIENT_IN_BOTH)                                                      \
    }
#define UNTICKED                                                                                             \
    {                                                                                                        \
        FACT_PORT, IS(PORT_UNTICKED)                                                                         \
    }
#define NO_SOURCE                                                                                            \
    {                                                                                                        \
        FACT_SOURCE, IS(SOURCE_NO)                                                                           \
    }
#define FIX_PORT                                                                                             \
    "Correct the client's request port, or tick the port at the site and list it under http_ports or "       \
    "https_ports; firewalls and IPsec filters must know it too."

static const struct rule rules[] = {
    {{"PORT-SITE", "Request port that is switched off",
      "a client uses HTTP or HTTPS on a port of its target's site whose request service is not ticked",
      "one of the site's enabled request ports", "Determine the Ports Required for IBCM, site request ports",
      "Each site has two HTTP and two HTTPS request services; one that is not ticked answers nobody, so the "
      "client has old settings.",
      FIX_PORT, SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, INSIDE, ROLE(R(MP)), NEAR, WEB, UNTICKED),
      BAD(MEDIUM, C1, INSIDE, ROLE(R(DP)), STANDARD, NEAR, WEB, UNTICKED),
      BAD(MEDIUM, C1, INSIDE, ROLE(R(SMP)), OWN_SITE, WEB, UNTICKED),
      BAD(MEDIUM, C1, INSIDE, ROLE(ANYWHERE_ROLES), WEB, UNTICKED),
      BAD(MEDIUM, GATED, ROLE(R(MP) | R(DP) | R(FSP)), WEB, UNTICKED)}},
    {{"PORT-01", "HTTP on a port that is none of the site's",
      "HTTP to a management, distribution, state migration, fallback status or server locator point on "
      "another "
      "port than the site's HTTP request ports",
      "the site's HTTP request ports, TCP 80 by default", PORTS_PAGE,
      "All clients of a site use its request ports; traffic elsewhere gets around firewall rules and shows "
      "clients with wrong settings.",
      FIX_PORT, SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, INSIDE, ROLE(R(MP)), NEAR, HTTP, WRONG),
      BAD(MEDIUM, C1, INSIDE, ROLE(R(DP)), STANDARD, NEAR, HTTP, WRONG),
      BAD(MEDIUM, C1, INSIDE, ROLE(R(SMP)), OWN_SITE, HTTP, WRONG),
      BAD(MEDIUM, C1, INSIDE, ROLE(ANYWHERE_ROLES), HTTP, WRONG),
      BAD(MEDIUM, GATED, ROLE(R(MP) | R(DP) | R(FSP)), HTTP, WRONG)}},
    {{"PORT-02", "HTTPS on a port that is none of the site's",
      "TLS to a management, distribution or state migration point on a web port that is no enabled HTTPS "
      "request "
      "port of the site",
      "the site's HTTPS request ports, TCP 443 by default", PORTS_PAGE,
      "All clients of a site use its request ports; traffic elsewhere gets around firewall rules and shows "
      "clients with wrong settings.",
      FIX_PORT, SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, INSIDE, ROLE(R(MP)), NEAR, HTTPS, WRONG),
      BAD(MEDIUM, C1, INSIDE, ROLE(R(DP)), STANDARD, NEAR, HTTPS, WRONG),
      BAD(MEDIUM, C1, INSIDE, ROLE(R(SMP)), OWN_SITE, HTTPS, WRONG),
      BAD(MEDIUM, GATED, ROLE(R(MP) | R(DP)), HTTPS, WRONG)}},
    {{"PORT-ALT", "Alternate ports", "a site uses an alternate request port",
      "the configured set replaces the default", "Ports Used During Client Deployment, note 1",
      "Firewalls and IPsec filters must then know the alternate port.", "See PORT-01, PORT-02 and CFG-FW-01.",
      SEVERITY_INFO},
     {{0}}},
    {{"PORT-03", "Software update point on a port that is not its own",
      "HTTP with WSUS paths, or TLS on a web port, outside the software update point's pair of ports",
      "the software update point's own ports: 80 and 443, or 8530 and 8531, or the pair that was configured",
      "Ports Used During Client Deployment, note 2",
      "WSUS has ports of its own; the site's request ports do not "
      "count for it.",
      "Compare the ports of the WSUS web site with the software update point component and the site file.",
      SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, INSIDE, ROLE(R(SUP)), OWN_SITE, WEB,
          {FACT_PORT, IS(PORT_WRONG) | IS(PORT_NO_PROTOCOL)}),
      BAD(MEDIUM, GATED, ROLE(R(SUP)), WEB, {FACT_PORT, IS(PORT_WRONG) | IS(PORT_NO_PROTOCOL)})}},
    {{"PORT-04", "Reporting point on a port that is not its own",
      "HTTP with report paths, or TLS on a web port, that is not the reporting point's",
      "the ports fixed when the reporting point was installed, 80 and 443 by default",
      "Ports Used by Configuration Manager (bb632618)",
      "A reporting point's ports are set once; another one means another web site.",
      "Use the reporting point's own URL, or correct its ports in the site file.", SEVERITY_LOW},
     {BAD(LOW, C1, INSIDE, ROLE(R(RP)), WEB, WRONG)}},
    {{"PORT-SMB139", "SMB over the NetBIOS session service",
      "SMB on another port than TCP 445, mostly TCP 139", "SMB on TCP 445",
      "product choice: the sources name TCP 445 only",
      "TCP 139 carries the same content, but firewalls that follow the documentation do not expect it, and "
      "it "
      "needs NetBIOS.",
      "Disable NetBIOS over TCP/IP, or find out why TCP 445 is not reachable.", SEVERITY_LOW},
     {BAD(LOW, C1, INSIDE, NEAR, SMB, WRONG), BAD(LOW, C1, INSIDE, OTHER_TREE, WRONG),
      BAD(LOW, C1, INSIDE, {FACT_SOURCE, IS(SOURCE_LISTED) | IS(SOURCE_CLIENT_SHARE)}, SMB, WRONG),
      BAD(LOW, {FACT_PAIR, IS(PAIR_SERVER_CLIENT)}, {FACT_SENDER, IS(SENDER_OWN_SERVER)},
          {FACT_PUSH, IS(FACT_YES)}, {FACT_STATE, IS(STATE_OPEN)}, SMB, WRONG),
      BAD(LOW, {FACT_PAIR, IS(PAIR_SERVERS)},
          {FACT_LINK, (uint16_t) ~(IS(LINK_NONE) | IS(LINK_SYSTEM_TO_SERVER_BARRED))}, SMB, WRONG)}},
    {{"PORT-SRC", "SMB to a site system without a reason",
      "a client opens SMB to a site system that has no distribution, state migration or source share for it",
      "no SMB", "derived: the sources name every share that clients use",
      "Shares such as ADMIN$, C$ or WsusContent are for administrators; a client that opens them is "
      "misconfigured or in the wrong hands.",
      "Look at the share's name and the user; list the host under install_source if it holds client "
      "installation files.",
      SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, INSIDER, ROLE((uint16_t) ~(R(SMP) | R(SHV))), NO_SOURCE, OTHER_TREE),
      BAD(MEDIUM, C1, INSIDER, ROLE((uint16_t) ~(R(DP) | R(SMP) | R(PXE) | R(SHV))), NO_SOURCE, SMB,
          {FACT_EVIDENCE, IS(PROVES_NOTHING)})}},
    {{"WSUS-01", "WSUS port pair 80 and 443", "a software update point uses HTTP port 80",
      "its HTTPS port is 443", "Ports Used During Client Deployment, note 2",
      "WSUS derives one port from the other.", "Correct the site file or the WSUS web site (CFG-WSUS-01).",
      SEVERITY_INFO},
     {{0}}},
    {{"WSUS-02", "Other WSUS port pairs", "a software update point uses another HTTP port than 80",
      "its HTTPS port is one higher", "Ports Used During Client Deployment, note 2",
      "WSUS derives one port from the other.", "Correct the site file or the WSUS web site (CFG-WSUS-02).",
      SEVERITY_INFO},
     {{0}}},
    {{"WSUS-03", "Update points may differ", "several software update points have different ports",
      "each its own pair", "Ports Used During Client Deployment, note 2",
      "The port can change after installation and need not be equal across the hierarchy.", "Nothing to do.",
      SEVERITY_INFO},
     {{0}}},
    {{"ROLE-00", "Role that is not configured on the host",
      "a request carries the path or share of a role that the site file does not give to this host",
      "requests only to configured roles", "derived: a host answers for its configured roles only",
      "Either the site file is out of date, and the host's other verdicts with it, or a server plays a role "
      "nobody gave it.",
      "Add the role to the system in the site file, or find out why the client went there.", SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, INSIDER, ROLE((uint16_t)~R(SHV)), {FACT_EVIDENCE, IS(PROVES_OTHER)}, HTTP),
      BAD(MEDIUM, C1, INSIDER, ROLE((uint16_t)~R(SHV)), {FACT_EVIDENCE, IS(PROVES_OTHER)}, SMB, NO_SOURCE)}},
};

const struct rule_section cm2007_port = SECTION(rules);
