#include "cli/draft_text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/utc.h"

enum { LINE_MOST = 1024 };

static void put_safely(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c >= 0x20 && c < 0x7f)
            (void)fputc(c, out);
        else
            (void)fprintf(out, "\\x%02X", c);
    }
}

__attribute__((format(printf, 4, 0))) static void comment(const struct draft_text *t, unsigned indent,
                                                          const char *mark, const char *format, va_list args)
{
    char text[LINE_MOST];
    (void)vsnprintf(text, sizeof text, format, args);
    (void)fprintf(t->out, "%*s%s", (int)indent, "", mark);
    put_safely(t->out, text);
    (void)fputc('\n', t->out);
}

void draft_text_comment(const struct draft_text *t, unsigned indent, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    comment(t, indent, "# ", format, args);
    va_end(args);
}

void draft_text_question(const struct draft_text *t, unsigned indent, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    comment(t, indent, "# ? ", format, args);
    va_end(args);
}

static const char *sure_name(enum proposal_sure sure)
{
    static const char *const names[] = {[PROPOSAL_NONE] = "not seen",
                                        [PROPOSAL_GUESS] = "guess",
                                        [PROPOSAL_LIKELY] = "likely",
                                        [PROPOSAL_CERTAIN] = "certain"};
    return names[sure];
}

static void put_figures(const struct draft_text *t, const struct proposal_basis *b, char *out, size_t room)
{
    char clients[64] = "", place[400] = "", time[UTC_TEXT];
    uint64_t number;
    const char *file = survey_place(t->survey, b->first_frame, &number);
    if (b->peer_count > 0)
        (void)snprintf(clients, sizeof clients, ", %u%s other end%s", b->peer_count,
                       b->peer_count == SURVEY_PEERS ? " or more" : "", b->peer_count == 1 ? "" : "s");
    if (file != NULL)
        (void)snprintf(place, sizeof place, ", first in %.255s, frame %" PRIu64 " (%s)", file, number,
                       utc_text(b->first_us, time));
    (void)snprintf(out, room, "%" PRIu64 " flow%s%s%s", b->flows, b->flows == 1 ? "" : "s", clients, place);
}

void draft_text_basis(const struct draft_text *t, unsigned indent, const struct proposal_basis *b)
{
    char figures[600];
    put_figures(t, b, figures, sizeof figures);
    draft_text_comment(t, indent, "%s: %s%s%s; %s", sure_name(b->sure), b->why, b->text[0] != '\0' ? " " : "",
                       b->text, figures);
}

void draft_text_because(const struct draft_text *t, unsigned indent, const struct proposal_basis *b,
                        enum proposal_sure sure, const char *format, ...)
{
    char words[300], figures[600];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(words, sizeof words, format, args);
    va_end(args);
    put_figures(t, b, figures, sizeof figures);
    draft_text_comment(t, indent, "%s: %s; %s", sure_name(sure), words, figures);
}

void draft_text_line(const struct draft_text *t, unsigned indent, const char *format, ...)
{
    va_list args;
    (void)fprintf(t->out, "%*s", (int)indent, "");
    va_start(args, format);
    (void)vfprintf(t->out, format, args);
    va_end(args);
    (void)fputc('\n', t->out);
}

const char *draft_text_address(const struct addr *a, char out[DRAFT_TEXT_NET])
{
    char text[ADDR_TEXT];
    (void)snprintf(out, DRAFT_TEXT_NET, addr_is_v4(a) ? "%s" : "\"%s\"", addr_text(a, text));
    return out;
}

const char *draft_text_net(const struct addr_range *r, char out[DRAFT_TEXT_NET])
{
    char text[ADDR_RANGE_TEXT];
    (void)snprintf(out, DRAFT_TEXT_NET, addr_is_v4(&r->first) ? "%s" : "\"%s\"", addr_range_text(r, text));
    return out;
}
