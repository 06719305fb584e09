#include "policy/cm2007_case.h"

#define PAGE "Client Communication in Mixed Mode and Native Mode, distribution points (bb680900)"
#define NATIVE_PAGE "Benefits of Using Native Mode (bb632573)"
/* Where content may come from at all: the own site, or the one the client resides in. */
#define NEAR                                                                                                 \
    {                                                                                                        \
        FACT_TARGET, IS(TARGET_OWN) | IS(TARGET_RESIDENT)                                                    \
    }
#define SMB_TO_BITS C1, INSIDE, ROLE(R(DP)), STANDARD, NEAR, BITS, SMB
/* From inside; with HTTPS or not at all (policy.md 9.2, B11). */
#define SMB_TO_INTERNET                                                                                      \
    C1, {FACT_CLIENT, IS(CLIENT_IN_ONLY) | IS(CLIENT_IN_BOTH)}, {FACT_SCOPE, IS(SCOPE_INTERNET)},            \
        ROLE(R(DP)), STANDARD, SMB
#define RUN_YES                                                                                              \
    {                                                                                                        \
        FACT_RUN_FROM_DP, IS(FIRST_YES)                                                                      \
    }
#define RUN_NO                                                                                               \
    {                                                                                                        \
        FACT_RUN_FROM_DP, IS(THEN_NO)                                                                        \
    }
#define AFTER(what)                                                                                          \
    {                                                                                                        \
        FACT_FALLBACK, IS(FALLBACK_##what)                                                                   \
    }

static const struct rule rules[] = {
    {{"BDP-01", "Branch distribution point", "a client uses a branch distribution point",
      "SMB, in mixed and native mode", PAGE,
      "A branch distribution point is a client computer with a share; it has no web server.",
      "Check what listens for HTTP there; remove any web server from branch distribution points.",
      SEVERITY_MEDIUM},
     {OK(C1, INSIDE, ROLE(R(DP)), BRANCH, NEAR, SMB),
      BAD(MEDIUM, C1, INSIDE, ROLE(R(DP)), BRANCH, NEAR, WEB)}},
    {{"BDP-02", "Branch distribution point as a client",
      "a branch distribution point fetches content from a standard distribution point",
      "as any client; the standard distribution point must be BITS-enabled",
      "About Standard and Branch Distribution Points", "It fills itself as a client would.",
      "See CFG-BDP-01 and CFG-BDP-03.", SEVERITY_INFO},
     {{0}}},
    {{"DP-09", "Protected distribution point used from outside",
      "a client outside a protected distribution point's networks uses it",
      "only clients inside the protected boundaries",
      "About Client Roaming; About Standard and Branch Distribution Points",
      "Protection keeps far clients off a distribution point behind a slow line.",
      "Check the client's boundary and why it did not find a distribution point of its own.",
      SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, INSIDE, ROLE(R(DP)), {FACT_PROTECTED, IS(PROTECTED_OUTSIDE)}, FILES)}},
    {{"DP-01", "Distribution point without BITS",
      "a client uses a standard distribution point that does not allow BITS, HTTP and HTTPS", "SMB", PAGE,
      "Without the option there is no virtual directory, only the share.", "Nothing to do.", SEVERITY_INFO},
     {OK(C1, INSIDE, ROLE(R(DP)), STANDARD, NEAR, NO_BITS, SMB)}},
    {{"DP-02", "Web traffic to a distribution point without BITS",
      "HTTP with distribution point paths, or TLS that no other role of the host explains, to a standard "
      "distribution point with bits: no",
      "SMB", "derived from DP-01",
      "The distribution point answers in a way it is not configured for, so the configuration that is "
      "audited "
      "is not the one that runs.",
      "Set bits: yes in the site file if the option is on, else remove the virtual directories.",
      SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, INSIDE, ROLE(R(DP)), STANDARD, NEAR, NO_BITS, HTTPS),
      BAD(MEDIUM, C1, INSIDE, ROLE(R(DP)), STANDARD, NEAR, NO_BITS, MIXED, HTTP)}},
    {{"DP-03", "Programs run from the distribution point",
      "SMB to a BITS-enabled distribution point whose advertisements run programs from it", "SMB is allowed",
      PAGE, "A program that runs from the distribution point is opened through its share.", "Nothing to do.",
      SEVERITY_INFO},
     {OK(SMB_TO_BITS, RUN_YES)}},
    {{"DP-04", "SMB after HTTP failed",
      "SMB to a BITS-enabled distribution point in mixed mode, shortly after HTTP to it failed",
      "SMB is allowed as a fallback", PAGE,
      "Clients fall back to SMB when HTTP does not work; the failure is worth a look, the SMB is not.",
      "Find out why HTTP to the distribution point failed.", SEVERITY_INFO},
     {OK_NOTE("fallback", SMB_TO_BITS, RUN_NO, MIXED, AFTER(FAILED))}},
    {{"DP-05", "SMB after HTTPS failed",
      "SMB to a BITS-enabled distribution point in native mode on the intranet, shortly after HTTPS to it "
      "failed",
      "SMB is allowed as a fallback", NATIVE_PAGE,
      "On the intranet clients fall back to SMB when HTTPS does not work, often for want of a valid "
      "certificate.",
      "Find out why HTTPS to the distribution point failed; check certificates first.", SEVERITY_INFO},
     {OK_NOTE("fallback", SMB_TO_BITS, RUN_NO, NATIVE, AFTER(FAILED))}},
    {{"DP-06", "SMB to a BITS-enabled distribution point",
      "SMB to a distribution point with bits: yes and run_from_dp: no, with no failed HTTP(S) before it, or "
      "to one for the internet",
      "HTTP in mixed, HTTPS in native mode", "derived: none of DP-01, DP-03, DP-04 and DP-05 applies",
      "Content goes over SMB although the distribution point offers BITS: without resuming, without "
      "bandwidth "
      "limits and, in native mode, without SSL.",
      "Check whether advertisements run from the distribution point (run_from_dp: yes), whether web traffic "
      "to "
      "it is seen by this sensor at all (sees_web: no), and why the client chose SMB.",
      SEVERITY_MEDIUM},
     {BAD(MEDIUM, SMB_TO_BITS, RUN_NO, AFTER(NONE)), BAD(MEDIUM, SMB_TO_INTERNET)}},
    {{"DP-07", "SMB from the internet", "SMB to any distribution point from the internet", "never",
      NATIVE_PAGE, "Reported as IBCM-F02, with FW-FE-99 beside it.", "Close SMB on the front firewall.",
      SEVERITY_CRITICAL},
     {{0}}},
    {{"DP-08", "Web traffic from site server to distribution point",
      "a site server sends distribution point requests over HTTP or HTTPS", "SMB, with RPC",
      "About BITS-enabled distribution points: the site server always copies content over SMB",
      "Site servers fill distribution points over SMB; a download in this direction comes from something "
      "else.",
      "Set also_client: yes if the site server runs a client.", SEVERITY_LOW},
     {BAD(LOW, {FACT_PAIR, IS(PAIR_SERVERS)}, {FACT_LINK, IS(LINK_SERVER_TO_FACING)}, ROLE(R(DP)), HTTP)}},
};

const struct rule_section cm2007_dp = SECTION(rules);
