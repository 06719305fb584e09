#include "policy/sitecheck.h"
#include "policy/sitekeys.h"

static void tell_unknown(struct siteread *r, struct sitemsg_place place, const char *name)
{
    if (r->sections_odd && r->system_names.count == 0)
        return;
    const char *near = sitemsg_is_long(r->messages) ? NULL : sitenames_near(&r->system_names, name);
    if (near != NULL)
        sitemsg_error(r->messages, place, "CFG-KEY-01",
                      "fsp: unknown system \"%.100s\" (did you mean \"%.100s\"?)", name, near);
    else
        sitemsg_error(r->messages, place, "CFG-KEY-01", "fsp: unknown system \"%.100s\"", name);
}

static bool may_have_fsp(const struct siteread *r, const struct site_system *system)
{
    if (system == NULL)
        return r->addresses_odd || (r->sections_odd && r->system_names.count == 0);
    bool gap = system->site < 0 || r->sites[system->site].gap;
    return gap || site_system_role(system, ROLE_FSP) != NULL;
}

static void resolve(struct siteread *r, struct site_client *client, const struct siteread_client *draft)
{
    const struct site_system *system;
    struct sitemsg_place place = sitekeys_place(&draft->marks, CLIENT_KEY_FSP);
    if (draft->fsp == NULL)
        return;
    client->has_fsp = addr_read(&client->fsp, draft->fsp);
    if (client->has_fsp) {
        system = site_system_at(r->site, &client->fsp);
    } else {
        int found = sitenames_find(&r->system_names, draft->fsp);
        if (found < 0) {
            tell_unknown(r, place, draft->fsp);
            return;
        }
        system = &r->site->systems[found];
        client->has_fsp = system->addresses.count > 0;
        if (client->has_fsp)
            client->fsp = system->addresses.at[0];
    }
    if (!may_have_fsp(r, system))
        sitemsg_error(r->messages, place, "CFG-CLI-07",
                      "client %.100s: %.100s is not a fallback status point; name a system with role FSP",
                      client->name, draft->fsp);
}

void sitecheck_fsp(struct siteread *r)
{
    for (size_t i = 0; i < r->site->client_count; i++)
        resolve(r, &r->site->clients[i], &r->clients[i]);
    for (size_t i = 0; i < r->site->range_count; i++)
        resolve(r, &r->site->ranges[i], &r->ranges[i]);
}
