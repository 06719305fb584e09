#include "policy/sitetext.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_ROOM = 64 * 1024 };

/* Twice the room, up to the bound and one byte more. */
static char *widen(char *text, size_t *room)
{
    size_t most = (size_t)SITETEXT_MOST + 2;
    *room = *room * 2 < most ? *room * 2 : most;
    char *wider = realloc(text, *room);
    if (wider == NULL)
        free(text);
    return wider;
}

static char *read_all(FILE *f, size_t *n, struct err *err)
{
    size_t room = FIRST_ROOM;
    char *text = malloc(room);
    *n = 0;
    while (text != NULL) {
        size_t got = fread(text + *n, 1, room - 1 - *n, f);
        *n += got;
        if (got == 0 || *n > SITETEXT_MOST)
            break;
        if (*n == room - 1)
            text = widen(text, &room);
    }
    if (text == NULL)
        (void)err_set(err, "not enough memory");
    else if (ferror(f) != 0)
        (void)err_set(err, "%s", strerror(errno));
    else if (*n > SITETEXT_MOST)
        (void)err_set(err, "larger than %d MiB", SITETEXT_MOST / (1024 * 1024));
    else {
        text[*n] = '\0';
        return text;
    }
    free(text);
    return NULL;
}

static char *read_stream(FILE *f, const char *path, size_t *n, struct err *err)
{
    struct err why = {{0}};
    if (f == NULL) {
        (void)err_set(err, "cannot read %s: %s", path, strerror(errno));
        return NULL;
    }
    char *text = read_all(f, n, &why);
    (void)fclose(f);
    if (text == NULL)
        (void)err_set(err, "cannot read %s: %s", path, why.text);
    return text;
}

char *sitetext_read(const char *path, size_t *n, struct err *err)
{
    return read_stream(fopen(path, "rbe"), path, n, err);
}

char *sitetext_read_regular(const char *path, size_t *n, struct err *err)
{
    struct stat s;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); /* a pipe without a writer must not hold us up */
    if (fd >= 0 && fstat(fd, &s) == 0 && !S_ISREG(s.st_mode)) {
        (void)close(fd);
        (void)err_set(err, "cannot read %s: %s", path,
                      S_ISDIR(s.st_mode) ? strerror(EISDIR) : "not a regular file");
        return NULL;
    }
    FILE *f = fd >= 0 ? fdopen(fd, "rb") : NULL;
    if (fd >= 0 && f == NULL)
        (void)close(fd);
    return read_stream(f, path, n, err);
}
