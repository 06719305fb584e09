/* Names on the wire that are UTF-16 little endian (MS-SMB2 2.2, MS-TDS 2.2.6.4), turned into UTF-8. */
#ifndef DECODE_UTF16_H
#define DECODE_UTF16_H

#include <stddef.h>

#include "base/bytes.h"

/*
 * Writes UTF-8 into out, not terminated, until the window, the room or the text (at U+0000) ends. Returns the
 * bytes written. A surrogate without its other half becomes U+FFFD; an odd last byte is left out. A character
 * is written whole or not at all.
 */
size_t utf16_text(struct bytes b, char *out, size_t room);

#endif
