/*
 * The lines of a drafted site file. Text from the wire enters it only here: as comment, every byte that is
 * not printable ASCII escaped, or as a name or address that holds nothing YAML could take for its own.
 */
#ifndef CLI_DRAFT_TEXT_H
#define CLI_DRAFT_TEXT_H

#include <stdio.h>

#include "base/addr.h"
#include "policy/proposal.h"

struct draft_text {
    FILE *out;
    const struct survey *survey; /* tells where a frame is */
};

/* One comment line; format's text is escaped. */
void draft_text_comment(const struct draft_text *t, unsigned indent, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "# ? ...": what packets cannot show. */
void draft_text_question(const struct draft_text *t, unsigned indent, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "# likely: WHY TEXT; 3 flows of 2 clients, first in FILE, frame 7 (TIME)" */
void draft_text_basis(const struct draft_text *t, unsigned indent, const struct proposal_basis *b);
/* The same with words of the caller's instead of WHY TEXT. */
void draft_text_because(const struct draft_text *t, unsigned indent, const struct proposal_basis *b,
                        enum proposal_sure sure, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* A line of the site file; nothing in it comes from the wire but what the functions below made. */
void draft_text_line(const struct draft_text *t, unsigned indent, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* As YAML wants them: IPv6 in quotes. Return out. */
enum { DRAFT_TEXT_NET = ADDR_RANGE_TEXT + 2 };
const char *draft_text_address(const struct addr *a, char out[DRAFT_TEXT_NET]);
const char *draft_text_net(const struct addr_range *r, char out[DRAFT_TEXT_NET]);

#endif
