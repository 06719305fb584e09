/*
 * The flow table's flows by the time of their last segment, a list for each kind: which one is idle for too
 * long, and which one is evicted first.
 */
#ifndef CAPTURE_FLOWAGES_H
#define CAPTURE_FLOWAGES_H

#include <stdint.h>

#include "capture/flowstore.h"

/* The first four in the order of enum flowtcp_phase. */
enum flowages_kind {
    FLOWAGES_HALF_OPEN,
    FLOWAGES_STRAY,
    FLOWAGES_OPEN,
    FLOWAGES_CLOSED,
    FLOWAGES_DATAGRAMS,
    FLOWAGES_ICMP,
    FLOWAGES_KINDS
};

/* Numbers of entries, 0: none. */
struct flowages_list {
    uint32_t oldest, newest;
};

struct flowages {
    struct flowages_list list[FLOWAGES_KINDS];
    uint32_t closed; /* flows of FLOWAGES_CLOSED */
};

/* Adds a flow, which is in no list, as the newest of a kind. */
void flowages_add(struct flowages *a, struct flowstore *s, uint32_t number, enum flowages_kind kind);
void flowages_remove(struct flowages *a, struct flowstore *s, uint32_t number);

/* A flow that was idle for as long as capture/flowtable.h says for its kind; 0: none. */
uint32_t flowages_overdue(const struct flowages *a, const struct flowstore *s, int64_t now_us);

/* The first to be evicted, in the order that capture/flowtable.h tells; 0: none. */
uint32_t flowages_victim(const struct flowages *a, const struct flowstore *s);

#endif
