#include "capture/source.h"

#include <dirent.h>

#include "capture/link.h"
#include "tests/unit/scratch.h"

enum { ETHERNET = 1 };
static const uint32_t MICRO = 0xa1b2c3d4, NANO = 0xa1b23c4d;

static struct scratch file, packed;
static char path[64];

static struct source *open_file(const char *filter)
{
    struct err err = {""};
    struct source *s = source_open(scratch_path(path, file.b, file.n), filter, &err);
    cr_assert_not_null(s, "%s", err.text);
    return s;
}

static void expect_refused(const char *name, const char *why)
{
    struct err err = {""};
    char expected[256];
    (void)snprintf(expected, sizeof expected, "%s: %s", name, why);
    cr_expect_null(source_open(name, NULL, &err));
    cr_expect_str_eq(err.text, expected);
}

/* Counts the frames that come; err is empty unless the last answer was SOURCE_BROKEN. */
static unsigned count_frames(struct source *s, enum source_result *last, struct err *err)
{
    struct source_frame frame;
    unsigned n = 0;
    err->text[0] = '\0';
    while ((*last = source_next(s, &frame, err)) == SOURCE_FRAME)
        n++;
    return n;
}

static void put_three_frames(void)
{
    scratch_pcap(&file, MICRO, ETHERNET);
    scratch_frame(&file, 1700000000, 1, 60, 60);
    scratch_frame(&file, 1700000001, 999999, 100, 1500);
    scratch_frame(&file, 1700000002, 0, 0, 0);
}

static void expect_three_frames(struct source *s)
{
    struct source_frame frame;
    struct err err = {""};
    cr_expect_eq(source_link_type(s), ETHERNET);
    cr_assert_eq(source_next(s, &frame, &err), SOURCE_FRAME);
    cr_expect(frame.time_us == 1700000000000001 && frame.captured == 60 && frame.wire == 60);
    cr_expect(frame.data[0] == 60 && frame.data[59] == 60);
    cr_assert_eq(source_next(s, &frame, &err), SOURCE_FRAME);
    cr_expect(frame.time_us == 1700000001999999 && frame.captured == 100 && frame.wire == 1500);
    cr_assert_eq(source_next(s, &frame, &err), SOURCE_FRAME);
    cr_expect(frame.captured == 0 && frame.wire == 0);
    cr_expect_eq(source_next(s, &frame, &err), SOURCE_END);
    cr_expect_eq(source_next(s, &frame, &err), SOURCE_END);
    cr_expect_str_empty(err.text);
    source_close(s);
}

Test(source, reads_frames_plain_and_compressed)
{
    struct err err;
    put_three_frames();
    expect_three_frames(open_file(NULL));
    for (size_t i = 0; i < SCRATCH_CODECS; i++) {
        packed.n = 0;
        scratch_codecs[i].compress(&packed, file.b, file.n);
        struct source *s = source_open(scratch_path(path, packed.b, packed.n), NULL, &err);
        cr_assert_not_null(s, "%s", scratch_codecs[i].name);
        expect_three_frames(s);
    }
}

Test(source, reads_standard_input_plain_and_compressed)
{
    struct err err;
    put_three_frames();
    for (size_t i = 0; i <= SCRATCH_CODECS; i++) {
        int ends[2];
        packed.n = 0;
        if (i < SCRATCH_CODECS)
            scratch_codecs[i].compress(&packed, file.b, file.n);
        else
            scratch_put(&packed, file.b, file.n);
        cr_assert(pipe(ends) == 0 && write(ends[1], packed.b, packed.n) == (ssize_t)packed.n);
        (void)close(ends[1]);
        cr_assert_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
        (void)close(ends[0]);
        struct source *s = source_open("-", NULL, &err);
        cr_assert_not_null(s);
        expect_three_frames(s);
    }
}

