#include "policy/cm2007_case.h"
#include "policy/cm2007_pair.h"

#define IBCM_PORTS "Determine the Ports Required for IBCM"

static const struct rule rules[] = {
    {{"SRV-01", "Site server and its site systems", "a site server and a system of its site, inside one zone",
      "RPC and SMB from the site server, SMB from the site system unless server_initiated_only", IBCM_PORTS,
      "Installation, content and status.", "Nothing to do.", SEVERITY_INFO},
     {OK(SERVERS, SAME, BETWEEN(DOWN), {FACT_PROTOCOL, IS(CLASS_SMB) | IS(CLASS_RPC)}),
      OK(SERVERS, SAME, BETWEEN(UP), SMB)}},
    {{"SRV-02", "Site database inside one zone",
      "a role with database access speaks SQL to the site database", "SQL on TCP 1433", IBCM_PORTS,
      "These roles read or write the site database.", "Nothing to do.", SEVERITY_INFO},
     {OK(DATABASE, BY(USERS), SAME)}},
    {{"SRV-03", "Client at the site database", "a client speaks SQL to a site database or its replica",
      "never (FW-SQL-01)", "derived", "Clients reach the database through site systems only.",
      "See FW-SQL-01.", SEVERITY_HIGH},
     {{0}}},
    {{"SRV-04", "Site to site", "site servers of a parent and a child site", "SMB on TCP 445",
      "Ports Used by Configuration Manager (bb632618): site server to site server",
      "Sites send to one another over SMB.", "Nothing to do.", SEVERITY_INFO},
     {OK(SERVERS, SAME, BETWEEN(IS(LINK_SITE_TO_SITE)), SMB),
      OK(SERVERS, BACK, BETWEEN(IS(LINK_SITE_TO_SITE)), SMB, SCENARIOS(B12_SCENARIOS))}},
    {{"SRV-05", "Content from the site server", "a site server copies content to a distribution point",
      "SMB (SRV-01)", "About BITS-enabled distribution points",
      "The site server always copies content over SMB.", "See SRV-01 and DP-08.", SEVERITY_INFO},
     {{0}}},
    {{"SRV-06", "Software update points among themselves", "two software update points inside one zone",
      "HTTP or HTTPS on their ports", IBCM_PORTS ", SUP synchronisation", "Metadata synchronisation.",
      "Nothing to do.", SEVERITY_INFO},
     {OK(SERVERS, SAME, UPDATES((uint16_t)~IS(UPDATES_NOT)), WEB, AT_PORT,
         {FACT_EVIDENCE, IS(PROVES_NOTHING) | IS(PROVES_ROLE)})}},
    {{"SRV-07", "IPsec between servers", "two site systems speak ESP or AH", "not covered, with a note",
      "Site modes (bb680658)",
      "Native mode protects clients and servers from one another's names; between servers that is for IPsec.",
      "Nothing to do: what runs inside is not audited.", SEVERITY_INFO},
     {NOTE("ipsec", SERVERS, {FACT_SERVICE, IS(SERVICE_IPSEC)}),
      NOTE("ipsec", DATABASE, {FACT_SERVICE, IS(SERVICE_IPSEC)})}},
    {{"SRV-08", "Site system as a client",
      "a site system sends what only a client sends, or also_client is set", "as any client of its site",
      "derived", "A client agent runs there.", "See the rules for clients.", SEVERITY_INFO},
     {{0}}},
};

const struct rule_section cm2007_server = SECTION(rules);
