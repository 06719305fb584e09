/*
 * Text from the wire made safe to show (contract.md 3): valid UTF-8 stays; every byte that is not, and every
 * character that is no text or cannot be seen (C0, DEL, C1, line and paragraph separators, bidirectional
 * controls, zero-width and other invisible characters, variation selectors, tags, private use, noncharacters,
 * which XML does not take either), becomes \xNN text, and a backslash \x5C, so that the original bytes can be
 * had back.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include <stddef.h>

enum { ESCAPE_WORST = 4 }; /* output bytes per input byte, at worst */

/*
 * Writes the safe form with a final NUL; cut at the last whole character that fits into room (at least 1).
 * Returns its length without the NUL.
 */
size_t escape_text(char *out, size_t room, const char *text, size_t n);

/*
 * The same for text that has been through escape_text() already or is our own (messages, columns of a
 * database): a backslash stays as it is.
 */
size_t escape_shown(char *out, size_t room, const char *text, size_t n);

#endif
