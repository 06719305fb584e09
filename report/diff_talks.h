/* Which networks spoke to which servers in an audit: whether it could have seen a finding. */
#ifndef REPORT_DIFF_TALKS_H
#define REPORT_DIFF_TALKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/addr.h"
#include "report/query.h"

enum { DIFF_TALKS_MOST = 1 << 20 }; /* more are not kept: what they would have told is not claimed */

struct diff_talk {
    struct addr server;
    struct addr_range net;
};

struct diff_talks {
    struct diff_talk *at; /* sorted, networks of a server without overlaps */
    size_t count, room;
};

/* Rows that are no addresses are passed over. -1 and err without memory; a failure of the database stays with
 * the query. */
int diff_talks_read(struct diff_talks *t, struct query *q, struct err *err);
void diff_talks_free(struct diff_talks *t);

bool diff_talks_have(const struct diff_talks *t, const struct addr *client, const struct addr *server);

#endif
