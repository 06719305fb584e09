#include "capture/pcapng_write.h"

#include <pcap/dlt.h>
#include <string.h>

#include "capture/link.h"

/* Types of blocks, and codes of options: 4.1, 4.2, 4.3, 3.5.1; the byte order mark: 4.1. */
enum { SECTION = 0x0a0d0d0a, INTERFACE = 1, PACKET = 6, BYTE_ORDER = 0x1a2b3c4d };
enum { OPTION_END = 0, OPTION_COMMENT = 1, OPTION_APPLICATION = 4, OPTION_RESOLUTION = 9 };
/* Bytes of a block without options and data: type, length, what is fixed, length again. */
enum { SECTION_BYTES = 28, INTERFACE_BYTES = 20, PACKET_BYTES = 32, OPTION_HEAD = 4 };

static const uint8_t zeros[4] = {0};

static size_t padded(size_t n)
{
    return (n + 3) / 4 * 4;
}

static void put(const struct pcapng_write *w, const void *data, size_t n)
{
    w->put(w->context, data, n);
}

static void put_32(const struct pcapng_write *w, uint32_t v)
{
    put(w, &v, sizeof v);
}

static void put_padded(const struct pcapng_write *w, const void *data, size_t n)
{
    put(w, data, n);
    if (padded(n) > n)
        put(w, zeros, padded(n) - n);
}

static size_t text_bytes(const char *text)
{
    return strnlen(text, PCAPNG_WRITE_COMMENT);
}

static size_t option_bytes(size_t n)
{
    return OPTION_HEAD + padded(n);
}

static void put_option(const struct pcapng_write *w, uint16_t code, const void *data, size_t n)
{
    const uint16_t head[2] = {code, (uint16_t)n};
    put(w, head, sizeof head);
    put_padded(w, data, n);
}

static void put_end(const struct pcapng_write *w, size_t block_bytes)
{
    put_option(w, OPTION_END, zeros, 0);
    put_32(w, (uint32_t)block_bytes);
}

void pcapng_write_section(const struct pcapng_write *w, const char *application, const char *comment)
{
    size_t n = SECTION_BYTES + option_bytes(text_bytes(comment)) + option_bytes(text_bytes(application)) +
               option_bytes(0);
    const uint16_t version[2] = {1, 0};
    const int64_t unknown = -1;
    put_32(w, SECTION);
    put_32(w, (uint32_t)n);
    put_32(w, BYTE_ORDER);
    put(w, version, sizeof version);
    put(w, &unknown, sizeof unknown);
    put_option(w, OPTION_COMMENT, comment, text_bytes(comment));
    put_option(w, OPTION_APPLICATION, application, text_bytes(application));
    put_end(w, n);
}

/* LINKTYPE_RAW and LINKTYPE_ATM_RFC1483 (tcpdump.org/linktypes.html): of what link.h reads, all others are
 * the same in files. */
static uint16_t type_in_files(int link_type)
{
    switch (link_type) {
    case DLT_RAW:
    case LINK_TYPE_RAW_OPENBSD:
        return LINK_TYPE_RAW;
    case DLT_ATM_RFC1483:
        return LINK_TYPE_ATM;
    default:
        return (uint16_t)link_type;
    }
}

void pcapng_write_interface(const struct pcapng_write *w, int link_type, bool nanoseconds)
{
    const uint8_t resolution = nanoseconds ? 9 : 6;
    const uint16_t head[2] = {type_in_files(link_type), 0};
    size_t n = INTERFACE_BYTES + option_bytes(sizeof resolution) + option_bytes(0);
    put_32(w, INTERFACE);
    put_32(w, (uint32_t)n);
    put(w, head, sizeof head);
    put_32(w, 0);
    put_option(w, OPTION_RESOLUTION, &resolution, sizeof resolution);
    put_end(w, n);
}

size_t pcapng_write_packet_bytes(size_t keep, const char *comment)
{
    return PACKET_BYTES + padded(keep) + option_bytes(text_bytes(comment)) + option_bytes(0);
}

void pcapng_write_packet(const struct pcapng_write *w, uint32_t interface_number, bool nanoseconds,
                         const struct source_frame *frame, size_t keep, const char *comment)
{
    size_t n = pcapng_write_packet_bytes(keep, comment);
    uint64_t time = (uint64_t)frame->time_us;
    if (nanoseconds)
        time = time * 1000 + frame->rest_ns;
    put_32(w, PACKET);
    put_32(w, (uint32_t)n);
    put_32(w, interface_number);
    put_32(w, (uint32_t)(time >> 32));
    put_32(w, (uint32_t)time);
    put_32(w, (uint32_t)keep);
    put_32(w, frame->wire);
    put_padded(w, frame->data, keep);
    put_option(w, OPTION_COMMENT, comment, text_bytes(comment));
    put_end(w, n);
}
