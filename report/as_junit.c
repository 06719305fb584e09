#include <inttypes.h>
#include <string.h>

#include "report/formats.h"
#include "report/junit_cases.h"
#include "report/phrase.h"
#include "report/xml.h"

enum { RUNS_SHOWN = 20, MESSAGE = 512 };

/* A suite is walked twice: first its cases are counted, then, with out, they are written. */
struct suite {
    struct query *query;
    FILE *out;
    const char *name;
    uint64_t by_result[JUNIT_RESULTS];
};

static const char *const elements[JUNIT_RESULTS] = {
    [JUNIT_FAILED] = "failure", [JUNIT_ERROR] = "error", [JUNIT_SKIPPED] = "skipped"};

/* True when the case is to be written: then its element is open, and end_case() ends it. */
static bool begin_case(struct suite *s, const char *name, enum junit_result result, const char *type,
                       const char *message)
{
    s->by_result[result]++;
    if (s->out == NULL)
        return false;
    xml_put(s->out, "    <testcase classname=\"wireaudit.%s\" name=\"%s\" time=\"0\">", s->name, name);
    if (result == JUNIT_PASSED)
        xml_put(s->out, "<system-out>%s", message);
    else
        xml_put(s->out, "<%s type=\"%s\" message=\"%s\">", elements[result], type, message);
    return true;
}

static void end_case(struct suite *s, enum junit_result result)
{
    xml_put(s->out, "</%s></testcase>\n", result == JUNIT_PASSED ? "system-out" : elements[result]);
}

static void put_case(struct suite *s, const char *name, enum junit_result result, const char *type,
                     const char *message)
{
    if (begin_case(s, name, result, type, message))
        end_case(s, result);
}

static void put_property(FILE *out, const char *name, const char *value)
{
    if (value[0] != '\0')
        xml_put(out, "      <property name=\"%s\" value=\"%s\"/>\n", name, value);
}

static void put_run(FILE *out, const struct query_rows *r)
{
    static const struct {
        const char *name;
        int column;
    } texts[] = {{"run.source", 3},  {"run.status", 4}, {"run.reason", 5},
                 {"run.version", 6}, {"run.policy", 7}, {"run.site_sha256", 8}};
    static const struct {
        const char *name;
        int column;
    } times[] = {{"run.started", 1}, {"run.ended", 2}};
    char text[PHRASE_COUNT], time[ZONE_TEXT];
    (void)snprintf(text, sizeof text, "%" PRId64, query_number(r, 0));
    put_property(out, "run", text);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        put_property(out, texts[i].name, query_text(r, texts[i].column, NULL));
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        if (query_type(r, times[i].column) != QUERY_NULL)
            put_property(out, times[i].name,
                         zone_text(query_zone(r), query_number(r, times[i].column), time));
}

static void put_properties(const struct suite *s)
{
    int runs = 0;
    (void)fputs("    <properties>\n", s->out);
    struct query_rows *r = query_rows(s->query, QUERY_RUNS, NULL);
    while (runs++ < RUNS_SHOWN && query_next(r))
        put_run(s->out, r);
    query_end(r);
    (void)fputs("    </properties>\n", s->out);
}

static void begin_suite(const struct suite *s)
{
    const uint64_t *n = s->by_result;
    char time[ZONE_TEXT] = "";
    struct query_rows *r = query_rows(s->query, QUERY_RUNS, NULL);
    if (query_next(r))
        zone_text(query_zone(r), query_number(r, 1), time);
    query_end(r);
    xml_put(s->out,
            "  <testsuite name=\"wireaudit.%s\" tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\""
            " time=\"0\" timestamp=\"%s\">\n",
            s->name, n[JUNIT_PASSED] + n[JUNIT_FAILED] + n[JUNIT_ERROR] + n[JUNIT_SKIPPED], n[JUNIT_FAILED],
            n[JUNIT_ERROR], n[JUNIT_SKIPPED], time);
    put_properties(s);
}

static void put_worst(struct suite *s, const struct broken_rule *rule)
{
    for (unsigned i = 0; i < rule->worst_count; i++) {
        char line[PHRASE_LINE];
        struct query_rows *r = query_about(s->query, QUERY_FINDING, rule->worst[i]);
        if (query_next(r)) {
            if (i == 0)
                xml_put(s->out, "\nwhy: %s\n", query_text(r, 15, NULL));
            xml_put(s->out, "%s\n", phrase_finding_line(r, line));
        }
        query_end(r);
    }
    if (rule->sums.findings > rule->worst_count)
        xml_put(s->out, "and %u more\n", rule->sums.findings - rule->worst_count);
}

static void put_failed(struct suite *s, const struct junit_case *c, const struct query_rows *rule, bool known)
{
    char message[MESSAGE], findings[PHRASE_COUNT], flows[PHRASE_COUNT];
    (void)snprintf(message, sizeof message, "%s in %s: %s",
                   phrase_count((int64_t)c->broken->sums.findings, "finding", findings),
                   phrase_count((int64_t)c->broken->sums.flows, "flow", flows),
                   known ? query_text(rule, 0, NULL) : c->rule);
    if (!begin_case(s, c->rule, JUNIT_FAILED, severity_name(c->broken->severity), message))
        return;
    put_worst(s, c->broken);
    if (c->broken->sums.waived > 0)
        xml_put(s->out, "waived and not counted: %u\n", c->broken->sums.waived);
    if (known)
        xml_put(s->out, "remedy: %s\nsource: %s\n", query_text(rule, 4, NULL), query_text(rule, 2, NULL));
    end_case(s, JUNIT_FAILED);
}

