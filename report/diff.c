#include "report/diff.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "report/diff_parts.h"
#include "report/diff_talks.h"

enum { FINDINGS_MOST = 8 << 20 };

static bool read_digit(char c, uint8_t *out)
{
    bool digit = c >= '0' && c <= '9', letter = c >= 'a' && c <= 'f';
    *out = (uint8_t)(digit ? c - '0' : letter ? c - 'a' + 10 : 0);
    return digit || letter;
}

static bool read_fingerprint(uint8_t out[DIFF_JOIN_FINGERPRINT], const char *hex, size_t n)
{
    if (n != 2 * DIFF_JOIN_FINGERPRINT)
        return false;
    for (size_t i = 0; i < DIFF_JOIN_FINGERPRINT; i++) {
        uint8_t high, low;
        if (!read_digit(hex[2 * i], &high) || !read_digit(hex[2 * i + 1], &low))
            return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static bool was_seen(const struct diff_talks *other, const char *client, const char *server)
{
    struct addr c, s;
    return addr_read(&c, client) && addr_read(&s, server) && diff_talks_have(other, &c, &s);
}

/* QUERY_PRINTS's columns. */
static int read_print(struct diff *d, int side, const struct query_rows *r, const struct diff_talks *other,
                      struct diff_join_print *p, struct err *err)
{
    size_t n;
    enum severity severity = SEVERITY_INFO;
    const char *fingerprint = query_text(r, 0, &n);
    int64_t occurrences = query_number(r, 4);
    *p = (struct diff_join_print){.finding = query_number(r, 1)};
    if (!read_fingerprint(p->fingerprint, fingerprint, n) || p->finding == 0)
        return err_set(err, "%s: a finding without a fingerprint", d->path[side]);
    (void)severity_read(&severity, query_text(r, 3, NULL));
    p->severity = (uint8_t)severity;
    p->occurrences = occurrences > 0 ? (uint64_t)occurrences : 0;
    p->rule = diff_rules_number(d->rules, query_text(r, 2, NULL));
    p->waived = query_number(r, 5) != 0;
    p->seen = was_seen(other, query_text(r, 6, NULL), query_text(r, 7, NULL));
    return 0;
}

static int read_prints(struct diff *d, int side, const struct diff_talks *other,
                       struct diff_join_prints *prints, struct err *err)
{
    int failed = 0;
    struct query_rows *r = query_rows(d->query[side], QUERY_PRINTS, NULL);
    while (failed == 0 && query_next(r)) {
        struct diff_join_print print;
        failed = read_print(d, side, r, other, &print, err);
        if (failed == 0 && prints->count == FINDINGS_MOST)
            failed = err_set(err, "%s: more than %d findings", d->path[side], FINDINGS_MOST);
        else if (failed == 0 && !diff_join_add(prints, &print))
            failed = err_set(err, "not enough memory");
    }
    query_end(r);
    r = query_rows(d->query[side], QUERY_RUNS, NULL);
    if (query_next(r) && query_number(r, 11) > 0)
        prints->flows = (uint64_t)query_number(r, 11);
    query_end(r);
    return failed;
}

static void judge(struct diff *d, int side)
{
    struct query_rows *r = query_rows(d->query[side], QUERY_UNPROVEN, NULL);
    if (query_next(r)) {
        d->undetermined[side] = (uint64_t)query_number(r, 0);
        d->not_audited[side] = (uint64_t)query_number(r, 1);
        d->judged[side] = (uint64_t)query_number(r, 2);
    }
    query_end(r);
}

static int check(const struct diff *d, struct err *err)
{
    return query_failed(d->query[DIFF_OLD], err) || query_failed(d->query[DIFF_NEW], err) ? -1 : 0;
}

/* Rules get their place among the names, so that the join can put them in order. */
static void place_rules(struct diff *d, struct diff_join_prints *prints)
{
    for (size_t i = 0; i < prints->count; i++)
        prints->at[i].rule = diff_rules_place(d->rules, prints->at[i].rule);
}

static int compare(struct diff *d, struct err *err)
{
    struct diff_talks talks[DIFF_SIDES] = {0};
    struct diff_join_prints prints[DIFF_SIDES] = {0};
    int failed = 0;
    for (int side = 0; side < DIFF_SIDES && failed == 0; side++)
        failed = diff_talks_read(&talks[side], d->query[side], err);
    for (int side = 0; side < DIFF_SIDES && failed == 0; side++)
        failed = read_prints(d, side, &talks[1 - side], &prints[side], err);
    if (failed == 0)
        failed = check(d, err);
    for (int side = 0; side < DIFF_SIDES && failed == 0; side++)
        place_rules(d, &prints[side]);
    if (failed == 0 && !diff_join(&d->join, prints))
        failed = err_set(err, "not enough memory");
    for (int side = 0; side < DIFF_SIDES; side++) {
        diff_talks_free(&talks[side]);
        free(prints[side].at);
        judge(d, side);
    }
    return failed == 0 ? check(d, err) : failed;
}

static int open_both(struct diff *d, enum report_failure *why, struct err *err)
{
    d->rules = diff_rules_new();
    if (d->rules == NULL)
        return err_set(err, "not enough memory");
    for (int side = 0; side < DIFF_SIDES; side++) {
        d->asked[side] = (struct report_options){.run = d->options->run[side],
                                                 .since_us = INT64_MIN,
                                                 .until_us = INT64_MAX,
                                                 .zone = d->options->zone};
        d->query[side] = query_open(d->path[side], &d->asked[side], why, err);
        if (d->query[side] == NULL)
            return -1;
    }
    return compare(d, err);
}

struct diff *diff_open(const char *const path[DIFF_SIDES], const struct diff_options *options,
                       enum report_failure *why, struct err *err)
{
    *why = REPORT_FAILED;
    struct diff *d = calloc(1, sizeof *d);
    if (d == NULL) {
        (void)err_set(err, "not enough memory");
        return NULL;
    }
    d->path[DIFF_OLD] = path[DIFF_OLD];
    d->path[DIFF_NEW] = path[DIFF_NEW];
    d->options = options;
    if (open_both(d, why, err) == 0)
        return d;
    diff_close(d);
    return NULL;
}

void diff_close(struct diff *d)
{
    if (d == NULL)
        return;
    for (int side = 0; side < DIFF_SIDES; side++)
        query_close(d->query[side]);
    diff_rules_free(d->rules);
    diff_join_free(&d->join);
    free(d);
}

int diff_write(struct diff *d, FILE *out, struct diff_outcome *outcome, struct err *err)
{
    static void (*const formats[])(struct diff * d, FILE * out) = {
        [DIFF_TEXT] = diff_as_text, [DIFF_HTML] = diff_as_html, [DIFF_JSON] = diff_as_json};
    formats[d->options->format](d, out);
    *outcome = (struct diff_outcome){.worse = d->join.counts.worse_new + d->join.counts.worse_regressed,
                                     .unproven = diff_parts_unproven(d)};
    if (check(d, err) < 0)
        return -1;
    if (fflush(out) != 0 || ferror(out))
        return err_set(err, "cannot write the comparison: the disk is full or the reader went away");
    return 0;
}
