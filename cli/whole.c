#include "cli/whole.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/output.h"

static int cannot_write(const struct whole *w, struct err *err)
{
    return err_set(err, "%s: cannot write: %s", w->path, strerror(errno));
}

static mode_t usual_mode(void)
{
    mode_t mask = umask(0);
    (void)umask(mask);
    return 0666 & ~mask;
}

static int open_beside(struct whole *w, mode_t mode, struct err *err)
{
    int n = snprintf(w->beside, sizeof w->beside, "%s.%ld.part", w->place, (long)getpid());
    if (n >= (int)sizeof w->beside) {
        errno = ENAMETOOLONG;
        w->beside[0] = '\0';
        return cannot_write(w, err);
    }
    int file = open(w->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    w->out = file >= 0 && fchmod(file, mode) == 0 ? fdopen(file, "w") : NULL;
    if (w->out != NULL)
        return 0;
    (void)cannot_write(w, err);
    if (file >= 0) {
        (void)close(file);
        (void)unlink(w->beside);
    }
    return -1;
}

int whole_open(struct whole *w, const char *path, struct err *err)
{
    struct stat there;
    *w = (struct whole){.path = path};
    bool standard = output_is_standard(path), exists = !standard && stat(path, &there) == 0;
    if (standard || (exists && !S_ISREG(there.st_mode))) {
        w->out = output_open(path, "w", err);
        return w->out == NULL ? -1 : 0;
    }
    if (exists && access(path, W_OK) != 0)
        return cannot_write(w, err);
    if (exists && realpath(path, w->place) == NULL)
        return cannot_write(w, err);
    if (!exists && snprintf(w->place, sizeof w->place, "%s", path) >= (int)sizeof w->place) {
        errno = ENAMETOOLONG;
        return cannot_write(w, err);
    }
    return open_beside(w, exists ? there.st_mode & 07777 : usual_mode(), err);
}

int whole_close(struct whole *w, bool keep, struct err *err)
{
    int failed = output_close(w->out, w->path, err);
    if (w->beside[0] == '\0')
        return failed;
    if (failed == 0 && keep && rename(w->beside, w->place) != 0)
        failed = cannot_write(w, err);
    if (failed != 0 || !keep)
        (void)unlink(w->beside);
    return failed;
}
