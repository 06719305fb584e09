#include "base/json.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/escape.h"

enum { TEXT_AT_ONCE = 1024 };

static void separate(struct json *j)
{
    if (j->after_key)
        j->after_key = false;
    else if (j->started[j->depth])
        (void)putc(',', j->out);
    j->started[j->depth] = true;
}

void json_open(struct json *j, char open)
{
    separate(j);
    (void)putc(open, j->out);
    assert(j->depth + 1 < JSON_DEPTH);
    j->started[++j->depth] = false;
}

void json_close(struct json *j, char close)
{
    assert(j->depth > 0);
    j->depth--;
    (void)putc(close, j->out);
}

void json_key(struct json *j, const char *key)
{
    separate(j);
    (void)fprintf(j->out, "\"%s\":", key);
    j->after_key = true;
}

/* At most TEXT_AT_ONCE bytes off the front, cut before a byte that may begin a character. */
static size_t front(const char *text, size_t n)
{
    size_t cut = n < TEXT_AT_ONCE ? n : TEXT_AT_ONCE;
    size_t whole = cut;
    while (whole < n && whole + 3 > cut && ((unsigned char)text[whole] & 0xc0) == 0x80)
        whole--;
    return whole;
}

static void put_escaped(struct json *j, const char *safe, size_t length)
{
    for (const char *end = safe + length; safe < end;) {
        size_t plain = strcspn(safe, "\"\\");
        (void)fwrite(safe, 1, plain, j->out);
        safe += plain;
        if (safe < end) {
            (void)putc('\\', j->out);
            (void)putc(*safe++, j->out);
        }
    }
}

static void put_text(struct json *j, const char *text, size_t n,
                     size_t (*escape)(char *out, size_t room, const char *text, size_t n))
{
    char safe[TEXT_AT_ONCE * ESCAPE_WORST + 1];
    separate(j);
    (void)putc('"', j->out);
    while (n > 0) {
        size_t taken = front(text, n);
        size_t length = escape(safe, sizeof safe, text, taken);
        put_escaped(j, safe, length);
        text += taken;
        n -= taken;
    }
    (void)putc('"', j->out);
}

void json_bytes(struct json *j, const char *text, size_t n)
{
    put_text(j, text, n, escape_text);
}

void json_shown(struct json *j, const char *text, size_t n)
{
    put_text(j, text, n, escape_shown);
}

void json_text(struct json *j, const char *text)
{
    json_shown(j, text, strlen(text));
}

void json_int(struct json *j, int64_t n)
{
    separate(j);
    (void)fprintf(j->out, "%" PRId64, n);
}

void json_count(struct json *j, uint64_t n)
{
    separate(j);
    (void)fprintf(j->out, "%" PRIu64, n);
}

void json_bool(struct json *j, bool b)
{
    separate(j);
    (void)fputs(b ? "true" : "false", j->out);
}

void json_null(struct json *j)
{
    separate(j);
    (void)fputs("null", j->out);
}

void json_member_text(struct json *j, const char *key, const char *text)
{
    json_key(j, key);
    json_text(j, text);
}

void json_member_count(struct json *j, const char *key, uint64_t n)
{
    json_key(j, key);
    json_count(j, n);
}
