#include "cli/exhibit_search.h"

#include <stdlib.h>

#include "base/addr.h"
#include "base/proto.h"
#include "capture/duplicates.h"
#include "capture/headers.h"
#include "capture/held.h"
#include "capture/link.h"
#include "capture/wanted.h"

enum { WHOLE = 64 }; /* datagrams that were whole last, whose fragments may come again */

/* Where a flow's packets go: the exhibit's number, and which of its flows it is. */
struct goal {
    uint32_t exhibit, which;
};

struct whole {
    uint64_t datagram;
    uint32_t flow;
    size_t headers;
};

struct exhibit_search {
    struct wanted *wanted;
    struct goal *goals; /* by the number that `wanted` gives, less 1 */
    uint32_t count, room;
    struct link *link;
    struct held *held;
    struct duplicates *duplicates; /* or NULL */
    int64_t now_us;
    struct whole whole[WHOLE];
    unsigned next_whole;
    struct exhibit_search_capture capture;
    uint32_t flow;  /* that the datagram at hand belongs to */
    size_t headers; /* and its bytes of headers */
};

struct exhibit_search *exhibit_search_open(const struct exhibit_search_options *options, struct err *err)
{
    const struct link_options frames = {options->memory_bytes, options->verify_checksums};
    struct exhibit_search *s = calloc(1, sizeof *s);
    if (s == NULL) {
        (void)err_set(err, "evidence: out of memory");
        return NULL;
    }
    s->now_us = INT64_MIN;
    s->wanted = wanted_open(err);
    s->link = s->wanted == NULL ? NULL : link_open(&frames, err);
    s->held = s->link == NULL ? NULL : held_open(err);
    if (s->held != NULL && !options->keep_duplicates)
        s->duplicates = duplicates_open(err);
    if (s->held != NULL && (options->keep_duplicates || s->duplicates != NULL))
        return s;
    exhibit_search_close(s);
    return NULL;
}

void exhibit_search_close(struct exhibit_search *s)
{
    if (s == NULL)
        return;
    wanted_close(s->wanted);
    link_close(s->link);
    held_close(s->held);
    duplicates_close(s->duplicates);
    free(s->goals);
    free(s);
}

static int add(struct exhibit_search *s, struct goal goal, struct err *err)
{
    if (s->count == s->room) {
        uint32_t room = s->room == 0 ? 64 : s->room * 2;
        struct goal *grown = reallocarray(s->goals, room, sizeof *grown);
        if (grown == NULL)
            return err_set(err, "evidence: out of memory");
        s->goals = grown;
        s->room = room;
    }
    s->goals[s->count++] = goal;
    return 0;
}

int exhibit_search_want(struct exhibit_search *s, const struct store_sampled *f, size_t number,
                        struct err *err)
{
    struct flow_end end[2] = {{.port = 0}, {.port = f->server_port}};
    uint8_t transport;
    if (!addr_read(&end[0].ip, f->client) || !addr_read(&end[1].ip, f->server) ||
        !proto_transport_read(&transport, f->transport))
        return 0;
    for (uint32_t i = 0; i < f->count; i++) {
        end[0].port = f->sample[i].client_port;
        if (wanted_add(s->wanted, end, transport, err) != 0 ||
            add(s, (struct goal){(uint32_t)number, i}, err) != 0)
            return -1;
    }
    return 0;
}

void exhibit_search_begin(struct exhibit_search *s, const struct exhibit_search_capture *capture)
{
    s->capture = *capture;
}

static struct exhibit *exhibit_of(const struct exhibit_search *s, uint32_t flow, size_t *which)
{
    *which = s->goals[flow - 1].which;
    return &s->capture.exhibits[s->goals[flow - 1].exhibit];
}

static struct exhibit_flow *flow_of(const struct exhibit_search *s, uint32_t flow)
{
    size_t which;
    struct exhibit *x = exhibit_of(s, flow, &which);
    return &x->flow[which];
}

static bool within(const struct exhibit_flow *f, int64_t time_us, int64_t more_us)
{
    return time_us >= f->first_us && time_us <= f->last_us + more_us;
}

/* Of two flows that meet in one moment the one that still lacks bytes. A copy may come after the flow's end.
 * 0: none. */
static uint32_t choose(const struct exhibit_search *s, const struct segment *segment)
{
    struct wanted_cursor c = wanted_begin(s->wanted, segment);
    uint32_t found = 0, number = wanted_next(s->wanted, segment, &c);
    if (number == 0)
        return 0;
    bool copy = s->duplicates != NULL && duplicates_has(s->duplicates, segment);
    int64_t more_us = copy ? DUPLICATES_US : 0;
    for (; number != 0; number = wanted_next(s->wanted, segment, &c)) {
        const struct exhibit_flow *f = flow_of(s, number);
        if (!within(f, s->now_us, more_us) && !within(f, segment->time_us, more_us))
            continue;
        found = number;
        if (f->found < f->expected)
            break;
    }
    if (found != 0 && !copy)
        flow_of(s, found)->found += segment->wire_bytes;
    return found;
}

static void put(const struct exhibit_search *s, const struct exhibit_frame *f)
{
    size_t which;
    struct exhibit *x = exhibit_of(s, s->flow, &which);
    exhibit_put(x, s->capture.room, which, f);
}

static void put_held(void *context, const struct held_frame *h)
{
    const struct exhibit_search *s = context;
    size_t headers = headers_of_part(&h->part, h->within ? 0 : s->headers);
    put(s, &(struct exhibit_frame){&h->frame, headers, h->number, h->link_type, s->capture.name});
}

/* Where the frame was a fragment of a wanted datagram: those before it, too. */
static void put_fragments(struct exhibit_search *s)
{
    unsigned count;
    const struct link_fragment *f = link_fragments(s->link, &count);
    if (count == 0)
        return;
    held_give(s->held, s->link, put_held, s);
    if (count == 1)
        s->whole[s->next_whole++ % WHOLE] = (struct whole){f->datagram, s->flow, s->headers};
}

/* A fragment that came again. */
static void put_echo(struct exhibit_search *s, const struct source_frame *frame, uint64_t number)
{
    unsigned count;
    const struct link_fragment *f = link_fragments(s->link, &count);
    const struct headers_part part = headers_last_part(s->link, frame);
    for (size_t i = 0; i < WHOLE && count == 1; i++) {
        if (s->whole[i].flow == 0 || s->whole[i].datagram != f->datagram)
            continue;
        s->flow = s->whole[i].flow;
        put(s, &(struct exhibit_frame){frame, headers_of_part(&part, s->whole[i].headers), number,
                                       s->capture.link_type, s->capture.name});
        return;
    }
}

void exhibit_search_frame(struct exhibit_search *s, const struct source_frame *frame, uint64_t number)
{
    struct segment segment;
    enum link_skip got = link_read(s->link, s->capture.link_type, frame, &segment);
    if (got == LINK_HELD)
        held_keep(s->held, s->link, frame, number, s->capture.link_type);
    else if (got == LINK_SKIP_DUPLICATE)
        put_echo(s, frame, number);
    if (got != LINK_TAKEN)
        return;
    s->now_us = segment.time_us > s->now_us ? segment.time_us : s->now_us;
    if ((s->flow = choose(s, &segment)) == 0)
        return;
    s->headers = headers_of_datagram(s->link, &segment);
    put_fragments(s);
    put(s, &(struct exhibit_frame){frame, headers_of_frame(s->link, frame, &segment), number,
                                   s->capture.link_type, s->capture.name});
}
