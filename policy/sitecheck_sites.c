#include "policy/sitecheck.h"
#include "policy/sitekeys.h"

static bool is_bad(const struct siteread *r, size_t site, size_t key)
{
    return sitekeys_bad(&r->sites[site].marks, key);
}

static struct sitemsg_place at(const struct siteread *r, size_t site, size_t key)
{
    return sitekeys_place(&r->sites[site].marks, key);
}

static void check_child_of_mixed(struct siteread *r, size_t i)
{
    const struct site_site *site = &r->site->sites[i];
    if (site->type != SITE_PRIMARY || site->parent < 0 || !r->sites[i].mode_known ||
        !r->sites[site->parent].mode_known)
        return;
    if (site->mode == MODE_NATIVE && r->site->sites[site->parent].mode == MODE_MIXED)
        sitemsg_error(
            r->messages, at(r, i, SITE_KEY_PARENT), "CFG-SITE-03",
            "site %s is native but its parent %s is mixed; a child of a mixed-mode parent must be mixed",
            r->site_names.at[i], r->site_names.at[site->parent]);
}

static void check_services(struct siteread *r, size_t i)
{
    const struct site_site *site = &r->site->sites[i];
    const char *code = r->site_names.at[i];
    if (site->http.count == 0 && !is_bad(r, i, SITE_KEY_HTTP))
        sitemsg_error(r->messages, at(r, i, SITE_KEY_HTTP), "CFG-SITE-05",
                      "site %.100s: at least one http service must be enabled; list its port in http_ports",
                      code);
    if (r->sites[i].mode_known && site->mode == MODE_NATIVE && site->https.count == 0 &&
        !is_bad(r, i, SITE_KEY_HTTPS))
        sitemsg_error(r->messages, at(r, i, SITE_KEY_HTTPS), "CFG-SITE-05",
                      "site %.100s: native mode needs at least one enabled https service; list its port in "
                      "https_ports",
                      code);
}

static void tell_port_of_both(struct siteread *r, size_t i, size_t key, const struct site_ports *ports,
                              unsigned at_item)
{
    sitemsg_error(r->messages, sitekeys_item(r, &r->sites[i].marks, key, at_item, ports->count),
                  "CFG-SITE-06",
                  "site %.100s: port %u is configured for both http and https requests; remove it from one",
                  r->site_names.at[i], ports->at[at_item]);
}

static void check_port_of_both(struct siteread *r, size_t i)
{
    const struct site_site *site = &r->site->sites[i];
    for (unsigned n = 0; n < site->http.count; n++)
        if (site_ports_has(&site->https, site->http.at[n]) ||
            site_ports_has(&site->https_off, site->http.at[n]))
            tell_port_of_both(r, i, SITE_KEY_HTTP, &site->http, n);
    for (unsigned n = 0; n < site->http_off.count; n++)
        if (!site_ports_has(&site->http, site->http_off.at[n]) &&
            (site_ports_has(&site->https, site->http_off.at[n]) ||
             site_ports_has(&site->https_off, site->http_off.at[n])))
            tell_port_of_both(r, i, SITE_KEY_HTTP_OFF, &site->http_off, n);
}

static bool has_internet_clients(const struct site *s)
{
    for (size_t i = 0; i < s->client_count; i++)
        if (s->clients[i].mgmt == MGMT_INTERNET_ONLY || s->clients[i].mgmt == MGMT_BOTH)
            return true;
    for (size_t i = 0; i < s->range_count; i++)
        if (s->ranges[i].mgmt == MGMT_INTERNET_ONLY || s->ranges[i].mgmt == MGMT_BOTH)
            return true;
    return false;
}

static void check_https_port(struct siteread *r, size_t i)
{
    const struct site_ports *https = &r->site->sites[i].https;
    if (https->count > 0 && !site_ports_has(https, 443) && !is_bad(r, i, SITE_KEY_HTTPS))
        sitemsg_warn(
            r->messages, sitekeys_item(r, &r->sites[i].marks, SITE_KEY_HTTPS, 0, https->count), "CFG-SITE-07",
            "site %.100s: https request port %u is not 443; clients behind a web proxy may fail to reach "
            "the management point; enable 443 too",
            r->site_names.at[i], https->at[0]);
}

static void check_ad_site(struct siteread *r, size_t i)
{
    const struct site_site *site = &r->site->sites[i];
    if (site->ad_site != NULL && site->boundaries.count == 0 && !is_bad(r, i, SITE_KEY_BOUNDARIES))
        sitemsg_warn(r->messages, at(r, i, SITE_KEY_AD_SITE), "CFG-NET-04",
                     "boundary ad_site=%.100s: packets carry no AD site; list its subnets in boundaries",
                     site->ad_site);
}

void sitecheck_sites(struct siteread *r)
{
    bool far_clients = r->site->proxy_count > 0 || has_internet_clients(r->site);
    for (size_t i = 0; i < r->site->site_count; i++) {
        check_child_of_mixed(r, i);
        check_services(r, i);
        check_port_of_both(r, i);
        check_ad_site(r, i);
        if (far_clients)
            check_https_port(r, i);
    }
}
