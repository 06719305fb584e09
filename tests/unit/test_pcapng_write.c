#include "capture/pcapng_write.h"

#include <pcap/dlt.h>
#include <string.h>

#include "capture/link.h"
#include "tests/unit/scratch.h"

static struct scratch file;
static char path[64];

static void put(void *context, const void *data, size_t n)
{
    scratch_put(context, data, n);
}

static const struct pcapng_write to_file = {put, &file};

static uint32_t word(size_t at)
{
    uint32_t v;
    cr_assert(at + 4 <= file.n);
    memcpy(&v, file.b + at, 4);
    return v;
}

/* Blocks follow each other without gaps, each with its length at both ends; returns how many of a type. */
static unsigned count_blocks(uint32_t type)
{
    unsigned n = 0;
    for (size_t at = 0; at < file.n;) {
        uint32_t length = word(at + 4);
        cr_assert(length >= 12 && length % 4 == 0 && length <= file.n - at, "length %u", length);
        cr_assert_eq(word(at + length - 4), length);
        n += word(at) == type;
        at += length;
    }
    return n;
}

static bool holds(const char *text)
{
    return memmem(file.b, file.n, text, strlen(text)) != NULL;
}

static struct source_frame frame_of(const char *data, int64_t time_us, uint16_t rest_ns)
{
    uint32_t n = (uint32_t)strlen(data);
    return (struct source_frame){
        .time_us = time_us, .captured = n, .wire = n + 5, .data = (const uint8_t *)data, .rest_ns = rest_ns};
}

static struct source *reopened(void)
{
    struct err err = {""};
    struct source *s = source_open_exact(scratch_path(path, file.b, file.n), NULL, &err);
    cr_assert_not_null(s, "%s", err.text);
    return s;
}

Test(pcapng_write, writes_what_libpcap_reads)
{
    struct err err = {""};
    struct source_frame read;
    pcapng_write_section(&to_file, "wireaudit 9", "what this is");
    pcapng_write_interface(&to_file, DLT_EN10MB, false);
    for (size_t keep = 0; keep <= 9; keep++) {
        const struct source_frame f = frame_of("123456789", 1700000000000001 + (int64_t)keep, 0);
        size_t before = file.n;
        pcapng_write_packet(&to_file, 0, false, &f, keep, "abcdefgh" + keep % 5);
        cr_expect_eq(file.n - before, pcapng_write_packet_bytes(keep, "abcdefgh" + keep % 5));
    }
    cr_expect_eq(count_blocks(0x0a0d0d0a), 1);
    cr_expect_eq(count_blocks(1), 1);
    cr_expect_eq(count_blocks(6), 10);
    cr_expect(holds("what this is") && holds("wireaudit 9") && holds("abcdefgh"));
    struct source *s = reopened();
    cr_expect_eq(source_link_type(s), DLT_EN10MB);
    for (size_t keep = 0; keep <= 9; keep++) {
        cr_assert_eq(source_next(s, &read, &err), SOURCE_FRAME, "%s", err.text);
        cr_expect_eq(read.captured, keep);
        cr_expect_eq(read.wire, 14);
        cr_expect_eq(read.time_us, 1700000000000001 + (int64_t)keep);
        cr_expect_eq(memcmp(read.data, "123456789", keep), 0);
    }
    cr_expect_eq(source_next(s, &read, &err), SOURCE_END);
    source_close(s);
}

Test(pcapng_write, keeps_nanoseconds_and_times_far_away)
{
    struct err err = {""};
    struct source_frame read;
    const struct source_frame near = frame_of("x", 1700000000123456, 789);
    const struct source_frame far = frame_of("x", SOURCE_TIME_MOST, 0);
    const struct source_frame last = frame_of("x", PCAPNG_WRITE_NS_MOST_US, 999);
    pcapng_write_section(&to_file, "", "");
    pcapng_write_interface(&to_file, DLT_EN10MB, true);
    pcapng_write_interface(&to_file, DLT_EN10MB, false);
    pcapng_write_packet(&to_file, 0, true, &near, 1, "");
    pcapng_write_packet(&to_file, 1, false, &far, 1, "");
    pcapng_write_packet(&to_file, 0, true, &last, 1, "");
    struct source *s = reopened();
    cr_assert_eq(source_next(s, &read, &err), SOURCE_FRAME, "%s", err.text);
    cr_expect(read.time_us == near.time_us && read.rest_ns == 789);
    cr_assert_eq(source_next(s, &read, &err), SOURCE_FRAME, "%s", err.text);
    cr_expect(read.time_us == far.time_us && read.rest_ns == 0);
    cr_assert_eq(source_next(s, &read, &err), SOURCE_FRAME, "%s", err.text);
    cr_expect(read.time_us == last.time_us && read.rest_ns == 999);
    source_close(s);
}

Test(pcapng_write, gives_link_types_their_number_in_files)
{
    static const struct {
        int dlt;
        uint32_t in_file;
    } rows[] = {
        {DLT_EN10MB, 1}, {DLT_RAW, 101},       {LINK_TYPE_RAW_OPENBSD, 101}, {LINK_TYPE_RAW, 101},
        {DLT_NULL, 0},   {DLT_LINUX_SLL, 113}, {DLT_ATM_RFC1483, 100},       {DLT_IEEE802_11_RADIO, 127}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        file.n = 0;
        pcapng_write_section(&to_file, "", "");
        size_t at = file.n;
        pcapng_write_interface(&to_file, rows[i].dlt, false);
        cr_expect_eq(word(at + 8), rows[i].in_file, "%d", rows[i].dlt);
        struct source *s = reopened();
        cr_expect(link_known(source_link_type(s)), "%d", rows[i].dlt);
        source_close(s);
    }
}

Test(pcapng_write, cuts_long_comments)
{
    char comment[PCAPNG_WRITE_COMMENT + 100];
    const struct source_frame f = frame_of("x", 1, 0);
    memset(comment, 'c', sizeof comment);
    comment[sizeof comment - 1] = '\0';
    pcapng_write_section(&to_file, "", comment);
    pcapng_write_interface(&to_file, DLT_EN10MB, false);
    pcapng_write_packet(&to_file, 0, false, &f, 1, comment);
    cr_expect_eq(count_blocks(6), 1);
    comment[PCAPNG_WRITE_COMMENT] = '\0';
    cr_expect(holds(comment));
    comment[PCAPNG_WRITE_COMMENT] = 'c';
    comment[PCAPNG_WRITE_COMMENT + 1] = '\0';
    cr_expect_not(holds(comment));
}
