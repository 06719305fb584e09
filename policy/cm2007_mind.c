#include "policy/cm2007_case.h"

#define INDEPENDENT                                                                                          \
    "Client Communication in Mixed Mode and Native Mode, communication that the mode does not touch "        \
    "(bb680900)"
#define IN_CLIENT                                                                                            \
    {                                                                                                        \
        FACT_CLIENT, IS(CLIENT_IN) | IS(CLIENT_IN_BOTH) | IS(CLIENT_IN_ONLY)                                 \
    }
#define BOOT                                                                                                 \
    {                                                                                                        \
        FACT_PROTOCOL, IS(CLASS_PXE) | IS(CLASS_TFTP)                                                        \
    }
#define PXE_ONLY                                                                                             \
    {FACT_PROTOCOL, IS(CLASS_PXE)},                                                                          \
    {                                                                                                        \
        FACT_KIND, IS(KIND_PXE)                                                                              \
    }

static const struct rule rules[] = {
    {{"MIND-01", "System health validator point",
      "a flow to a host whose only role is system health validator point",
      "not covered, whatever the site mode", INDEPENDENT,
      "A computer hands its statement of health to Network Access Protection; the policy server speaks for "
      "it "
      "with the validator point, so no packet between the two says anything about the site mode.",
      "Nothing to do.", SEVERITY_INFO},
     {{0}}},
    {{"MIND-02", "PXE service point", "a computer on the intranet boots from a PXE service point",
      "DHCP with PXE options, BINL and TFTP, in either mode", INDEPENDENT,
      "The boot starts in firmware, long before any client agent.", "Nothing to do.", SEVERITY_INFO},
     {OK(C1, IN_CLIENT, ROLE(R(PXE)), BOOT),
      OK({FACT_PAIR, IS(PAIR_SERVER_CLIENT)}, ROLE(R(PXE)), BOOT, IN_CLIENT)}},
    {{"PXE-01", "PXE to a host that is no PXE service point",
      "a PXE client (DHCP option 60) speaks to a host that is not a configured PXE service point",
      "PXE only with configured PXE service points", INDEPENDENT,
      "Whoever answers a booting computer decides which operating system it gets.",
      "Find out who offers PXE there; add the PXE role to the site file if it is meant.", SEVERITY_MEDIUM},
     {BAD(MEDIUM, C1, IN_CLIENT, ROLE((uint16_t) ~(R(PXE) | R(SHV))), PXE_ONLY),
      BAD(MEDIUM, {FACT_PAIR, IS(PAIR_CLIENTS)}, PXE_ONLY)}},
    {{"MIND-03", "Reporting point", "a browser reads reports from a reporting point",
      "HTTP or HTTPS as configured at the reporting point, in either mode", INDEPENDENT,
      "Reports are read by people with browsers; the administrator chooses the protocol for each reporting "
      "point.",
      "Use the reporting point's own URL, or list the protocol's port at the role.", SEVERITY_LOW},
     {OK(C1, INSIDE, ROLE(R(RP)), WEB),
      BAD(LOW, C1, INSIDE, ROLE(R(RP)), WEB, {FACT_PORT, IS(PORT_NO_PROTOCOL)})}},
};

const struct rule_section cm2007_mind = SECTION(rules);
