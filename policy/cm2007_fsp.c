#include "policy/cm2007_case.h"
#include "policy/cm2007_out.h"

#define FSP_PAGE OVERVIEW ", fallback status point"
#define TO_FSP(...) C1, ROLE(R(FSP)), WEB, __VA_ARGS__
#define ANOTHER                                                                                              \
    {                                                                                                        \
        FACT_FSP, IS(FSP_ANOTHER) | IS(FSP_ANOTHER_OWN_OUTSIDE)                                              \
    }
#define OWN_OUTSIDE                                                                                          \
    {                                                                                                        \
        FACT_FSP, IS(FSP_ANOTHER_OWN_OUTSIDE)                                                                \
    }
#define BOTH_MASK (IS(CLIENT_IN_BOTH) | IS(CLIENT_OUT_BOTH))

static const struct rule rules[] = {
    {{"FSP-01", "Internet clients have an internet fallback status point",
      "a site has internet clients and a fallback status point",
      "the client was given an internet one at installation", FSP_PAGE,
      "On the internet no other can be reached.", "Assign one (CFG-FSP-01).", SEVERITY_INFO},
     {{0}}},
    {{"FSP-02", "Fallback status point on the internet",
      "a client on the internet reports to a fallback status point",
      "HTTP, to the internet fallback status point it was given", FSP_PAGE,
      "It reports there when its management point does not answer, for example for want of a certificate.",
      "Check the fallback status point given at installation.", SEVERITY_MEDIUM},
     {BAD(MEDIUM, TO_FSP(OUT, ANOTHER)), BAD(LOW, TO_FSP(OUT, FACES_OUT, HTTPS))}},
    {{"FSP-03", "Another client's fallback status point",
      "a client uses a fallback status point that is not its own", "the one given at installation", FSP_PAGE,
      "A client has one fallback status point.",
      "Check the client's installation properties or fsp: in the site file.", SEVERITY_LOW},
     {BAD(LOW, TO_FSP({FACT_FSP, IS(FSP_ANOTHER)}, CLIENT((uint16_t)~IS(CLIENT_IN_ONLY)))),
      BAD(LOW, TO_FSP(OWN_OUTSIDE, CLIENT((uint16_t) ~(IS(CLIENT_IN_ONLY) | BOTH_MASK)))),
      BAD(LOW, TO_FSP(OWN_OUTSIDE, CLIENT(BOTH_MASK), FACES_OUT))}},
    {{"FSP-04", "Intranet fallback status point by a client for both",
      "a client for intranet and internet that has an internet fallback status point uses an intranet one",
      "never", FSP_PAGE, "Such a client reports to its internet fallback status point only.",
      "Check the fallback status point given at installation.", SEVERITY_MEDIUM},
     {BAD(MEDIUM, TO_FSP(CLIENT(BOTH_MASK), FACES_IN, OWN_OUTSIDE))}},
    {{"FSP-05", "Internet fallback status point from inside",
      "a client for intranet and internet reports to the internet fallback status point from the intranet",
      "HTTP", FSP_PAGE, "It does so when it cannot reach its assigned management point.",
      "Find out why the management point was not reachable.", SEVERITY_INFO},
     {OK(C1, BOTH_IN, ROLE(R(FSP)), ONLY_OUT, HTTP)}},
};

const struct rule_section cm2007_fsp = SECTION(rules);
