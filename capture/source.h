/*
 * A capture file (or standard input) as a run of frames: pcap or pcapng, plain or gz, zst, lz4 by content.
 */
#ifndef CAPTURE_SOURCE_H
#define CAPTURE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct source;

struct source_frame {
    int64_t time_us;         /* 0 .. SOURCE_TIME_MOST; what a capture claims beyond that is clamped */
    uint32_t captured, wire; /* bytes; the data is `captured` long; wire is never less */
    const uint8_t *data;     /* borrowed until the next call */
    uint16_t rest_ns;        /* beyond time_us, 0 .. 999; only source_open_exact() gives it, else 0 */
};

#define SOURCE_TIME_MOST INT64_C(253402300799999999) /* the end of the year 9999 */

enum source_result {
    SOURCE_FRAME,  /* a frame was read */
    SOURCE_END,    /* the end of the capture */
    SOURCE_BROKEN, /* cut off, damaged, or libpcap stopped: err says "PATH: why"; what was read counts */
};

/*
 * Opens a capture; "-" is standard input. filter: a BPF expression or NULL. NULL and err ("PATH: why") when
 * it does not exist, cannot be read, is not a capture, or the filter does not compile for its link type.
 */
struct source *source_open(const char *path, const char *filter, struct err *err);
/* The same, and source_sha256() can tell afterwards. */
struct source *source_open_hashed(const char *path, const char *filter, struct err *err);
/* The same; frames have their nanoseconds, where the capture has them. */
struct source *source_open_exact(const char *path, const char *filter, struct err *err);
void source_close(struct source *s);

enum { SOURCE_SHA256 = 65 };
/*
 * SHA-256 of the capture as it is on disk, in hex; what is left of the file is read, so this is the last that
 * is asked of it. False when it cannot be told: a read failed, or standard input was not read to its end.
 */
bool source_sha256(struct source *s, char out[SOURCE_SHA256]);

/* err is set with SOURCE_BROKEN only. After SOURCE_END or SOURCE_BROKEN the answer stays the same. */
enum source_result source_next(struct source *s, struct source_frame *frame, struct err *err);

/* The version of libpcap, in a sentence of its own. */
const char *source_library(void);

int source_link_type(const struct source *s); /* a DLT_ value */
/* Bytes of the file read so far and its size; size 0 when unknown (standard input). For progress. */
void source_progress(const struct source *s, uint64_t *done, uint64_t *size);

/*
 * Does this file hold a capture, if only a broken one (by the magic number of pcap or pcapng, also when
 * compressed)? first_us: the time of its first frame, INT64_MAX when none can be read.
 */
bool source_probe(const char *path, int64_t *first_us);

/*
 * The captures a command line names: a file stands for itself, "-" for standard input, a directory for the
 * captures in it (not below it) in order of their first frame, files that are no captures left out (a file
 * that may not be read stays in, last: opening it says so). Names are owned by the list. -1 and err when a
 * name cannot be looked at or a directory holds no capture; names that could be resolved are in the list all
 * the same.
 */
struct source_named {
    char *path;
    int64_t first_us; /* of a regular file its first frame's time, else INT64_MAX */
    bool is_file;
};
struct source_list {
    struct source_named *at;
    size_t count;
};
int source_list_add(struct source_list *list, const char *name, struct err *err);
/*
 * Puts all captures in order of their first frame, for packet time never goes back in a run and a shell names
 * files by their names. Does nothing when one of them is no regular file (a pipe can be read once only).
 */
void source_list_sort(struct source_list *list);
void source_list_free(struct source_list *list);

#endif
