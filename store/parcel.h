/* Rows on their way to the database: statements with their values, one behind the other in one buffer. */
#ifndef STORE_PARCEL_H
#define STORE_PARCEL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct parcel {
    unsigned char *bytes;
    size_t used, room;
    unsigned rows;
    bool no_memory; /* something did not fit: it must not be written */
};

void parcel_free(struct parcel *p);
/* Forgets the rows and keeps the memory. */
void parcel_clear(struct parcel *p);

/* A row of a statement (0 to 255), to be followed by its values in their order. Texts may be NULL; all is
 * copied. */
void parcel_row(struct parcel *p, unsigned statement);
void parcel_int(struct parcel *p, int64_t n);
void parcel_text(struct parcel *p, const char *text);
void parcel_blob(struct parcel *p, const void *data, size_t n);

/* The statement of the row at *at, which begins with 0; -1 behind the last. */
int parcel_statement(const struct parcel *p, size_t *at);
/* Binds its values, which stay in the parcel, and goes on to the next row. */
void parcel_bind(const struct parcel *p, size_t *at, sqlite3_stmt *statement);

#endif
