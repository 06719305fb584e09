#include "policy/sitecsv.h"

#include <string.h>

static const char blanks[] = " \t";

struct sitecsv sitecsv_open(char *text)
{
    bool mark = strncmp(text, "\xef\xbb\xbf", 3) == 0;
    return (struct sitecsv){mark ? text + 3 : text, 1};
}

size_t sitecsv_lines(const char *text)
{
    size_t lines = 1;
    while ((text = strchr(text, '\n')) != NULL) {
        lines++;
        text++;
    }
    return lines;
}

/* Takes the doubled quotes and the quotes around out; what follows the closing one. */
static char *unquote(char *at, struct sitecsv_row *row)
{
    char *to = at;
    for (at++; *at != '\0'; at++) {
        if (*at == '"' && at[1] != '"') {
            at++;
            *to = '\0';
            return at + strspn(at, blanks);
        }
        at += *at == '"';
        *to++ = *at;
    }
    row->problem = "a quote that does not end in its line";
    *to = '\0';
    return at;
}

static void trim_end(char *cell, size_t n)
{
    while (n > 0 && strchr(blanks, cell[n - 1]) != NULL)
        n--;
    cell[n] = '\0';
}

/* Cuts one cell off; the rest of the line behind its comma, NULL when it was the last. */
static char *cut_cell(char *at, struct sitecsv_row *row)
{
    at += strspn(at, blanks);
    row->cell[row->count] = at;
    row->count++;
    if (*at == '"') {
        at = unquote(at, row);
        if (*at != ',' && *at != '\0' && row->problem == NULL)
            row->problem = "text behind a closing quote";
        return *at == ',' ? at + 1 : NULL;
    }
    size_t n = strcspn(at, ",");
    bool last = at[n] == '\0';
    trim_end(at, n);
    return last ? NULL : at + n + 1;
}

static void cut_line(char *line, struct sitecsv_row *row)
{
    char *at = line;
    while (at != NULL) {
        if (row->count == SITECSV_CELLS) {
            row->problem = "more cells than there are keys";
            return;
        }
        at += strspn(at, blanks);
        row->column[row->count] = (int)(at - line) + 1;
        at = cut_cell(at, row);
    }
}

bool sitecsv_next(struct sitecsv *csv, struct sitecsv_row *row)
{
    *row = (struct sitecsv_row){0};
    while (*csv->at != '\0') {
        char *line = csv->at;
        size_t n = strcspn(line, "\n");
        row->line = csv->line;
        csv->line++;
        csv->at = line + n + (line[n] == '\n');
        line[n] = '\0';
        if (n > 0 && line[n - 1] == '\r')
            line[n - 1] = '\0';
        if (line[strspn(line, blanks)] == '\0')
            continue;
        cut_line(line, row);
        return true;
    }
    return false;
}
