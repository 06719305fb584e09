#include "policy/cm2007.h"

static const struct rule_section *const sections[] = {
    &cm2007_mode, &cm2007_slp,      &cm2007_mind,    &cm2007_dp,     &cm2007_roam,
    &cm2007_port, &cm2007_deploy,   &cm2007_feature, &cm2007_ibcm,   &cm2007_order,
    &cm2007_fsp,  &cm2007_firewall, &cm2007_proxy,   &cm2007_server, &cm2007_reason,
};

static const char *const titles[] = {"Site mode",
                                     "Server locator points and mobile devices",
                                     "Independent of the mode",
                                     "Distribution points",
                                     "Roaming",
                                     "Ports",
                                     "Client deployment",
                                     "Features that the internet does not have",
                                     "Internet-based client management",
                                     "What came before",
                                     "Fallback status points",
                                     "Firewalls",
                                     "Proxies and HTTP",
                                     "Servers and databases",
                                     "Reasons without a verdict of a rule"};
_Static_assert(sizeof titles / sizeof titles[0] == sizeof sections / sizeof sections[0], "one for each");

/* policy.md 3.1, point 8. A rule stands at the first entry that its id begins with. */
static const char *const precedence[] = {
    "IBCM-F11",  "IBCM-F03",  "IBCM-F09",     "IBCM-F02",    "IBCM-F",        "FW-SUP",
    "FW-SQL-01", "FW-RPC",    "IBCM-01",      "IBCM-02",     "IBCM-03",       "IBCM-04",
    "PROXY",     "SLP-04",    "FSP-05",       "IBCM-05",     "IBCM-06",       "IBCM-07",
    "IBCM-08",   "IBCM-09",   "IBCM-10",      "IBCM-11",     "IBCM-12",       "IBCM-13",
    "IBCM-14",   "IBCM-15",   "IBCM-16",      "IBCM-17",     "ORDER-01",      "FW-HTTP11",
    "IBCM-18",   "FW-FE-99",  "IBCM-",        "MOB-01",      "MOB-07",        "MOB",
    "SLP",       "FSP-04",    "FSP-02",       "FSP-03",      "FSP",           "BDP",
    "DP-09",     "ROAM",      "SMP",          "DP",          "MODE",          "MIND",
    "PXE-01",    "FW-SQL",    "FW-SMB",       "SRV-04",      "UND-NOPAYLOAD", "FW-BE-99",
    "FW-",       "SRV",       "PORT-PUSH-07", "PORT-PUSH",   "PORT-MAN",      "PORT-GPO",
    "PORT-SUP-", "PORT-SITE", "PORT-0",       "PORT-SMB139", "PORT-SRC",      "ROLE-00",
    "PORT",      "WSUS",      "NC-NON",       "UND-",        "NC-OPT",        "NC-",
    NULL,
};

const struct rule_pack cm2007 = {.name = "cm2007",
                                 .catalogue = &cm2007_evidence,
                                 .sections = sections,
                                 .section_titles = titles,
                                 .section_count = sizeof sections / sizeof sections[0],
                                 .precedence = precedence,
                                 .checks = &cm2007_config,
                                 .notes = &cm2007_note};
