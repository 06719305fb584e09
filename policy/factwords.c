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
                     {[CLIENT_IN] = "the client is inside and managed there",
                      [CLIENT_IN_ONLY] = "the client is internet_only, but inside",
                      [CLIENT_IN_BOTH] = "the client is inside and managed on intranet and internet",
                      [CLIENT_OUT] = "the client is intranet_only, but on the internet",
                      [CLIENT_OUT_ONLY] = "the client is on the internet and internet_only",
                      [CLIENT_OUT_BOTH] = "the client is on the internet and managed on both"}},
    [FACT_TYPE] = {"the client's type", {"computer", "mobile"}},
    [FACT_ROAMING] = {"http_roaming", {"yes", "no"}},
    [FACT_ROAMING_SAID] = {"http_roaming",
                           {[SAID_NO] = "no", [SAID_YES] = "yes", [SAID_UNKNOWN] = "unknown"}},
    [FACT_STATE] = {"the client's state", {"deploying or unknown", "installed"}},
    [FACT_CLIENT_MODE] = {"the mode of the client's assigned site", {"mixed", "native"}},
    [FACT_MODE] = {"the mode of the server's site", {"mixed", "native"}},
    [FACT_SITE_TYPE] = {"the server's site", {"primary", "secondary"}},
    [FACT_TARGET] = {"the server's site",
                     {[TARGET_OWN] = "the client's assigned one",
                      [TARGET_RESIDENT] = "the one that the client resides in",
                      [TARGET_OTHER] = "another one"}},
    [FACT_WHERE] = {"where the client resides",
                    {[WHERE_HOME] = "its own site",
                     [WHERE_IN_MIXED] = "a mixed-mode site",
                     [WHERE_IN_NATIVE] = "a native-mode site",
                     [WHERE_NOWHERE] = "outside every boundary or on the internet"}},
    [FACT_PROTOCOL] = {"the protocol", {NULL}},
    [FACT_EVIDENCE] = {NULL,
                       {[PROVES_NOTHING] = "nothing that was read proves a role",
                        [PROVES_ROLE] = "the evidence proves the role",
                        [PROVES_PATH] = "the path belongs to no role",
                        [PROVES_TREE] = "the share belongs to no role",
                        [PROVES_OTHER] = "the evidence proves a role that the server does not have"}},
    [FACT_KIND] = {"what was asked for",
                   {[KIND_PLAIN] = "ordinary content of the role",
                    [KIND_WSUS_SECURED] = "a WSUS root that SSL protects",
                    [KIND_WSUS_OPEN] = "a WSUS root that SSL never protects",
                    [KIND_WSUS_SERVER] = "a WSUS root for servers",
                    [KIND_SETUP] = "client installation files",
                    [KIND_CLIENT_SHARE] = "the share SMSClient",
                    [KIND_REMINST] = "the share REMINST",
                    [KIND_ADMIN] = "an administrative share",
                    [KIND_PXE] = "a PXE boot",
                    [KIND_HRA] = "a health registration",
                    [KIND_CONTENT] = "WSUS content",
                    [KIND_TERMS] = "WSUS licence terms"}},
    [FACT_PORT] = {"the port",
                   {[PORT_RIGHT] = "the right one",
                    [PORT_UNTICKED] = "one that is switched off",
                    [PORT_WRONG] = "one that is not the role's",
                    [PORT_NO_PROTOCOL] = "one of a role without this protocol",
                    [PORT_DYNAMIC] = "a dynamic one"}},
    [FACT_SCOPE] = {"the scope of the role", {"intranet", "internet", "both"}},
    [FACT_DP_KIND] = {"the kind of the distribution point", {"standard", "branch"}},
    [FACT_BITS] = {"bits of the distribution point", {"yes", "no"}},
    [FACT_RUN_FROM_DP] = {"run_from_dp of the distribution point", {"yes", "no"}},
    [FACT_PROTECTED] = {NULL,
                        {"the client is inside the protected networks",
                         "the client is outside the protected networks"}},
    [FACT_FALLBACK] = {NULL,
                       {[FALLBACK_NONE] = "no failed HTTP(S) to the server was seen before it",
                        [FALLBACK_FAILED] = "HTTP(S) to the server had failed before it",
                        [FALLBACK_BLIND] =
                            "whether HTTP(S) to the server had failed before it could not be seen"}},
    [FACT_SSL] = {"ssl of the software update point", {"no", "yes"}},
    [FACT_UNSECURED_ROOTS] = {"options.wsus_unsecured_roots", {"no", "yes"}},
    [FACT_SLP_NEEDED] = {NULL,
                         {"the site needs no server locator point", "the site needs a server locator point"}},
    [FACT_FSP] = {NULL,
                  {[FSP_NOT_ASKED] = "the client's fsp is not written",
                   [FSP_OWN] = "it is the client's own fallback status point",
                   [FSP_ANOTHER] = "it is not the client's fallback status point",
                   [FSP_ANOTHER_OWN_OUTSIDE] =
                       "the client's fallback status point is one for the internet, and not this one"}},
    [FACT_SOURCE] = {NULL,
                     {[SOURCE_NO] = "the server is no installation source",
                      [SOURCE_LISTED] = "the server is an installation source",
                      [SOURCE_CLIENT_SHARE] = "the server has the share of client files"}},
    [FACT_METHOD] = {"the deployment method of the site",
                     {[METHOD_MANUAL] = "manual or logon",
                      [METHOD_GPO] = "gpo",
                      [METHOD_OTHER] = "none of manual, logon and gpo"}},
    [FACT_PUSH] = {NULL,
                   {"the site server's site does not deploy by push",
                    "the site server's site deploys by push"}},
    [FACT_SENDER] = {"who starts it",
                     {[SENDER_NONE] = "neither site server nor database user",
                      [SENDER_OWN_SERVER] = "a site server of the client's site",
                      [SENDER_OTHER_SERVER] = "a site server of another site",
                      [SENDER_REPORTER] = "a reporting point",
                      [SENDER_DB_USER] = "a user of the database",
                      [SENDER_INTERNET_MP] = "an internet management point",
                      [SENDER_DATABASE] = "the other database"}},
    [FACT_LINK] = {"what the two servers are to each other",
                   {[LINK_NONE] = "nothing the policy knows",
                    [LINK_SERVER_TO_FACING] = "site server to one of its client-facing systems",
                    [LINK_SERVER_TO_SYSTEM] = "site server to one of its systems",
                    [LINK_SYSTEM_TO_SERVER] = "system to its site server",
                    [LINK_SYSTEM_TO_SERVER_BARRED] =
                        "system to its site server, although server_initiated_only is yes",
                    [LINK_SITE_TO_SITE] = "site servers of parent and child"}},
    [FACT_ZONES] = {"the border that it crosses",
                    {[ZONES_SAME] = "none",
                     [ZONES_OUTWARD] = "from the intranet outward",
                     [ZONES_INWARD] = "from the perimeter inward",
                     [ZONES_FRONT] = "the front firewall"}},
    [FACT_ORDER] = {NULL,
                    {[ORDER_UNKNOWN] = "what the client had tried in this stay before is not known",
                     [ORDER_UNTRIED] = "the client had not tried its intranet management point in this stay",
                     [ORDER_TRIED] = "the client had tried its intranet management point in this stay",
                     [ORDER_FAILED] = "the client's intranet management point had failed in this stay",
                     [ORDER_WORKED] = "the client's intranet management point had answered in this stay"}},
    [FACT_UPDATES] = {"what the two update points are to each other",
                      {[UPDATES_NOT] = "nothing: they are not both update points",
                       [UPDATES_PEERS] = "other update points",
                       [UPDATES_CONFIGURED] = "the active one reaching an internet one",
                       [UPDATES_FETCHED] = "an internet one with sync: online",
                       [UPDATES_BARRED] = "an internet one without sync: online",
                       [UPDATES_TO_CHILD] = "the active one reaching an internet one of a child site",
                       [UPDATES_FROM_PARENT] = "an internet one with sync: online asking the parent site"}},
    [FACT_SCENARIO] = {"ibcm_scenario", {"custom", "1", "1r", "2c", "2h", "3", "3r", "4nic", "4int", "4per"}},
    [FACT_SERVICE] = {"the service of its port",
                      {[SERVICE_NONE] = "none of its own",
                       [SERVICE_SNMP] = "SNMP",
                       [SERVICE_DHCP] = "DHCP",
                       [SERVICE_RADIUS] = "RADIUS",
                       [SERVICE_BINL] = "boot information",
                       [SERVICE_MULTICAST] = "multicast deployment",
                       [SERVICE_IPSEC] = "IPsec",
                       [SERVICE_ICMP] = "ICMP other than echo",
                       [SERVICE_SITE_NAME] = "a name query for a site system",
                       [SERVICE_NAP] = "network access protection"}},
    [FACT_PROXY] = {NULL, {"the client is no reverse proxy", "the client is a reverse proxy"}},
    [FACT_NAME] = {NULL,
                   {"the name it asks for fits internet_fqdn", "the name it asks for is not internet_fqdn"}},
    [FACT_VERSION] = {"the version of HTTP", {"1.1", "1.0"}},
    [FACT_ANSWER] = {"the answer",
                     {[ANSWER_UNSEEN] = "not seen",
                      [ANSWER_GOOD] = "good",
                      [ANSWER_BAD] = "bad",
                      [ANSWER_METHOD] = "one that refuses the method",
                      [ANSWER_LOGON] = "a demand to log on",
                      [ANSWER_RESET] = "a reset of the connection"}},
    [FACT_VERB] = {"the method",
                   {[VERB_OTHER] = "one that no role needs",
                    [VERB_FETCH] = "HEAD, GET or PROPFIND",
                    [VERB_CCM] = "CCM_POST or BITS_POST",
                    [VERB_POST] = "POST"}},
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
