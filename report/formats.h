/*
 * The documents, one file each. They write to out and look at no error: the query keeps the database's, the
 * stream its own. Each escapes what comes out of the database in one place.
 */
#ifndef REPORT_FORMATS_H
#define REPORT_FORMATS_H

#include <stdio.h>

#include "report/query.h"

/* For an administrator: summary first, at most 100 columns wide. */
void as_text(struct query *q, FILE *out);

/*
 * RFC 4180: a header of v_finding's columns and first, last (RFC 3339), kind; then a row for each finding,
 * kind `finding`. Behind them, with no number of a finding, a row of kind `note` for each note and server
 * (severity info), and one of kind `missing` for each fact that is missing (rule UND-FACT(...), no severity,
 * `why` says what to write where). Cells of text that a spreadsheet would take for a formula get an
 * apostrophe in front (base/csv.h).
 */
void as_csv(struct query *q, FILE *out);

/*
 * One object: format_version, options, summary, and lists of objects with the views' column names as keys;
 * docs/reports.md has them all. NULL is null; behind each moment X_us stands X in RFC 3339.
 */
void as_json(struct query *q, FILE *out);

/*
 * One page for an administrator to print and an auditor to file (html.h): at most 5 MB whatever the database
 * holds. Of many findings the first of each rule, gravest rules first, then the command that lists all.
 */
void as_html(struct query *q, FILE *out);

/*
 * JUnit XML, as Jenkins' junit-10.xsd and GitLab read it (with <error>, which that schema misspells). A suite
 * for each site, a case for each rule that decided flows there: a failure for its findings, an error for
 * flows that could not be judged, skipped when all is waived or left out by the options. A last suite,
 * coverage: errors for runs that are not complete and for each kind of loss. Failures go with exit status 2,
 * errors alone with 3. Names of suites and cases are the same in every run.
 */
void as_junit(struct query *q, FILE *out);

#endif
