#include "base/json.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/escape.h"

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

void json_bytes(struct json *j, const char *text, size_t n)
{
    char safe[1024 * ESCAPE_WORST + 1];
    separate(j);
    (void)putc('"', j->out);
    size_t length = escape_text(safe, sizeof safe, text, n);
    for (size_t i = 0; i < length; i++) {
        if (safe[i] == '"' || safe[i] == '\\')
            (void)putc('\\', j->out);
        (void)putc(safe[i], j->out);
    }
    (void)putc('"', j->out);
}

void json_text(struct json *j, const char *text)
{
    json_bytes(j, text, strlen(text));
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
