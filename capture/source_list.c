#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/source.h"

struct found {
    int64_t first_us;
    char *path;
};

struct found_list {
    struct found *row;
    size_t count;
};

static int push(struct source_list *list, const char *path, struct err *err)
{
    char **grown = reallocarray(list->path, list->count + 1, sizeof *grown);
    if (grown == NULL)
        return err_set(err, "%s: out of memory", path);
    list->path = grown;
    list->path[list->count] = strdup(path);
    if (list->path[list->count] == NULL)
        return err_set(err, "%s: out of memory", path);
    list->count++;
    return 0;
}

static bool is_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* -1 when out of memory; an entry that is no capture is no error. */
static int look_at(struct found_list *found, const char *directory, const char *name)
{
    char *path;
    int64_t first_us = INT64_MAX;
    if (asprintf(&path, "%s/%s", directory, name) < 0)
        return -1;
    bool unreadable = is_file(path) && access(path, R_OK) != 0;
    if (!is_file(path) || (!unreadable && !source_probe(path, &first_us))) {
        free(path);
        return 0;
    }
    struct found *grown = reallocarray(found->row, found->count + 1, sizeof *grown);
    if (grown == NULL) {
        free(path);
        return -1;
    }
    found->row = grown;
    found->row[found->count++] = (struct found){first_us, path};
    return 0;
}

static int by_time_then_name(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    if (x->first_us != y->first_us)
        return x->first_us < y->first_us ? -1 : 1;
    return strcmp(x->path, y->path);
}

static int add_found(struct source_list *list, struct found_list *found, struct err *err)
{
    int result = 0;
    if (found->count > 0)
        qsort(found->row, found->count, sizeof *found->row, by_time_then_name);
    for (size_t i = 0; i < found->count && result == 0; i++)
        result = push(list, found->row[i].path, err);
    return result;
}

static int add_directory(struct source_list *list, const char *name, struct err *err)
{
    struct found_list found = {NULL, 0};
    const struct dirent *entry;
    int result = 0;
    DIR *directory = opendir(name);
    if (directory == NULL)
        return err_set(err, "%s: %s", name, strerror(errno));
    while (result == 0 && (entry = readdir(directory)) != NULL)
        result = look_at(&found, name, entry->d_name);
    (void)closedir(directory);
    if (result != 0)
        (void)err_set(err, "%s: out of memory", name);
    else if (found.count == 0)
        result = err_set(err, "%s: no captures in this directory", name);
    else
        result = add_found(list, &found, err);
    for (size_t i = 0; i < found.count; i++)
        free(found.row[i].path);
    free(found.row);
    return result;
}

int source_list_add(struct source_list *list, const char *name, struct err *err)
{
    struct stat status;
    if (strcmp(name, "-") == 0)
        return push(list, name, err);
    if (stat(name, &status) != 0)
        return err_set(err, "%s: %s", name, strerror(errno));
    return S_ISDIR(status.st_mode) ? add_directory(list, name, err) : push(list, name, err);
}

void source_list_sort(struct source_list *list)
{
    struct found *row = calloc(list->count, sizeof *row);
    bool files = row != NULL;
    for (size_t i = 0; files && i < list->count; i++) {
        row[i] = (struct found){INT64_MAX, list->path[i]};
        files = is_file(list->path[i]);
        if (files)
            (void)source_probe(list->path[i], &row[i].first_us);
    }
    if (files)
        qsort(row, list->count, sizeof *row, by_time_then_name);
    for (size_t i = 0; files && i < list->count; i++)
        list->path[i] = row[i].path;
    free(row);
}

void source_list_free(struct source_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->path[i]);
    free(list->path);
    *list = (struct source_list){NULL, 0};
}
