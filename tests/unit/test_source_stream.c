#include "capture/source_stream.h"

#include "tests/unit/scratch.h"

static struct scratch plain, packed;
static uint8_t back[SCRATCH_ROOM];

static void fill_plain(size_t n)
{
    uint32_t x = 1;
    plain.n = 0;
    while (plain.n < n) {
        x = x * 1664525 + 1013904223;
        uint8_t byte = (uint8_t)(x >> 24 & 0x3f);
        scratch_put(&plain, &byte, 1);
    }
}

/* Reads all of an fd into back; gives what the stream said. */
static size_t read_all(int fd, char why[128])
{
    struct source_stream *s = source_stream_open(fd);
    cr_assert_not_null(s);
    FILE *f = source_stream_file(s);
    cr_assert_not_null(f);
    size_t n = fread(back, 1, sizeof back, f);
    (void)fclose(f);
    (void)snprintf(why, 128, "%s", source_stream_why(s) != NULL ? source_stream_why(s) : "");
    source_stream_close(s);
    return n;
}

static void expect_plain(size_t n, const char *why, const char *what)
{
    cr_expect_eq(n, plain.n, "%s: %zu of %zu", what, n, plain.n);
    cr_expect(memcmp(back, plain.b, n) == 0, "%s", what);
    cr_expect_str_empty(why, "%s: %s", what, why);
}

Test(source_stream, gives_plain_bytes_as_they_are)
{
    char why[128];
    fill_plain(700000);
    expect_plain(read_all(scratch_fd(plain.b, plain.n), why), why, "plain");
    for (plain.n = 0; plain.n < 6; plain.n++)
        expect_plain(read_all(scratch_fd(plain.b, plain.n), why), why, "short");
}

Test(source_stream, decompresses_what_its_start_says_it_is)
{
    char why[128];
    fill_plain(700000);
    for (size_t i = 0; i < SCRATCH_CODECS; i++) {
        packed.n = 0;
        scratch_codecs[i].compress(&packed, plain.b, plain.n);
        expect_plain(read_all(scratch_fd(packed.b, packed.n), why), why, scratch_codecs[i].name);
    }
}

Test(source_stream, reads_members_and_frames_one_after_the_other)
{
    char why[128];
    fill_plain(300000);
    for (size_t i = 0; i < SCRATCH_CODECS; i++) {
        packed.n = 0;
        for (size_t at = 0; at < plain.n; at += 100000)
            scratch_codecs[i].compress(&packed, plain.b + at, 100000);
        scratch_codecs[i].compress(&packed, plain.b, 0);
        expect_plain(read_all(scratch_fd(packed.b, packed.n), why), why, scratch_codecs[i].name);
    }
}

Test(source_stream, skips_zstd_frames_that_hold_no_data)
{
    char why[128];
    fill_plain(1000);
    packed.n = 0;
    scratch_put(&packed, "\x5a\x2a\x4d\x18\x04\0\0\0zzzz", 12);
    scratch_zstd(&packed, plain.b, plain.n);
    expect_plain(read_all(scratch_fd(packed.b, packed.n), why), why, "skippable frame");
}

Test(source_stream, ignores_zeros_behind_gzip_but_nothing_else)
{
    char why[128];
    fill_plain(1000);
    packed.n = 0;
    scratch_gzip(&packed, plain.b, plain.n);
    size_t n = packed.n;
    scratch_put(&packed, (uint8_t[512]){0}, 512);
    expect_plain(read_all(scratch_fd(packed.b, packed.n), why), why, "padded");
    packed.n = n;
    scratch_put(&packed, "garbage", 7);
    cr_expect_eq(read_all(scratch_fd(packed.b, packed.n), why), plain.n);
    cr_expect_str_eq(why, "gzip data is damaged");
}

