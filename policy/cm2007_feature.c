#include "policy/cm2007_case.h"
#include "policy/cm2007_out.h"

#define FEATURES OVERVIEW ", features not supported"
#define WHY "Configuration Manager 2007 does not support this for clients on the internet."
#define FIX "Close it on the front firewall and check the client's settings."
#define CLIENTS                                                                                              \
    {                                                                                                        \
        FACT_PAIR, IS(PAIR_CLIENTS)                                                                          \
    }
/* The system stands inside, and the site's scenario lets nothing through to it (policy.md 9.1 and 9.3). */
#define NOT_LET_THROUGH                                                                                      \
    {                                                                                                        \
        FACT_SCENARIO, (uint16_t) ~(IS(SCENARIO_CUSTOM) | IS(SCENARIO_4INT))                                 \
    }
#define BOOT(kind)                                                                                           \
    PROTOCOL(IS(CLASS_PXE)),                                                                                 \
    {                                                                                                        \
        FACT_KIND, kind                                                                                      \
    }

static const struct rule rules[] = {
    {{"IBCM-F01", "Software distribution to users over the internet",
      "a program is advertised to users instead of computers", "never", FEATURES, WHY,
      "Nothing to do here: policy travels inside TLS, no packet shows it.", SEVERITY_INFO},
     {{0}}},
    {{"IBCM-F02", "SMB or a branch distribution point on the internet",
      "SMB from or to an internet client, or an internet client at a branch distribution point", "never",
      FEATURES, WHY, FIX, SEVERITY_CRITICAL},
     {BAD(CRITICAL, C1, OUT, SMB), BAD(HIGH, C1, OUT, ROLE(R(DP)), BRANCH, WEB),
      BAD(CRITICAL, TO_CLIENT, {FACT_SENDER, IS(SENDER_NONE) | IS(SENDER_REPORTER)}, SMB)}},
    {{"IBCM-F03", "Client deployment over the internet",
      "a site server speaks SMB or RPC to an internet client, or such a client fetches installation files in "
      "clear text",
      "never", FEATURES, WHY, FIX, SEVERITY_CRITICAL},
     {BAD(CRITICAL, TO_CLIENT, BY_SERVER, PROTOCOL(IS(CLASS_SMB) | IS(CLASS_RPC))),
      BESIDE(C1, OUT, ROLE(R(MP)), HTTP, {FACT_KIND, IS(KIND_SETUP)})}},
    {{"IBCM-F04", "Automatic site assignment from the internet",
      "an internet client asks a server locator point or a directory service of a site system, or a name "
      "server for SMS_SLP or MP_ with a site code",
      "never", FEATURES, WHY, FIX, SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, OUT, ROLE(R(SLP)), WEB), BAD(MEDIUM, C1, OUT, PROTOCOL(IS(CLASS_LDAP))),
      BAD(MEDIUM, C1, OUT, SERVICE(SITE_NAME))}},
    {{"IBCM-F05", "Network access protection from the internet",
      "an internet client asks a health registration authority or a RADIUS server, or its DHCP carries NAP "
      "options",
      "never", FEATURES, WHY, FIX, SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, OUT, {FACT_KIND, IS(KIND_HRA)}), BAD(MEDIUM, C1, OUT, SERVICE(RADIUS)),
      BAD(MEDIUM, C1, OUT, SERVICE(NAP))}},
    {{"IBCM-F06", "Wake On LAN to the internet", "a magic packet is sent toward an internet client", "never",
      FEATURES, WHY, FIX, SEVERITY_MEDIUM},
     {BAD(MEDIUM, TO_CLIENT, PROTOCOL(IS(CLASS_WOL)))}},
    {{"IBCM-F07", "Operating system deployment over the internet",
      "PXE, TFTP or multicast with an internet client", "never", FEATURES, WHY, FIX, SEVERITY_HIGH},
     {BAD(HIGH, C1, OUT, BOOT(IS(KIND_PXE))), BAD(HIGH, TO_CLIENT, BOOT(IS(KIND_PXE))),
      BAD(HIGH, C1, OUT, PROTOCOL(IS(CLASS_TFTP))), BAD(HIGH, TO_CLIENT, PROTOCOL(IS(CLASS_TFTP))),
      BAD(HIGH, C1, OUT, SERVICE(BINL)), BAD(HIGH, TO_CLIENT, SERVICE(BINL)),
      BAD(HIGH, C1, OUT, SERVICE(MULTICAST)), BAD(HIGH, TO_CLIENT, SERVICE(MULTICAST)),
      BAD(HIGH, CLIENTS, OUT, BOOT(IS(KIND_PXE))), BAD(HIGH, CLIENTS, OUT, PROTOCOL(IS(CLASS_TFTP)))}},
    {{"IBCM-F08", "Task sequences and user state over the internet",
      "an internet client uses a state migration point", "never", FEATURES, WHY, FIX, SEVERITY_HIGH},
     {BAD(HIGH, C1, OUT, ROLE(R(SMP)), FILES)}},
    {{"IBCM-F09", "Remote control over the internet",
      "remote control, remote assistance or remote desktop toward an internet client", "never", FEATURES, WHY,
      FIX, SEVERITY_HIGH},
     {BAD(HIGH, TO_CLIENT, PROTOCOL(IS(CLASS_REMCTRL) | IS(CLASS_RDP)))}},
    {{"IBCM-F10", "Out-of-band management over the internet", "AMT from or to an internet client", "never",
      FEATURES, WHY, FIX, SEVERITY_HIGH},
     {BAD(HIGH, TO_CLIENT, PROTOCOL(IS(CLASS_AMT))), BAD(HIGH, C1, OUT, PROTOCOL(IS(CLASS_AMT)))}},
    {{"IBCM-F11", "Client ping over the internet",
      "a site server or a reporting host pings an internet client", "never", FEATURES, WHY, FIX,
      SEVERITY_LOW},
     {BAD(LOW, TO_CLIENT, BY_SERVER, PROTOCOL(IS(CLASS_ICMP_ECHO))),
      BAD(LOW, TO_CLIENT, {FACT_SENDER, IS(SENDER_REPORTER)}, PROTOCOL(IS(CLASS_ICMP_ECHO)))}},
    {{"IBCM-F12", "Network discovery on the internet",
      "a site server sends SNMP, echo requests or DHCP queries to internet addresses", "never", OVERVIEW, WHY,
      "Take the address ranges out of network discovery.", SEVERITY_LOW},
     {BAD(LOW, TO_CLIENT, BY_SERVER, SERVICE(SNMP)),
      BAD(LOW, TO_CLIENT, BY_SERVER, PROTOCOL(IS(CLASS_ICMP_ECHO))),
      BAD(LOW, TO_CLIENT, BY_SERVER, SERVICE(DHCP))}},
    {{"IBCM-F13", "Roaming on the internet", "an internet client uses another site's systems", "see IBCM-09",
      FEATURES, WHY, "See IBCM-09.", SEVERITY_MEDIUM},
     {{0}}},
    {{"FW-FE-99", "Front firewall, everything else",
      "an internet host reaches a configured system with something no rule allows",
      "blocked at the front firewall", IBCM_PORTS, "What is not needed stays closed.",
      "Close it on the front firewall.", SEVERITY_HIGH},
     {BAD(CRITICAL, C1, OUT,
          PROTOCOL(IS(CLASS_SMB) | IS(CLASS_RPC) | IS(CLASS_SQL) | IS(CLASS_REMCTRL) | IS(CLASS_AMT))),
      BAD(HIGH, C1, OUT,
          PROTOCOL(IS(CLASS_UNKNOWN) | IS(CLASS_RDP) | IS(CLASS_LDAP) | IS(CLASS_ICMP_ECHO) | IS(CLASS_WOL) |
                   IS(CLASS_PXE) | IS(CLASS_TFTP) | IS(FACTS_FOREIGN)),
          {FACT_SERVICE, (uint16_t)~IS(SERVICE_ICMP)}),
      BAD(HIGH, C1, OUT, ROLE(SERVING), FACES_OUT, HTTPS,
          {FACT_PORT, IS(PORT_UNTICKED) | IS(PORT_WRONG) | IS(PORT_NO_PROTOCOL)}),
      BAD(HIGH, C1, OUT, ROLE(R(FSP)), FACES_OUT, HTTP, {FACT_PORT, IS(PORT_UNTICKED) | IS(PORT_WRONG)}),
      BAD(HIGH, C1, OUT, ROLE((uint16_t) ~(SERVING | R(FSP))), WEB),
      BAD(HIGH, C1, OUT, ROLE(SERVING | R(FSP)), FACES_OUT, WEB, NOT_LET_THROUGH),
      OTHERWISE(CRITICAL, {FACT_PAIR, IS(PAIR_SERVERS)}, {FACT_ZONES, IS(ZONES_FRONT)},
                PROTOCOL(IS(CLASS_REMCTRL) | IS(CLASS_AMT))),
      OTHERWISE(HIGH, {FACT_PAIR, IS(PAIR_SERVERS)}, {FACT_ZONES, IS(ZONES_FRONT)},
                {FACT_SERVICE, (uint16_t) ~(IS(SERVICE_IPSEC) | IS(SERVICE_ICMP))},
                PROTOCOL((uint16_t) ~(IS(CLASS_REMCTRL) | IS(CLASS_AMT) | IS(CLASS_SMB) | IS(CLASS_RPC) |
                                      IS(CLASS_SQL))))}},
};

const struct rule_section cm2007_feature = SECTION(rules);
