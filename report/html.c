#include "report/html.h"

#include <assert.h>
#include <inttypes.h>
#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdarg.h>
#include <string.h>

#include "base/escape.h"

__asm__(".pushsection .rodata\n"
        ".globl html_css\n"
        "html_css:\n"
        ".incbin \"report/html.css\"\n"
        ".byte 0\n"
        ".globl html_js\n"
        "html_js:\n"
        ".incbin \"report/html.js\"\n"
        ".byte 0\n"
        ".popsection\n");

static void put_raw(struct html *h, const char *text, size_t n)
{
    (void)fwrite(text, 1, n, h->out);
    h->written += n;
}

static void put_markup(struct html *h, const char *text)
{
    put_raw(h, text, strlen(text));
}

static const char *reference(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* How much of a text that is too long is shown: no character of it in two. */
static size_t shown_bytes(const char *text, size_t n)
{
    if (n <= HTML_TEXT)
        return n;
    size_t cut = HTML_TEXT;
    while (cut > HTML_TEXT - 3 && ((unsigned char)text[cut] & 0xc0) == 0x80)
        cut--;
    return cut;
}

void html_text(struct html *h, const char *text, size_t n)
{
    char safe[HTML_TEXT * ESCAPE_WORST + 1];
    size_t shown = shown_bytes(text, n), length = escape_shown(safe, sizeof safe, text, shown), from = 0;
    for (size_t i = 0; i < length; i++) {
        const char *instead = reference(safe[i]);
        if (instead == NULL)
            continue;
        put_raw(h, safe + from, i - from);
        put_markup(h, instead);
        from = i + 1;
    }
    put_raw(h, safe + from, length - from);
    if (shown < n)
        put_markup(h, "…");
}

static void put_number(struct html *h, int64_t n)
{
    char digits[HTML_FIGURE];
    int length = snprintf(digits, sizeof digits, "%" PRId64, n);
    put_raw(h, digits, (size_t)length);
}

void html_put(struct html *h, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    for (const char *at = format, *next; *at != '\0'; at = next) {
        size_t plain = strcspn(at, "%");
        put_raw(h, at, plain);
        next = at + plain;
        if (*next == '\0')
            break;
        if (next[1] == 's') {
            const char *text = va_arg(args, const char *);
            html_text(h, text, strlen(text));
            next += 2;
        } else if (next[1] == 'd') {
            put_number(h, va_arg(args, int));
            next += 2;
        } else {
            assert(strncmp(next, "%" PRId64, sizeof "%" PRId64 - 1) == 0);
            put_number(h, va_arg(args, int64_t));
            next += sizeof "%" PRId64 - 1;
        }
    }
    va_end(args);
}

void html_part(struct html *h, uint64_t bytes)
{
    h->part_ends = h->written + bytes;
}

bool html_full(const struct html *h)
{
    return h->written >= h->part_ends;
}

const char *html_figure(int64_t n, char out[HTML_FIGURE])
{
    char digits[HTML_FIGURE];
    size_t length = (size_t)snprintf(digits, sizeof digits, "%" PRId64, n), at = 0;
    for (size_t i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-')
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
    return out;
}

const char *html_path(const char *path, char out[HTML_LINK])
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/",
                      hex[] = "0123456789ABCDEF";
    size_t n = 0;
    for (; *path != '\0' && n + 4 <= HTML_LINK; path++) {
        unsigned char c = (unsigned char)*path;
        if (c == '/' && path[1] == '/')
            continue;
        if (strchr(plain, *path) != NULL) {
            out[n++] = *path;
            continue;
        }
        out[n++] = '%';
        out[n++] = hex[c >> 4];
        out[n++] = hex[c & 15];
    }
    out[n] = '\0';
    return *path == '\0' ? out : NULL;
}

const char *html_hash(const char *text, char out[HTML_HASH])
{
    struct sha256_ctx sha;
    uint8_t digest[SHA256_DIGEST_SIZE];
    static const char kind[] = "sha256-";
    _Static_assert(sizeof kind + BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE) <= HTML_HASH, "room");
    sha256_init(&sha);
    sha256_update(&sha, strlen(text), (const uint8_t *)text);
    sha256_digest(&sha, sizeof digest, digest);
    memcpy(out, kind, sizeof kind - 1);
    base64_encode_raw(out + sizeof kind - 1, sizeof digest, digest);
    out[sizeof kind - 1 + BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE)] = '\0';
    return out;
}

void html_begin(struct html *h, const char *title)
{
    char style[HTML_HASH], script[HTML_HASH];
    html_put(h,
             "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '%s';"
             " script-src '%s'; base-uri 'none'; form-action 'none'\">\n",
             html_hash(html_css, style), html_hash(html_js, script));
    html_put(h,
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=\"color-scheme\" content=\"light dark\">\n"
             "<meta name=\"referrer\" content=\"no-referrer\">\n<title>%s</title>\n<style>",
             title);
    put_markup(h, html_css);
    html_put(h, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n");
}

void html_end(struct html *h)
{
    html_put(h, "<script>");
    put_markup(h, html_js);
    html_put(h, "</script>\n</body>\n</html>\n");
}
