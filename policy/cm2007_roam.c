#include "policy/cm2007_case.h"

#define PAGE "Client Communication in Mixed Mode and Native Mode, roaming (bb680900)"
#define OPTION "HTTP Communication for Roaming and Site Assignment (bb632728)"
#define AWAY C1, INSIDE, COMPUTER, RESIDENT_SITE
#define IN_MIXED                                                                                             \
    {                                                                                                        \
        FACT_WHERE, IS(WHERE_IN_MIXED)                                                                       \
    }
#define IN_NATIVE                                                                                            \
    {                                                                                                        \
        FACT_WHERE, IS(WHERE_IN_NATIVE)                                                                      \
    }
#define ROAMING_NO                                                                                           \
    {                                                                                                        \
        FACT_ROAMING, IS(THEN_NO)                                                                            \
    }
#define ROAMING_YES                                                                                          \
    {                                                                                                        \
        FACT_ROAMING, IS(FIRST_YES)                                                                          \
    }
#define SAID_NOT_YES                                                                                         \
    {                                                                                                        \
        FACT_ROAMING_SAID, IS(SAID_NO) | IS(SAID_UNKNOWN)                                                    \
    }
#define SAID_ROAMING                                                                                         \
    {                                                                                                        \
        FACT_ROAMING_SAID, IS(SAID_YES)                                                                      \
    }
#define TLS_OR_SMB                                                                                           \
    {                                                                                                        \
        FACT_PROTOCOL, IS(CLASS_HTTPS) | IS(CLASS_SMB)                                                       \
    }
#define AT_OWN C1, INSIDE, COMPUTER, OWN_SITE

#define WHY_STAYS                                                                                            \
    "A mixed-mode client has no certificate for a native-mode site: roaming does not work, it stays with "   \
    "its "                                                                                                   \
    "own management point and its own site's distribution points."
#define FIX_STAYS                                                                                            \
    "Check the client's assignment and the boundaries; assign clients that stay there to the native-mode "   \
    "site."
#define WHY_CLEAR                                                                                            \
    "A native-mode client talks to mixed-mode systems in clear text only where the administrator allowed "   \
    "it."
#define FIX_CLEAR                                                                                            \
    "Allow HTTP communication for roaming and site assignment (http_roaming: yes), or keep such clients "    \
    "out "                                                                                                   \
    "of mixed-mode boundaries."
#define WHY_OWN "Wherever a native-mode client resides, it speaks HTTPS with its own native-mode site."
#define FIX_OWN                                                                                              \
    "Find out why the client speaks HTTP to its own site: certificate, site mode setting, web site."

