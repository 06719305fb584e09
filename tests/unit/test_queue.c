#include <criterion/criterion.h>
#include <pthread.h>
#include <unistd.h>

#include "store/queue.h"

static struct queue *queue;
static struct err err;
static uint64_t sum; /* of the first values of all rows that came */
static unsigned takings;

static void start(void)
{
    queue = queue_open();
    cr_assert_not_null(queue);
    sum = 0;
}

static void stop(void)
{
    queue_close(queue);
}

static int put(struct parcel **p, int64_t n)
{
    parcel_row(*p, 0);
    parcel_int(*p, n);
    return queue_put(queue, p, &err);
}

static void add_up(struct parcel *const *parcels, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        int64_t n;
        memcpy(&n, parcels[i]->bytes + 3, sizeof n);
        sum = sum * 31 + (uint64_t)n;
    }
}

static void *take_all(void *slow)
{
    struct parcel *parcels[QUEUE_MOST];
    for (unsigned count; (count = queue_take(queue, parcels)) > 0; takings++) {
        if (slow != NULL)
            (void)usleep(2000);
        add_up(parcels, count);
        queue_done(queue);
    }
    return NULL;
}

Test(queue, hands_over_everything_in_order, .init = start, .fini = stop, .timeout = 20)
{
    enum { PARCELS = 2000 };
    pthread_t thread;
    struct parcel *p = NULL;
    uint64_t expected = 0;
    bool slow = true;
    cr_assert_eq(queue_put(queue, &p, &err), 0);
    cr_assert_eq(pthread_create(&thread, NULL, take_all, &slow), 0);
    for (int64_t i = 0; i < PARCELS; i++) {
        cr_assert_eq(put(&p, i), 0);
        cr_assert_eq(p->rows, 0);
        expected = expected * 31 + (uint64_t)i;
    }
    cr_assert_eq(queue_rest(queue, &err), 0);
    cr_expect_eq(sum, expected);
    queue_end(queue);
    (void)pthread_join(thread, NULL);
    cr_expect_lt(takings, PARCELS / 2, "what waits is taken together: %u", takings);
}

Test(queue, has_room_for_so_many, .init = start, .fini = stop)
{
    struct parcel *p = NULL, *taken[QUEUE_MOST];
    cr_assert_eq(queue_put(queue, &p, &err), 0);
    for (unsigned i = 0; i < QUEUE_MOST; i++) {
        cr_expect(queue_has_room(queue));
        cr_assert_eq(put(&p, i), 0);
    }
    cr_expect_not(queue_has_room(queue));
    cr_expect_eq(queue_take(queue, taken), QUEUE_MOST);
    cr_expect(queue_has_room(queue), "what is being written does not wait");
    for (unsigned i = 0; i < QUEUE_MOST; i++)
        cr_assert_eq(put(&p, i), 0);
    cr_expect_not(queue_has_room(queue));
    queue_done(queue);
    cr_expect_not(queue_has_room(queue));
}

static void *fail(void *unused)
{
    struct parcel *taken[QUEUE_MOST];
    (void)unused;
    (void)queue_take(queue, taken);
    (void)usleep(20000);
    const struct err why = {"the disk burns"};
    queue_fail(queue, &why);
    return NULL;
}

Test(queue, tells_whoever_waits_of_a_failure, .init = start, .fini = stop, .timeout = 20)
{
    pthread_t thread;
    struct parcel *p = NULL;
    cr_assert_eq(queue_put(queue, &p, &err), 0);
    cr_assert_eq(pthread_create(&thread, NULL, fail, NULL), 0);
    int failed = 0;
    for (unsigned i = 0; i < 3 * QUEUE_MOST && failed == 0; i++)
        failed = put(&p, i);
    cr_expect_eq(failed, -1);
    cr_expect_str_eq(err.text, "the disk burns");
    err.text[0] = '\0';
    cr_expect_eq(queue_rest(queue, &err), -1);
    cr_expect_str_eq(err.text, "the disk burns");
    (void)pthread_join(thread, NULL);
}

Test(queue, ends_without_what_waits, .init = start, .fini = stop)
{
    struct parcel *p = NULL, *taken[QUEUE_MOST];
    cr_assert_eq(queue_put(queue, &p, &err), 0);
    cr_assert_eq(put(&p, 1), 0);
    cr_expect(queue_pause(queue, 1, 0));
    queue_end(queue);
    cr_expect_not(queue_pause(queue, 1000000, 0), "at once");
    cr_expect_eq(queue_take(queue, taken), 0);
}

Test(queue, is_patient_for_a_while_when_in_a_hurry, .init = start, .fini = stop)
{
    queue_hurry(queue);
    cr_expect(queue_pause(queue, 1, 60000));
    cr_expect_not(queue_pause(queue, 5, 1));
}
