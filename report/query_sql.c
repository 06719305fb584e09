#include "report/query_sql.h"

#define RUNS "run BETWEEN :first AND :last"
/* Not by the index over runs and rules, which goes through the table in no order: ten times slower. */
#define SCANNED_RUNS "+run BETWEEN :first AND :last"
#define RANK                                                                                                 \
    "CASE severity WHEN 'critical' THEN 4 WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 ELSE 0 " \
    "END"
#define SITE "(:site IS NULL OR site = :site)"
#define FINDINGS                                                                                             \
    "v_finding WHERE " SCANNED_RUNS " AND last_us >= :since AND first_us <= :until AND " SITE " AND " RANK   \
    " >= :severity"
#define TRAFFIC "v_traffic WHERE " RUNS " AND " SITE
#define TRAFFIC_AS_T "v_traffic AS t WHERE " RUNS " AND " SITE
#define FINDING_COLUMNS                                                                                      \
    "run, finding, fingerprint, rule, severity, client_ip, server_ip, server_port, transport, class, site,"  \
    " role, occurrences, first_us, last_us, why, waived, evidence"
/* "UND-FACT" of "UND-FACT(http_roaming)" */
#define REASON "substr(rule, 1, instr(rule || '(', '(') - 1)"
#define WRITE                                                                                                \
    "'add ' || fact || ': ' || fact_values || ' to ' || object || ' ' || name ||"                            \
    " coalesce(' (' || place || ')', '')"
#define UND_FACT "'UND-FACT(' || fact || ')'"
#define NOTE_TITLE "(SELECT title FROM v_rule WHERE v_rule.rule = n.note)"
#define BY_SITE_AND_ROLE "site IS NULL, site, role IS NULL, role"
#define BY_VERDICT                                                                                           \
    " coalesce(sum(flows) FILTER (WHERE verdict = 'COMPLIANT'), 0) AS compliant,"                            \
    " coalesce(sum(flows) FILTER (WHERE verdict = 'VIOLATION'), 0) AS violation,"                            \
    " coalesce(sum(flows) FILTER (WHERE verdict = 'NOT_COVERED'), 0) AS not_covered,"                        \
    " coalesce(sum(flows) FILTER (WHERE verdict = 'UNDETERMINABLE'), 0) AS undeterminable"
#define CELLS                                                                                                \
    "SELECT site, role, class, group_concat(DISTINCT mode) AS mode, max(expected) AS expected,"              \
    " group_concat(ports, '; ') AS ports, " BY_VERDICT " FROM ("                                             \
    "SELECT site, role, class, NULL AS mode, 0 AS expected, NULL AS ports, verdict, sum(flows) AS flows"     \
    " FROM " TRAFFIC " GROUP BY site, role, class, verdict"
#define CELLS_END ") GROUP BY site, role, class ORDER BY site IS NULL, site, class IS NOT NULL, role, class"

