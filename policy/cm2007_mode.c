#include "policy/cm2007_case.h"

#define TABLE "Client Communication in Mixed Mode and Native Mode, table for the assigned site (bb680900)"
#define WHY_MIXED                                                                                            \
    "In mixed mode clients have no certificates to prove themselves with, so this traffic is HTTP. HTTPS "   \
    "here is no danger, but it shows that the client or the role was set up for native mode."
#define WHY_NATIVE                                                                                           \
    "Native mode promises that client and server prove who they are and that policy, inventory and content " \
    "cannot be read or changed on the way. One clear-text request breaks that promise."
#define FIX_MIXED                                                                                            \
    "Check the site mode in the site file and in the console; if the site is mixed, look for a client that " \
    "was installed with native-mode properties."
#define FIX_NATIVE                                                                                           \
    "Find out why the client speaks HTTP: its site mode setting, a missing client certificate, or a web "    \
    "site "                                                                                                  \
    "that does not require SSL. Make the virtual directory require SSL and client certificates."

static const struct rule rules[] = {
    {{"MODE-01", "Management point of a mixed-mode site",
      "a client uses a management point of its own mixed-mode site",
      "HTTP on one of the site's HTTP request ports", TABLE, WHY_MIXED, FIX_MIXED, SEVERITY_LOW},
     {OK(C1, INSIDE, ROLE(R(MP)), OWN_SITE, MIXED, HTTP),
      BAD(LOW, C1, INSIDE, ROLE(R(MP)), OWN_SITE, MIXED, HTTPS)}},
    {{"MODE-02", "Management point of a native-mode site",
      "a client uses a management point of its own native-mode site",
      "HTTPS on one of the site's HTTPS request ports", TABLE, WHY_NATIVE, FIX_NATIVE, SEVERITY_HIGH},
     {OK(C1, INSIDE, ROLE(R(MP)), OWN_SITE, NATIVE, HTTPS),
      BAD(HIGH, C1, INSIDE, ROLE(R(MP)), OWN_SITE, NATIVE, HTTP)}},
    {{"MODE-03", "BITS-enabled distribution point of a mixed-mode site",
      "a client uses a standard distribution point that allows BITS, HTTP and HTTPS, in its own mixed-mode "
      "site",
      "HTTP on one of the site's HTTP request ports; SMB only by DP-03 and DP-04", TABLE, WHY_MIXED,
      FIX_MIXED, SEVERITY_LOW},
     {OK(C1, INSIDE, ROLE(R(DP)), STANDARD, BITS, OWN_SITE, MIXED, HTTP),
      BAD(LOW, C1, INSIDE, ROLE(R(DP)), STANDARD, BITS, OWN_SITE, MIXED, HTTPS)}},
    {{"MODE-04", "BITS-enabled distribution point of a native-mode site",
      "a client uses a standard distribution point in its own native-mode site",
      "HTTPS on one of the site's HTTPS request ports; SMB only by DP-01, DP-03 and DP-05", TABLE, WHY_NATIVE,
      FIX_NATIVE, SEVERITY_HIGH},
     {OK(C1, INSIDE, ROLE(R(DP)), STANDARD, BITS, OWN_SITE, NATIVE, HTTPS),
      BAD(HIGH, C1, INSIDE, ROLE(R(DP)), STANDARD, OWN_SITE, NATIVE, HTTP)}},
    {{"MODE-05", "Software update point of a mixed-mode site",
      "a client uses a software update point of its own mixed-mode site",
      "HTTP or HTTPS on the software update point's own ports", TABLE,
      "Updates come from WSUS, which may be put on SSL in either mode; their signatures protect them.",
      "Nothing to do: either protocol is right. A wrong port is PORT-03.", SEVERITY_INFO},
     {OK(C1, INSIDE, ROLE(R(SUP)), OWN_SITE, MIXED, WEB)}},
    {{"MODE-05s", "Metadata in clear text from an SSL update point",
      "a software update point is set to SSL, yet a client of its mixed-mode site reads metadata over HTTP",
      "HTTPS for the WSUS roots that SSL protects", "Configure a WSUS web site to use SSL",
      "The administrator asked for SSL; a client that gets around it shows that IIS does not require it.",
      "Require SSL on ClientWebService, SimpleAuthWebService, DSSAuthWebService, ServerSyncWebService and "
      "ApiRemoting30.",
      SEVERITY_LOW},
     {BAD(LOW, C1, INSIDE, ROLE(R(SUP)), OWN_SITE, MIXED, HTTP, {FACT_SSL, IS(FACT_YES)},
          {FACT_KIND, IS(KIND_WSUS_SECURED) | IS(KIND_WSUS_SERVER)})}},
    {{"MODE-06x", "Roots that WSUS never protects",
      "a client of a native-mode site reads SelfUpdate, Content, ReportingWebService or Inventory over HTTP",
      "HTTP, while options.wsus_unsecured_roots is yes",
      "Configure a WSUS web site to use SSL: only five WSUS virtual roots are put on SSL",
      "WSUS signs these files and leaves their roots without SSL; a healthy native site shows this traffic.",
      "Nothing to do. Set wsus_unsecured_roots: no to read the mode table literally.", SEVERITY_INFO},
     {OK_NOTE("wsus-unsecured-root", C1, INSIDE, ROLE(R(SUP)), OWN_SITE, NATIVE, HTTP,
              {FACT_UNSECURED_ROOTS, IS(FACT_YES)},
              {FACT_KIND, IS(KIND_PLAIN) | IS(KIND_WSUS_OPEN) | IS(KIND_CONTENT) | IS(KIND_TERMS)})}},
    {{"MODE-06", "Software update point of a native-mode site",
      "a client uses a software update point of its own native-mode site, or of another one",
      "HTTPS on the software update point's own HTTPS port", TABLE,
      "In native mode update metadata and the client's reports must travel through SSL, or anyone on the way "
      "can offer or withhold updates.",
      "Put the WSUS site on SSL, set ssl: yes at the role and check the update point's port settings.",
      SEVERITY_HIGH},
     {OK(C1, INSIDE, ROLE(R(SUP)), OWN_SITE, NATIVE, HTTPS),
      BAD(HIGH, C1, INSIDE, ROLE(R(SUP)), OWN_SITE, NATIVE, HTTP,
          {FACT_KIND, IS(KIND_WSUS_SECURED) | IS(KIND_WSUS_SERVER)}),
      BAD(HIGH, C1, INSIDE, ROLE(R(SUP)), {FACT_TARGET, IS(TARGET_RESIDENT) | IS(TARGET_OTHER)},
          NATIVE_CLIENT, HTTP, {FACT_KIND, IS(KIND_WSUS_SECURED) | IS(KIND_WSUS_SERVER)}),
      BAD(MEDIUM, C1, INSIDE, ROLE(R(SUP)), OWN_SITE, NATIVE, HTTP, {FACT_UNSECURED_ROOTS, IS(FACT_NO)},
          {FACT_KIND, IS(KIND_PLAIN) | IS(KIND_WSUS_OPEN) | IS(KIND_CONTENT) | IS(KIND_TERMS)})}},
    {{"MODE-07", "State migration point of a mixed-mode site",
      "a client asks a state migration point of its own mixed-mode site for a state store",
      "HTTP on one of the site's HTTP request ports; the data itself goes over SMB", TABLE, WHY_MIXED,
      FIX_MIXED, SEVERITY_LOW},
     {OK(C1, INSIDE, ROLE(R(SMP)), OWN_SITE, MIXED, HTTP),
      BAD(LOW, C1, INSIDE, ROLE(R(SMP)), OWN_SITE, MIXED, HTTPS)}},
    {{"MODE-08", "State migration point of a native-mode site",
      "a client asks a state migration point of its own native-mode site for a state store",
      "HTTPS on one of the site's HTTPS request ports; the data itself goes over SMB", TABLE, WHY_NATIVE,
      FIX_NATIVE, SEVERITY_HIGH},
     {OK(C1, INSIDE, ROLE(R(SMP)), OWN_SITE, NATIVE, HTTPS),
      BAD(HIGH, C1, INSIDE, ROLE(R(SMP)), OWN_SITE, NATIVE, HTTP)}},
    {{"SMP-01", "User state on a state migration point",
      "a computer reads or writes user state on a state migration point over SMB",
      "SMB to the state store's share (SMPSTORE...)", "Current-branch ports page: client to SMP, SMB 445",
      "The state store's path is a UNC path, so the bulk of user state travels over SMB in both modes. "
      "Another "
      "share of a host that is nothing but a state migration point has no place in the policy.",
      "See which share the client opened and why; add the share under evidence: SMP: if it is a state store.",
      SEVERITY_MEDIUM},
     {OK(C1, INSIDE, ROLE(R(SMP)), OWN_SITE, COMPUTER, SMB),
      BAD(MEDIUM, C1, INSIDE, ROLE(R(SMP)), OWN_SITE, ALONE, OTHER_TREE, {FACT_SOURCE, IS(SOURCE_NO)})}},
    {{"MODE-09", "Fallback status point, client of a mixed-mode site",
      "a client whose assigned site is in mixed mode uses a fallback status point",
      "HTTP on the HTTP request port of the fallback status point's site", TABLE,
      "A fallback status point takes anonymous HTTP only; TLS to it cannot work.",
      "Check what speaks TLS to this host; do not put HTTPS roles on a fallback status point.", SEVERITY_LOW},
     {OK(C1, INSIDE, ROLE(R(FSP)), MIXED_CLIENT, HTTP),
      BAD(LOW, C1, INSIDE, ROLE(R(FSP)), MIXED_CLIENT, HTTPS)}},
    {{"MODE-10", "Fallback status point, client of a native-mode site",
      "a client whose assigned site is in native mode uses a fallback status point",
      "HTTP on the HTTP request port of the fallback status point's site", TABLE,
      "HTTP is meant: a client with certificate trouble must be able to report that very trouble.",
      "Check what speaks TLS to this host; do not put HTTPS roles on a fallback status point.", SEVERITY_LOW},
     {OK(C1, INSIDE, ROLE(R(FSP)), NATIVE_CLIENT, HTTP),
      BAD(LOW, C1, INSIDE, ROLE(R(FSP)), NATIVE_CLIENT, HTTPS)}},
    {{"MODE-11", "Server locator point, client of a mixed-mode site",
      "a client whose assigned site is in mixed mode asks a server locator point",
      "HTTP on the HTTP request port of the server locator point's site", TABLE,
      "A server locator point answers over HTTP only.", "Check what speaks TLS to this host.", SEVERITY_LOW},
     {OK(C1, INSIDE, ROLE(R(SLP)), MIXED_CLIENT, HTTP),
      BAD(LOW, C1, INSIDE, ROLE(R(SLP)), MIXED_CLIENT, HTTPS)}},
    {{"MODE-12", "Server locator point, client of a native-mode site",
      "a client whose assigned site is in native mode, with HTTP allowed for roaming, asks a server locator "
      "point",
      "HTTP on the HTTP request port of the server locator point's site", TABLE,
      "A server locator point answers over HTTP only, and native clients need leave to use it (SLP-02).",
      "Check what speaks TLS to this host.", SEVERITY_LOW},
     {OK(C1, INSIDE, ROLE(R(SLP)), NATIVE_CLIENT, HTTP),
      BAD(LOW, C1, INSIDE, ROLE(R(SLP)), NATIVE_CLIENT, HTTPS)}},
    {{"MODE-13", "Both modes count", "a client uses a system of another site",
      "the client's own mode and the target's mode decide together",
      "Client Communication in Mixed Mode and Native Mode, introduction (bb680900)",
      "The site mode governs communication inside the assigned site and while roaming.",
      "Nothing to do: the roaming rules ROAM-01 to ROAM-17 apply this.", SEVERITY_INFO},
     {{0}}},
};

const struct rule_section cm2007_mode = SECTION(rules);
