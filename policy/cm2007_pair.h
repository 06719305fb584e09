/* Short words for what lies between two servers; only the pack's section files include this. */
#ifndef POLICY_CM2007_PAIR_H
#define POLICY_CM2007_PAIR_H

#include "policy/cm2007_case.h"

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
#define ACROSS(zones)                                                                                        \
    {                                                                                                        \
        FACT_ZONES, zones                                                                                    \
    }
#define SAME ACROSS(IS(ZONES_SAME))
#define OUTWARD ACROSS(IS(ZONES_OUTWARD))
#define INWARD ACROSS(IS(ZONES_INWARD))
#define BACK ACROSS(IS(ZONES_OUTWARD) | IS(ZONES_INWARD))
#define FRONT ACROSS(IS(ZONES_FRONT))
#define BY(senders)                                                                                          \
    {                                                                                                        \
        FACT_SENDER, senders                                                                                 \
    }
#define USERS (IS(SENDER_DB_USER) | IS(SENDER_INTERNET_MP) | IS(SENDER_DATABASE))
#define STRANGER BY((uint16_t)~USERS)
#define UPDATES(how)                                                                                         \
    {                                                                                                        \
        FACT_UPDATES, how                                                                                    \
    }
#define DOWN (IS(LINK_SERVER_TO_FACING) | IS(LINK_SERVER_TO_SYSTEM))
#define UP IS(LINK_SYSTEM_TO_SERVER)
#define AT_PORT                                                                                              \
    {                                                                                                        \
        FACT_PORT, IS(PORT_RIGHT)                                                                            \
    }

/* policy.md 9.3: the scenarios that have a row of table B. */
#define SCENARIOS(list)                                                                                      \
    {                                                                                                        \
        FACT_SCENARIO, list                                                                                  \
    }
#define SPLIT                                                                                                \
    (IS(SCENARIO_CUSTOM) | IS(SCENARIO_1) | IS(SCENARIO_1R) | IS(SCENARIO_3) | IS(SCENARIO_3R) |             \
     IS(SCENARIO_4PER))
#define B1_TO_B4 SCENARIOS(SPLIT)
#define B5 SCENARIOS(SPLIT & ~(IS(SCENARIO_1R) | IS(SCENARIO_3R)))
#define B6 SCENARIOS(IS(SCENARIO_CUSTOM) | IS(SCENARIO_1R) | IS(SCENARIO_3R))
#define B7_TO_B9 SCENARIOS(SPLIT | IS(SCENARIO_2C))
/* The perimeter may hold a whole child site. */
#define WHOLE_CHILD SCENARIOS(IS(SCENARIO_CUSTOM) | IS(SCENARIO_2C))
#define B12_SCENARIOS (IS(SCENARIO_CUSTOM) | IS(SCENARIO_2C))

#endif
