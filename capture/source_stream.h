/*
 * A file descriptor as a FILE that gives what is in it decompressed. Never seeks, so that pipes work too.
 *
 * What goes wrong (a read that fails, damaged or cut off compressed data) ends the stream as if the file
 * ended there: what was readable before comes out, and source_stream_why() tells afterwards.
 */
#ifndef CAPTURE_SOURCE_STREAM_H
#define CAPTURE_SOURCE_STREAM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct source_stream;

/* Takes fd (also when it fails). NULL: out of memory. source_stream_file()'s FILE must be closed before. */
struct source_stream *source_stream_open(int fd);
void source_stream_close(struct source_stream *s);

/* To be called before anything is read: then source_stream_sha256() can tell. */
void source_stream_hash(struct source_stream *s);
enum { SOURCE_STREAM_SHA256 = 65 };
/*
 * SHA-256 of what is in fd, as it is there, in hex; what was not yet read of a regular file is read now, and
 * nothing can be read afterwards. False when it was not to be hashed, a read failed, or fd is a pipe whose
 * end was not reached.
 */
bool source_stream_sha256(struct source_stream *s, char out[SOURCE_STREAM_SHA256]);

/* A FILE to read, with a buffer of the stream's; to be called once. NULL: out of memory. */
FILE *source_stream_file(struct source_stream *s);

/* Why it ended early, a part of a sentence ("the gzip data is damaged"); NULL while all is well. */
const char *source_stream_why(const struct source_stream *s);
/* Was there any byte, and do the first four that came out begin a pcap or pcapng file? */
bool source_stream_is_empty(const struct source_stream *s);
bool source_stream_is_capture(const struct source_stream *s);
/* Bytes read from fd so far. */
uint64_t source_stream_done(const struct source_stream *s);

#endif
