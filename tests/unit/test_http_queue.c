#include "decode/http_queue.h"

#include "decodesink.h"

static struct bytes of(const char *text)
{
    return bytes_of(text, strlen(text));
}

static bool add(struct http_queue *q, struct decodesink *k, const char *method, const char *path)
{
    struct http_line_request r = {.method = of(method), .target = of(path), .version = of("1.1")};
    return http_queue_add(q, &k->sink, &r);
}

Test(http_queue, joins_answers_with_their_requests)
{
    struct http_queue q = {.count = 0};
    struct decodesink *k = decodesink_new();
    struct http_request was;
    cr_expect_not(http_queue_answer(&q, &k->sink, 200, &was));
    add(&q, k, "HEAD", "/a");
    http_queue_header(&q, &k->sink, HTTP_QUEUE_HOST, of("one"));
    http_queue_header(&q, &k->sink, HTTP_QUEUE_HOST, of("two"));
    add(&q, k, "CONNECT", "b:1");
    http_queue_header(&q, &k->sink, HTTP_QUEUE_AGENT, of("agent"));
    cr_expect(http_queue_newest(&q)->is_connect);
    cr_expect(http_queue_answer(&q, &k->sink, 200, &was) && was.is_head && !was.is_connect);
    cr_expect(http_queue_answer(&q, &k->sink, 407, &was) && was.is_connect);
    cr_expect_str_eq(decodesink_text(k, 0), "200 HEAD|/a|one||1.1");
    cr_expect_str_eq(decodesink_text(k, 1), "407 CONNECT|b:1||agent|1.1");
    cr_expect(q.used == 0 && q.count == 0 && http_queue_newest(&q) == NULL);
    free(k);
}

Test(http_queue, joins_an_early_answer_with_the_next_request)
{
    struct http_queue q = {.count = 0};
    struct decodesink *k = decodesink_new();
    for (uint16_t i = 0; i < HTTP_QUEUE_EARLY_MOST + 1; i++)
        http_queue_early(&q, &k->sink, (uint16_t)(200 + 100 * (i % 3)));
    cr_expect_str_eq(decodesink_text(k, 0), "400 ", "what does not fit is told at once: %s",
                     decodesink_text(k, 0));
    http_queue_complete(&q, &k->sink);
    cr_expect_eq(k->items, 1);
    for (unsigned i = 0; i < 3; i++) {
        add(&q, k, "GET", "/a");
        http_queue_complete(&q, &k->sink);
        cr_expect_eq(k->item[k->items - 1].number, 200 + 100 * i);
    }
    cr_expect(q.early_count == HTTP_QUEUE_EARLY_MOST - 3 && q.count == 0 && q.used == 0);
    http_queue_flush(&q, &k->sink);
    cr_expect(q.early_count == 0);
    free(k);
}

Test(http_queue, sends_early_what_has_no_room)
{
    static char path[HTTP_QUEUE_PATH_MOST + 100];
    struct http_queue q = {.count = 0};
    struct decodesink *k = decodesink_new();
    struct http_request was;
    memset(path, 'p', sizeof path - 1);
    path[0] = '/';
    for (char c = 'a'; c < 'e'; c++) {
        path[1] = c;
        cr_expect(add(&q, k, "GET", path));
    }
    cr_expect_eq(k->items, 2, "%zu", k->items);
    cr_expect_eq(strlen(k->item[0].text[1]), HTTP_QUEUE_PATH_MOST);
    for (size_t i = 0; i < 4; i++)
        cr_expect(http_queue_answer(&q, &k->sink, 200, &was));
    cr_expect_eq(k->items, 4);
    for (size_t i = 0; i < 4; i++) {
        cr_expect_eq(k->item[i].number, i < 2 ? 0 : 200);
        cr_expect_eq(k->item[i].text[1][1], (char)('a' + (char)i));
    }
    cr_expect_eq(q.used, 0);
    free(k);
}

Test(http_queue, is_bounded)
{
    struct http_queue q = {.count = 0};
    struct decodesink *k = decodesink_new();
    char path[8];
    for (unsigned i = 0; i < HTTP_QUEUE_MOST; i++) {
        snprintf(path, sizeof path, "/%u", i);
        cr_expect(add(&q, k, "GET", path));
    }
    cr_expect_not(add(&q, k, "GET", "/last"));
    cr_expect_eq(k->items, HTTP_QUEUE_MOST);
    http_queue_flush(&q, &k->sink);
    cr_expect_eq(k->items, HTTP_QUEUE_MOST + 1);
    http_queue_flush(&q, &k->sink);
    cr_expect_eq(k->items, HTTP_QUEUE_MOST + 1);
    http_queue_header(&q, &k->sink, HTTP_QUEUE_HOST, of("nobody"));
    free(k);
}
