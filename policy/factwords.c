#include "policy/factwords.h"

#include <stdbool.h>
#include <stdio.h>

#include "base/proto.h"
#include "policy/site.h"

enum { VALUES = 16 };

/* what NULL: the values are whole clauses. */
struct words {
    const char *what, *values[VALUES];
};

static const struct words words[FACTS_USED] = {
    [FACT_ALONE] = {NULL, {"the server has other roles too", "the role is the server's only one"}},
    [FACT_CLIENT] = {NULL,
                     {"the client is inside and managed there", "the client is internet_only, but inside",
                      "the client is inside and managed on intranet and internet",
                      "the client is intranet_only, but on the internet",
                      "the client is on the internet and internet_only",
                      "the client is on the internet and managed on both"}},
    [FACT_TYPE] = {"the client's type", {"computer", "mobile"}},
    [FACT_ROAMING] = {"http_roaming", {"yes", "no"}},
    [FACT_ROAMING_SAID] = {"http_roaming", {"no", "yes", "unknown"}},
    [FACT_STATE] = {"the client's state", {"deploying or unknown", "installed"}},
    [FACT_CLIENT_MODE] = {"the mode of the client's assigned site", {"mixed", "native"}},
    [FACT_MODE] = {"the mode of the server's site", {"mixed", "native"}},
    [FACT_SITE_TYPE] = {"the server's site", {"primary", "secondary"}},
    [FACT_TARGET] = {"the server's site",
                     {"the client's assigned one", "the one that the client resides in", "another one"}},
    [FACT_WHERE] = {"where the client resides",
                    {"its own site", "a mixed-mode site", "a native-mode site",
                     "outside every boundary or on the internet"}},
    [FACT_PROTOCOL] = {"the protocol", {NULL}},
    [FACT_EVIDENCE] = {NULL,
                       {"nothing that was read proves a role", "the evidence proves the role",
                        "the path belongs to no role", "the share belongs to no role",
                        "the evidence proves a role that the server does not have"}},
    [FACT_KIND] = {"what was asked for",
                   {"ordinary content of the role", "a WSUS root that SSL protects",
                    "a WSUS root that SSL never protects", "a WSUS root for servers",
                    "client installation files", "the share SMSClient", "the share REMINST",
                    "an administrative share", "a PXE boot", "a health registration", "WSUS content",
                    "WSUS licence terms"}},
    [FACT_PORT] = {"the port",
                   {"the right one", "one that is switched off", "one that is not the role's",
                    "one of a role without this protocol", "a dynamic one"}},
    [FACT_SCOPE] = {"the scope of the role", {"intranet", "internet", "both"}},
    [FACT_DP_KIND] = {"the kind of the distribution point", {"standard", "branch"}},
    [FACT_BITS] = {"bits of the distribution point", {"yes", "no"}},
    [FACT_RUN_FROM_DP] = {"run_from_dp of the distribution point", {"yes", "no"}},
    [FACT_PROTECTED] = {NULL,
                        {"the client is inside the protected networks",
                         "the client is outside the protected networks"}},
    [FACT_FALLBACK] = {NULL,
                       {"no failed HTTP(S) to the server was seen before it",
                        "HTTP(S) to the server had failed before it",
                        "whether HTTP(S) to the server had failed before it could not be seen"}},
    [FACT_SSL] = {"ssl of the software update point", {"no", "yes"}},
    [FACT_UNSECURED_ROOTS] = {"options.wsus_unsecured_roots", {"no", "yes"}},
    [FACT_SLP_NEEDED] = {NULL,
                         {"the site needs no server locator point", "the site needs a server locator point"}},
    [FACT_FSP] = {NULL,
                  {"the client's fsp is not written", "it is the client's own fallback status point",
                   "it is not the client's fallback status point",
                   "the client's fallback status point is one for the internet, and not this one"}},
    [FACT_SOURCE] = {NULL,
                     {"the server is no installation source", "the server is an installation source",
                      "the server has the share of client files"}},
    [FACT_METHOD] = {"the deployment method of the site",
                     {"manual or logon", "gpo", "none of manual, logon and gpo"}},
    [FACT_PUSH] = {NULL,
                   {"the site server's site does not deploy by push",
                    "the site server's site deploys by push"}},
    [FACT_SENDER] = {"who starts it",
                     {"neither site server nor database user", "a site server of the client's site",
                      "a site server of another site", "a reporting point", "a user of the database",
                      "an internet management point", "the other database"}},
    [FACT_LINK] = {"what the two servers are to each other",
                   {"nothing the policy knows", "site server to one of its client-facing systems",
                    "site server to one of its systems", "system to its site server",
                    "system to its site server, although server_initiated_only is yes",
                    "site servers of parent and child"}},
    [FACT_ZONES] = {"the border that it crosses",
                    {"none", "from the intranet outward", "from the perimeter inward", "the front firewall"}},
    [FACT_ORDER] = {NULL,
                    {"what the client had tried in this stay before is not known",
                     "the client had not tried its intranet management point in this stay",
                     "the client had tried its intranet management point in this stay",
                     "the client's intranet management point had failed in this stay",
                     "the client's intranet management point had answered in this stay"}},
    [FACT_UPDATES] = {"what the two update points are to each other",
                      {"nothing: they are not both update points", "other update points",
                       "the active one reaching an internet one", "an internet one with sync: online",
                       "an internet one without sync: online"}},
    [FACT_SCENARIO] = {"ibcm_scenario", {"custom", "1", "1r", "2c", "2h", "3", "3r", "4nic", "4int", "4per"}},
    [FACT_SERVICE] = {"the service of its port",
                      {"none of its own", "SNMP", "RADIUS", "boot information", "multicast deployment",
                       "IPsec", "ICMP other than echo"}},
    [FACT_PROXY] = {NULL, {"the client is no reverse proxy", "the client is a reverse proxy"}},
    [FACT_NAME] = {NULL,
                   {"the name it asks for fits internet_fqdn", "the name it asks for is not internet_fqdn"}},
    [FACT_VERSION] = {"the version of HTTP", {"1.1", "1.0"}},
    [FACT_ANSWER] = {"the answer",
                     {"not seen", "good", "bad", "one that refuses the method", "a demand to log on"}},
};

