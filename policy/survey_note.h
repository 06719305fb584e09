/* How what a flow says is put into a survey's tables: the pen of policy/survey_reader.h. */
#ifndef POLICY_SURVEY_NOTE_H
#define POLICY_SURVEY_NOTE_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/finding.h"
#include "policy/survey.h"
#include "policy/survey_reader.h"

/* A flow that is being read. */
struct survey_note {
    const struct survey_reader *reader;
    const struct audited *flow;
    const struct site *site; /* has no evidence of its own */
    uint64_t frame;          /* of the item at hand */
    char share[SURVEY_TEXT + 1];
    bool told, deeds;
};

/* Writes the code of "sms_n01", "/smsreporting_n01" and the like, in upper case; false when there is none. */
bool survey_note_read_code(const char *text, size_t length, const char *prefix, char out[4]);

/* A key about the flow's server; its text, in lower case, cut where it is too long. */
struct survey_key survey_note_about(const struct survey_note *r, enum survey_what what);
void survey_note_text(struct survey_key *k, const char *text, size_t length);

/* Counts the flow, once for each key, by its other end. */
void survey_note_item(struct survey_note *r, enum survey_part part, const struct survey_key *key);
/* The same with a text, of something that shows Configuration Manager. */
void survey_note_fact(struct survey_note *r, struct survey_key k, const char *text, size_t length);
void survey_note_role(struct survey_note *r, enum role which, const char *text, size_t length);
/* The site code behind a prefix, if it is one. */
void survey_note_code(struct survey_note *r, enum survey_code how, const char *text, size_t length,
                      const char *prefix);
/* Something that the flow's client does. */
void survey_note_deed(struct survey_note *r, enum survey_deed which, bool has_peer, const char *text,
                      size_t length);
/* A host's name, in lower case, without a port, if nothing in it is strange; addresses only of certificates,
 * where they tie two together. */
void survey_note_name(struct survey_note *r, enum survey_name how, const char *text, size_t length);
/* What the server is asked for, and by whom. */
void survey_note_serves(struct survey_note *r);
void survey_note_pair(struct survey_note *r);

#endif
