/*
 * What the rules would say of flows that might come, asked of the table itself: so that a missing fact of the
 * site file is named where a verdict hangs on it, and only there.
 */
#ifndef POLICY_SITEPROBE_H
#define POLICY_SITEPROBE_H

#include "base/proto.h"
#include "policy/party.h"
#include "policy/site.h"

struct siteprobe;

struct siteprobe_answer {
    uint8_t verdict;  /* enum verdict */
    const char *rule; /* its primary id, static text */
};

/* The site outlives it. NULL when there is no memory, or no pack of this name. */
struct siteprobe *siteprobe_open(const struct site *site);
void siteprobe_close(struct siteprobe *p);

/*
 * The verdict on a flow of this class that shows what its role's clients ask for (TLS shows nothing), toward
 * the role's own port. One of the two is a system; both may differ from what the site file says.
 */
struct siteprobe_answer siteprobe_ask(struct siteprobe *p, const struct party *from, const struct party *to,
                                      enum role role, enum app_class class_);

enum { SITEPROBE_RULES = 8 };

/* What hangs on a fact, gathered over many flows. */
struct siteprobe_sum {
    unsigned classes;    /* bits of enum app_class; 0: nothing hangs on it */
    bool undeterminable; /* some verdict stays open for want of it */
    const char *rules[SITEPROBE_RULES];
    size_t rule_count; /* may be more than there is room for */
};

/* Adds one flow: its verdict as the site file is, and with each value the fact may have. */
void siteprobe_add(struct siteprobe_sum *sum, enum app_class class_, const struct siteprobe_answer *as_it_is,
                   const struct siteprobe_answer *each, size_t count);
void siteprobe_merge(struct siteprobe_sum *sum, const struct siteprobe_sum *other);

enum { SITEPROBE_TEXT = 256 };

/* "HTTP and SMB"; then "DP-03, DP-06", sorted, "..." for more than there is room for. Both return out. */
const char *siteprobe_classes(const struct siteprobe_sum *sum, char out[SITEPROBE_TEXT]);
const char *siteprobe_rules(const struct siteprobe_sum *sum, char out[SITEPROBE_TEXT]);

#endif
