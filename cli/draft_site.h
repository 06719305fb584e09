/* One site of a drafted site file. */
#ifndef CLI_DRAFT_SITE_H
#define CLI_DRAFT_SITE_H

#include "cli/draft_text.h"

void draft_site(const struct draft_text *t, const struct proposal *p, int site);

#endif
