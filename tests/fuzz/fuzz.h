/*
 * What the fuzz targets share. A target is one file with LLVMFuzzerTestOneInput (libFuzzer's entry); what it
 * checks beyond the sanitizers it says to fuzz_check. Inputs are cut up with a window, as wire bytes are.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/bytes.h"
#include "policy/site.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_check(bool holds, const char *what)
{
    if (holds)
        return;
    (void)fprintf(stderr, "fuzz: broken: %s\n", what);
    abort();
}

/* A heap block of its own, so that the sanitizer sees a read past the end. */
static inline uint8_t *fuzz_copy(const void *at, size_t n)
{
    uint8_t *copy = malloc(n > 0 ? n : 1);
    fuzz_check(copy != NULL, "memory");
    if (n > 0)
        memcpy(copy, at, n);
    return copy;
}

/* Bytes as a file; close() it. path gets a name that opens it. */
static inline int fuzz_file(const void *at, size_t n, char path[64])
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    fuzz_check(fd >= 0 && write(fd, at, n) == (ssize_t)n, "a file in memory");
    (void)snprintf(path, 64, "/proc/self/fd/%d", fd);
    return fd;
}

static inline void fuzz_no_message(void *context, bool is_error, const char *text)
{
    (void)context;
    (void)is_error;
    fuzz_check(strlen(text) > 0, "a message says something");
}

/* The site of the samples, which most seeds are made of; targets run in the project's folder. */
static inline const struct site *fuzz_site(void)
{
    static struct site *site;
    struct err err = {""};
    const struct site_reporter reporter = {NULL, fuzz_no_message, NULL, NULL};
    if (site == NULL)
        site = site_load("samples/mixed-site.yaml", &reporter, &err);
    fuzz_check(site != NULL, "samples/mixed-site.yaml loads");
    return site;
}

#endif
