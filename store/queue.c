#include "store/queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { PARCELS = 2 * QUEUE_MOST + 1 };

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* anything below */
    struct parcel parcels[PARCELS];
    struct parcel *spare[PARCELS], *waiting[QUEUE_MOST], *taken[QUEUE_MOST];
    unsigned spares, waits, takes;
    bool ended, failed, hurries;
    struct timespec hurries_since;
    struct err err;
};

struct queue *queue_open(void)
{
    struct queue *q = calloc(1, sizeof *q);
    pthread_condattr_t monotonic;
    if (q == NULL)
        return NULL;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&q->lock, NULL);
    (void)pthread_cond_init(&q->changed, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    while (q->spares < PARCELS) {
        q->spare[q->spares] = &q->parcels[q->spares];
        q->spares++;
    }
    return q;
}

void queue_close(struct queue *q)
{
    if (q == NULL)
        return;
    for (unsigned i = 0; i < PARCELS; i++)
        parcel_free(&q->parcels[i]);
    (void)pthread_cond_destroy(&q->changed);
    (void)pthread_mutex_destroy(&q->lock);
    free(q);
}

static void wait_for_change(struct queue *q)
{
    (void)pthread_cond_wait(&q->changed, &q->lock);
}

static void unlock_changed(struct queue *q)
{
    (void)pthread_cond_broadcast(&q->changed);
    (void)pthread_mutex_unlock(&q->lock);
}

bool queue_has_room(struct queue *q)
{
    (void)pthread_mutex_lock(&q->lock);
    bool room = q->waits < QUEUE_MOST;
    (void)pthread_mutex_unlock(&q->lock);
    return room;
}

static int unlock_failed(struct queue *q, struct err *err)
{
    bool failed = q->failed;
    if (failed)
        *err = q->err;
    unlock_changed(q);
    return failed ? -1 : 0;
}

int queue_put(struct queue *q, struct parcel **parcel, struct err *err)
{
    (void)pthread_mutex_lock(&q->lock);
    while (*parcel != NULL && q->waits == QUEUE_MOST && !q->failed)
        wait_for_change(q);
    if (!q->failed && *parcel != NULL)
        q->waiting[q->waits++] = *parcel;
    if (!q->failed)
        *parcel = q->spare[--q->spares];
    return unlock_failed(q, err);
}

int queue_rest(struct queue *q, struct err *err)
{
    (void)pthread_mutex_lock(&q->lock);
    while (q->waits + q->takes > 0 && !q->failed)
        wait_for_change(q);
    return unlock_failed(q, err);
}

void queue_hurry(struct queue *q)
{
    (void)pthread_mutex_lock(&q->lock);
    q->hurries = true;
    (void)clock_gettime(CLOCK_MONOTONIC, &q->hurries_since);
    unlock_changed(q);
}

void queue_end(struct queue *q)
{
    (void)pthread_mutex_lock(&q->lock);
    q->ended = true;
    unlock_changed(q);
}

unsigned queue_take(struct queue *q, struct parcel *out[QUEUE_MOST])
{
    (void)pthread_mutex_lock(&q->lock);
    while (q->waits == 0 && !q->ended)
        wait_for_change(q);
    if (q->ended)
        q->waits = 0;
    for (unsigned i = 0; i < q->waits; i++)
        out[i] = q->taken[i] = q->waiting[i];
    unsigned takes = q->takes = q->waits;
    q->waits = 0;
    unlock_changed(q);
    return takes;
}

void queue_done(struct queue *q)
{
    (void)pthread_mutex_lock(&q->lock);
    while (q->takes > 0) {
        struct parcel *p = q->taken[--q->takes];
        parcel_clear(p);
        q->spare[q->spares++] = p;
    }
    unlock_changed(q);
}

void queue_fail(struct queue *q, const struct err *err)
{
    (void)pthread_mutex_lock(&q->lock);
    q->failed = true;
    q->err = *err;
    unlock_changed(q);
}

static struct timespec later(struct timespec t, unsigned ms)
{
    long ns = t.tv_nsec + (long)(ms % 1000) * 1000000;
    return (struct timespec){t.tv_sec + ms / 1000 + ns / 1000000000, ns % 1000000000};
}

static bool before(struct timespec a, struct timespec b)
{
    return a.tv_sec != b.tv_sec ? a.tv_sec < b.tv_sec : a.tv_nsec < b.tv_nsec;
}

bool queue_pause(struct queue *q, unsigned ms, unsigned patience_ms)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    const struct timespec until = later(now, ms);
    (void)pthread_mutex_lock(&q->lock);
    while (!q->ended && before(now, until)) {
        (void)pthread_cond_timedwait(&q->changed, &q->lock, &until);
        (void)clock_gettime(CLOCK_MONOTONIC, &now);
    }
    bool goes_on = !q->ended && !(q->hurries && before(later(q->hurries_since, patience_ms), now));
    (void)pthread_mutex_unlock(&q->lock);
    return goes_on;
}
