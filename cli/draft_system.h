/* The systems of a drafted site file. */
#ifndef CLI_DRAFT_SYSTEM_H
#define CLI_DRAFT_SYSTEM_H

#include "cli/draft_text.h"

void draft_system_all(const struct draft_text *t, const struct proposal *p);

#endif
