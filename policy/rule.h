/*
 * The table's rows. One struct rule per rule id: what reports say about it, and the cases in which it speaks.
 * A case holds when every condition holds; conditions are masks over facts (policy/facts.h), so that the code
 * that matches them knows no role, mode or port.
 *
 * To add a rule: one entry in the section's file. Its place among others that are broken at once comes from
 * the pack's list of precedence; an id that no entry of the list begins stands last. Every pack has rules
 * with the ids of the reasons that are decided outside the table (enum engine_reason).
 */
#ifndef POLICY_RULE_H
#define POLICY_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/severity.h"
#include "policy/facts.h"
#include "policy/finding.h"

enum { RULE_CONDITIONS = 12, RULE_CASES = 10, RULE_TEXTS_MOST = 256 };

struct rule_condition {
    uint8_t fact; /* FACT_END: no more */
    uint16_t in;  /* the values it may have */
};

/* What a case may be beside a verdict. */
enum {
    RULE_ADDS_NOTE = VERDICTS, /* only adds its note to a finding and never decides */
    RULE_ADDS_ID,              /* only adds its id to a violation's others, and never is the first of them */
    RULE_OTHERWISE /* a violation, unless a rule before it in the precedence allows or excuses it */
};

struct rule_case {
    uint8_t verdict; /* enum verdict, or one of these */
    uint8_t severity;
    struct rule_condition when[RULE_CONDITIONS]; /* the first is FACT_END: no such case */
    const char *note;                            /* or NULL */
};

struct rule {
    struct finding_rule text;
    struct rule_case cases[RULE_CASES];
};

struct rule_section {
    const struct rule *rules;
    size_t count;
};

/* Texts that no rule of the table has. */
struct rule_list {
    const struct finding_rule *at;
    size_t count;
};

struct proof_catalogue;

struct rule_pack {
    const char *name;
    const struct proof_catalogue *catalogue;
    const struct rule_section *const *sections;
    const char *const *section_titles; /* of each */
    size_t section_count;
    const char *const *precedence;  /* beginnings of ids, first wins; ends with NULL */
    const struct rule_list *checks; /* of the site file; expectation: "error" or "warning" */
    const struct rule_list *notes;  /* on flows, but for those that are ids of rules */
};

/* A pack by its name in the site file, or NULL. */
const struct rule_pack *rule_pack(const char *name);

/* The texts of a pack's rules, each id once; static. */
const struct finding_rule *rule_texts(const struct rule_pack *pack, size_t *count);
/* "MODE-02", or "UND-FACT" for "UND-FACT(mgmt)"; NULL when the pack has none. */
const struct rule *rule_find(const struct rule_pack *pack, const char *id);
/* Its text. */
const struct finding_rule *rule_text(const struct rule_pack *pack, const char *id);

/* True when every condition of the case holds; each fact has one bit. */
bool rule_case_holds(const struct rule_case *c, const struct facts *f);

#endif
