#include "policy/proof.h"

#include <string.h>

#include "base/ascii.h"
#include "policy/path.h"

/* One star at most; it does not cross a slash. */
static bool segment_is(const char *pattern, size_t pattern_length, const char *text, size_t length)
{
    const char *star = memchr(pattern, '*', pattern_length);
    if (star == NULL)
        return pattern_length == length && memcmp(pattern, text, length) == 0;
    size_t before = (size_t)(star - pattern), after = pattern_length - before - 1;
    return length >= before + after && memcmp(pattern, text, before) == 0 &&
           memcmp(star + 1, text + length - after, after) == 0;
}

static size_t segment_length(const char *text, size_t length)
{
    const char *slash = memchr(text, '/', length);
    return slash != NULL ? (size_t)(slash - text) : length;
}

/* The pattern's segments are the path's first ones. */
static bool path_begins(const char *pattern, const char *path, size_t length)
{
    size_t left = strlen(pattern);
    while (left > 0 && length > 0) {
        size_t p = segment_length(pattern, left), n = segment_length(path, length);
        if (!segment_is(pattern, p, path, n))
            return false;
        size_t step = p < left ? p + 1 : p;
        pattern += step;
        left -= step;
        path += n < length ? n + 1 : n;
        length -= n < length ? n + 1 : n;
    }
    return left == 0;
}

static struct proof proof_by(const struct proof_pattern *p)
{
    return (struct proof){p->roles != 0 ? PROOF_ROLES : PROOF_FOREIGN, p->roles, p->kind, p->weak};
}

struct proof proof_of_path(const struct proof_catalogue *c, const struct site *site, const char *path,
                           size_t length)
{
    char normal[PATH_MOST];
    if (length == 0)
        return (struct proof){PROOF_NONE, 0, KIND_PLAIN, false};
    size_t n = path_normalise(path, length, normal);
    for (const struct proof_pattern *p = c->paths; p->pattern != NULL; p++)
        if (path_begins(p->pattern, normal, n))
            return proof_by(p);
    for (size_t i = 0; i < site->evidence_count; i++)
        for (size_t k = 0; k < site->evidence[i].paths; k++)
            if (path_begins(site->evidence[i].path[k], normal, n))
                return (struct proof){PROOF_ROLES, 1u << site->evidence[i].role, KIND_PLAIN, false};
    return (struct proof){PROOF_FOREIGN, 0, KIND_PLAIN, false};
}

/* The share's name in lower case; 0 when it is too long to be one of ours. */
static size_t share_of(const char *tree, size_t length, char out[PATH_MOST])
{
    size_t n = 0, from = length;
    while (from > 0 && tree[from - 1] != '\\' && tree[from - 1] != '/')
        from--;
    for (size_t i = from; i < length && n < PATH_MOST; i++)
        out[n++] = ascii_lower(tree[i]);
    return n;
}

struct proof proof_of_tree(const struct proof_catalogue *c, const struct site *site, const char *tree,
                           size_t length)
{
    char share[PATH_MOST];
    size_t n = share_of(tree, length, share);
    if (n == 0 || segment_is("ipc$", 4, share, n))
        return (struct proof){PROOF_NONE, 0, KIND_PLAIN, false};
    for (const struct proof_pattern *p = c->shares; p->pattern != NULL; p++)
        if (segment_is(p->pattern, strlen(p->pattern), share, n))
            return proof_by(p);
    for (size_t i = 0; i < site->evidence_count; i++)
        for (size_t k = 0; k < site->evidence[i].shares; k++)
            if (segment_is(site->evidence[i].share[k], strlen(site->evidence[i].share[k]), share, n))
                return (struct proof){PROOF_ROLES, 1u << site->evidence[i].role, KIND_PLAIN, false};
    return (struct proof){PROOF_FOREIGN, 0, KIND_PLAIN, false};
}

static const struct {
    const char *uuid, *name;
} interfaces[] = {
    {"e1af8308-5d1f-11c9-91a4-08002b14a0fa", "endpoint mapper"},
    {"000001a0-0000-0000-c000-000000000046", "ISystemActivator"},
    {"4d9f4ab8-7d1c-11cf-861e-0020af6e7c57", "IActivation"},
    {"99fcfec4-5260-101b-bbcb-00aa0021347a", "IObjectExporter"},
    {"f309ad18-d86a-11d0-a075-00c04fb68820", "IWbemLevel1Login"},
    {"9556dc99-828c-11cf-a37e-00aa003240c7", "IWbemServices"},
    {"d4781cd6-e5d3-44df-ad94-930efe48a887", "IWbemLoginClientID"},
    {"338cd001-2244-31f1-aaaa-900038001003", "winreg"},
    {"367abb81-9844-35f1-ad32-98f038001003", "svcctl"},
};

const char *proof_interface(const char *uuid, size_t length)
{
    for (size_t i = 0; i < sizeof interfaces / sizeof interfaces[0]; i++)
        if (length == 36 && memcmp(interfaces[i].uuid, uuid, 36) == 0)
            return interfaces[i].name;
    return NULL;
}
