/* Text of a site file made safe to show. */
#ifndef POLICY_SITEESCAPE_H
#define POLICY_SITEESCAPE_H

#include <stddef.h>

/*
 * Copies text so that no terminal acts on it: control characters, bytes that are not UTF-8 (RFC 3629) and
 * characters that turn the direction of writing or cannot be seen (Unicode 9.1 "bidirectional", U+200B-200F,
 * U+2028-202E, U+2060-206F, U+FEFF) become \xNN. Cut at a whole character when it does not fit. Returns out;
 * room > 0.
 */
const char *siteescape(const char *text, char *out, size_t room);

#endif
