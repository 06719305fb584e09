#include "capture/source.h"

#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/escape.h"
#include "capture/source_stream.h"

_Static_assert((int)SOURCE_SHA256 == (int)SOURCE_STREAM_SHA256, "one text");

struct source {
    pcap_t *pcap;
    struct source_stream *stream;
    char *path;
    uint64_t size;
    bool exact;
    enum source_result ended; /* SOURCE_FRAME while it goes on */
};

static int open_file(const char *path, uint64_t *size, struct err *err)
{
    struct stat status;
    bool stdin_wanted = strcmp(path, "-") == 0;
    int fd = stdin_wanted ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, "%s: %s", path, strerror(errno));
    if (fstat(fd, &status) == 0 && !S_ISDIR(status.st_mode)) {
        *size = S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0;
        return fd;
    }
    (void)close(fd);
    return err_set(err, "%s: is a directory", path);
}

/* libpcap's text may hold bytes of the file. */
static int say(const struct source *s, const char *what, const char *pcap_text, struct err *err)
{
    char text[PCAP_ERRBUF_SIZE * ESCAPE_WORST];
    (void)escape_text(text, sizeof text, pcap_text, strlen(pcap_text));
    return err_set(err, "%s: %s%s", s->path, what, text);
}

static int say_why(const struct source *s, const char *pcap_text, struct err *err)
{
    const char *why = source_stream_why(s->stream);
    return say(s, "", why != NULL ? why : pcap_text, err);
}

static int open_capture(struct source *s, struct err *err)
{
    char text[PCAP_ERRBUF_SIZE] = "";
    FILE *f = source_stream_file(s->stream);
    if (f == NULL)
        return err_set(err, "%s: out of memory", s->path);
    unsigned precision = s->exact ? PCAP_TSTAMP_PRECISION_NANO : PCAP_TSTAMP_PRECISION_MICRO;
    s->pcap = pcap_fopen_offline_with_tstamp_precision(f, precision, text);
    if (s->pcap != NULL)
        return 0;
    (void)fclose(f);
    if (source_stream_is_empty(s->stream) && source_stream_why(s->stream) == NULL)
        return err_set(err, "%s: the file is empty", s->path);
    if (source_stream_is_capture(s->stream) || source_stream_why(s->stream) != NULL)
        return say_why(s, text, err);
    return err_set(err, "%s: not a capture file (pcap or pcapng)", s->path);
}

static int set_filter(struct source *s, const char *filter, struct err *err)
{
    struct bpf_program program;
    if (filter == NULL)
        return 0;
    int result = pcap_compile(s->pcap, &program, filter, 1, PCAP_NETMASK_UNKNOWN);
    if (result == 0) {
        result = pcap_setfilter(s->pcap, &program);
        pcap_freecode(&program);
    }
    return result == 0 ? 0 : say(s, "the filter does not compile: ", pcap_geterr(s->pcap), err);
}

static struct source *open_stream(const char *path, struct err *err)
{
    uint64_t size = 0;
    int fd = open_file(path, &size, err);
    if (fd < 0)
        return NULL;
    struct source_stream *stream = source_stream_open(fd);
    struct source *s = calloc(1, sizeof *s);
    char *copy = strdup(path);
    if (stream == NULL || s == NULL || copy == NULL) {
        (void)err_set(err, "%s: out of memory", path);
        source_stream_close(stream);
        free(s);
        free(copy);
        return NULL;
    }
    *s = (struct source){.stream = stream, .path = copy, .size = size, .ended = SOURCE_FRAME};
    return s;
}

static struct source *open_source(const char *path, const char *filter, bool hashed, bool exact,
                                  struct err *err)
{
    struct source *s = open_stream(path, err);
    if (s == NULL)
        return NULL;
    s->exact = exact;
    if (hashed)
        source_stream_hash(s->stream);
    if (open_capture(s, err) == 0 && set_filter(s, filter, err) == 0)
        return s;
    source_close(s);
    return NULL;
}

struct source *source_open(const char *path, const char *filter, struct err *err)
{
    return open_source(path, filter, false, false, err);
}

struct source *source_open_hashed(const char *path, const char *filter, struct err *err)
{
    return open_source(path, filter, true, false, err);
}

struct source *source_open_exact(const char *path, const char *filter, struct err *err)
{
    return open_source(path, filter, false, true, err);
}

bool source_sha256(struct source *s, char out[SOURCE_SHA256])
{
    return source_stream_sha256(s->stream, out);
}

void source_close(struct source *s)
{
    if (s == NULL)
        return;
    if (s->pcap != NULL)
        pcap_close(s->pcap);
    source_stream_close(s->stream);
    free(s->path);
    free(s);
}

/* libpcap reads the seconds of a pcap file as signed: those after January 2038 come out negative. */
static int64_t time_of(const struct pcap_pkthdr *header, bool exact)
{
    int64_t seconds = header->ts.tv_sec, micros = header->ts.tv_usec / (exact ? 1000 : 1);
    if (seconds < 0 && seconds >= INT32_MIN)
        seconds += INT64_C(1) << 32;
    if (seconds < 0)
        return 0;
    if (seconds > SOURCE_TIME_MOST / 1000000)
        return SOURCE_TIME_MOST;
    micros = micros < 0 ? 0 : micros > 999999 ? 999999 : micros;
    return seconds * 1000000 + micros;
}

static enum source_result end_of(struct source *s, int pcap_result, struct err *err)
{
    s->ended = SOURCE_END;
    if (pcap_result != PCAP_ERROR_BREAK || source_stream_why(s->stream) != NULL)
        s->ended = SOURCE_BROKEN;
    if (s->ended == SOURCE_BROKEN)
        (void)say_why(s, pcap_geterr(s->pcap), err);
    return s->ended;
}

enum source_result source_next(struct source *s, struct source_frame *frame, struct err *err)
{
    struct pcap_pkthdr *header;
    const u_char *data;
    if (s->ended != SOURCE_FRAME)
        return end_of(s, s->ended == SOURCE_END ? PCAP_ERROR_BREAK : PCAP_ERROR, err);
    int result = pcap_next_ex(s->pcap, &header, &data);
    if (result != 1)
        return end_of(s, result, err);
    frame->time_us = time_of(header, s->exact);
    frame->rest_ns = (uint16_t)(s->exact && header->ts.tv_usec > 0 ? header->ts.tv_usec % 1000 : 0);
    frame->captured = header->caplen;
    frame->wire = header->len > header->caplen ? header->len : header->caplen;
    frame->data = data;
    return SOURCE_FRAME;
}

const char *source_library(void)
{
    return pcap_lib_version();
}

int source_link_type(const struct source *s)
{
    return pcap_datalink(s->pcap);
}

void source_progress(const struct source *s, uint64_t *done, uint64_t *size)
{
    *done = source_stream_done(s->stream);
    *size = s->size;
}

bool source_probe(const char *path, int64_t *first_us)
{
    struct err err;
    struct source_frame frame;
    *first_us = INT64_MAX;
    struct source *s = open_stream(path, &err);
    if (s == NULL)
        return false;
    if (open_capture(s, &err) == 0 && source_next(s, &frame, &err) == SOURCE_FRAME)
        *first_us = frame.time_us;
    bool capture = source_stream_is_capture(s->stream);
    source_close(s);
    return capture;
}
