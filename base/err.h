/*
 * One sentence about what failed in the world outside (files, libraries, memory): "what happened: why".
 * Functions that fill one return -1 (or NULL). Only cli/ prints it.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

struct err {
    char text[512];
};

/* Formats the sentence; cut at the buffer's end. Always -1, so that a caller can `return err_set(...)`. */
int err_set(struct err *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
