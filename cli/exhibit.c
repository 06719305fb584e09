#include "cli/exhibit.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "capture/pcapng_write.h"

enum { LEAST_SHARE = 16 << 10 };

static void describe(struct exhibit *x, const struct exhibit_room *room, const struct store_sampled *f)
{
    char text[EXHIBIT_HEAD];
    int n = snprintf(text, sizeof text,
                     "Evidence for finding %" PRId64 " of run %" PRId64
                     ": %s (%s), %s. %s to %s port %u/%s, %s, %" PRIu64 " flow%s; in this file:",
                     f->finding, f->run, f->rule, f->title, f->severity, f->client, f->server, f->server_port,
                     f->transport, f->class_, f->flows, f->flows == 1 ? "" : "s");
    for (size_t i = 0; i < f->count && n > 0 && (size_t)n < sizeof text; i++)
        n += snprintf(text + n, sizeof text - (size_t)n, "%s flow %" PRIu64 ", %s, from port %u",
                      i > 0 ? ";" : "", f->sample[i].flow, f->sample[i].why, f->sample[i].client_port);
    if (n > 0 && (size_t)n < sizeof text)
        (void)snprintf(text + n, sizeof text - (size_t)n, ".%s",
                       room->no_payload ? " Packets end behind their transport headers." : "");
    (void)escape_shown(x->head, sizeof x->head, text, strlen(text));
}

/* Flows of small packets take more in the file than on the wire. */
static uint64_t share_of(const struct store_sampled *f)
{
    uint64_t share = LEAST_SHARE;
    for (size_t i = 0; i < f->count; i++) {
        uint64_t bytes = f->sample[i].bytes;
        share += bytes < EXHIBIT_FLOW_BYTES / 2 ? bytes * 2 : EXHIBIT_FLOW_BYTES;
    }
    return share;
}

bool exhibit_plan(struct exhibit *x, struct exhibit_room *room, const struct store_sampled *f)
{
    uint64_t share = share_of(f);
    *x = (struct exhibit){.finding = f->finding, .file.run = f->run, .flows = f->flows, .count = f->count};
    if (room->left < LEAST_SHARE)
        return false;
    x->may = share < room->left ? share : room->left;
    room->left -= x->may;
    (void)snprintf(x->rule, sizeof x->rule, "%s", f->rule);
    for (size_t i = 0; i < f->count; i++) {
        const struct store_sample *s = &f->sample[i];
        x->flow[i] = (struct exhibit_flow){.flow = s->flow,
                                           .why = s->why,
                                           .first_us = s->first_us,
                                           .last_us = s->last_us,
                                           .expected = s->bytes};
    }
    describe(x, room, f);
    return true;
}

struct place {
    struct exhibit_folder *folder;
    struct exhibit_file *file;
};

static void put(void *context, const void *data, size_t n)
{
    const struct place *p = context;
    exhibit_file_put(p->folder, p->file, data, n);
}

static void begin(struct exhibit *x, struct exhibit_room *room, const struct pcapng_write *w)
{
    struct err err;
    x->failed = exhibit_file_begin(room->folder, &x->file, x->file.run, x->finding, &err);
    if (x->failed != 0) {
        (void)snprintf(x->refused, sizeof x->refused, "%.255s", err.text);
        return;
    }
    x->begun = true;
    pcapng_write_section(w, "wireaudit " WIREAUDIT_VERSION, x->head);
}

/* An interface is a link type, and whether times have nanoseconds: packed into one number. */
static bool interface_of(struct exhibit *x, const struct pcapng_write *w, int link_type, bool nanoseconds,
                         uint32_t *number)
{
    int wanted = link_type * 2 + nanoseconds;
    for (*number = 0; *number < x->interfaces; ++*number)
        if (x->link_type[*number] == wanted)
            return true;
    if (x->interfaces == EXHIBIT_INTERFACES)
        return false;
    x->link_type[x->interfaces++] = wanted;
    pcapng_write_interface(w, link_type, nanoseconds);
    return true;
}

static bool has_room(struct exhibit *x, struct exhibit_room *room, struct exhibit_flow *flow, size_t n)
{
    if (flow->written + n > EXHIBIT_FLOW_BYTES) {
        flow->left_out++;
        return false;
    }
    uint64_t lacking = x->file.bytes + n > x->may ? x->file.bytes + n - x->may : 0;
    if (lacking > room->left) {
        x->no_room++;
        return false;
    }
    room->left -= lacking;
    x->may += lacking;
    return true;
}

