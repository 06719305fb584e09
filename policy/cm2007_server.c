#include "policy/cm2007_case.h"

#define IBCM_PORTS "Determine the Ports Required for IBCM"
#define SERVERS                                                                                              \
    {                                                                                                        \
        FACT_PAIR, IS(PAIR_SERVERS)                                                                          \
    }
#define DATABASE                                                                                             \
    {                                                                                                        \
        FACT_PAIR, IS(PAIR_DATABASE)                                                                         \
    }
#define BETWEEN(links)                                                                                       \
    {                                                                                                        \
        FACT_LINK, links                                                                                     \
    }
#define SAME                                                                                                 \
    {                                                                                                        \
        FACT_ZONES, IS(ZONES_SAME)                                                                           \
    }
#define BACK                                                                                                 \
    {                                                                                                        \
        FACT_ZONES, IS(ZONES_BACK)                                                                           \
    }
#define FRONT                                                                                                \
    {                                                                                                        \
        FACT_ZONES, IS(ZONES_FRONT)                                                                          \
    }
#define USER                                                                                                 \
    {                                                                                                        \
        FACT_SENDER, IS(SENDER_DB_USER)                                                                      \
    }
#define STRANGER                                                                                             \
    {                                                                                                        \
        FACT_SENDER, IS(SENDER_NONE)                                                                         \
    }
#define DOWN IS(LINK_SERVER_TO_SYSTEM)
#define UP IS(LINK_SYSTEM_TO_SERVER)
#define OUT_CLIENT                                                                                           \
    {                                                                                                        \
        FACT_CLIENT, IS(CLIENT_OUT) | IS(CLIENT_OUT_ONLY) | IS(CLIENT_OUT_BOTH)                              \
    }

static const struct rule rules[] = {
    {{"FW-SQL-01", "SQL from a host without a database role",
      "a host that has no role with database access speaks SQL to a site system",
      "SQL only from site server, management point, server locator point, reporting point, SMS provider and "
      "PXE "
      "service point",
      IBCM_PORTS, "The site database holds everything; only its own systems talk to it.",
      "Find out what connects there; give the host its role in the site file if it has one.", SEVERITY_HIGH},
     {BAD(CRITICAL, DATABASE, STRANGER, FRONT),
      BAD(HIGH, DATABASE, STRANGER, {FACT_ZONES, IS(ZONES_SAME) | IS(ZONES_BACK)}),
      BAD(CRITICAL, C1, SQL, FRONT), BAD(HIGH, C1, SQL, {FACT_ZONES, IS(ZONES_SAME) | IS(ZONES_BACK)})}},
    {{"FW-SQL-02", "SQL on another port than 1433", "a database role speaks SQL on another port", "TCP 1433",
      IBCM_PORTS, "Configuration Manager 2007 does not support changing the SQL port.",
      "Move the instance to TCP 1433, or set accept_sql_port: yes.", SEVERITY_MEDIUM},
     {BAD(MEDIUM, DATABASE, USER, {FACT_PORT, IS(PORT_WRONG)})}},
    {{"SRV-02", "Site database inside one zone",
      "a role with database access speaks SQL to the site database", "SQL on TCP 1433", IBCM_PORTS,
      "These roles read or write the site database.", "Nothing to do.", SEVERITY_INFO},
     {OK(DATABASE, USER, SAME)}},
    {{"FW-SQL", "Site database across the back firewall",
      "a role with database access in the perimeter speaks SQL to the site database", "SQL on TCP 1433",
      IBCM_PORTS, "Without a replica an internet management point needs the site database.", "Nothing to do.",
      SEVERITY_INFO},
     {OK(DATABASE, USER, BACK)}},
    {{"FW-RPC", "RPC across a firewall", "RPC crosses the back firewall, or comes from the internet",
      "only from a site server to its own site systems", IBCM_PORTS,
      "The site server installs site systems and packages over RPC; nobody else needs to cross with it.",
      "Close RPC on the firewall for all others.", SEVERITY_HIGH},
     {OK(SERVERS, BACK, BETWEEN(DOWN), RPC), BAD(HIGH, SERVERS, BACK, BETWEEN((uint16_t)~DOWN), RPC),
      BAD(CRITICAL, C1, OUT_CLIENT, RPC)}},
    {{"FW-SMB", "SMB across the back firewall", "SMB crosses the back firewall between servers",
      "between a site server and its own site systems; not from the site system where the site server "
      "initiates "
      "everything",
      IBCM_PORTS, "Installation, content and status go over SMB between a site server and its systems.",
      "Close SMB on the firewall for all others.", SEVERITY_HIGH},
     {OK(SERVERS, BACK, BETWEEN(DOWN | UP), SMB),
      BAD(HIGH, SERVERS, BACK,
          BETWEEN(IS(LINK_NONE) | IS(LINK_SYSTEM_TO_SERVER_BARRED) | IS(LINK_SUP_TO_SUP)), SMB)}},
    {{"SRV-01", "Site server and its site systems", "a site server and a system of its site, inside one zone",
      "RPC and SMB from the site server, SMB from the site system unless server_initiated_only", IBCM_PORTS,
      "Installation, content and status.", "Nothing to do.", SEVERITY_INFO},
     {OK(SERVERS, SAME, BETWEEN(DOWN), {FACT_PROTOCOL, IS(CLASS_SMB) | IS(CLASS_RPC)}),
      OK(SERVERS, SAME, BETWEEN(UP), SMB)}},
    {{"SRV-04", "Site to site", "site servers of a parent and a child site", "SMB on TCP 445",
      "Ports Used by Configuration Manager (bb632618): site server to site server",
      "Sites send to one another over SMB.", "Nothing to do.", SEVERITY_INFO},
     {OK(SERVERS, BETWEEN(IS(LINK_SITE_TO_SITE)), SMB)}},
    {{"SRV-06", "Software update points among themselves", "two software update points inside one zone",
      "HTTP or HTTPS on their ports", IBCM_PORTS ", SUP synchronisation", "Metadata synchronisation.",
      "Nothing to do.", SEVERITY_INFO},
     {OK(SERVERS, SAME, BETWEEN(IS(LINK_SUP_TO_SUP)), WEB)}},
};

const struct rule_section cm2007_server = SECTION(rules);
