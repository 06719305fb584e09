#include "policy/cm2007_case.h"

#define DEPLOY_PAGE "Ports Used During Client Deployment"
#define PUSHED                                                                                               \
    {FACT_PAIR, IS(PAIR_SERVER_CLIENT)}, {FACT_STATE, IS(STATE_OPEN)},                                       \
    {                                                                                                        \
        FACT_CLIENT, IS(CLIENT_IN) | IS(CLIENT_IN_ONLY) | IS(CLIENT_IN_BOTH)                                 \
    }
#define BY_OWN                                                                                               \
    {                                                                                                        \
        FACT_SENDER, IS(SENDER_OWN_SERVER)                                                                   \
    }
#define BY_OTHER                                                                                             \
    {                                                                                                        \
        FACT_SENDER, IS(SENDER_OTHER_SERVER)                                                                 \
    }
#define ENABLED                                                                                              \
    {                                                                                                        \
        FACT_PUSH, IS(FACT_YES)                                                                              \
    }
#define DISABLED                                                                                             \
    {                                                                                                        \
        FACT_PUSH, IS(FACT_NO)                                                                               \
    }
#define EPM                                                                                                  \
    RPC,                                                                                                     \
    {                                                                                                        \
        FACT_PORT, IS(PORT_RIGHT)                                                                            \
    }
#define DYNAMIC                                                                                              \
    RPC,                                                                                                     \
    {                                                                                                        \
        FACT_PORT, IS(PORT_DYNAMIC)                                                                          \
    }
#define SOURCE                                                                                               \
    C1, INSIDE, {FACT_STATE, IS(STATE_OPEN)},                                                                \
    {                                                                                                        \
        FACT_SOURCE, IS(SOURCE_LISTED) | IS(SOURCE_CLIENT_SHARE)                                             \
    }
