#include "policy/sitepath.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/ascii.h"

void sitepath_lower(char *text)
{
    for (; *text != '\0'; text++)
        *text = ascii_lower(*text);
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* %41 is A; %00 stays as it is, a text has no NUL. */
static void decode(char *path)
{
    char *to = path;
    for (const char *at = path; *at != '\0'; at++, to++) {
        *to = *at;
        if (*at != '%' || digit(at[1]) < 0 || digit(at[2]) < 0)
            continue;
        int code = digit(at[1]) * 16 + digit(at[2]);
        if (code == 0)
            continue;
        *to = (char)code;
        at += 2;
    }
    *to = '\0';
}

void sitepath_normalise(char *path)
{
    size_t n = 0;
    path[strcspn(path, "?")] = '\0';
    sitepath_lower(path);
    decode(path);
    sitepath_lower(path);
    size_t root = path[0] == '/';
    for (const char *at = path; *at != '\0';) {
        size_t part = strcspn(at, "/");
        const char *next = at + part + (at[part] == '/');
        bool here = part == 0 || (part == 1 && at[0] == '.');
        bool up = part == 2 && at[0] == '.' && at[1] == '.';
        if (up) {
            n -= n > root;
            while (n > root && path[n - 1] != '/')
                n--;
        } else if (!here || (part == 0 && n == 0)) {
            memmove(path + n, at, (size_t)(next - at));
            n += (size_t)(next - at);
        }
        at = next;
    }
    path[n] = '\0';
}