static const char *value_name(enum fact fact, unsigned value)
{
    if (fact == FACT_PROTOCOL)
        return value == FACTS_FOREIGN ? "nothing of this role" : proto_class_name((enum app_class)value);
    const char *name = words[fact].values[value];
    return name != NULL ? name : "something else";
}

/* The names of a mask's values, joined; a protocol's mask may hold bits beyond the classes. */
static void join(enum fact fact, unsigned mask, char *out, size_t room)
{
    size_t used = 0;
    unsigned left = mask & 0xffff;
    out[0] = '\0';
    for (unsigned v = 0; v < VALUES && used < room; v++) {
        if ((mask >> v & 1) == 0)
            continue;
        left &= ~(1U << v);
        if (fact == FACT_PROTOCOL && v != FACTS_FOREIGN && v >= CLASS_COUNT)
            continue;
        int n = snprintf(out + used, room - used, "%s%s",
                         used == 0   ? ""
                         : left == 0 ? " or "
                                     : ", ",
                         value_name(fact, v));
        used += n > 0 ? (size_t)n : 0;
    }
}

static bool is_several(unsigned mask)
{
    return (mask & (mask - 1)) != 0;
}

const char *factwords_values(enum fact fact, unsigned mask, char out[FACTWORDS_TEXT])
{
    if (is_several(mask))
        (void)snprintf(out, FACTWORDS_TEXT, "not known");
    else
        join(fact, mask, out, FACTWORDS_TEXT);
    return out;
}

const char *factwords_failed(enum fact fact, unsigned is, unsigned wanted, char out[FACTWORDS_TEXT])
{
    char have[FACTWORDS_TEXT / 3], want[FACTWORDS_TEXT / 2];
    join(fact, wanted & ~is, want, sizeof want);
    join(fact, is, have, sizeof have);
    const char *what = words[fact].what;
    if (what == NULL && !is_several(is))
        (void)snprintf(out, FACTWORDS_TEXT, "%s", have);
    else if (what == NULL)
        (void)snprintf(out, FACTWORDS_TEXT, "it is not known whether %s", have);
    else if (is_several(is))
        (void)snprintf(out, FACTWORDS_TEXT, "%s is not known", what);
    else
        (void)snprintf(out, FACTWORDS_TEXT, "%s is %s, not %s", what, have, want);
    return out;
}
