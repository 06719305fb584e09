/*
 * The stage: observations in, findings out. Keeps what is known of each open flow, decides when it ends.
 */
#ifndef POLICY_AUDIT_H
#define POLICY_AUDIT_H

#include <stddef.h>

#include "base/err.h"
#include "decode/observation.h"
#include "policy/finding.h"
#include "policy/site.h"

struct audit;
struct rule_pack;

struct audit_counts {
    uint64_t flows;
    uint64_t verdicts[VERDICTS];
    uint64_t flows_dropped;    /* no memory left for the flow's record: NOT counted in any verdict */
    uint64_t evidence_dropped; /* items beyond the bounds; such a flow is never COMPLIANT */
    uint64_t memories_dropped; /* learned ports and failed downloads that gave way to newer ones too early */
    uint64_t unknown_flow;     /* observations of flows without a record: ignored */
};

/*
 * site may be NULL: every verdict is NOT_COVERED then (rule NC-HOSTS). decided is called when a flow ended;
 * both structs are borrowed until it returns. The site outlives the audit.
 */
struct audit *audit_open(const struct site *site, size_t memory_bytes,
                         void (*decided)(void *context, const struct audited *a, const struct finding *f),
                         void *context, struct err *err);
/* The same by this pack, whatever the site file names. */
struct audit *audit_open_by(const struct rule_pack *pack, const struct site *site, size_t memory_bytes,
                            void (*decided)(void *context, const struct audited *a, const struct finding *f),
                            void *context, struct err *err);
void audit_close(struct audit *a);

/* Takes one observation, in order of frames. Observations of flows it does not know are ignored and counted.
 */
void audit_take(struct audit *a, const struct observation *o);

/* One English sentence that names the facts a finding rests on; made only where it is needed. Returns out. */
const char *audit_why(const struct audit *audit, const struct audited *a, const struct finding *f,
                      char out[FINDING_WHY]);

struct account;
/*
 * The account of a violation (policy/account.h), and the keys of its paragraphs. Only within `decided`, for
 * the finding that is handed on; out is valid as long. False when there is nothing to tell.
 */
bool audit_account(const struct audit *a, const struct finding *f, struct account *out,
                   uint64_t key[FINDING_PARTS]);

/* The site it was opened with, or NULL. */
const struct site *audit_site(const struct audit *a);
/* The pack it judges by. */
const struct rule_pack *audit_pack(const struct audit *a);

struct audit_counts audit_counts(const struct audit *a);

/* The rules of a pack, for reports, `explain` and the site file's `rules:`; NULL when the pack or the id is
 * unknown. */
const struct finding_rule *audit_rules(const char *pack, size_t *count);
const struct finding_rule *audit_rule(const char *pack, const char *id);

#endif