Test(source_stream, keeps_what_was_readable_of_every_prefix)
{
    char why[128], cut_off[32];
    fill_plain(2000);
    for (size_t i = 0; i < SCRATCH_CODECS; i++) {
        packed.n = 0;
        scratch_codecs[i].compress(&packed, plain.b, plain.n);
        (void)snprintf(cut_off, sizeof cut_off, "%s data is cut off", scratch_codecs[i].name);
        for (size_t n = 4; n < packed.n; n++) {
            size_t got = read_all(scratch_fd(packed.b, n), why);
            cr_expect(got <= plain.n && memcmp(back, plain.b, got) == 0, "%s at %zu", cut_off, n);
            cr_expect_str_eq(why, cut_off, "%s at %zu", cut_off, n);
        }
    }
}

Test(source_stream, gives_most_of_a_long_stream_that_is_cut_off)
{
    char why[128];
    fill_plain(900000);
    for (size_t i = 0; i < SCRATCH_CODECS; i++) {
        packed.n = 0;
        scratch_codecs[i].compress(&packed, plain.b, plain.n);
        size_t got = read_all(scratch_fd(packed.b, packed.n - 100), why);
        cr_expect(got > plain.n / 2 && memcmp(back, plain.b, got) == 0, "%s", scratch_codecs[i].name);
        cr_expect_str_not_empty(why);
    }
}

Test(source_stream, survives_every_flipped_byte)
{
    char why[128];
    fill_plain(500);
    for (size_t i = 0; i < SCRATCH_CODECS; i++) {
        unsigned noticed = 0;
        packed.n = 0;
        scratch_codecs[i].compress(&packed, plain.b, plain.n);
        for (size_t at = 4; at < packed.n; at++) {
            packed.b[at] ^= 0xff;
            size_t got = read_all(scratch_fd(packed.b, packed.n), why);
            noticed += why[0] != '\0' || got != plain.n || memcmp(back, plain.b, got) != 0;
            packed.b[at] ^= 0xff;
        }
        cr_expect(noticed > packed.n / 2, "%s: %u of %zu", scratch_codecs[i].name, noticed, packed.n);
    }
}

Test(source_stream, reads_a_pipe_that_gives_a_byte_at_a_time)
{
    char why[128];
    int ends[2];
    fill_plain(300);
    packed.n = 0;
    scratch_zstd(&packed, plain.b, plain.n);
    cr_assert_eq(pipe(ends), 0);
    pid_t writer = fork();
    if (writer == 0) {
        bool good = true;
        for (size_t i = 0; i < packed.n && good; i++, (void)usleep(200))
            good = write(ends[1], packed.b + i, 1) == 1;
        _exit(0);
    }
    (void)close(ends[1]);
    expect_plain(read_all(ends[0], why), why, "pipe");
}

Test(source_stream, tells_why_reading_failed)
{
    char why[128];
    cr_expect_eq(read_all(open("/", O_RDONLY), why), 0U);
    cr_expect_str_eq(why, "reading failed: Is a directory");
}

Test(source_stream, knows_the_magic_numbers_of_captures)
{
    static const struct {
        const char *start;
        bool capture, empty;
    } rows[] = {
        {"\xd4\xc3\xb2\xa1", true, false},
        {"\xa1\xb2\xc3\xd4", true, false},
        {"\x4d\x3c\xb2\xa1", true, false},
        {"\x0a\x0d\x0d\x0a", true, false},
        {"\x0a\x0d\x0d", false, false},
        {"", false, true},
        {"text", false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct source_stream *s = source_stream_open(scratch_fd(rows[i].start, strlen(rows[i].start)));
        FILE *f = source_stream_file(s);
        while (fgetc(f) != EOF)
            continue;
        (void)fclose(f);
        cr_expect_eq(source_stream_is_capture(s), rows[i].capture, "%zu", i);
        cr_expect_eq(source_stream_is_empty(s), rows[i].empty, "%zu", i);
        cr_expect_eq(source_stream_done(s), strlen(rows[i].start));
        source_stream_close(s);
    }
}
