#include "policy/lacking.h"

#include <stddef.h>

#include "policy/siteplaces.h"

static struct finding_missing at(const char *key, const char *values, const char *where, const char *name,
                                 struct siteplaces_at place)
{
    return (struct finding_missing){key, values, where, name, place.file, place.line};
}

static struct finding_missing of_role(const struct site *site, const struct party *server, int role,
                                      const char *key, const char *where)
{
    const struct site_role *r = server->system == NULL || role == FACTS_NO_ROLE
                                    ? NULL
                                    : site_system_role(server->system, (enum role)role);
    if (r == NULL)
        return (struct finding_missing){0};
    struct siteplaces_at place = siteplaces_or(siteplaces_role(site, server->system, r, key),
                                               siteplaces_role(site, server->system, r, NULL));
    return at(key, "yes or no", where, server->system->name, place);
}

/* Clients that nothing lists: by where they are. */
static struct finding_missing of_unlisted(const struct site *site, const struct party *client,
                                          const char *key, const char *values)
{
    if (client->boundary >= 0)
        return at(key, values, "a client_ranges entry for the unlisted clients in site",
                  site->sites[client->boundary].code, siteplaces_site(site, client->boundary, "boundaries"));
    return at(key, values, "a client_ranges entry for the unlisted clients in zone",
              site_position_name(client->position), siteplaces_zone(site, client->position));
}

static struct finding_missing of_client(const struct site *site, const struct party *client, const char *key,
                                        const char *values)
{
    const struct site_client *c = client->client;
    if (client->system != NULL)
        return at(key, values, "a clients entry for system", client->system->name,
                  siteplaces_system(site, client->system, NULL));
    if (c == NULL)
        return of_unlisted(site, client, key, values);
    struct siteplaces_at place =
        siteplaces_or(siteplaces_client(site, c, key), siteplaces_client(site, c, NULL));
    return at(key, values, site_client_is_range(site, c) ? "client range" : "client", c->name, place);
}

/* http_roaming is the client's, else its site's. */
static struct finding_missing of_roaming(const struct site *site, const struct party *client)
{
    const struct site_client *c = client->client;
    int assigned = c != NULL && c->site >= 0 ? c->site : client->boundary;
    bool own = c != NULL && c->http_roaming != TRI_ABSENT;
    if (own || assigned < 0 || site->sites[assigned].http_roaming != TRI_UNKNOWN)
        return of_client(site, client, "http_roaming", "yes or no");
    return at("http_roaming", "yes or no", "site", site->sites[assigned].code,
              siteplaces_site(site, assigned, "http_roaming"));
}

struct finding_missing lacking_of(const struct site *site, enum fact fact, const struct party *client,
                                  const struct party *server, int role)
{
    switch (fact) {
    case FACT_BITS:
        return of_role(site, server, role, "bits", "the DP role of system");
    case FACT_RUN_FROM_DP:
        return of_role(site, server, role, "run_from_dp", "the DP role of system");
    case FACT_SSL:
        return of_role(site, server, role, "ssl", "the SUP role of system");
    case FACT_CLIENT:
        return of_client(site, client, "mgmt", "intranet_only, internet_only or both");
    case FACT_TYPE:
        return of_client(site, client, "type", "computer or mobile");
    case FACT_STATE:
        return of_client(site, client, "state", "installed or deploying");
    case FACT_ROAMING:
        return of_roaming(site, client);
    case FACT_CLIENT_MODE:
    case FACT_TARGET:
    case FACT_WHERE:
        return of_client(site, client, "site", "a site code");
    default:
        return (struct finding_missing){0};
    }
}
