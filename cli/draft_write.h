/* A proposal written as a site file. */
#ifndef CLI_DRAFT_WRITE_H
#define CLI_DRAFT_WRITE_H

#include <stdio.h>

#include "policy/proposal.h"

struct draft_about {
    char **inputs; /* as the user named them */
    size_t input_count;
    bool stored; /* some of them were databases */
};

/* Errors stay on the stream. */
void draft_write(FILE *out, const struct proposal *p, const struct draft_about *about);

#endif
