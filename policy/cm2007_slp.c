#include "policy/cm2007_case.h"

#define NOTE_1 "Client Communication in Mixed Mode and Native Mode, note below the table (bb680900)"
#define ABROAD                                                                                               \
    {                                                                                                        \
        FACT_TARGET, IS(TARGET_RESIDENT) | IS(TARGET_OTHER)                                                  \
    }
#define INTERNET_ONLY                                                                                        \
    {                                                                                                        \
        FACT_CLIENT, IS(CLIENT_IN_ONLY) | IS(CLIENT_OUT_ONLY)                                                \
    }
#define NO_ROAMING                                                                                           \
    {                                                                                                        \
        FACT_ROAMING, IS(THEN_NO)                                                                            \
    }

static const struct rule rules[] = {
    {{"SLP-01", "Native clients may ask a server locator point",
      "a native-mode computer has HTTP communication for roaming and site assignment", "HTTP", NOTE_1,
      "The option exists for this: finding a site or a management point without Active Directory.",
      "Nothing to do.", SEVERITY_INFO},
     {{0}}},
    {{"SLP-02", "Native client asks a server locator point without leave",
      "a computer of a native-mode site without http_roaming uses a server locator point of any site",
      "no communication at all", NOTE_1,
      "A server locator point answers in clear text and proves nothing about itself; a native client takes "
      "its "
      "word only where the administrator allowed HTTP for roaming and site assignment.",
      "Publish the site in Active Directory, or allow HTTP communication for roaming and site assignment.",
      SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, INSIDE, ROLE(R(SLP)), COMPUTER, NATIVE_CLIENT, NO_ROAMING, WEB),
      BAD(MEDIUM, C1, INSIDE, ROLE(R(SLP)), COMPUTER, NATIVE_CLIENT, NO_ROAMING, ALONE, OTHER_PATH)}},
    {{"SLP-03", "Mobile device asks a server locator point",
      "a mobile device uses a server locator point, in either mode", "no communication", NOTE_1,
      "Device clients know their management point from their installation and never look for another.",
      "Check whether the address really is a device; correct its type in the site file if it is not.",
      SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, INSIDE, ROLE(R(SLP)), MOBILE, WEB),
      BAD(MEDIUM, C1, INSIDE, ROLE(R(SLP)), MOBILE, ALONE, OTHER_PATH)}},
    {{"SLP-04", "Internet-only client asks a server locator point",
      "a client with mgmt: internet_only uses a server locator point", "no communication",
      "Clarifying native mode clients and the server locator point (product team, 2009-01-20)",
      "A client for the internet only has a fixed management point and never looks for intranet ones.",
      "Check the client's management type and where it got the server locator point's name from.",
      SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, INTERNET_ONLY, ROLE(R(SLP)), WEB),
      BAD(MEDIUM, C1, INTERNET_ONLY, ROLE(R(SLP)), ALONE, OTHER_PATH)}},
    {{"SLP-05", "Server locator point although Active Directory has the data",
      "a client of a site whose schema is extended, in a trusted domain, uses a server locator point",
      "allowed, with a note", "Ports Used During Client Deployment, all methods",
      "Such a client should find its site in Active Directory; that it asks elsewhere hints at a publishing "
      "problem.",
      "Check that the site publishes to Active Directory, or set slp_needed: yes.", SEVERITY_INFO},
     {NOTE("slp-although-ad", C1, INSIDE, ROLE(R(SLP)), HTTP, {FACT_SLP_NEEDED, IS(FACT_NO)})}},

    {{"MOB-01", "Mobile device roams",
      "a mobile device uses a management or distribution point of another site",
      "only systems of its assigned site", NOTE_1, "Device clients do not support roaming.",
      "Check the device's assignment; give it a distribution point in its own site.", SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, INSIDE, ROLE(R(MP) | R(DP)), MOBILE, ABROAD, FILES),
      BAD(MEDIUM, C1, INSIDE, ROLE(R(MP) | R(DP)), MOBILE, ABROAD, OTHER_TREE)}},
    {{"MOB-02", "Mobile devices need BITS-enabled distribution points",
      "a mobile device downloads from a distribution point", "a distribution point with bits: yes",
      "the option's own text: required for device clients and internet-based clients",
      "Without the option there is no virtual directory a device could download from.",
      "Enable BITS, HTTP and HTTPS on a distribution point of the device's site (CFG-MOB-01, DP-02).",
      SEVERITY_INFO},
     {{0}}},
    {{"MOB-03", "How mobile devices download", "a mobile device downloads from a distribution point",
      "HTTP in mixed, HTTPS in native mode, plain GET requests", "About BITS-enabled distribution points",
      "Devices use the virtual directory but not BITS.", "Nothing to do.", SEVERITY_INFO},
     {{0}}},
    {{"MOB-07", "Mobile device uses a branch distribution point",
      "a mobile device speaks SMB, HTTP or HTTPS to a branch distribution point", "no communication",
      "Choose Between Standard and Branch Distribution Points",
      "Branch distribution points do not serve "
      "devices.",
      "Give the device a BITS-enabled standard distribution point.", SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, INSIDE, ROLE(R(DP)), BRANCH, MOBILE, FILES),
      BAD(MEDIUM, C1, INSIDE, ROLE(R(DP)), BRANCH, MOBILE, OTHER_TREE)}},
    {{"MOB-04", "Mobile device uses SMB", "a mobile device speaks SMB to a standard distribution point",
      "HTTP or HTTPS", "derived from MOB-02",
      "Devices need the BITS, HTTP and HTTPS option because SMB is not theirs; SMB from such an address "
      "comes "
      "from something else.",
      "Check whether the address really is a device.", SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, INSIDE, ROLE(R(DP)), STANDARD, MOBILE, SMB),
      BAD(MEDIUM, C1, INSIDE, ROLE(R(DP)), STANDARD, MOBILE, OTHER_TREE)}},
    {{"MOB-05", "Management types of mobile devices", "a mobile device's management type",
      "intranet only or internet only, never both", "Overview of Internet-Based Client Management, clients",
      "Devices do not switch between intranet and internet.", "Correct the site file (CFG-CLI-02).",
      SEVERITY_INFO},
     {{0}}},
};

const struct rule_section cm2007_slp = SECTION(rules);