static const struct rule rules[] = {
    {{"ROAM-01", "Mixed-mode client at a native-mode management point",
      "a mixed-mode client roaming in a native-mode site uses the resident management point",
      "no communication", PAGE, WHY_STAYS, FIX_STAYS, SEVERITY_HIGH},
     {BAD(HIGH, AWAY, ROLE(R(MP)), MIXED_CLIENT, NATIVE, HTTP),
      BAD(MEDIUM, AWAY, ROLE(R(MP)), MIXED_CLIENT, NATIVE, TLS_OR_SMB),
      BAD(MEDIUM, AWAY, ROLE(R(MP)), MIXED_CLIENT, NATIVE, OTHER_TREE)}},
    {{"ROAM-02", "Mixed-mode client at a native-mode distribution point",
      "a mixed-mode client roaming in a native-mode site uses a distribution point there, branch ones too",
      "no communication", PAGE, WHY_STAYS, FIX_STAYS, SEVERITY_HIGH},
     {BAD(HIGH, AWAY, ROLE(R(DP)), MIXED_CLIENT, NATIVE, HTTP),
      BAD(MEDIUM, AWAY, ROLE(R(DP)), MIXED_CLIENT, NATIVE, TLS_OR_SMB),
      BAD(MEDIUM, AWAY, ROLE(R(DP)), MIXED_CLIENT, NATIVE, OTHER_TREE)}},
    {{"ROAM-03", "Mixed-mode client away, with its own site",
      "a mixed-mode client residing in a native-mode site uses its own management or distribution points",
      "HTTP, as at home (MODE-01, MODE-03)", PAGE, WHY_STAYS,
      "Check the mode of the client's site in the site file; look for a client that was installed with "
      "native-mode properties.",
      SEVERITY_LOW},
     {OK(AT_OWN, ROLE(R(MP)), IN_NATIVE, MIXED, HTTP),
      OK(AT_OWN, ROLE(R(DP)), STANDARD, BITS, IN_NATIVE, MIXED, HTTP),
      BAD(LOW, AT_OWN, ROLE(R(MP)), IN_NATIVE, MIXED, HTTPS),
      BAD(LOW, AT_OWN, ROLE(R(DP)), STANDARD, BITS, IN_NATIVE, MIXED, HTTPS)}},
    {{"ROAM-04", "Native-mode client away, own management point",
      "a native-mode client without http_roaming, residing in a mixed-mode site, uses its own management "
      "point",
      "HTTPS", PAGE, WHY_OWN, FIX_OWN, SEVERITY_HIGH},
     {OK(AT_OWN, ROLE(R(MP)), IN_MIXED, NATIVE, SAID_NOT_YES, HTTPS),
      BAD(HIGH, AT_OWN, ROLE(R(MP)), IN_MIXED, NATIVE, SAID_NOT_YES, HTTP)}},
    {{"ROAM-05", "Native-mode roaming client, own management point",
      "a native-mode client with http_roaming, residing in a mixed-mode site, uses its own management point",
      "HTTPS", PAGE, WHY_OWN, FIX_OWN, SEVERITY_HIGH},
     {OK(AT_OWN, ROLE(R(MP)), IN_MIXED, NATIVE, SAID_ROAMING, HTTPS),
      BAD(HIGH, AT_OWN, ROLE(R(MP)), IN_MIXED, NATIVE, SAID_ROAMING, HTTP)}},
    {{"ROAM-06", "Native-mode client away, own distribution point",
      "a native-mode client without http_roaming, residing in a mixed-mode site, uses its own distribution "
      "points",
      "HTTPS", PAGE, WHY_OWN, FIX_OWN, SEVERITY_HIGH},
     {OK(AT_OWN, ROLE(R(DP)), STANDARD, IN_MIXED, NATIVE, SAID_NOT_YES, BITS, HTTPS),
      BAD(HIGH, AT_OWN, ROLE(R(DP)), STANDARD, IN_MIXED, NATIVE, SAID_NOT_YES, HTTP)}},
    {{"ROAM-07", "Native-mode roaming client, own distribution point",
      "a native-mode client with http_roaming, residing in a mixed-mode site, uses its own distribution "
      "points",
      "HTTPS", PAGE, WHY_OWN, FIX_OWN, SEVERITY_HIGH},
     {OK(AT_OWN, ROLE(R(DP)), STANDARD, IN_MIXED, NATIVE, SAID_ROAMING, BITS, HTTPS),
      BAD(HIGH, AT_OWN, ROLE(R(DP)), STANDARD, IN_MIXED, NATIVE, SAID_ROAMING, HTTP)}},
    {{"ROAM-08", "Native-mode client at a mixed-mode management point without leave",
      "a native-mode client without http_roaming uses the resident management point of a mixed-mode site",
      "no communication", PAGE, WHY_CLEAR, FIX_CLEAR, SEVERITY_HIGH},
     {BAD(HIGH, AWAY, ROLE(R(MP)), NATIVE_CLIENT, MIXED, ROAMING_NO, HTTP),
      BAD(MEDIUM, AWAY, ROLE(R(MP)), NATIVE_CLIENT, MIXED, ROAMING_NO, TLS_OR_SMB),
      BAD(MEDIUM, AWAY, ROLE(R(MP)), NATIVE_CLIENT, MIXED, ROAMING_NO, OTHER_TREE)}},
    {{"ROAM-09", "Native-mode roaming client at a mixed-mode management point",
      "a native-mode client with http_roaming uses the resident management point of a mixed-mode site",
      "HTTP", OPTION,
      "The resident management point is in mixed mode and speaks HTTP; HTTPS there is a wrong setting.",
      "Check the mode of the resident site in the site file.", SEVERITY_LOW},
     {OK(AWAY, ROLE(R(MP)), NATIVE_CLIENT, MIXED, ROAMING_YES, HTTP),
      BAD(LOW, AWAY, ROLE(R(MP)), NATIVE_CLIENT, MIXED, ROAMING_YES, HTTPS)}},
    {{"ROAM-10", "Native-mode client at a mixed-mode distribution point without leave",
      "a native-mode client without http_roaming uses a distribution point of the mixed-mode site it resides "
      "in",
      "no communication", PAGE, WHY_CLEAR, FIX_CLEAR, SEVERITY_HIGH},
     {BAD(HIGH, AWAY, ROLE(R(DP)), NATIVE_CLIENT, MIXED, ROAMING_NO, HTTP),
      BAD(MEDIUM, AWAY, ROLE(R(DP)), NATIVE_CLIENT, MIXED, ROAMING_NO, TLS_OR_SMB),
      BAD(MEDIUM, AWAY, ROLE(R(DP)), NATIVE_CLIENT, MIXED, ROAMING_NO, OTHER_TREE)}},
    {{"ROAM-11", "Native-mode roaming client at a mixed-mode distribution point",
      "a native-mode client with http_roaming uses a distribution point of the mixed-mode site it resides in",
      "HTTP; SMB by BDP-01, DP-01, DP-03 and DP-04", OPTION,
      "The distribution point is in mixed mode and speaks HTTP; HTTPS there is a wrong setting.",
      "Check the mode of the resident site in the site file.", SEVERITY_LOW},
     {OK(AWAY, ROLE(R(DP)), STANDARD, BITS, NATIVE_CLIENT, MIXED, ROAMING_YES, HTTP),
      BAD(LOW, AWAY, ROLE(R(DP)), STANDARD, BITS, NATIVE_CLIENT, MIXED, ROAMING_YES, HTTPS)}},
    {{"ROAM-12", "Mixed-mode client roams between mixed-mode sites",
      "a mixed-mode client uses the resident management point or distribution points of another mixed-mode "
      "site",
      "HTTP; SMB by the distribution point rules", "About Client Roaming", "As inside a mixed-mode site.",
      "Check the mode of both sites in the site file.", SEVERITY_LOW},
     {OK(AWAY, ROLE(R(MP)), MIXED_CLIENT, MIXED, HTTP),
      OK(AWAY, ROLE(R(DP)), STANDARD, BITS, MIXED_CLIENT, MIXED, HTTP),
      BAD(LOW, AWAY, ROLE(R(MP)), MIXED_CLIENT, MIXED, HTTPS),
      BAD(LOW, AWAY, ROLE(R(DP)), STANDARD, BITS, MIXED_CLIENT, MIXED, HTTPS)}},
    {{"ROAM-13", "Native-mode client roams between native-mode sites",
      "a native-mode client uses the resident management point or distribution points of another native-mode "
      "site",
      "HTTPS; SMB by the distribution point rules", "About Client Roaming", "As inside a native-mode site.",
      "Find out why the client speaks HTTP: certificate, site mode setting, web site.", SEVERITY_HIGH},
     {OK(AWAY, ROLE(R(MP)), NATIVE_CLIENT, NATIVE, HTTPS),
      OK(AWAY, ROLE(R(DP)), STANDARD, BITS, NATIVE_CLIENT, NATIVE, HTTPS),
      BAD(HIGH, AWAY, ROLE(R(MP)), NATIVE_CLIENT, NATIVE, HTTP),
      BAD(HIGH, AWAY, ROLE(R(DP)), STANDARD, NATIVE_CLIENT, NATIVE, HTTP)}},
    {{"ROAM-14", "Mobile devices do not roam", "a mobile device uses another site's systems", "see MOB-01",
      PAGE, "Device clients do not support roaming.", "See MOB-01.", SEVERITY_INFO},
     {{0}}},
    {{"ROAM-15", "Neither own nor resident site",
      "a management or distribution point of a site that is neither assigned nor resident",
      "not covered (NC-NONRESIDENT)", "product choice", "The sources are silent about such traffic.",
      "Check the boundaries if the client should reside there.", SEVERITY_INFO},
     {{0}}},
    {{"ROAM-16", "Update and state migration points of other sites",
      "a software update point or state migration point of another site",
      "not covered (NC-OPT), but for update metadata in clear text from a native-mode client (MODE-06)",
      "product choice", "The sources are silent about such traffic.", "See MODE-06.", SEVERITY_INFO},
     {{0}}},
    {{"ROAM-17", "Roles that are not bound to a site",
      "a fallback status point or server locator point of any site",
      "as MODE-09 to MODE-12 and the SLP rules; the client's mode selects the rule, the port is the target "
      "site's",
      PAGE, "These roles serve clients of every site.", "Nothing to do.", SEVERITY_INFO},
     {{0}}},
};

const struct rule_section cm2007_roam = SECTION(rules);
