/*
 * An HTML document of one file that asks nothing of the network: head, style, script, and a writer through
 * which all text goes. What is not ours gets in by html_text() or as %s alone, which makes it safe inside
 * elements and inside attributes in double quotes: first escape_shown(), then & < > " ' as references.
 */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { HTML_TEXT = 1024, HTML_FIGURE = 32, HTML_LINK = 4096 * 3 + 1 };

struct zone;

/* Start as {.out = stream}. Errors stay on the stream. */
struct html {
    FILE *out;
    uint64_t written;        /* bytes */
    uint64_t part_ends;      /* see html_part() */
    const struct zone *zone; /* of the times in it; for who writes them */
};

/*
 * The page up to where its main content begins: a Content-Security-Policy (CSP level 3, as meta) that allows
 * the style and the script of this file by their SHA-256 and nothing else, report/html.css, a link past the
 * header, <body>. The caller writes <header>, <nav>, <main id="content"> and <footer>.
 */
void html_begin(struct html *h, const char *title);
/* The script report/html.js, and the end of the page. */
void html_end(struct html *h);

/*
 * format is markup of ours. %s: text, as html_text() writes it; %d an int, %ld an int64_t (PRId64), in plain
 * digits. Nothing else.
 */
void html_put(struct html *h, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* At most HTML_TEXT bytes of text, then an ellipsis. */
void html_text(struct html *h, const char *text, size_t n);

/* A part of the document of at most so many bytes, about: who lists things in it looks whether it is full. */
void html_part(struct html *h, uint64_t bytes);
bool html_full(const struct html *h);

/* "1,234,567" and "-1,000". Returns out. */
const char *html_figure(int64_t n, char out[HTML_FIGURE]);

/*
 * A path as a relative or absolute reference (RFC 3986 4.2): what is not unreserved or a slash is
 * percent-encoded, slashes are single: nothing is taken for a scheme or, also behind "/.", for a host. NULL
 * when it is too long. Returns out.
 */
const char *html_path(const char *path, char out[HTML_LINK]);

/* What a Content-Security-Policy calls a text that it allows: "sha256-...". */
enum { HTML_HASH = 64 };
const char *html_hash(const char *text, char out[HTML_HASH]);

/* The files of these names, as they are embedded. */
extern const char html_css[], html_js[];

#endif
