/*
 * Files of evidence in one folder: many grow at once, each by pieces, through a bounded number of buffers; no
 * file stays open. While it grows a file has a hidden name of its own; the final one it gets when it is
 * whole, and never one that something has already, be it a link. Names are made of ids alone. What is written
 * is hashed on the way.
 */
#ifndef CLI_EXHIBIT_FILE_H
#define CLI_EXHIBIT_FILE_H

#include <nettle/sha2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

struct exhibit_folder;

/* One file. A value that must not move between begin and finish or drop. */
struct exhibit_file {
    int64_t run, finding;
    uint64_t bytes;
    struct sha256_ctx sha;
    dev_t device;
    ino_t inode;
    int failed; /* errno of the write that failed; nothing is written afterwards */
    void *buffer;
};

enum { EXHIBIT_FILE_NAME = 64, EXHIBIT_FILE_HASH = 65 };

/* Creates the folder, for its owner only, when it is absent. NULL and err: not to be written to, no folder.
 */
struct exhibit_folder *exhibit_file_folder(const char *path, struct err *err);
/* All files must be finished or dropped. NULL is fine. */
void exhibit_file_close(struct exhibit_folder *folder);

/* "r3-f42.pcapng". Returns out. */
const char *exhibit_file_name(int64_t run, int64_t finding, char out[EXHIBIT_FILE_NAME]);

/* Begins an empty file, readable for its owner only. -1 and err: its name is taken, or it cannot be written.
 */
int exhibit_file_begin(struct exhibit_folder *folder, struct exhibit_file *f, int64_t run, int64_t finding,
                       struct err *err);
void exhibit_file_put(struct exhibit_folder *folder, struct exhibit_file *f, const void *data, size_t n);
/* Writes the rest and gives it its name; hash: SHA-256 as hexadecimal digits. -1 and err: then it is gone. */
int exhibit_file_finish(struct exhibit_folder *folder, struct exhibit_file *f, char hash[EXHIBIT_FILE_HASH],
                        struct err *err);
/* Removes what was begun. */
void exhibit_file_drop(struct exhibit_folder *folder, struct exhibit_file *f);

#endif
