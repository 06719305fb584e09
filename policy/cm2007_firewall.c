#include "policy/cm2007_case.h"
#include "policy/cm2007_pair.h"

#define IBCM_PORTS "Determine the Ports Required for IBCM"
#define SYNCHRONISATION IBCM_PORTS ", SUP synchronisation"
#define OUT_CLIENT                                                                                           \
    {                                                                                                        \
        FACT_CLIENT, IS(CLIENT_OUT) | IS(CLIENT_OUT_ONLY) | IS(CLIENT_OUT_BOTH)                              \
    }
#define TO_CLIENT {FACT_PAIR, IS(PAIR_SERVER_CLIENT)}, OUT_CLIENT
#define OTHER_SENDER BY(IS(SENDER_NONE) | IS(SENDER_REPORTER))
#define TALK                                                                                                 \
    {                                                                                                        \
        FACT_SERVICE, (uint16_t) ~(IS(SERVICE_IPSEC) | IS(SERVICE_ICMP))                                     \
    }
#define OTHER_ROOTS                                                                                          \
    {                                                                                                        \
        FACT_KIND, IS(KIND_WSUS_SECURED) | IS(KIND_WSUS_OPEN) | IS(KIND_WSUS_SERVER) | IS(KIND_CONTENT)      \
    }

#define FETCHES(how, scenarios)                                                                              \
    OK(SERVERS, INWARD, UPDATES(how), HTTPS, AT_PORT, scenarios),                                            \
        OK(SERVERS, INWARD, UPDATES(how), HTTP, AT_PORT, {FACT_KIND, IS(KIND_TERMS)}, scenarios),            \
        OK(SERVERS, INWARD, UPDATES(how), HTTP, AT_PORT, {FACT_EVIDENCE, IS(PROVES_NOTHING)}, scenarios)

