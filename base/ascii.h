/* Letters of ASCII, whatever the locale. */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

static inline char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

#endif
