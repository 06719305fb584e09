/* Short words for clients on the internet; only the pack's section files include this. */
#ifndef POLICY_CM2007_OUT_H
#define POLICY_CM2007_OUT_H

#include "policy/cm2007_case.h"

#define OVERVIEW "Overview of Internet-Based Client Management"
#define IBCM_PORTS "Determine the Ports Required for IBCM"
#define OUT_MASK (IS(CLIENT_OUT) | IS(CLIENT_OUT_ONLY) | IS(CLIENT_OUT_BOTH))
#define OUT                                                                                                  \
    {                                                                                                        \
        FACT_CLIENT, OUT_MASK                                                                                \
    }
/* policy.md 4.7: whose traffic the IBCM rules are about. */
#define GATE                                                                                                 \
    {                                                                                                        \
        FACT_CLIENT, OUT_MASK | IS(CLIENT_IN_ONLY)                                                           \
    }
#define CLIENT(which)                                                                                        \
    {                                                                                                        \
        FACT_CLIENT, which                                                                                   \
    }
#define BOTH_IN CLIENT(IS(CLIENT_IN_BOTH))
#define FACES_OUT                                                                                            \
    {                                                                                                        \
        FACT_SCOPE, IS(SCOPE_INTERNET) | IS(SCOPE_BOTH)                                                      \
    }
#define ONLY_OUT                                                                                             \
    {                                                                                                        \
        FACT_SCOPE, IS(SCOPE_INTERNET)                                                                       \
    }
#define FACES_IN                                                                                             \
    {                                                                                                        \
        FACT_SCOPE, IS(SCOPE_INTRANET)                                                                       \
    }
#define NOT_OWN                                                                                              \
    {                                                                                                        \
        FACT_TARGET, IS(TARGET_RESIDENT) | IS(TARGET_OTHER)                                                  \
    }
#define SERVING (R(MP) | R(DP) | R(SUP))
#define TO_CLIENT {FACT_PAIR, IS(PAIR_SERVER_CLIENT)}, OUT
#define BY_SERVER                                                                                            \
    {                                                                                                        \
        FACT_SENDER, IS(SENDER_OWN_SERVER) | IS(SENDER_OTHER_SERVER)                                         \
    }
#define PROTOCOL(classes)                                                                                    \
    {                                                                                                        \
        FACT_PROTOCOL, classes                                                                               \
    }
#define SERVICE(which)                                                                                       \
    {                                                                                                        \
        FACT_SERVICE, IS(SERVICE_##which)                                                                    \
    }

#endif
