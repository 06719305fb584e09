#include "policy/cm2007_case.h"

#define OVERVIEW "Overview of Internet-Based Client Management"
#define IBCM_PORTS "Determine the Ports Required for IBCM"
#define OUT                                                                                                  \
    {                                                                                                        \
        FACT_CLIENT, IS(CLIENT_OUT) | IS(CLIENT_OUT_ONLY) | IS(CLIENT_OUT_BOTH) | IS(CLIENT_PROXY)           \
    }
#define GATE                                                                                                 \
    {                                                                                                        \
        FACT_CLIENT, IS(CLIENT_OUT) | IS(CLIENT_OUT_ONLY) | IS(CLIENT_OUT_BOTH) | IS(CLIENT_PROXY) |         \
                         IS(CLIENT_IN_ONLY)                                                                  \
    }
#define KEPT_IN                                                                                              \
    {                                                                                                        \
        FACT_CLIENT, IS(CLIENT_IN_ONLY)                                                                      \
    }
#define BOTH_IN                                                                                              \
    {                                                                                                        \
        FACT_CLIENT, IS(CLIENT_IN_BOTH)                                                                      \
    }
#define FACES_OUT                                                                                            \
    {                                                                                                        \
        FACT_SCOPE, IS(SCOPE_INTERNET) | IS(SCOPE_BOTH)                                                      \
    }
#define FACES_IN                                                                                             \
    {                                                                                                        \
        FACT_SCOPE, IS(SCOPE_INTRANET)                                                                       \
    }
#define NOT_OWN                                                                                              \
    {                                                                                                        \
        FACT_TARGET, IS(TARGET_RESIDENT) | IS(TARGET_OTHER)                                                  \
    }
#define SERVING (R(MP) | R(DP) | R(SUP))
#define TO_CLIENT                                                                                            \
    {FACT_PAIR, IS(PAIR_SERVER_CLIENT)},                                                                     \
    {                                                                                                        \
        FACT_CLIENT, IS(CLIENT_OUT) | IS(CLIENT_OUT_ONLY) | IS(CLIENT_OUT_BOTH)                              \
    }
#define BY_SERVER                                                                                            \
    {                                                                                                        \
        FACT_SENDER, IS(SENDER_OWN_SERVER) | IS(SENDER_OTHER_SERVER)                                         \
    }
#define WHY_FEATURE "Configuration Manager 2007 does not support this for clients on the internet."
#define FIX_FEATURE "Close it on the front firewall and check the client's settings."