static void comment_on(const struct exhibit *x, const struct exhibit_room *room,
                       const struct exhibit_flow *flow, const struct exhibit_frame *f, char *out, size_t size)
{
    int n = snprintf(out, size, "finding %" PRId64 ", %s: flow %" PRIu64 ", %s of its flows (%" PRIu64 ")",
                     x->finding, x->rule, flow->flow, flow->why, x->flows);
    if (n > 0 && (size_t)n < size && room->filter == NULL)
        (void)snprintf(out + n, size - (size_t)n, "; frame %" PRIu64 " of %s", f->number, f->capture);
}

void exhibit_put(struct exhibit *x, struct exhibit_room *room, size_t which, const struct exhibit_frame *f)
{
    char comment[512];
    struct exhibit_flow *flow = &x->flow[which];
    struct place place = {room->folder, &x->file};
    const struct pcapng_write w = {put, &place};
    uint32_t number;
    if (!x->begun && x->failed == 0)
        begin(x, room, &w);
    if (x->failed != 0)
        return;
    room->nanoseconds = room->nanoseconds || f->frame->rest_ns != 0;
    bool nanoseconds = room->nanoseconds && f->frame->time_us < PCAPNG_WRITE_NS_MOST_US;
    size_t keep = room->no_payload && f->headers < f->frame->captured ? f->headers : f->frame->captured;
    comment_on(x, room, flow, f, comment, sizeof comment);
    size_t n = pcapng_write_packet_bytes(keep, comment);
    if (!has_room(x, room, flow, n))
        return;
    if (!interface_of(x, &w, f->link_type, nanoseconds, &number)) {
        flow->left_out++;
        return;
    }
    flow->written += n;
    x->packets++;
    pcapng_write_packet(&w, number, nanoseconds, f->frame, keep, comment);
}

__attribute__((format(printf, 2, 3))) static void add_gap(char gap[EXHIBIT_GAP], const char *format, ...)
{
    va_list args;
    size_t n = strlen(gap);
    if (n > 0)
        n += (size_t)snprintf(gap + n, EXHIBIT_GAP - n, "; ");
    if (n >= EXHIBIT_GAP)
        return;
    va_start(args, format);
    (void)vsnprintf(gap + n, EXHIBIT_GAP - n, format, args);
    va_end(args);
}

static void tell_gaps(const struct exhibit *x, const struct exhibit_room *room, const char *because,
                      char *gap)
{
    for (size_t i = 0; i < x->count; i++) {
        const struct exhibit_flow *f = &x->flow[i];
        if (f->found < f->expected)
            add_gap(gap, "flow %" PRIu64 ": %" PRIu64 " of its %" PRIu64 " bytes were not found again%s",
                    f->flow, f->expected - f->found, f->expected, because);
        if (f->left_out > 0)
            add_gap(gap, "flow %" PRIu64 ": %" PRIu64 " packets left out, %d MiB of a flow are kept", f->flow,
                    f->left_out, EXHIBIT_FLOW_BYTES >> 20);
    }
    if (x->no_room > 0)
        add_gap(gap, "%" PRIu64 " packets left out, the room for all evidence is used up", x->no_room);
    if (room->no_payload && x->packets > 0)
        add_gap(gap, "payloads left out");
}

static uint64_t flows_in(const struct exhibit *x)
{
    uint64_t n = 0;
    for (size_t i = 0; i < x->count; i++)
        n += x->flow[i].written > 0;
    return n;
}

static int end_file(struct exhibit *x, struct exhibit_room *room, const char *folder, struct exhibit_end *out,
                    struct err *err)
{
    char name[EXHIBIT_FILE_NAME];
    if (x->packets == 0) {
        exhibit_file_drop(room->folder, &x->file);
        return 0;
    }
    if (exhibit_file_finish(room->folder, &x->file, out->hash, err) != 0)
        return -1;
    const char *slash = folder[0] != '\0' && folder[strlen(folder) - 1] == '/' ? "" : "/";
    (void)snprintf(out->file, sizeof out->file, "%s%s%s", folder, slash,
                   exhibit_file_name(x->file.run, x->finding, name));
    out->row.file = out->file;
    out->row.sha256 = out->hash;
    out->row.flows = flows_in(x);
    out->row.packets = x->packets;
    out->row.bytes = x->file.bytes;
    return 0;
}

int exhibit_end(struct exhibit *x, struct exhibit_room *room, const char *folder, const char *because,
                struct exhibit_end *out, struct err *err)
{
    out->row = (struct store_evidence){.finding = x->finding};
    out->gap[0] = '\0';
    int failed = x->failed;
    if (failed != 0)
        (void)err_set(err, "%s", x->refused);
    else if (x->begun)
        failed = end_file(x, room, folder, out, err);
    if (failed != 0)
        add_gap(out->gap, "%s", err->text);
    else
        tell_gaps(x, room, because, out->gap);
    out->row.gap = out->gap[0] != '\0' ? out->gap : NULL;
    return failed;
}
