#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/source.h"

static bool is_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* Takes path, which may be NULL for want of memory. */
static int push(struct source_list *list, char *path, bool file, int64_t first_us, struct err *err)
{
    struct source_named *grown = path == NULL ? NULL : reallocarray(list->at, list->count + 1, sizeof *grown);
    if (grown == NULL) {
        (void)err_set(err, "%s: out of memory", path != NULL ? path : "captures");
        free(path);
        return -1;
    }
    list->at = grown;
    list->at[list->count++] = (struct source_named){path, first_us, file};
    return 0;
}

static int push_named(struct source_list *list, const char *name, struct err *err)
{
    int64_t first_us = INT64_MAX;
    bool file = is_file(name);
    if (file)
        (void)source_probe(name, &first_us);
    return push(list, strdup(name), file, first_us, err);
}

/* An entry that is no capture is no error. */
static int look_at(struct source_list *list, const char *directory, const char *name, struct err *err)
{
    char *path;
    int64_t first_us = INT64_MAX;
    if (asprintf(&path, "%s/%s", directory, name) < 0)
        return err_set(err, "%s: out of memory", directory);
    bool unreadable = is_file(path) && access(path, R_OK) != 0;
    if (!is_file(path) || (!unreadable && !source_probe(path, &first_us))) {
        free(path);
        return 0;
    }
    return push(list, path, true, first_us, err);
}

static int by_time_then_name(const void *a, const void *b)
{
    const struct source_named *x = a, *y = b;
    if (x->first_us != y->first_us)
        return x->first_us < y->first_us ? -1 : 1;
    return strcmp(x->path, y->path);
}

static int add_directory(struct source_list *list, const char *name, struct err *err)
{
    const struct dirent *entry;
    int result = 0;
    size_t before = list->count;
    DIR *directory = opendir(name);
    if (directory == NULL)
        return err_set(err, "%s: %s", name, strerror(errno));
    while (result == 0 && (entry = readdir(directory)) != NULL)
        result = look_at(list, name, entry->d_name, err);
    (void)closedir(directory);
    if (list->count > before)
        qsort(list->at + before, list->count - before, sizeof list->at[0], by_time_then_name);
    else if (result == 0)
        result = err_set(err, "%s: no captures in this directory", name);
    return result;
}

int source_list_add(struct source_list *list, const char *name, struct err *err)
{
    struct stat status;
    if (strcmp(name, "-") == 0)
        return push(list, strdup(name), false, INT64_MAX, err);
    if (stat(name, &status) != 0)
        return err_set(err, "%s: %s", name, strerror(errno));
    return S_ISDIR(status.st_mode) ? add_directory(list, name, err) : push_named(list, name, err);
}

void source_list_sort(struct source_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (!list->at[i].is_file)
            return;
    if (list->count > 0)
        qsort(list->at, list->count, sizeof list->at[0], by_time_then_name);
}

void source_list_free(struct source_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->at[i].path);
    free(list->at);
    *list = (struct source_list){NULL, 0};
}