Test(source, scales_nanoseconds)
{
    struct source_frame frame;
    struct err err;
    scratch_pcap(&file, NANO, ETHERNET);
    scratch_frame(&file, 5, 123456789, 60, 60);
    struct source *s = open_file(NULL);
    cr_assert_eq(source_next(s, &frame, &err), SOURCE_FRAME);
    cr_expect_eq(frame.time_us, 5123456);
    source_close(s);
}

Test(source, clamps_times_that_cannot_be)
{
    static const struct {
        uint32_t seconds, micros;
        int64_t time_us;
    } rows[] = {
        {0, 0, 0},
        {1, 1000000, 1999999},
        {1, 4294967295, 1000000},
        {1, 2147483647, 1999999},
        {2147483648, 5, INT64_C(2147483648000005)},
        {4294967295, 999999, INT64_C(4294967295999999)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct source_frame frame;
        struct err err;
        scratch_pcap(&file, MICRO, ETHERNET);
        scratch_frame(&file, rows[i].seconds, rows[i].micros, 60, 60);
        struct source *s = open_file(NULL);
        cr_assert_eq(source_next(s, &frame, &err), SOURCE_FRAME);
        cr_expect_eq(frame.time_us, rows[i].time_us, "row %zu: %ld", i, (long)frame.time_us);
        source_close(s);
    }
}

static void put_interface(uint32_t link_type)
{
    scratch_put(&file, "\1\0\0\0\x14\0\0\0", 8);
    scratch_le32(&file, link_type);
    scratch_put(&file, "\0\0\4\0\x14\0\0\0", 8);
}

static void put_enhanced_packet(uint32_t interface, uint32_t high)
{
    scratch_put(&file, "\6\0\0\0\x24\0\0\0", 8);
    scratch_le32(&file, interface);
    scratch_le32(&file, high);
    scratch_put(&file, "\0\0\0\0\4\0\0\0\4\0\0\0data\x24\0\0\0", 20);
}

static void put_pcapng_section(void)
{
    file.n = 0;
    scratch_put(&file, "\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a\1\0\0\0", 16);
    scratch_put(&file, "\xff\xff\xff\xff\xff\xff\xff\xff\x1c\0\0\0", 12);
}

Test(source, clamps_the_times_of_pcapng)
{
    struct source_frame frame;
    struct err err;
    put_pcapng_section();
    put_interface(ETHERNET);
    put_enhanced_packet(0, 0xffffffff);
    struct source *s = open_file(NULL);
    cr_assert_eq(source_next(s, &frame, &err), SOURCE_FRAME);
    cr_expect_eq(frame.time_us, SOURCE_TIME_MOST);
    source_close(s);
}

Test(source, keeps_what_came_before_libpcap_stops)
{
    enum source_result last;
    struct err err;
    put_pcapng_section();
    put_interface(ETHERNET);
    put_enhanced_packet(0, 0);
    put_interface(113);
    put_enhanced_packet(1, 0);
    struct source *s = open_file(NULL);
    cr_expect_eq(count_frames(s, &last, &err), 1U);
    cr_expect_eq(last, SOURCE_BROKEN);
    cr_expect(strncmp(err.text, path, strlen(path)) == 0 &&
              strstr(err.text, ": an interface has a type 113"));
    source_close(s);
}

Test(source, refuses_frames_longer_than_can_be)
{
    enum source_result last;
    struct err err;
    put_three_frames();
    scratch_le32(&file, 1);
    scratch_le32(&file, 1);
    scratch_le32(&file, 0xffffffff);
    scratch_le32(&file, 0xffffffff);
    struct source *s = open_file(NULL);
    cr_expect_eq(count_frames(s, &last, &err), 3U);
    cr_expect_eq(last, SOURCE_BROKEN);
    source_close(s);
}

Test(source, never_says_less_was_on_the_wire_than_was_captured)
{
    struct source_frame frame;
    struct err err;
    scratch_pcap(&file, MICRO, ETHERNET);
    scratch_frame(&file, 1, 1, 60, 20);
    struct source *s = open_file(NULL);
    cr_assert_eq(source_next(s, &frame, &err), SOURCE_FRAME);
    cr_expect(frame.captured == 60 && frame.wire == 60);
    source_close(s);
}

Test(source, keeps_the_whole_frames_of_every_prefix)
{
    static const size_t ends[] = {24, 24 + 76, 24 + 76 + 116, 24 + 76 + 116 + 16};
    put_three_frames();
    for (size_t n = 0; n <= file.n; n++) {
        struct err err = {""};
        struct source *s = source_open(scratch_path(path, file.b, n), NULL, &err);
        cr_expect_eq(s != NULL, n >= 24, "%zu", n);
        if (s == NULL) {
            cr_expect(strncmp(err.text, path, strlen(path)) == 0, "%zu: %s", n, err.text);
            continue;
        }
        enum source_result last;
        unsigned whole = 0;
        while (whole < 3 && ends[whole + 1] <= n)
            whole++;
        cr_expect_eq(count_frames(s, &last, &err), whole, "%zu", n);
        cr_expect_eq(last, n == ends[whole] ? SOURCE_END : SOURCE_BROKEN, "%zu", n);
        cr_expect_eq(source_next(s, &(struct source_frame){.wire = 0}, &err), last, "%zu again", n);
        source_close(s);
        (void)close((int)strtol(path + strlen("/proc/self/fd/"), NULL, 10));
    }
}

Test(source, is_broken_when_compressed_data_ends_early)
{
    put_three_frames();
    for (size_t i = 0; i < SCRATCH_CODECS; i++) {
        struct err err = {""};
        enum source_result last;
        char expected[256];
        packed.n = 0;
        scratch_codecs[i].compress(&packed, file.b, file.n);
        scratch_codecs[i].compress(&packed, file.b, file.n);
        struct source *s = source_open(scratch_path(path, packed.b, packed.n / 2 + 5), NULL, &err);
        cr_assert_not_null(s, "%s", err.text);
        cr_expect_eq(count_frames(s, &last, &err), 3U, "%s", scratch_codecs[i].name);
        cr_expect_eq(last, SOURCE_BROKEN);
        (void)snprintf(expected, sizeof expected, "%s: %s data is cut off", path, scratch_codecs[i].name);
        cr_expect_str_eq(err.text, expected);
        source_close(s);
    }
}

Test(source, says_what_is_wrong_with_a_file)
{
    struct err err = {""};
    expect_refused("/nonexistent/x.pcap", "No such file or directory");
    expect_refused("/", "is a directory");
    expect_refused("/dev/null", "the file is empty");
    expect_refused(scratch_path(path, "just some text, long enough for a header", 40),
                   "not a capture file (pcap or pcapng)");
    expect_refused(scratch_path(path, "\x1f\x8b\x08\0", 4), "gzip data is cut off");
    packed.n = 0;
    scratch_gzip(&packed, "just some text, long enough for a header", 40);
    expect_refused(scratch_path(path, packed.b, packed.n), "not a capture file (pcap or pcapng)");
    cr_expect_null(source_open(scratch_path(path, "\xd4\xc3\xb2\xa1\2\0", 6), NULL, &err));
    cr_expect(strncmp(err.text, path, strlen(path)) == 0, "%s", err.text);
}

Test(source, filters)
{
    enum source_result last;
    struct err err = {""};
    put_three_frames();
    struct source *s = open_file("greater 1000");
    cr_expect_eq(count_frames(s, &last, &err), 1U);
    cr_expect_eq(last, SOURCE_END);
    source_close(s);
    cr_expect_null(source_open(path, "no such thing", &err));
    cr_expect(strstr(err.text, ": the filter does not compile: "), "%s", err.text);
}

Test(source, tells_how_far_it_is)
{
    enum source_result last;
    struct err err;
    uint64_t done, size;
    put_three_frames();
    struct source *s = open_file(NULL);
    (void)count_frames(s, &last, &err);
    source_progress(s, &done, &size);
    cr_expect(done == file.n && size == file.n);
    source_close(s);
}

Test(source, probes_for_captures_and_their_first_time)
{
    int64_t first_us = 0;
    put_three_frames();
    cr_expect(source_probe(scratch_path(path, file.b, file.n), &first_us));
    cr_expect_eq(first_us, 1700000000000001);
    cr_expect(source_probe(scratch_path(path, file.b, 24), &first_us));
    cr_expect_eq(first_us, INT64_MAX);
    cr_expect(source_probe(scratch_path(path, file.b, 10), &first_us), "a capture, if a broken one");
    cr_expect_not(source_probe(scratch_path(path, "text", 4), &first_us));
    cr_expect_not(source_probe("/nonexistent", &first_us));
}

static void read_folder(const char *folder, unsigned *files)
{
    struct source_list list = {NULL, 0};
    struct err err = {""};
    const struct link_options options = {.memory_bytes = 1 << 20};
    struct link *l = link_open(&options, &err);
    cr_assert_not_null(l);
    cr_expect_eq(source_list_add(&list, folder, &err), 0, "%s", err.text);
    for (size_t i = 0; i < list.count; i++) {
        struct source_frame frame;
        struct segment segment;
        struct source *s = source_open(list.at[i].path, NULL, &err);
        if (s == NULL)
            continue;
        while (source_next(s, &frame, &err) == SOURCE_FRAME) {
            enum link_skip why = link_read(l, source_link_type(s), &frame, &segment);
            if (why == LINK_TAKEN)
                cr_expect((segment.frames > 1 || segment.payload.left <= frame.captured) &&
                              segment.payload.left <= segment.payload_bytes,
                          "%s", list.at[i].path);
        }
        source_close(s);
        (*files)++;
    }
    source_list_free(&list);
    link_close(l);
}

/* With WIREAUDIT_CORPORA naming a folder of folders of captures: reads them all. */
Test(source, reads_every_capture_of_the_corpora)
{
    const char *corpora = getenv("WIREAUDIT_CORPORA");
    const struct dirent *entry;
    unsigned files = 0;
    if (corpora == NULL)
        return;
    DIR *directory = opendir(corpora);
    cr_assert_not_null(directory);
    while ((entry = readdir(directory)) != NULL) {
        char folder[PATH_MAX];
        if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
            continue;
        (void)snprintf(folder, sizeof folder, "%s/%s", corpora, entry->d_name);
        read_folder(folder, &files);
    }
    (void)closedir(directory);
    cr_expect(files > 0);
}

Test(source, gives_nanoseconds_to_who_asks_for_them)
{
    static const uint32_t magics[] = {0xa1b23c4d, 0xa1b2c3d4};
    struct err err = {""};
    struct source_frame frame;
    for (unsigned i = 0; i < 2; i++) {
        scratch_pcap(&file, magics[i], ETHERNET);
        scratch_frame(&file, 1700000000, i == 0 ? 123456789 : 123456, 60, 60);
        scratch_frame(&file, 1700000001, i == 0 ? 999999999 : 999999, 60, 60);
        for (unsigned exact = 0; exact < 2; exact++) {
            const char *name = scratch_path(path, file.b, file.n);
            struct source *s = exact ? source_open_exact(name, NULL, &err) : source_open(name, NULL, &err);
            cr_assert_not_null(s, "%s", err.text);
            cr_assert_eq(source_next(s, &frame, &err), SOURCE_FRAME);
            cr_expect_eq(frame.time_us, 1700000000123456);
            cr_expect_eq(frame.rest_ns, exact && i == 0 ? 789 : 0, "%u, %u", i, exact);
            cr_assert_eq(source_next(s, &frame, &err), SOURCE_FRAME);
            cr_expect_eq(frame.time_us, 1700000001999999);
            source_close(s);
        }
    }
}
