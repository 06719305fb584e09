#include "cli/output.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

bool output_is_standard(const char *path)
{
    return path == NULL || strcmp(path, "-") == 0;
}

FILE *output_open(const char *path, const char *mode, struct err *err)
{
    FILE *out = output_is_standard(path) ? stdout : fopen(path, mode);
    if (out == NULL)
        (void)err_set(err, "%s: cannot write: %s", path, strerror(errno));
    return out;
}

int output_close(FILE *out, const char *path, struct err *err)
{
    if (output_is_standard(path))
        return 0;
    errno = 0;
    bool failed = ferror(out) != 0;
    if (fclose(out) == 0 && !failed)
        return 0;
    return err_set(err, "%s: cannot write: %s", path, errno != 0 ? strerror(errno) : "input/output error");
}

bool output_is(const char *path, const char *input)
{
    struct stat out, in;
    return !output_is_standard(path) && input != NULL && stat(path, &out) == 0 && stat(input, &in) == 0 &&
           out.st_dev == in.st_dev && out.st_ino == in.st_ino;
}
