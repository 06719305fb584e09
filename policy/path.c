#include "policy/path.h"

#include <stdbool.h>
#include <string.h>

#include "base/ascii.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    char low = (char)(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

static char fold(char c)
{
    if (c == '\\')
        return '/';
    return ascii_lower(c);
}

/* "http://host/path", as sent to a proxy: from the path on. */
static size_t authority_of(const char *path, size_t length)
{
    static const char mark[] = "://";
    const char *at = memchr(path, ':', length < 16 ? length : 16);
    if (length == 0 || path[0] == '/' || at == NULL || length - (size_t)(at - path) < 3 ||
        memcmp(at, mark, 3) != 0)
        return 0;
    size_t from = (size_t)(at - path) + 3;
    const char *slash = memchr(path + from, '/', length - from);
    return slash != NULL ? (size_t)(slash - path) : length;
}

/* Drops the segment that ends at n (behind its slash) and the one before it. */
static size_t parent(const char *out, size_t n)
{
    if (n > 0)
        n--;
    while (n > 0 && out[n - 1] != '/')
        n--;
    return n > 0 ? n : 1;
}

/* A segment ended at n: takes "." and ".." back. Returns the new end, just behind a slash. */
static size_t resolve(const char *out, size_t n)
{
    size_t start = n;
    while (start > 0 && out[start - 1] != '/')
        start--;
    size_t length = n - start;
    if (start > 0 && length == 1 && out[start] == '.')
        return start;
    if (start > 0 && length == 2 && out[start] == '.' && out[start + 1] == '.')
        return parent(out, start);
    return n;
}

size_t path_normalise(const char *path, size_t length, char out[PATH_MOST])
{
    size_t n = 0;
    for (size_t i = authority_of(path, length); i < length && n < PATH_MOST && path[i] != '?'; i++) {
        char c = path[i];
        if (c == '%' && length - i > 2 && hex(path[i + 1]) >= 0 && hex(path[i + 2]) >= 0) {
            c = (char)(hex(path[i + 1]) * 16 + hex(path[i + 2]));
            i += 2;
        }
        c = fold(c);
        if (c == '/')
            n = resolve(out, n);
        if (c != '/' || n == 0 || out[n - 1] != '/')
            out[n++] = c;
    }
    return resolve(out, n);
}