static const struct rule rules[] = {
    {{"IBCM-F02", "SMB or a branch distribution point on the internet",
      "SMB from or to an internet client, or an internet client at a branch distribution point", "never",
      OVERVIEW ", features not supported", WHY_FEATURE, FIX_FEATURE, SEVERITY_CRITICAL},
     {BAD(CRITICAL, C1, OUT, SMB), BAD(HIGH, C1, OUT, ROLE(R(DP)), BRANCH, WEB),
      BAD(CRITICAL, TO_CLIENT, {FACT_SENDER, IS(SENDER_NONE)}, SMB)}},
    {{"IBCM-F03", "Client deployment over the internet",
      "a site server speaks SMB or RPC to an internet client", "never", OVERVIEW ", features not supported",
      WHY_FEATURE, FIX_FEATURE, SEVERITY_CRITICAL},
     {BAD(CRITICAL, TO_CLIENT, BY_SERVER, {FACT_PROTOCOL, IS(CLASS_SMB) | IS(CLASS_RPC)})}},
    {{"IBCM-F04", "Automatic site assignment from the internet",
      "an internet client asks a server locator point or a directory service of a site system", "never",
      OVERVIEW ", features not supported", WHY_FEATURE, FIX_FEATURE, SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, OUT, ROLE(R(SLP)), WEB), BAD(MEDIUM, C1, OUT, {FACT_PROTOCOL, IS(CLASS_LDAP)})}},
    {{"IBCM-F05", "Network access protection from the internet",
      "an internet client asks a health registration authority", "never", OVERVIEW ", features not supported",
      WHY_FEATURE, FIX_FEATURE, SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, OUT, {FACT_KIND, IS(KIND_HRA)})}},
    {{"IBCM-F06", "Wake On LAN to the internet", "a magic packet is sent toward an internet client", "never",
      OVERVIEW ", features not supported", WHY_FEATURE, FIX_FEATURE, SEVERITY_MEDIUM},
     {BAD(MEDIUM, TO_CLIENT, {FACT_PROTOCOL, IS(CLASS_WOL)})}},
    {{"IBCM-F07", "Operating system deployment over the internet", "PXE or TFTP with an internet client",
      "never", OVERVIEW ", features not supported", WHY_FEATURE, FIX_FEATURE, SEVERITY_HIGH},
     {BAD(HIGH, C1, OUT, {FACT_PROTOCOL, IS(CLASS_PXE) | IS(CLASS_TFTP)}),
      BAD(HIGH, TO_CLIENT, {FACT_PROTOCOL, IS(CLASS_PXE) | IS(CLASS_TFTP)})}},
    {{"IBCM-F08", "Task sequences and user state over the internet",
      "an internet client uses a state migration point", "never", OVERVIEW ", features not supported",
      WHY_FEATURE, FIX_FEATURE, SEVERITY_HIGH},
     {BAD(HIGH, C1, OUT, ROLE(R(SMP)), FILES)}},
    {{"IBCM-F09", "Remote control over the internet",
      "remote control, remote assistance or remote desktop toward an "
      "internet client",
      "never", OVERVIEW ", features not supported", WHY_FEATURE, FIX_FEATURE, SEVERITY_HIGH},
     {BAD(HIGH, TO_CLIENT, {FACT_PROTOCOL, IS(CLASS_REMCTRL) | IS(CLASS_RDP)})}},
    {{"IBCM-F10", "Out-of-band management over the internet", "AMT toward an internet client", "never",
      OVERVIEW ", features not supported", WHY_FEATURE, FIX_FEATURE, SEVERITY_HIGH},
     {BAD(HIGH, TO_CLIENT, {FACT_PROTOCOL, IS(CLASS_AMT)})}},
    {{"IBCM-F11", "Client ping over the internet", "a site server pings an internet client", "never",
      OVERVIEW ", features not supported", WHY_FEATURE, FIX_FEATURE, SEVERITY_LOW},
     {BAD(LOW, TO_CLIENT, BY_SERVER, {FACT_PROTOCOL, IS(CLASS_ICMP_ECHO)})}},
    {{"IBCM-01", "Internet client at a mixed-mode site",
      "an internet client reaches a system of a mixed-mode site", "never", OVERVIEW,
      "Only native mode authenticates and encrypts; internet clients need it.",
      "Close the front firewall for this site, or bring the site into native mode.", SEVERITY_CRITICAL},
     {BAD(CRITICAL, C1, OUT, MIXED)}},
    {{"IBCM-02", "Internet client at a secondary site",
      "an internet client reaches a system of a secondary site", "never", OVERVIEW ", site systems",
      "Only primary sites support internet-based clients.", "Close the front firewall for this system.",
      SEVERITY_HIGH},
     {BAD(HIGH, C1, OUT, {FACT_SITE_TYPE, IS(SITE_SECONDARY)})}},
    {{"IBCM-03", "Role that does not serve the internet",
      "an internet client reaches a reporting point, system health validator point, SMS provider or site "
      "server",
      "only management, distribution, software update and fallback status points", OVERVIEW ", site systems",
      "Other roles have no business on the internet.", "Close the front firewall for this system.",
      SEVERITY_HIGH},
     {BAD(HIGH, C1, OUT, ROLE(R(RP) | R(SHV) | R(SMS_PROVIDER))),
      BAD(CRITICAL, C1, OUT, ROLE(R(SITE_SERVER)))}},
    {{"IBCM-04", "System that is not configured for the internet",
      "an internet client uses a role instance with scope: intranet", "scope internet or both",
      OVERVIEW ", site systems", "A role instance serves internet clients only when it is configured to.",
      "Close the front firewall for this system, or set its scope.", SEVERITY_HIGH},
     {BAD(HIGH, C1, OUT, ROLE(SERVING | R(FSP)), FACES_IN, WEB)}},
    {{"IBCM-05", "Internet management, distribution and software update points",
      "an internet-managed client uses an internet-facing management, distribution or software update point",
      "HTTPS", IBCM_PORTS,
      "Management traffic on the internet must be authenticated on both sides and encrypted.",
      "Require SSL and client certificates on the internet-facing web site.", SEVERITY_CRITICAL},
     {OK(C1, GATE, ROLE(SERVING), FACES_OUT, OWN_SITE, HTTPS),
      OK(C1, BOTH_IN, ROLE(R(DP) | R(SUP)), {FACT_SCOPE, IS(SCOPE_INTERNET)}, OWN_SITE, HTTPS,
         {FACT_ORDER, IS(ORDER_FAILED)}),
      BAD(CRITICAL, C1, OUT, ROLE(R(MP) | R(DP)), FACES_OUT, HTTP),
      BAD(CRITICAL, C1, OUT, ROLE(R(SUP)), FACES_OUT, HTTP,
          {FACT_KIND, IS(KIND_WSUS_SECURED) | IS(KIND_WSUS_SERVER)}),
      BAD(HIGH, C1, OUT, ROLE(R(SUP)), FACES_OUT, HTTP,
          {FACT_KIND, IS(KIND_PLAIN) | IS(KIND_WSUS_OPEN) | IS(KIND_CONTENT)}),
      BAD(HIGH, C1, {FACT_CLIENT, IS(CLIENT_IN_ONLY) | IS(CLIENT_IN_BOTH)}, ROLE(SERVING),
          {FACT_SCOPE, IS(SCOPE_INTERNET)}, HTTP)}},
    {{"FSP-05", "Internet fallback status point from inside",
      "a client for intranet and internet reports to the internet fallback status point from the intranet",
      "HTTP", OVERVIEW ", fallback status point",
      "It does so when it cannot reach its assigned management point.",
      "Find out why the management point was not reachable.", SEVERITY_INFO},
     {OK(C1, BOTH_IN, ROLE(R(FSP)), {FACT_SCOPE, IS(SCOPE_INTERNET)}, HTTP)}},
    {{"FSP-04", "Intranet fallback status point by a client for both",
      "a client for intranet and internet that has an internet fallback status point uses an intranet one",
      "never", OVERVIEW ", fallback status point",
      "Such a client reports to its internet fallback status point only.",
      "Check the fallback status point given at installation.", SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, BOTH_IN, ROLE(R(FSP)), FACES_IN, {FACT_FSP, IS(FSP_ANOTHER_OWN_OUTSIDE)}, WEB)}},
    {{"FSP-03", "Another client's fallback status point",
      "a client uses a fallback status point that is not its own", "the one given at installation",
      OVERVIEW ", fallback status point", "A client has one fallback status point.",
      "Check the client's installation properties or fsp: in the site file.", SEVERITY_LOW},
     {BAD(LOW, C1, INSIDE, ROLE(R(FSP)), WEB, {FACT_FSP, IS(FSP_ANOTHER)}),
      BAD(LOW, C1, {FACT_CLIENT, IS(CLIENT_IN)}, ROLE(R(FSP)), FACES_IN, WEB,
          {FACT_FSP, IS(FSP_ANOTHER_OWN_OUTSIDE)})}},
    {{"IBCM-06", "Internet fallback status point",
      "an internet-managed client reports to an internet fallback status point", "HTTP", IBCM_PORTS,
      "It must work when certificates do not.", "Check what speaks TLS to this host.", SEVERITY_LOW},
     {OK(C1, GATE, ROLE(R(FSP)), FACES_OUT, OWN_SITE, HTTP),
      BAD(LOW, C1, GATE, ROLE(R(FSP)), FACES_OUT, HTTPS)}},
    {{"IBCM-07", "Internet-only client at an intranet system",
      "a client with mgmt: internet_only uses an intranet system from inside", "only internet-facing systems",
      OVERVIEW ", clients", "Such a client stays with internet systems even inside the intranet.",
      "Check the client's management type.", SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, KEPT_IN, FACES_IN, ROLE((uint16_t)~IS(FACTS_NO_ROLE)), FILES)}},
    {{"IBCM-08", "Intranet-only client at an internet system",
      "a client with mgmt: intranet_only uses an internet-facing system", "intranet systems",
      OVERVIEW ", clients", "It has no need of internet-facing systems.",
      "Check the client's management type.", SEVERITY_MEDIUM},
     {BAD(LOW, C1, {FACT_CLIENT, IS(CLIENT_IN)}, {FACT_SCOPE, IS(SCOPE_INTERNET)}, ROLE(SERVING | R(FSP)),
          WEB),
      BAD(MEDIUM, C1, {FACT_CLIENT, IS(CLIENT_OUT)}, FACES_OUT, ROLE(SERVING | R(FSP)), WEB)}},
    {{"IBCM-09", "No roaming on the internet",
      "an internet-managed client uses another site's internet systems", "the assigned site's",
      OVERVIEW ", features not supported", "The internet management point is fixed.",
      "Check the client's assigned site.", SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, GATE, ROLE(SERVING | R(FSP)), FACES_OUT, NOT_OWN, WEB)}},
    {{"FW-FE-99", "Front firewall, everything else",
      "an internet host reaches a configured system with something no rule allows",
      "blocked at the front firewall", IBCM_PORTS, "What is not needed stays closed.",
      "Close it on the front firewall.", SEVERITY_HIGH},
     {BAD(CRITICAL, C1, OUT,
          {FACT_PROTOCOL, IS(CLASS_SMB) | IS(CLASS_RPC) | IS(CLASS_SQL) | IS(CLASS_REMCTRL) | IS(CLASS_AMT)}),
      BAD(HIGH, C1, OUT,
          {FACT_PROTOCOL, IS(CLASS_UNKNOWN) | IS(CLASS_RDP) | IS(CLASS_LDAP) | IS(CLASS_ICMP_ECHO) |
                              IS(CLASS_WOL) | IS(CLASS_PXE) | IS(CLASS_TFTP) | IS(FACTS_FOREIGN)}),
      BAD(HIGH, C1, OUT, ROLE(SERVING), FACES_OUT, HTTPS,
          {FACT_PORT, IS(PORT_UNTICKED) | IS(PORT_WRONG) | IS(PORT_NO_PROTOCOL)}),
      BAD(HIGH, C1, OUT, ROLE(R(FSP)), FACES_OUT, HTTP, {FACT_PORT, IS(PORT_UNTICKED) | IS(PORT_WRONG)}),
      BAD(HIGH, C1, OUT, ROLE((uint16_t) ~(SERVING | R(FSP))), WEB)}},
};

const struct rule_section cm2007_ibcm = SECTION(rules);
