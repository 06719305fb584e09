#include "capture/source_stream.h"

#include <fcntl.h>
#include <nettle/sha2.h>

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

/* As in FIPS 180-2, of what scratch holds. */
static const char *hash_of(const struct scratch *s, char out[SOURCE_STREAM_SHA256])
{
    struct sha256_ctx sha;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&sha);
    sha256_update(&sha, s->n, s->b);
    sha256_digest(&sha, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        (void)snprintf(out + 2 * i, 3, "%02x", digest[i]);
    return out;
}

/* Reads `some` bytes of an fd (0: none, not even the first), then asks for its hash. */
static bool hash_after(int fd, size_t some, char out[SOURCE_STREAM_SHA256])
{
    struct source_stream *s = source_stream_open(fd);
    cr_assert_not_null(s);
    source_stream_hash(s);
    FILE *f = source_stream_file(s);
    cr_assert_not_null(f);
    for (size_t n = 0; n < some && fgetc(f) != EOF; n++)
        continue;
    bool told = source_stream_sha256(s, out);
    (void)fclose(f);
    source_stream_close(s);
    return told;
}

Test(source_stream, hashes_the_file_as_it_is_however_much_was_read)
{
    static const size_t sizes[] = {0, 1, 3, 65535, 65537, 700000}, reads[] = {0, 1, 100000, SIZE_MAX};
    char told[SOURCE_STREAM_SHA256], right[SOURCE_STREAM_SHA256];
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (size_t c = 0; c <= SCRATCH_CODECS; c++)
            for (size_t r = 0; r < sizeof reads / sizeof reads[0]; r++) {
                char path[64];
                fill_plain(sizes[i]);
                packed.n = 0;
                if (c < SCRATCH_CODECS)
                    scratch_codecs[c].compress(&packed, plain.b, plain.n);
                else
                    scratch_put(&packed, plain.b, plain.n);
                int fd = open(scratch_path(path, packed.b, packed.n), O_RDONLY);
                cr_expect(hash_after(fd, reads[r], told), "%zu %zu %zu", i, c, r);
                cr_expect_str_eq(told, hash_of(&packed, right), "%zu %zu %zu", i, c, r);
                (void)close((int)strtol(path + strlen("/proc/self/fd/"), NULL, 10));
            }
}

Test(source_stream, hashes_a_pipe_only_when_it_was_read_to_its_end)
{
    char told[SOURCE_STREAM_SHA256], right[SOURCE_STREAM_SHA256];
    for (unsigned whole = 0; whole < 2; whole++) {
        int ends[2];
        fill_plain(1000);
        cr_assert(pipe(ends) == 0 && write(ends[1], plain.b, plain.n) == (ssize_t)plain.n);
        if (whole != 0)
            (void)close(ends[1]);
        cr_expect_eq(hash_after(ends[0], whole != 0 ? SIZE_MAX : 10, told), whole != 0);
        if (whole != 0)
            cr_expect_str_eq(told, hash_of(&plain, right));
    }
}

Test(source_stream, hashes_only_when_asked)
{
    char path[64], told[SOURCE_STREAM_SHA256];
    fill_plain(10);
    struct source_stream *s = source_stream_open(open(scratch_path(path, plain.b, plain.n), O_RDONLY));
    cr_assert_not_null(s);
    cr_expect_not(source_stream_sha256(s, told));
    source_stream_close(s);
    s = source_stream_open(open("/", O_RDONLY | O_DIRECTORY));
    cr_assert_not_null(s);
    source_stream_hash(s);
    cr_expect_not(source_stream_sha256(s, told), "what cannot be read has none");
    source_stream_close(s);
}
