/*
 * The few things that every use of SQLite here needs. store/ and report/ only; values always go in by
 * binding, never into the text of a statement.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <sqlite3.h>
#include <stdint.h>

#include "base/err.h"

/* "FILE: why", as SQLite and the system put it. Always -1. */
int db_fail(sqlite3 *db, struct err *err);

/* Runs statements without parameters, a literal. -1 and err when one fails. */
int db_exec(sqlite3 *db, const char *sql, struct err *err);

/* A statement that will be used often; NULL and err when it does not compile. */
sqlite3_stmt *db_prepare(sqlite3 *db, const char *sql, struct err *err);

/* Steps a statement that gives no rows, and makes it ready for the next values. -1 and err. */
int db_run(sqlite3_stmt *statement, struct err *err);

/* The first column of the first row as a number, *out stays when there is no row. -1 and err. */
int db_number(sqlite3 *db, const char *sql, int64_t *out, struct err *err);

/* Binding; text may be NULL and must stay until the statement has run. Counts beyond INT64_MAX are cut. */
void db_bind_text(sqlite3_stmt *statement, int at, const char *text);
void db_bind_int(sqlite3_stmt *statement, int at, int64_t n);
void db_bind_count(sqlite3_stmt *statement, int at, uint64_t n);

enum { DB_PLACE = 4096 + 16 };

/* "FILE:LINE" of a site file, written to out; NULL where there is no line (0). */
const char *db_place(const char *file, int line, char out[DB_PLACE]);

#endif
