/* A paragraph of an account, line by line. */
#ifndef POLICY_PARAGRAPH_H
#define POLICY_PARAGRAPH_H

#include "policy/finding.h"
#include "policy/siteplaces.h"

/* No line of the site file. */
#define PARAGRAPH_NOWHERE ((struct siteplaces_at){NULL, 0})

/* name and basis are static. What does not fit any more is cut, then left out. */
void paragraph_add(struct finding_paragraph *p, const char *name, const char *basis,
                   struct siteplaces_at where, const char *format, ...) __attribute__((format(printf, 5, 6)));
/* More text for the last line. */
void paragraph_go_on(struct finding_paragraph *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
