/*
 * Every flow counted by client network, server, port, transport, class, site, role, verdict and rule, in
 * memory; the table `traffic` gets sums now and then, and `note` those of flows with notes.
 */
#ifndef STORE_TRAFFIC_H
#define STORE_TRAFFIC_H

#include "policy/finding.h"
#include "store/table.h"
#include "store/writer.h"

enum { TRAFFIC_MOST = 32768 }; /* conversations in memory; more are written out and begin anew */

struct traffic {
    struct table *conversations;
    struct writer *writer;
    int upsert, upsert_note;
    int64_t run;
    uint64_t left_out; /* flows that are not counted, for want of room */
};

/* writer is borrowed. -1 and err. */
int traffic_open(struct traffic *t, struct writer *writer, int64_t run, struct err *err);
void traffic_close(struct traffic *t);

/* Counts one flow; writes only when there is no room for another conversation, and where there is none to
 * write either, the flow is left out. -1 and err. */
int traffic_add(struct traffic *t, const struct audited *a, const struct finding *f, struct err *err);
/* Writes the sums gathered since the last time. 1: there was no room for all. -1 and err. */
int traffic_flush(struct traffic *t, struct err *err);

#endif
