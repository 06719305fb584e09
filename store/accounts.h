/*
 * The accounts of findings, in paragraphs: each is written once in a run, as long as it is remembered by its
 * key, and findings refer to it.
 */
#ifndef STORE_ACCOUNTS_H
#define STORE_ACCOUNTS_H

#include "policy/finding.h"
#include "store/store.h"
#include "store/table.h"
#include "store/writer.h"

enum { ACCOUNTS_MOST = 16384 }; /* paragraphs remembered; when there are more, all are forgotten */

struct accounts {
    struct table *known;
    struct writer *writer;
    int insert;
    int64_t run, last; /* last: the newest paragraph of the database */
    struct finding_paragraph *paragraph;
};

/* writer is borrowed. -1 and err. */
int accounts_open(struct accounts *a, struct writer *writer, sqlite3 *db, int64_t run, struct err *err);
void accounts_close(struct accounts *a);

/* The paragraphs of a new finding's account, 0 where it has none; they are written if they are new. */
void accounts_of(struct accounts *a, const struct store_accounts *teller, const struct audited *flow,
                 const struct finding *f, int64_t paragraph[FINDING_PARTS]);

#endif
