/*
 * `replay --evidence`: the packets of findings, looked for in a second pass over the captures of a run. The
 * first pass keeps nothing for it but what the captures looked like.
 */
#ifndef CLI_EXHIBITS_H
#define CLI_EXHIBITS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/progress.h"
#include "cli/run.h"
#include "store/store.h"

enum { EXHIBITS_MOST = 10000 }; /* findings with a file, the gravest */

struct exhibits;

/*
 * Makes the folder, when evidence is wanted; else *out is NULL, which the functions below take for nothing to
 * do. Arguments and `stopped`, set by a signal, are borrowed. -1 and err: it cannot be written to.
 */
int exhibits_open(const struct run_arguments *arguments, const volatile sig_atomic_t *stopped,
                  struct exhibits **out, struct err *err);
void exhibits_close(struct exhibits *e);

/* A name of a command line that cannot be read twice: standard input, a pipe. */
bool exhibits_cannot(const char *capture);

/* The first pass begins and has ended with a capture, of which it read so many frames. -1 and err without
 * memory. */
int exhibits_begins(struct exhibits *e, const char *path, struct err *err);
void exhibits_ended(struct exhibits *e, uint64_t frames);

/*
 * The second pass: after the run's last flow was stored, before store_end. What a finding has no evidence of
 * is said in its row and, in sum, on standard error. -1 when not all could be written, which was said.
 */
int exhibits_keep(struct exhibits *e, struct store *store, struct progress *progress);

#endif