#define BY_METHOD(m)                                                                                         \
    {                                                                                                        \
        FACT_METHOD, IS(METHOD_##m)                                                                          \
    }
#define WHY_PUSH                                                                                             \
    "Client push logs on to the client with administrative rights. Where it is not enabled, the same "       \
    "traffic "                                                                                               \
    "is somebody else's."
#define FIX_PUSH                                                                                             \
    "Enable push for the site in the site file (deploy: push) if it is meant; else find out what the site "  \
    "server does on this client."
#define WHY_SOURCE                                                                                           \
    "A client being installed may read its files from a share that the administrator named; the site "       \
    "server "                                                                                                \
    "needs no SMB to it for that."

static const struct rule rules[] = {
    {{"PORT-ALL-01", "Server locator point during deployment",
      "a client being installed asks a server locator point", "HTTP on TCP 80 or the site's alternate port",
      DEPLOY_PAGE ", all methods", "See SLP-05.", "See SLP-01 to SLP-05 and PORT-01.", SEVERITY_INFO},
     {{0}}},
    {{"PORT-ALL-02", "Fallback status point during deployment",
      "a client being installed reports to its fallback status point",
      "HTTP on TCP 80 or the site's alternate port", DEPLOY_PAGE ", all methods",
      "An FSP was assigned to the client.", "See MODE-09, MODE-10 and FSP-03.", SEVERITY_INFO},
     {{0}}},
    {{"PORT-PUSH-07", "Push by another site's server",
      "a site server speaks SMB or RPC to a client of another site",
      "push comes from the site server of the client's site or of the secondary site it resides in",
      "derived",
      "Push from a foreign site assigns clients to the wrong site and shows overlapping discovery.",
      "Check discovery and push settings of that site, and the client's assignment.", SEVERITY_MEDIUM},
     {BAD(MEDIUM, PUSHED, BY_OTHER, {FACT_PROTOCOL, IS(CLASS_SMB) | IS(CLASS_RPC)})}},
    {{"PORT-PUSH-01", "Push: the server looks whether the client is there",
      "a site server sends an echo request to a client", "ICMP echo, where push is enabled",
      DEPLOY_PAGE ", push",
      "Push pings before it connects; elsewhere a ping has other uses and is not covered.", "Nothing to do.",
      SEVERITY_INFO},
     {OK(PUSHED, BY_OWN, ENABLED, {FACT_PROTOCOL, IS(CLASS_ICMP_ECHO)})}},
    {{"PORT-PUSH-02", "Push: files over SMB", "a site server speaks SMB to a client",
      "SMB on TCP 445, where push is enabled", DEPLOY_PAGE ", push", WHY_PUSH, FIX_PUSH, SEVERITY_MEDIUM},
     {OK(PUSHED, BY_OWN, ENABLED, SMB), BAD(MEDIUM, PUSHED, BY_OWN, DISABLED, SMB)}},
    {{"PORT-PUSH-03", "Push: RPC endpoint mapper", "a site server asks a client's endpoint mapper",
      "RPC on TCP and UDP 135, where push is enabled", DEPLOY_PAGE ", push", WHY_PUSH, FIX_PUSH,
      SEVERITY_MEDIUM},
     {OK(PUSHED, BY_OWN, ENABLED, EPM), BAD(MEDIUM, PUSHED, BY_OWN, DISABLED, EPM)}},
    {{"PORT-PUSH-04", "Push: RPC on dynamic ports", "a site server speaks RPC to a client on a dynamic port",
      "RPC on any TCP port, where push is enabled", DEPLOY_PAGE ", push", WHY_PUSH, FIX_PUSH,
      SEVERITY_MEDIUM},
     {OK(PUSHED, BY_OWN, ENABLED, DYNAMIC), BAD(MEDIUM, PUSHED, BY_OWN, DISABLED, DYNAMIC)}},
    {{"PORT-PUSH-05", "Push: the client asks its management point",
      "a client being pushed contacts a management point", "HTTP in mixed, HTTPS in native mode",
      DEPLOY_PAGE ", push", "As any client.", "See MODE-01 and MODE-02.", SEVERITY_INFO},
     {{0}}},
    {{"PORT-MAN-01", "Installation files, manual or by logon script",
      "a client reads installation files, and its site deploys manually or by logon script",
      "SMB to a management point's SMSClient share, or to any share of a listed source",
      DEPLOY_PAGE ", manual", WHY_SOURCE, "Nothing to do.", SEVERITY_INFO},
     {OK(SOURCE, BY_METHOD(MANUAL), SMB), OK(SOURCE, BY_METHOD(MANUAL), OTHER_TREE)}},
    {{"PORT-MAN-02", "Manual installation, mixed mode",
      "a client installed by hand fetches its files from a management "
      "point",
      "HTTP on the site's HTTP request ports", DEPLOY_PAGE ", manual",
      "With /source: this contact is not needed, but later policy traffic looks the same.", "See MODE-01.",
      SEVERITY_INFO},
     {{0}}},
    {{"PORT-MAN-03", "Manual installation, native mode",
      "a client installed by hand fetches its files from a "
      "management point",
      "HTTPS on the site's HTTPS request ports", DEPLOY_PAGE ", manual",
      "With /source: this contact is not needed, but later policy traffic looks the same.", "See MODE-02.",
      SEVERITY_INFO},
     {{0}}},
    {{"PORT-MAN-04", "Manual installation with /source:", "a client reads a source share",
      "SMB to a listed install_source", DEPLOY_PAGE ", manual", WHY_SOURCE, "See PORT-MAN-01 and PORT-SRC.",
      SEVERITY_INFO},
     {{0}}},
    {{"PORT-GPO-01", "Group policy installation, mixed mode",
      "a client installed by group policy contacts a management "
      "point",
      "HTTP on the site's HTTP request ports", DEPLOY_PAGE ", group policy", "As any client.",
      "See MODE-01 and MODE-02.", SEVERITY_INFO},
     {{0}}},
    {{"PORT-GPO-02", "Group policy installation, native mode",
      "a client installed by group policy contacts a "
      "management point",
      "HTTPS on the site's HTTPS request ports", DEPLOY_PAGE ", group policy", "As any client.",
      "See MODE-01 and MODE-02.", SEVERITY_INFO},
     {{0}}},
    {{"PORT-GPO-03", "Installation files, by group policy",
      "a client reads installation files, and its site deploys by group policy",
      "SMB to a listed install_source", DEPLOY_PAGE ", group policy", WHY_SOURCE, "Nothing to do.",
      SEVERITY_INFO},
     {OK(SOURCE, BY_METHOD(GPO), SMB), OK(SOURCE, BY_METHOD(GPO), OTHER_TREE)}},
    {{"PORT-SUP-01", "Installation by software update point, HTTP", "a client asks a software update point",
      "HTTP on the update point's port, in a mixed-mode site", DEPLOY_PAGE ", software update point",
      "As any client.", "See MODE-05 and MODE-06.", SEVERITY_INFO},
     {{0}}},
    {{"PORT-SUP-02", "Installation by software update point, HTTPS", "a client asks a software update point",
      "HTTPS on the update point's port", DEPLOY_PAGE ", software update point", "As any client.",
      "See MODE-05 and MODE-06.", SEVERITY_INFO},
     {{0}}},
    {{"PORT-SUP-03", "Installation files, otherwise",
      "a client reads installation files from a listed source, and its site deploys neither by hand nor by "
      "group "
      "policy",
      "SMB to a listed install_source", DEPLOY_PAGE ", software update point", WHY_SOURCE, "Nothing to do.",
      SEVERITY_INFO},
     {OK(SOURCE, BY_METHOD(OTHER), SMB), OK(SOURCE, BY_METHOD(OTHER), OTHER_TREE)}},
    {{"PORT-SWD-01", "Client upgrade by software distribution, SMB",
      "a client fetches the upgrade from a distribution "
      "point",
      "SMB by DP-01, DP-03, DP-04 and DP-05", DEPLOY_PAGE ", software distribution", "As any package.",
      "See DP-06.", SEVERITY_INFO},
     {{0}}},
    {{"PORT-SWD-02", "Client upgrade by software distribution, HTTP",
      "a client fetches the upgrade from a distribution "
      "point",
      "HTTP, in a mixed-mode site", DEPLOY_PAGE ", software distribution", "As any package.",
      "See MODE-03 and MODE-04.", SEVERITY_INFO},
     {{0}}},
    {{"PORT-SWD-03", "Client upgrade by software distribution, HTTPS",
      "a client fetches the upgrade from a "
      "distribution point",
      "HTTPS, in a native-mode site", DEPLOY_PAGE ", software distribution", "As any package.",
      "See MODE-03 and MODE-04.", SEVERITY_INFO},
     {{0}}},
};

const struct rule_section cm2007_deploy = SECTION(rules);
