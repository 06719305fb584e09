/*
 * Results in SQLite, with the public views of contract.md 4. One writer. Conversations are aggregated in
 * memory before they are written; violations are kept one by one.
 *
 * Rows are written by a thread of the store's (store/writer.h): a flow waits for room in a queue, not for the
 * disk. While a run is written, others may read: v_traffic and v_finding.occurrences lag by up to 2 s, the
 * rest by some 200 ms. Only one process writes a file: it holds an advisory lock on it. A run that a dead
 * writer left `running` is marked interrupted by the next one.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "policy/finding.h"

struct store;

/* What a run was told or used, to reproduce it; the names are those of `setting` (schema.sql). */
struct store_setting {
    const char *name, *value;
};

/* What the policy expects of a role of a site; texts as in v_expected. */
struct store_expected {
    const char *site, *role, *transport, *class_, *ports;
};

/* What to do with flows when the queue to the writer is full, and with the queue when the disk is. */
enum store_when_full {
    STORE_WAITS, /* wait for the writer; a full disk ends the run's writing */
    /* Never wait. Violations' rows that find no room are left out, but for the occurrences of their findings;
     * v_coverage counts them as store-overflow. A full disk is tried again every second. */
    STORE_DROPS,
};

struct store_run {
    int64_t started_us;
    enum store_when_full when_full;
    const char *source;               /* the captures or interfaces, as the user named them */
    const char *version;              /* of wireaudit */
    const char *policy;               /* pack name, or NULL */
    const char *site_sha256;          /* or NULL */
    const struct finding_rule *rules; /* for v_rule */
    size_t rule_count;
    const char *warnings;                 /* about the site file, one a line; or NULL */
    const struct finding_waiver *waivers; /* borrowed until store_end */
    size_t waiver_count;
    const struct store_setting *settings;
    size_t setting_count;
    const struct store_expected *expected; /* each site, role, transport and class once */
    size_t expected_count;
};

/* One line of v_coverage. */
struct store_coverage {
    const char *what;
    uint64_t count;
};

struct store_end {
    int64_t ended_us;
    bool partial;
    const char *reason; /* of partial, or NULL */
    uint64_t packets, bytes, flows, kernel_drops, lost_bytes;
    const struct store_coverage *coverage;
    size_t coverage_count;
};

struct store_source {
    const char *file;
    uint64_t size, packets;
    const char *sha256; /* or NULL */
    const char *status; /* "complete" or "partial" or "unreadable" */
    const char *reason; /* or NULL */
};

/* Why an open or a write failed, for the exit status: a file that is not ours is 65, the rest 1. */
enum store_failure { STORE_FAILED, STORE_NOT_OURS };

/*
 * Opens or creates a database for writing; ":memory:" keeps nothing. A file that is not a database of ours,
 * is newer, or cannot be written is left untouched: NULL, err, *why.
 */
struct store *store_open(const char *path, enum store_failure *why, struct err *err);
/* Closes; what was not committed is given up. */
void store_close(struct store *s);

/*
 * A run: begin, then flows, then end. Each returns -1 and err when the database failed (disk full, ...), be
 * it some flows later; what was committed before stays and passes an integrity check, and later calls do
 * nothing and return -1 again.
 */
int store_begin(struct store *s, const struct store_run *run, struct err *err);
int store_source(struct store *s, const struct store_source *source, struct err *err);
/* why: called only when this flow opens a new finding row. */
int store_flow(struct store *s, const struct audited *a, const struct finding *f,
               const char *(*why)(void *context, const struct audited *a, const struct finding *f,
                                  char out[FINDING_WHY]),
               void *context, struct err *err);
/*
 * Who tells the account of a finding; without it none is kept. Asked only within store_flow, for a flow that
 * opens a new finding row: begin fills the keys of its paragraphs (false: it has no account), then write
 * gives the text of those whose key is new.
 */
struct store_accounts {
    void *context;
    bool (*begin)(void *context, const struct audited *a, const struct finding *f,
                  uint64_t key[FINDING_PARTS]);
    void (*write)(void *context, enum finding_part part, struct finding_paragraph *out);
};
void store_accounts(struct store *s, const struct store_accounts *accounts);
/*
 * Who tells which of the run's waivers a finding meets: its index, -1 for none. Without it none is met. Asked
 * only within store_flow, for a flow that opens a new finding row.
 */
struct store_waivers {
    const void *context;
    int (*find)(const void *context, const struct audited *a, const struct finding *f);
};
void store_waivers(struct store *s, const struct store_waivers *waivers);
/*
 * Evidence: the packets of a finding's sample flows are kept in a file. A finding as it is told, with the
 * flows to look for; bytes: of their frames on the wire. Texts are borrowed during the call.
 */
enum { STORE_SAMPLES = 3 };
struct store_sample {
    uint64_t flow, bytes;
    const char *why; /* "the first", static */
    uint16_t client_port;
    int64_t first_us, last_us;
};
struct store_sampled {
    int64_t run, finding;
    const char *rule, *title, *severity, *client, *server, *transport, *class_;
    uint16_t server_port;
    uint64_t flows; /* it has so many */
    struct store_sample sample[STORE_SAMPLES];
    size_t count;
};
/* Writes what waits, and tells up to `most` findings of the run, gravest first. -1 and err, also when take
 * returned -1. */
int store_samples(struct store *s, size_t most,
                  int (*take)(void *context, const struct store_sampled *finding, struct err *err),
                  void *context, struct err *err);

/* What became of one: its file, or NULL; gap: what is missing and why, or NULL. After store_samples. */
struct store_evidence {
    int64_t finding;
    const char *file, *sha256, *gap;
    uint64_t flows, packets, bytes;
};
int store_evidence(struct store *s, const struct store_evidence *row, struct err *err);
/* The same gap for all other findings of the run; *count: how many there are. Then all is committed. */
int store_evidence_rest(struct store *s, const char *gap, uint64_t *count, struct err *err);

/* Flows of the run that were left out for want of room. */
uint64_t store_overflow(const struct store *s);
/* Marks the run complete or partial, checkpoints and sets the journal mode back to DELETE. */
int store_end(struct store *s, const struct store_end *end, struct err *err);

#endif
