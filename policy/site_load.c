#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/site.h"
#include "policy/sitecheck.h"
#include "policy/siteindex.h"
#include "policy/sitenotes.h"
#include "policy/siteplaces.h"
#include "policy/siteread.h"
#include "policy/sitetext.h"

static const struct sitemsg_place top = {NULL, {1, 1}, false};

static struct site *new_site(void)
{
    struct site *s = calloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    s->index = calloc(1, sizeof *s->index);
    if (s->index != NULL)
        return s;
    free(s);
    return NULL;
}

static void hash_text(const char *text, size_t n, char out[65])
{
    struct sha256_ctx sha;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&sha);
    sha256_update(&sha, n, (const uint8_t *)text);
    sha256_digest(&sha, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        (void)snprintf(out + i * 2, 3, "%02x", digest[i]);
}

static enum position default_zone(const struct siteread *r)
{
    for (unsigned zone = 0; zone < SITEREAD_ZONES; zone++)
        if (r->zones[zone].is_default == TRI_YES)
            return (enum position)zone;
    return POSITION_UNKNOWN;
}

static void check_all(struct siteread *r)
{
    sitecheck_sites(r);
    sitecheck_roles(r);
    sitecheck_ibcm(r);
    sitecheck_firewalls(r);
    sitecheck_fsp(r);
    sitecheck_clients(r);
    sitecheck_nets(r);
}

/* Reads, indexes and checks; -1 when there is no memory. */
static int read_site(struct siteread *r, const char *text, size_t n)
{
    struct siteyaml *yaml = siteyaml_open(text, n, r->messages);
    struct site_ranges nets[SITEREAD_ZONES];
    if (yaml == NULL)
        return -1;
    r->yaml = yaml;
    if (siteyaml_root(yaml) != 0)
        siteread(r);
    else if (r->messages->errors == 0)
        sitemsg_error(r->messages, top, "CFG-KEY-01",
                      "the file is empty; a site file has at least zones and sites");
    for (unsigned zone = 0; zone < SITEREAD_ZONES; zone++)
        nets[zone] = r->zones[zone].nets;
    bool built = siteindex_build(r->site, nets, default_zone(r)) == 0;
    if (built && siteyaml_root(yaml) != 0)
        check_all(r);
    if (built && r->wants_notes && r->messages->errors == 0)
        sitenotes(r);
    siteyaml_close(yaml);
    if (built && r->messages->errors == 0)
        built = siteplaces_keep(r) == 0;
    return built && !r->arena->failed && !r->scratch.failed ? 0 : -1;
}

static struct site *load_text(const char *name, const char *text, size_t n,
                              const struct site_reporter *reporter,
                              void (*note)(void *context, const char *text), struct err *err)
{
    struct sitemsg messages;
    struct site *site = new_site();
    if (site == NULL) {
        (void)err_set(err, "cannot read %s: not enough memory", name);
        return NULL;
    }
    sitemsg_open(&messages, name);
    struct siteread r = {.site = site,
                         .arena = &site->index->arena,
                         .messages = &messages,
                         .reporter = reporter,
                         .path = name};
    hash_text(text, n, site->sha256);
    r.wants_notes = note != NULL;
    if (read_site(&r, text, n) != 0)
        sitemsg_error(&messages, top, "CFG-YAML", "not enough memory");
    sitemsg_tell(&messages, reporter);
    bool wrong = messages.errors > 0;
    if (note != NULL)
        sitemsg_tell_notes(&messages, note, reporter->context);
    sitearena_free(&r.scratch);
    sitemsg_close(&messages);
    if (!wrong)
        return site;
    site_free(site);
    return NULL;
}

static int read_waivers(struct siteread *r, const char *text, size_t n)
{
    struct siteyaml *yaml = siteyaml_open(text, n, r->messages);
    if (yaml == NULL)
        return -1;
    r->yaml = yaml;
    if (siteyaml_root(yaml) != 0)
        siteread_waivers_alone(r);
    else if (r->messages->errors == 0)
        sitemsg_error(r->messages, top, "CFG-KEY-01", "the file is empty; it has waivers: at its top");
    siteyaml_close(yaml);
    return r->arena->failed || r->scratch.failed ? -1 : 0;
}

int site_load_waivers(struct site *s, const char *path, const struct site_reporter *reporter, struct err *err)
{
    size_t n;
    struct sitemsg messages;
    char *text = sitetext_read(path, &n, err);
    if (text == NULL)
        return -1;
    sitemsg_open(&messages, path);
    struct siteread r = {
        .site = s, .arena = &s->index->arena, .messages = &messages, .reporter = reporter, .path = path};
    if (read_waivers(&r, text, n) != 0)
        sitemsg_error(&messages, top, "CFG-YAML", "not enough memory");
    sitemsg_tell(&messages, reporter);
    bool wrong = messages.errors > 0;
    sitearena_free(&r.scratch);
    sitemsg_close(&messages);
    free(text);
    return wrong ? -1 : 0;
}

static struct site *load(const char *path, const struct site_reporter *reporter,
                         void (*note)(void *context, const char *text), struct err *err)
{
    size_t n;
    char *text = sitetext_read(path, &n, err);
    struct site *site = text != NULL ? load_text(path, text, n, reporter, note, err) : NULL;
    free(text);
    return site;
}

struct site *site_load(const char *path, const struct site_reporter *reporter, struct err *err)
{
    return load(path, reporter, NULL, err);
}

struct site *site_load_noted(const char *path, const struct site_reporter *reporter,
                             void (*note)(void *context, const char *text), struct err *err)
{
    return load(path, reporter, note, err);
}

struct site *site_load_text(const char *name, const char *text, size_t n,
                            const struct site_reporter *reporter, struct err *err)
{
    return load_text(name, text, n, reporter, NULL, err);
}
