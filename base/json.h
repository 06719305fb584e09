/*
 * A JSON writer (RFC 8259) on a stdio stream. Commas come by themselves; nesting is limited. Text is
 * escaped first, so that the result is valid UTF-8 and safe on a terminal.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { JSON_DEPTH = 16 };

/* Start as {.out = stream}. Errors stay on the stream (ferror). */
struct json {
    FILE *out;
    unsigned depth;
    bool started[JSON_DEPTH]; /* a value stands already at this depth */
    bool after_key;
};

/* open: '{' or '['. */
void json_open(struct json *j, char open);
void json_close(struct json *j, char close);
void json_key(struct json *j, const char *key);              /* a plain literal */
void json_bytes(struct json *j, const char *text, size_t n); /* from the wire: escape_text() */
void json_shown(struct json *j, const char *text, size_t n); /* safe already or our own: escape_shown() */
void json_text(struct json *j, const char *text);            /* the same, up to its NUL */
void json_int(struct json *j, int64_t n);
void json_count(struct json *j, uint64_t n);
void json_bool(struct json *j, bool b);
void json_null(struct json *j);

/* A key with its value. */
void json_member_text(struct json *j, const char *key, const char *text);
void json_member_count(struct json *j, const char *key, uint64_t n);

#endif