static void put_rule(struct suite *s, const struct junit_case *c)
{
    char message[MESSAGE], reason[BROKEN_WORD];
    enum junit_result result = junit_cases_result(c);
    (void)snprintf(reason, sizeof reason, "%.*s", (int)strcspn(c->rule, "("), c->rule);
    struct query_rows *r = query_rows(s->query, QUERY_RULE, reason);
    bool known = query_next(r);
    const char *title = known ? query_text(r, 0, NULL) : c->rule;
    switch (result) {
    case JUNIT_FAILED:
        put_failed(s, c, r, known);
        break;
    case JUNIT_ERROR:
        (void)snprintf(message, sizeof message, "flows not judged: %" PRIu64 ": %s", c->undetermined, title);
        put_case(s, c->rule, result, "undeterminable", message);
        break;
    case JUNIT_SKIPPED:
        if (c->broken != NULL)
            (void)snprintf(message, sizeof message, "waived findings: %" PRIu64 ": %s",
                           c->broken->sums.waived, title);
        else
            (void)snprintf(message, sizeof message, "left out by the options: flows that broke it: %" PRIu64,
                           c->violating);
        put_case(s, c->rule, result, c->broken != NULL ? "waived" : "left-out", message);
        break;
    default:
        (void)snprintf(message, sizeof message, "compliant flows: %" PRIu64 ": %s", c->compliant, title);
        put_case(s, c->rule, result, "", message);
    }
    query_end(r);
}

/* The cases of one site, of which the first has number `at`; the number behind its last one. */
static size_t walk_site(struct suite *s, const struct junit_cases *c, size_t at)
{
    const char *site = junit_cases_at(c, at)->site;
    for (; at < junit_cases_count(c) && strcmp(junit_cases_at(c, at)->site, site) == 0; at++)
        put_rule(s, junit_cases_at(c, at));
    return at;
}

static void put_runs_case(struct suite *s)
{
    char message[MESSAGE] = "";
    size_t used = 0;
    struct query_rows *r = query_rows(s->query, QUERY_RUNS, NULL);
    while (query_next(r)) {
        if (strcmp(query_text(r, 4, NULL), "complete") != 0 && used < sizeof message)
            used += (size_t)snprintf(message + used, sizeof message - used, "run %" PRId64 " is %.16s. ",
                                     query_number(r, 0), query_text(r, 4, NULL));
    }
    query_end(r);
    if (used > 0)
        put_case(s, "complete", JUNIT_ERROR, "not-complete", message);
    else
        put_case(s, "complete", JUNIT_PASSED, "", "each run came to its end");
}

static void put_losses(struct suite *s)
{
    struct query_rows *r = query_rows(s->query, QUERY_NOT_AUDITED, NULL);
    while (query_next(r)) {
        char message[MESSAGE];
        (void)snprintf(message, sizeof message, "not audited: %" PRId64, query_number(r, 1));
        put_case(s, query_text(r, 0, NULL), JUNIT_ERROR, "not-audited", message);
    }
    query_end(r);
}

static bool is_narrowed(const struct report_options *o)
{
    return o->severity > SEVERITY_INFO || o->since_us != INT64_MIN || o->until_us != INT64_MAX ||
           o->site != NULL;
}

/* What is known of the audit itself. */
static void walk_coverage(struct suite *s, const struct junit_cases *c)
{
    put_runs_case(s);
    put_losses(s);
    if (junit_cases_count(c) == 0)
        put_case(s, "judged", JUNIT_SKIPPED, "nothing-judged", "the policy speaks of none of these flows");
    if (is_narrowed(query_options(s->query)))
        put_case(s, "whole", JUNIT_SKIPPED, "narrowed", "the options leave out sites, times or severities");
    struct query_rows *r = query_rows(s->query, QUERY_FILTERS, NULL);
    if (query_next(r))
        put_case(s, "unfiltered", JUNIT_SKIPPED, "filtered",
                 "frames that a filter left out were not audited");
    query_end(r);
    if (junit_cases_left_out(c) > 0)
        put_case(s, "rules", JUNIT_ERROR, "too-many", "there are more rules than are shown");
}

static void put_suites(struct query *q, const struct junit_cases *c, FILE *out)
{
    for (size_t at = 0, next; at < junit_cases_count(c); at = next) {
        const char *site = junit_cases_at(c, at)->site;
        struct suite s = {.query = q, .name = site[0] == '\0' ? "no-site" : site};
        (void)walk_site(&s, c, at);
        s.out = out;
        begin_suite(&s);
        next = walk_site(&s, c, at);
        (void)fputs("  </testsuite>\n", out);
    }
    struct suite s = {.query = q, .name = "coverage"};
    walk_coverage(&s, c);
    s.out = out;
    begin_suite(&s);
    walk_coverage(&s, c);
    (void)fputs("  </testsuite>\n", out);
}

void as_junit(struct query *q, FILE *out)
{
    struct junit_cases *c = junit_cases_read(q);
    if (c == NULL)
        return;
    (void)fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"wireaudit\">\n", out);
    put_suites(q, c, out);
    (void)fputs("</testsuites>\n", out);
    junit_cases_free(c);
}
