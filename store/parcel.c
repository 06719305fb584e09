#include "store/parcel.h"

#include <stdlib.h>
#include <string.h>

enum { ROW = 1, INT, TEXT, BLOB, NOTHING };
enum { FIRST_ROOM = 16384 };

void parcel_free(struct parcel *p)
{
    free(p->bytes);
    *p = (struct parcel){0};
}

void parcel_clear(struct parcel *p)
{
    p->used = 0;
    p->rows = 0;
    p->no_memory = false;
}

/* Room for n more bytes; NULL without memory. */
static unsigned char *extend(struct parcel *p, size_t n)
{
    size_t room = p->room == 0 ? FIRST_ROOM : p->room;
    while (room - p->used < n)
        room *= 2;
    if (room != p->room) {
        unsigned char *grown = realloc(p->bytes, room);
        if (grown == NULL) {
            p->no_memory = true;
            return NULL;
        }
        p->bytes = grown;
        p->room = room;
    }
    unsigned char *at = p->bytes + p->used;
    p->used += n;
    return at;
}

void parcel_row(struct parcel *p, unsigned statement)
{
    unsigned char *at = extend(p, 2);
    if (at == NULL)
        return;
    at[0] = ROW;
    at[1] = (unsigned char)statement;
    p->rows++;
}

void parcel_int(struct parcel *p, int64_t n)
{
    unsigned char *at = extend(p, 1 + sizeof n);
    if (at == NULL)
        return;
    at[0] = INT;
    memcpy(at + 1, &n, sizeof n);
}

static void put(struct parcel *p, unsigned char type, const void *data, size_t n)
{
    uint32_t length = (uint32_t)n;
    unsigned char *at = extend(p, 1 + sizeof length + n);
    if (at == NULL)
        return;
    at[0] = type;
    memcpy(at + 1, &length, sizeof length);
    memcpy(at + 1 + sizeof length, data, n);
}

void parcel_text(struct parcel *p, const char *text)
{
    if (text != NULL) {
        put(p, TEXT, text, strlen(text));
        return;
    }
    unsigned char *at = extend(p, 1);
    if (at != NULL)
        at[0] = NOTHING;
}

void parcel_blob(struct parcel *p, const void *data, size_t n)
{
    put(p, BLOB, data, n);
}

int parcel_statement(const struct parcel *p, size_t *at)
{
    return *at < p->used ? p->bytes[*at + 1] : -1;
}

static size_t bind_bytes(const unsigned char *value, sqlite3_stmt *statement, int column)
{
    uint32_t length;
    memcpy(&length, value + 1, sizeof length);
    const unsigned char *data = value + 1 + sizeof length;
    if (value[0] == TEXT)
        (void)sqlite3_bind_text(statement, column, (const char *)data, (int)length, SQLITE_STATIC);
    else
        (void)sqlite3_bind_blob(statement, column, data, (int)length, SQLITE_STATIC);
    return 1 + sizeof length + length;
}

void parcel_bind(const struct parcel *p, size_t *at, sqlite3_stmt *statement)
{
    size_t here = *at + 2;
    for (int column = 1; here < p->used && p->bytes[here] != ROW; column++) {
        const unsigned char *value = p->bytes + here;
        int64_t n;
        switch (value[0]) {
        case INT:
            memcpy(&n, value + 1, sizeof n);
            (void)sqlite3_bind_int64(statement, column, n);
            here += 1 + sizeof n;
            break;
        case NOTHING:
            (void)sqlite3_bind_null(statement, column);
            here++;
            break;
        default:
            here += bind_bytes(value, statement, column);
        }
    }
    *at = here;
}