static const struct rule rules[] = {
    {{"FW-SUP-01", "Active update point configures an internet one",
      "the active software update point in the intranet reaches an internet one of its site in the perimeter",
      "HTTPS on the internet update point's port", SYNCHRONISATION, "It sets up WSUS there; nobody else may.",
      "Put the internet update point's WSUS on SSL.", SEVERITY_HIGH},
     {OK(SERVERS, OUTWARD, UPDATES(IS(UPDATES_CONFIGURED)), HTTPS, AT_PORT, B7_TO_B9),
      OK(SERVERS, OUTWARD, UPDATES(IS(UPDATES_TO_CHILD)), HTTPS, AT_PORT, WHOLE_CHILD),
      BAD(HIGH, SERVERS, OUTWARD, UPDATES(IS(UPDATES_CONFIGURED) | IS(UPDATES_TO_CHILD)), HTTP)}},
    {{"FW-SUP-02", "Internet update point synchronises",
      "an internet software update point with sync: online asks its site's active one in the intranet, or "
      "its "
      "parent site's where a whole child site lies in the perimeter",
      "HTTPS for metadata; HTTP only for licence terms, text files under /Content fetched with GET",
      SYNCHRONISATION, "Metadata must not be changed on its way through the perimeter.",
      "Put the active update point's WSUS on SSL.", SEVERITY_HIGH},
     {FETCHES(IS(UPDATES_FETCHED), B7_TO_B9), FETCHES(IS(UPDATES_FROM_PARENT), WHOLE_CHILD),
      BAD(HIGH, SERVERS, INWARD, UPDATES(IS(UPDATES_FETCHED) | IS(UPDATES_FROM_PARENT)), HTTP, OTHER_ROOTS)}},
    {{"FW-SUP-03", "Update point that shall not synchronise",
      "an internet software update point without sync: online asks the active one in the intranet",
      "no connection from the perimeter into the intranet", SYNCHRONISATION,
      "With export and import nothing needs to be open on the back firewall for synchronisation.",
      "Close it on the back firewall, or set sync: online.", SEVERITY_MEDIUM},
     {BAD(MEDIUM, SERVERS, INWARD, UPDATES(IS(UPDATES_BARRED)), WEB)}},
    {{"FW-SQL-01", "SQL from a host without a database role",
      "a host that has no role with database access speaks SQL to a site system",
      "SQL only from site server, management point, server locator point, reporting point, SMS provider and "
      "PXE "
      "service point",
      IBCM_PORTS, "The site database holds everything; only its own systems talk to it.",
      "Find out what connects there; give the host its role in the site file if it has one.", SEVERITY_HIGH},
     {BAD(CRITICAL, DATABASE, FRONT), BAD(HIGH, DATABASE, STRANGER, ACROSS((uint16_t)~IS(ZONES_FRONT))),
      BAD(CRITICAL, C1, SQL, FRONT), BAD(HIGH, C1, SQL, ACROSS((uint16_t)~IS(ZONES_FRONT))),
      BAD(HIGH, SERVERS, SQL, STRANGER, BACK), BAD(CRITICAL, SERVERS, SQL, FRONT)}},
    {{"FW-SQL-02", "SQL on another port than 1433", "a database role speaks SQL on another port", "TCP 1433",
      IBCM_PORTS, "Configuration Manager 2007 does not support changing the SQL port.",
      "Move the instance to TCP 1433, or set accept_sql_port: yes.", SEVERITY_MEDIUM},
     {BAD(MEDIUM, DATABASE, BY(USERS), {FACT_PORT, IS(PORT_WRONG)})}},
    {{"FW-SQL", "Site database across the back firewall",
      "an internet management point speaks SQL to the site database, or database and replica to one another",
      "SQL on TCP 1433, as the site's scenario has it", IBCM_PORTS,
      "Without a replica an internet management point needs the site database.", "Nothing to do.",
      SEVERITY_INFO},
     {OK(DATABASE, BY(IS(SENDER_INTERNET_MP)), ROLE(R(SITE_DB)), INWARD, B5),
      OK(DATABASE, BY(IS(SENDER_DATABASE)), BACK, B6)}},
    {{"FW-RPC", "RPC across a firewall", "RPC crosses the back firewall, or comes from the internet",
      "only from a site server in the intranet to its own site systems for the internet", IBCM_PORTS,
      "The site server installs site systems and packages over RPC; nobody else needs to cross with it.",
      "Close RPC on the firewall for all others.", SEVERITY_HIGH},
     {OK(SERVERS, OUTWARD, BETWEEN(IS(LINK_SERVER_TO_FACING)), RPC, B1_TO_B4),
      BAD(HIGH, SERVERS, OUTWARD, BETWEEN((uint16_t)~IS(LINK_SERVER_TO_FACING)), RPC),
      BAD(HIGH, SERVERS, INWARD, RPC), BAD(CRITICAL, SERVERS, FRONT, RPC), BAD(CRITICAL, C1, OUT_CLIENT, RPC),
      BAD(CRITICAL, TO_CLIENT, OTHER_SENDER, RPC)}},
    {{"FW-SMB", "SMB across a firewall", "SMB crosses the back or the front firewall between servers",
      "between a site server in the intranet and its own site systems for the internet; not from the site "
      "system where the site server initiates everything",
      IBCM_PORTS, "Installation, content and status go over SMB between a site server and its systems.",
      "Close SMB on the firewall for all others.", SEVERITY_HIGH},
     {OK(SERVERS, OUTWARD, BETWEEN(IS(LINK_SERVER_TO_FACING)), SMB, B1_TO_B4),
      OK(SERVERS, INWARD, BETWEEN(UP), SMB, B1_TO_B4),
      BAD(HIGH, SERVERS, OUTWARD, BETWEEN((uint16_t) ~(IS(LINK_SERVER_TO_FACING) | IS(LINK_SITE_TO_SITE))),
          SMB),
      BAD(HIGH, SERVERS, INWARD, BETWEEN((uint16_t) ~(UP | IS(LINK_SITE_TO_SITE))), SMB),
      BAD(HIGH, SERVERS, BACK, BETWEEN(IS(LINK_SITE_TO_SITE)), SMB, SCENARIOS((uint16_t)~B12_SCENARIOS)),
      BAD(CRITICAL, SERVERS, FRONT, SMB)}},
    {{"FW-HTTP", "HTTP across the firewalls", "HTTP between the internet, the perimeter and the intranet",
      "from internet clients to the fallback status point, and for licence terms between update points",
      IBCM_PORTS, "Everything else is HTTPS.", "See IBCM-05, IBCM-06, FW-SUP-02 and FW-BE-99.",
      SEVERITY_INFO},
     {{0}}},
    {{"FW-HTTPS", "HTTPS across the firewalls", "HTTPS between the internet, the perimeter and the intranet",
      "from internet clients to management, distribution and software update points, and between update "
      "points",
      IBCM_PORTS, "This is what client management on the internet runs over.",
      "See IBCM-05, FW-SUP-01, FW-SUP-02 and FW-BE-99.", SEVERITY_INFO},
     {{0}}},
    {{"FW-PORTS", "Ports of the firewalls", "a firewall's list of ports",
      "80 and 443, or what the sites have enabled instead", IBCM_PORTS ", site request ports",
      "Where default and alternate port are both enabled the firewall needs both.",
      "Correct the firewall or the site file (CFG-FW-01).", SEVERITY_INFO},
     {{0}}},
    {{"FW-BE-99", "Back firewall, everything else",
      "two configured systems on both sides of the back firewall, with something no rule allows in the "
      "site's scenario",
      "blocked at the back firewall", IBCM_PORTS, "What is not needed stays closed.",
      "Close it on the back firewall, or correct ibcm_scenario in the site file.", SEVERITY_HIGH},
     {OTHERWISE(HIGH, SERVERS, BACK, TALK), OTHERWISE(HIGH, DATABASE, BACK, TALK)}},
};

const struct rule_section cm2007_firewall = SECTION(rules);