const char *const query_sql[QUERY_WHATS] = {
    [QUERY_RUNS] = "SELECT run, started_us, ended_us, source, status, reason, version, policy, site_sha256,"
                   " packets, bytes, flows, kernel_drops, lost_bytes FROM v_run WHERE " RUNS " ORDER BY run",
    [QUERY_SOURCES] =
        "SELECT run, file, size, sha256, packets, status, reason FROM v_source WHERE " RUNS " ORDER BY run",
    [QUERY_SUMMARY] = "SELECT count(*) FILTER (WHERE waived IS NULL) AS findings,"
                      " count(*) FILTER (WHERE waived IS NULL AND severity = 'critical') AS critical,"
                      " count(*) FILTER (WHERE waived IS NULL AND severity = 'high') AS high,"
                      " count(*) FILTER (WHERE waived IS NULL AND severity = 'medium') AS medium,"
                      " count(*) FILTER (WHERE waived IS NULL AND severity = 'low') AS low,"
                      " count(*) FILTER (WHERE waived IS NULL AND severity = 'info') AS info,"
                      " coalesce(sum(occurrences) FILTER (WHERE waived IS NULL), 0) AS flows,"
                      " count(waived) AS waived FROM " FINDINGS,
    [QUERY_VERDICTS] =
        "SELECT site, role, coalesce(sum(flows) FILTER (WHERE verdict = 'COMPLIANT'), 0) AS compliant,"
        " coalesce(sum(flows) FILTER (WHERE verdict = 'VIOLATION'), 0) AS violation,"
        " coalesce(sum(flows) FILTER (WHERE verdict = 'NOT_COVERED'), 0) AS not_covered,"
        " coalesce(sum(flows) FILTER (WHERE verdict = 'UNDETERMINABLE'), 0) AS undeterminable,"
        " sum(flows) AS flows FROM " TRAFFIC " GROUP BY site, role ORDER BY " BY_SITE_AND_ROLE,
    [QUERY_TRAFFIC] = "SELECT site, role, verdict, sum(flows) AS flows, sum(bytes) AS bytes FROM " TRAFFIC
                      " GROUP BY site, role, verdict ORDER BY " BY_SITE_AND_ROLE ", verdict",
    [QUERY_EACH] = "SELECT substr(rule, 1, 64), substr(site, 1, 64), " RANK ", client_ip, server_ip,"
                   " occurrences, first_us, last_us, waived IS NOT NULL, finding FROM " FINDINGS,
    [QUERY_JUDGED] =
        "SELECT substr(site, 1, 64), substr(rule, 1, 64), compliant, violation, undeterminable FROM"
        " (SELECT site, rule, " BY_VERDICT " FROM " TRAFFIC
        " AND verdict <> 'NOT_COVERED' GROUP BY site, rule)",
    [QUERY_RULE] = "SELECT substr(title, 1, 4096), severity, substr(source, 1, 4096),"
                   " substr(rationale, 1, 4096), substr(remedy, 1, 4096) FROM v_rule WHERE rule = :rule",
    [QUERY_FINDINGS] = "SELECT " FINDING_COLUMNS " FROM " FINDINGS " ORDER BY " RANK " DESC, rule, finding",
    [QUERY_UNDETERMINED] =
        "SELECT t.rule, r.title, sum(t.flows) AS flows, count(DISTINCT t.server_ip) AS servers, r.remedy FROM"
        " (SELECT rule, " REASON " AS reason, server_ip, flows FROM " TRAFFIC
        " AND verdict = 'UNDETERMINABLE') AS t LEFT JOIN v_rule AS r"
        " ON r.rule = t.reason GROUP BY t.rule ORDER BY sum(t.flows) DESC, t.rule",
    [QUERY_NOT_COVERED] =
        "SELECT t.rule, (SELECT substr(title, 1, 4096) FROM v_rule WHERE v_rule.rule = t.rule) AS title,"
        " sum(t.flows) AS flows, count(DISTINCT t.server_ip) AS servers FROM " TRAFFIC_AS_T
        " AND verdict = 'NOT_COVERED' GROUP BY t.rule ORDER BY sum(t.flows) DESC, t.rule LIMIT 40",
    [QUERY_OPEN_PAIRS] =
        "SELECT client_net, server_ip, server_port, transport, class, site, role, sum(flows) AS flows "
        "FROM " TRAFFIC
        " AND verdict = 'UNDETERMINABLE' AND rule = :rule GROUP BY client_net, server_ip, server_port,"
        " transport, class, site, role ORDER BY sum(flows) DESC, server_ip, server_port, client_net",
    [QUERY_MISSING] =
        "SELECT " UND_FACT " AS rule, fact, object, name, fact_values, place, sum(flows) AS flows,"
        " " WRITE " AS write FROM v_missing WHERE " RUNS " AND " SITE " AND (:rule IS NULL OR " UND_FACT
        " = :rule)"
        " GROUP BY fact, object, name, fact_values, place ORDER BY sum(flows) DESC, fact, name",
    [QUERY_NOTES] = "SELECT note, " NOTE_TITLE " AS title, sum(flows) AS flows,"
                    " count(DISTINCT server_ip) AS servers FROM v_note AS n WHERE " RUNS " AND " SITE
                    " GROUP BY note ORDER BY sum(flows) DESC, note",
    [QUERY_ANY_ROLE] =
        "SELECT t.server_ip, t.site, n.flows AS any_role, t.judged, 100 * n.flows / max(t.judged, 1) AS "
        "percent"
        " FROM (SELECT server_ip, site, sum(flows) AS flows FROM v_note WHERE " RUNS " AND " SITE
        " AND note = 'any-role' GROUP BY server_ip, site) AS n"
        " JOIN (SELECT server_ip, site, sum(flows) AS judged FROM " TRAFFIC
        " AND verdict <> 'NOT_COVERED' GROUP BY server_ip, site) AS t"
        " ON t.server_ip = n.server_ip AND t.site IS n.site ORDER BY n.flows DESC, t.server_ip",
    [QUERY_WARNINGS] =
        "SELECT run, substr(text, 1, 4096) AS text FROM v_warning WHERE " RUNS " ORDER BY run, warning",
    [QUERY_EXTRA] =
        "SELECT run, NULL AS finding, NULL AS fingerprint, note AS rule, 'info' AS severity, NULL AS "
        "client_ip,"
        " server_ip, server_port, transport, class, site, role, sum(flows) AS occurrences, NULL AS first_us,"
        " NULL AS last_us, coalesce(" NOTE_TITLE ", 'a note on flows, see explain ' || note) AS why,"
        " NULL AS waived, NULL AS evidence FROM v_note AS n WHERE " RUNS " AND " SITE " AND :severity = 0"
        " GROUP BY run, note, server_ip, server_port, transport, class, site, role"
        " UNION ALL SELECT run, NULL, NULL, " UND_FACT ", NULL, NULL, NULL, NULL, NULL, NULL, site, NULL,"
        " sum(flows), NULL, NULL, " WRITE ", NULL, NULL FROM v_missing WHERE " RUNS " AND " SITE
        " AND :severity = 0 GROUP BY run, fact, object, name, fact_values, place, site"
        " ORDER BY 5 DESC, 4, 1, 7, 8",
    [QUERY_FINDING] = "SELECT f.run, finding, fingerprint, rule, severity, client_ip, server_ip, server_port,"
                      " transport, class, site, role, occurrences, first_us, last_us, substr(why, 1, 4096),"
                      " waived, evidence, substr(r.source, 1, 1024), r.site_sha256"
                      " FROM v_finding AS f LEFT JOIN v_run AS r ON r.run = f.run WHERE finding = :finding",
    [QUERY_ACCOUNT] = "SELECT substr(part, 1, 16), substr(name, 1, 32), substr(value, 1, 1024),"
                      " substr(basis, 1, 32), substr(place, 1, 1024)"
                      " FROM v_account WHERE finding = :finding ORDER BY line LIMIT 256",
    [QUERY_PAIRS] = "SELECT client_net, server_ip, server_port, transport, class, site, role, rule,"
                    " sum(flows) AS flows FROM " TRAFFIC
                    " GROUP BY client_net, server_ip, server_port, transport, class, site, role, rule"
                    " ORDER BY server_ip, server_port, client_net, transport, class, site, role, rule",
    [QUERY_COVERAGE] = "SELECT run, what, count FROM v_coverage WHERE " RUNS " ORDER BY run, what",
    [QUERY_NOT_AUDITED] =
        "SELECT what, sum(count) AS count FROM v_coverage WHERE " RUNS
        " AND what <> 'duplicate-frames' GROUP BY what HAVING sum(count) > 0 ORDER BY sum(count) DESC, what",
    [QUERY_RULES] = "SELECT rule, title, severity, source, rationale, remedy FROM v_rule WHERE rule IN"
                    " (SELECT " REASON " FROM " TRAFFIC " UNION SELECT rule FROM " FINDINGS ") ORDER BY rule",
    [QUERY_WAIVERS] =
        "SELECT run, waiver, name, rule, client, server, reason, approver, expires, expired, place, findings"
        " FROM v_waiver WHERE " RUNS " ORDER BY run, waiver",
    [QUERY_WAIVED_BY] =
        "SELECT f.run, f.finding, fingerprint, rule, severity, client_ip, server_ip, server_port, transport,"
        " class, site, role, occurrences, first_us, last_us, why, waived, evidence FROM v_waived AS w"
        " CROSS JOIN v_finding AS f ON f.finding = w.finding WHERE w.waiver = :finding ORDER BY w.finding",
    [QUERY_WAIVER_OF] = "SELECT waiver, name, expires, expired FROM v_waived WHERE finding = :finding",
    [QUERY_EXPECTED] = "SELECT run, site, role, transport, class, ports FROM v_expected WHERE " RUNS
                       " AND " SITE " ORDER BY run, site, role, transport, class",
    [QUERY_EVIDENCES] = "SELECT run, finding, file, sha256, flows, packets, bytes, gap FROM v_evidence"
                        " WHERE " RUNS " ORDER BY finding",
    [QUERY_SITE] = "SELECT EXISTS (SELECT 1 FROM v_traffic WHERE site = :site)"
                   " OR EXISTS (SELECT 1 FROM v_finding WHERE site = :site)",
    [QUERY_SITE_EXPECTED] = "SELECT EXISTS (SELECT 1 FROM v_expected WHERE site = :site)"
                            " OR EXISTS (SELECT 1 FROM v_setting WHERE name = 'site-mode ' || :site)",
    [QUERY_PRINTS] = "SELECT fingerprint, finding, rule, severity, occurrences, waived IS NOT NULL AS "
                     "is_waived, client_ip,"
                     " server_ip FROM v_finding WHERE "
                     "+" RUNS,
    [QUERY_TALKS] = "SELECT DISTINCT server_ip, client_net FROM v_traffic WHERE " RUNS
                    " AND verdict IN ('COMPLIANT', 'VIOLATION')",
    [QUERY_UNPROVEN] =
        "SELECT (SELECT coalesce(sum(flows), 0) FROM v_traffic WHERE " RUNS
        " AND verdict = 'UNDETERMINABLE'),"
        " (SELECT coalesce(sum(count), 0) FROM v_coverage WHERE " RUNS " AND what <> 'duplicate-frames')"
        " + (SELECT count(*) FROM v_run WHERE " RUNS " AND status <> 'complete'),"
        " (SELECT coalesce(sum(flows), 0) FROM v_traffic WHERE " RUNS
        " AND verdict IN ('COMPLIANT', 'VIOLATION'))",
    [QUERY_OUTCOME] =
        "SELECT (SELECT count(*) FROM " FINDINGS " AND waived IS NULL) AS violations,"
        " (SELECT coalesce(sum(flows), 0) FROM " TRAFFIC " AND verdict = 'UNDETERMINABLE') AS undetermined,"
        " (SELECT coalesce(sum(count), 0) FROM v_coverage WHERE " RUNS " AND what <> 'duplicate-frames')"
        " + (SELECT count(*) FROM v_run WHERE " RUNS " AND status <> 'complete') AS not_audited",
    [QUERY_MATRIX] = CELLS
    " UNION ALL SELECT site, role, class, NULL, 1, transport || ' ' || ports, NULL, 0 FROM (SELECT DISTINCT "
    "site,"
    " role, class, transport, substr(ports, 1, 200) AS ports FROM v_expected WHERE " RUNS " AND " SITE
    " ORDER BY transport)"
    " UNION ALL SELECT site, NULL, NULL, mode, 0, NULL, NULL, 0 FROM (SELECT DISTINCT substr(name, 11) AS "
    "site,"
    " substr(value, 1, 40) AS mode FROM v_setting WHERE " RUNS " AND substr(name, 1, 10) = 'site-mode ')"
    " WHERE " SITE CELLS_END,
    [QUERY_SEEN] = CELLS CELLS_END,
    [QUERY_MINUTES] =
        "WITH span AS (SELECT min(minute_us) AS lo, max(minute_us) AS hi FROM v_minute WHERE " RUNS
        " AND " SITE "), step AS (SELECT lo, hi, 60000000 * coalesce((SELECT min(column1) FROM (VALUES (1), "
        "(2), (5), (10), (15),"
        " (30), (60), (120), (180), (360), (720), (1440), (2880), (10080)) WHERE column1 * 59 * 60000000 >= "
        "hi - lo),"
        " (hi - lo) / 59 / 60000000 + 1) AS us FROM span)"
        " SELECT site, minute_us / us * us AS from_us, us AS step_us, lo / us * us AS begin_us,"
        " hi / us * us + us AS end_us, " BY_VERDICT " FROM v_minute, step WHERE " RUNS " AND " SITE
        " GROUP BY site, minute_us / us ORDER BY site IS NULL, site, minute_us / us",
    [QUERY_PERIOD] = "SELECT min(minute_us) AS from_us, max(minute_us) + 60000000 AS to_us FROM v_minute"
                     " WHERE " RUNS " AND " SITE,
    [QUERY_FILTERS] = "SELECT run, value FROM v_setting WHERE " RUNS " AND name = 'filter' ORDER BY run",
    [QUERY_SETTINGS] = "SELECT run, name, value FROM v_setting WHERE " RUNS " ORDER BY run, name",
    [QUERY_EVIDENCE] =
        "SELECT file, sha256, flows, packets, bytes, gap FROM v_evidence WHERE finding = :finding",
};

const int query_sql_since[QUERY_WHATS] = {
    [QUERY_MISSING] = 2,   [QUERY_NOTES] = 2,    [QUERY_ANY_ROLE] = 2,      [QUERY_WARNINGS] = 2,
    [QUERY_EXTRA] = 2,     [QUERY_ACCOUNT] = 2,  [QUERY_SITE_EXPECTED] = 3, [QUERY_EXPECTED] = 3,
    [QUERY_EVIDENCES] = 3, [QUERY_WAIVERS] = 3,  [QUERY_WAIVED_BY] = 3,     [QUERY_WAIVER_OF] = 3,
    [QUERY_MATRIX] = 3,    [QUERY_MINUTES] = 3,  [QUERY_PERIOD] = 3,        [QUERY_SETTINGS] = 3,
    [QUERY_FILTERS] = 3,   [QUERY_EVIDENCE] = 3,
};
