/*
 * Writes pcapng, which libpcap writes without comments: a section, interfaces, packets, each with a comment.
 * Blocks and options: draft-ietf-opsawg-pcapng, sections 3.1 (general block), 3.5 (options), 4.1 (section
 * header), 4.2 (interface description), 4.3 (enhanced packet). In this machine's byte order, as the format
 * has it, for pseudo headers of some link types are in the byte order that libpcap gives them.
 */
#ifndef CAPTURE_PCAPNG_WRITE_H
#define CAPTURE_PCAPNG_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/source.h"

/* Where the bytes go, in order. */
struct pcapng_write {
    void (*put)(void *context, const void *data, size_t n);
    void *context;
};

enum { PCAPNG_WRITE_COMMENT = 2048 }; /* bytes of the longest comment; what is beyond is cut off */

/* The file's beginning. Texts are UTF-8; application: what wrote the file. */
void pcapng_write_section(const struct pcapng_write *w, const char *application, const char *comment);

/*
 * An interface: the n-th has number n - 1. link_type: a DLT_ value; in files some have other numbers. No
 * snaplen is told (0): libpcap refuses files whose interfaces differ in it, and each packet tells its own
 * lengths.
 */
void pcapng_write_interface(const struct pcapng_write *w, int link_type, bool nanoseconds);

/* Times beyond this do not fit into 64 bits of nanoseconds: the year 2554. */
#define PCAPNG_WRITE_NS_MOST_US (INT64_MAX / 500 - 1)

/* A frame of an interface, of whose captured bytes the first `keep` are kept. */
void pcapng_write_packet(const struct pcapng_write *w, uint32_t interface_number, bool nanoseconds,
                         const struct source_frame *frame, size_t keep, const char *comment);

/* What such a packet takes in a file. */
size_t pcapng_write_packet_bytes(size_t keep, const char *comment);

#endif
