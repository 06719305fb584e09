/*
 * An XML 1.0 document in UTF-8. All text that is not ours gets in by xml_text() or as %s of xml_put(): first
 * escape_shown(), which leaves no character that XML 1.0 (2.2, Char) forbids, then & < > " ' as references,
 * so that it is safe inside elements and inside attributes in double quotes.
 */
#ifndef REPORT_XML_H
#define REPORT_XML_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { XML_TEXT = 4096 };

/* At most XML_TEXT bytes of the text. */
void xml_text(FILE *out, const char *text, size_t n);

/* format is markup of ours. %s: text, as xml_text() writes it; %u a uint64_t. Nothing else. */
void xml_put(FILE *out, const char *format, ...);

#endif
