#include <string.h>

#include "policy/sitekeys.h"
#include "policy/siteread.h"

enum { KEY_ADDRESS, KEY_SITE, KEY_KIND, KEY_PUBLISHES, KEYS };

static const struct sitekeys_word kind_words[] = {
    {"forward", PROXY_FORWARD}, {"reverse", PROXY_REVERSE}, {NULL, 0}};

static const struct sitekeys_key proxy_keys[KEYS] = {
    [KEY_ADDRESS] = {"address", SITEKEYS_ADDRS, offsetof(struct site_proxy, addresses), NULL},
    [KEY_SITE] = {"site", SITEKEYS_SITE, offsetof(struct site_proxy, site), NULL},
    [KEY_KIND] = {"kind", SITEKEYS_WORD, offsetof(struct site_proxy, kind), kind_words},
    [KEY_PUBLISHES] = {"publishes", SITEKEYS_ADDRS, offsetof(struct site_proxy, publishes), NULL},
};
static const struct sitekeys_table proxy_table = SITEKEYS_TABLE(proxy_keys);

static void require(struct siteread *r, const struct siteread_marks *marks, size_t key, const char *name)
{
    if (!sitekeys_written(marks, key) && !marks->odd)
        sitemsg_error(r->messages, marks->object, "CFG-KEY-01", "proxy %.100s: its %s is missing", name,
                      proxy_keys[key].name);
}

void siteread_proxies(struct siteread *r, int node)
{
    struct sitekeys_section s;
    if (sitekeys_section(r, node, "proxies", &s) != 0)
        return;
    r->site->proxies = sitearena_take(r->arena, s.names.count, sizeof *r->site->proxies);
    if (r->site->proxies == NULL)
        return;
    r->site->proxy_count = s.names.count;
    for (size_t i = 0; i < s.names.count; i++) {
        const char *name = s.names.at[i];
        struct siteread_marks marks = {.object = s.place[i]};
        struct site_proxy proxy = {.site = -1, .place = s.place[i].at};
        sitekeys_read(r, s.node[i], name, &proxy_table, &proxy, &marks);
        proxy.name = sitearena_text(r->arena, name, strlen(name));
        require(r, &marks, KEY_ADDRESS, name);
        sitekeys_require_some(r, &marks, KEY_ADDRESS, proxy.addresses.count, "address", name);
        require(r, &marks, KEY_KIND, name);
        r->site->proxies[i] = proxy;
    }
}
