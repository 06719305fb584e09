/* What the reasons of v_coverage mean, in plain words. */
#ifndef REPORT_LOSSES_H
#define REPORT_LOSSES_H

/* A sentence about what was counted under this name by cli/pipeline.c; "" for a name that is not known. */
const char *losses_meaning(const char *what);

#endif
