#include "decode/http_message.h"

#include <criterion/criterion.h>
#include <string.h>

static struct bytes of(const char *text)
{
    return bytes_of(text, strlen(text));
}

Test(http_message, takes_a_length_once_and_the_same_again)
{
    struct http_message m = {.phase = HTTP_HEADERS};
    http_message_length(&m, of("12"));
    cr_expect(m.has_length && m.length == 12 && !m.ambiguous);
    http_message_length(&m, of("12"));
    cr_expect_not(m.ambiguous);
    http_message_length(&m, of("13"));
    cr_expect(m.ambiguous);
    m = (struct http_message){.phase = HTTP_HEADERS};
    http_message_length(&m, of("-1"));
    cr_expect(m.ambiguous && !m.has_length);
}

Test(http_message, knows_the_codings_whose_end_it_can_find)
{
    static const struct {
        const char *value;
        bool chunked, ambiguous;
    } rows[] = {{"chunked", true, false}, {"identity", false, false}, {"gzip", false, true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct http_message m = {.phase = HTTP_HEADERS};
        http_message_coding(&m, of(rows[i].value));
        cr_expect(m.chunked == rows[i].chunked && m.ambiguous == rows[i].ambiguous, "%s", rows[i].value);
    }
}

Test(http_message, is_cut_inside_the_body_of_an_answer_that_was_asked_for)
{
    struct http_message m = {.phase = HTTP_HEADERS, .asked = true, .tries = 3};
    http_message_body(&m, 100, 50);
    cr_expect(m.phase == HTTP_FIRST && m.tries == 3 && m.asked);
    cr_expect(http_message_is_cut(&m, 149));
    cr_expect_not(http_message_is_cut(&m, 150));
    m.asked = false;
    cr_expect_not(http_message_is_cut(&m, 149), "perhaps the answer to HEAD");
    m = (struct http_message){.phase = HTTP_CHUNK, .asked = true, .body_end = 10};
    cr_expect(http_message_is_cut(&m, 10), "the last chunk is missing");
    m.phase = HTTP_TRAILERS;
    cr_expect_not(http_message_is_cut(&m, 10));
    m.phase = HTTP_LOST;
    cr_expect_not(http_message_is_cut(&m, 5));
    http_message_begin(&m);
    cr_expect(m.phase == HTTP_FIRST && !m.asked);
}
