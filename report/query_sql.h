/* The statements behind report/query.h: only over the public views (contract.md 4). */
#ifndef REPORT_QUERY_SQL_H
#define REPORT_QUERY_SQL_H

#include "report/query.h"

/*
 * By what is asked. Parameters, each where it is needed: :first and :last run, :since and :until,
 * :site or NULL, :severity, :rule, :finding.
 */
extern const char *const query_sql[QUERY_WHATS];

/* The first version of the schema that has what a statement reads; 0: all have. */
extern const int query_sql_since[QUERY_WHATS];

#endif
