/*
 * Full parcels (store/parcel.h) on their way from the thread that makes rows to the one that writes them: a
 * bounded queue with one of either. Parcels are used again, so that nothing is allocated once all have grown.
 */
#ifndef STORE_QUEUE_H
#define STORE_QUEUE_H

#include <stdbool.h>

#include "base/err.h"
#include "store/parcel.h"

enum { QUEUE_MOST = 8 }; /* parcels that wait; as many may be with the writer */

struct queue;

/* NULL: out of memory. */
struct queue *queue_open(void);
/* Both threads are done with it. NULL is fine. */
void queue_close(struct queue *q);

/* The maker's side. Is there room for a parcel just now? */
bool queue_has_room(struct queue *q);
/*
 * Hands a parcel over, waiting for room, and returns an empty one. At first *parcel is NULL: nothing is
 * handed over. -1 and err, as the writer gave it, when the writer has failed.
 */
int queue_put(struct queue *q, struct parcel **parcel, struct err *err);
/*
 * Waits until the writer has written everything. -1 and err when it has failed. Until the next queue_put the
 * writer waits, and what it uses may be used by the caller.
 */
int queue_rest(struct queue *q, struct err *err);
/* From now on the writer tries again what it could not write for only so long as it is told to be patient. */
void queue_hurry(struct queue *q);
/* The writer shall end now; what waits is not written. */
void queue_end(struct queue *q);

/* The writer's side. Waits for parcels and takes all there are: how many, 0: it shall end. */
unsigned queue_take(struct queue *q, struct parcel *out[QUEUE_MOST]);
/* Gives back what was taken. */
void queue_done(struct queue *q);
/* Gives up: err is for the other side. */
void queue_fail(struct queue *q, const struct err *err);
/*
 * Waits so long before another attempt to write what was taken. False: it shall end, or it was told to hurry
 * longer than patience_ms ago.
 */
bool queue_pause(struct queue *q, unsigned ms, unsigned patience_ms);

#endif
