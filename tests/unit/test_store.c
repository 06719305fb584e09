#include <criterion/criterion.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sample_run.h"
#include "store/schema.h"

/* contract.md 4 */
static const char *const views[][2] = {
    {"v_run", "run,started_us,ended_us,source,status,reason,version,policy,site_sha256,packets,bytes,flows,"
              "kernel_drops,lost_bytes"},
    {"v_source", "run,file,size,sha256,packets,status,reason"},
    {"v_finding",
     "run,finding,fingerprint,rule,severity,client_ip,server_ip,server_port,transport,class,site,"
     "role,occurrences,first_us,last_us,why,waived,evidence"},
    {"v_violation", "run,finding,flow,first_us,last_us,client_ip,client_port,server_ip,server_port,transport,"
                    "class,rule,severity,bytes_to_server,bytes_to_client,community_id"},
    {"v_traffic", "run,client_net,server_ip,server_port,transport,class,site,role,verdict,rule,flows,bytes"},
    {"v_coverage", "run,what,count"},
    {"v_rule", "rule,title,severity,source,rationale,remedy"},
};

Test(store, has_the_views_of_the_contract_column_by_column)
{
    char path[SAMPLE_PATH], sql[256], text[4096];
    sample_database(sample_path(path, "a.db"));
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
        (void)snprintf(sql, sizeof sql, "SELECT group_concat(name) FROM pragma_table_info('%s')",
                       views[i][0]);
        cr_expect_str_eq(sample_text(path, sql, text), views[i][1], "%s: %s", views[i][0], text);
        (void)snprintf(sql, sizeof sql, "SELECT count(*) > 0 FROM %s", views[i][0]);
        if (strcmp(views[i][0], "v_coverage") != 0)
            cr_expect_eq(sample_number(path, sql), 1, "%s has no row", views[i][0]);
    }
    sample_remove(path);
}

Test(store, says_what_it_is_and_leaves_no_log)
{
    char path[SAMPLE_PATH], log[SAMPLE_PATH + 8], text[4096];
    sample_database(sample_path(path, "a.db"));
    cr_expect_eq(sample_number(path, "PRAGMA application_id"), 0x57417564);
    cr_expect_eq(sample_number(path, "PRAGMA user_version"), SCHEMA_VERSION);
    cr_expect_str_eq(sample_text(path, "PRAGMA journal_mode", text), "delete");
    cr_expect_str_eq(sample_text(path, "PRAGMA integrity_check", text), "ok");
    cr_expect_str_eq(sample_text(path, "PRAGMA foreign_key_check", text), "(none)");
    (void)snprintf(log, sizeof log, "%s-wal", path);
    cr_expect_neq(access(log, F_OK), 0);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM pragma_table_list WHERE type = 'table'"
                                     " AND schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite%'"),
                 0);
    sample_remove(path);
}

Test(store, counts_every_flow_in_the_traffic)
{
    char path[SAMPLE_PATH], text[4096];
    sample_database(sample_path(path, "a.db"));
    cr_expect_eq(sample_number(path, "SELECT sum(flows) FROM v_traffic"), 10);
    cr_expect_eq(sample_number(path, "SELECT sum(bytes) FROM v_traffic"), 11000);
    cr_expect_str_eq(
        sample_text(path,
                    "SELECT group_concat(line, ';') FROM (SELECT client_net || ' ' || server_ip ||"
                    " ' ' || server_port || ' ' || transport || ' ' || class || ' ' ||"
                    " ifnull(site, '-') || ' ' || ifnull(role, '-') || ' ' || verdict || ' ' ||"
                    " rule || ' ' || flows AS line FROM v_traffic ORDER BY line)",
                    text),
        "10.1.0.0/16 10.1.0.10 80 tcp HTTP - - NOT_COVERED NC-HOSTS 1;"
        "10.1.0.0/16 10.1.0.10 80 tcp HTTP A01 DP UNDETERMINABLE UND-FACT(http_roaming) 1;"
        "10.1.0.0/16 10.1.0.10 80 tcp HTTP A01 MP COMPLIANT MODE-02 1;"
        "10.1.0.0/16 10.1.0.10 80 tcp HTTP A01 MP VIOLATION MODE-02 6;"
        "2001:db8::/64 2001:db8::10 8088 tcp HTTP A01 MP VIOLATION PORT-01 1",
        "%s", text);
    sample_remove(path);
}

Test(store, keeps_one_finding_for_all_flows_of_a_pair)
{
    char path[SAMPLE_PATH], text[4096];
    sample_database(sample_path(path, "a.db"));
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_finding"), 4);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_violation"), 7);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_finding f WHERE occurrences <>"
                                     " (SELECT count(*) FROM v_violation v WHERE v.finding = f.finding)"),
                 0);
    cr_expect_str_eq(sample_text(path,
                                 "SELECT group_concat(client_ip || ' ' || occurrences || ' ' ||"
                                 " ((last_us - first_us) / 1000000) || ' ' || why, ';') FROM v_finding"
                                 " WHERE rule = 'MODE-02'",
                                 text),
                     "10.1.5.1 3 3 client 10.1.5.1 did it, against MODE-02;"
                     "10.1.5.2 2 2 client 10.1.5.2 did it, against MODE-02;"
                     "10.1.5.3 1 1 client 10.1.5.3 did it, against MODE-02",
                     "%s", text);
    cr_expect_eq(sample_number(path, "SELECT client_port FROM v_violation WHERE flow = 6"), 50006);
    sample_remove(path);
}

Test(store, asks_for_the_sentence_once_for_each_finding)
{
    struct store *s = sample_open(":memory:");
    struct err err;
    unsigned asked = 0;
    sample_begin(s);
    for (unsigned flow = 1; flow <= 100; flow++) {
        struct audited a;
        struct finding f;
        sample_flow(&a, &f, flow, flow % 4);
        if (flow % 2 == 0)
            f.verdict = VERDICT_COMPLIANT;
        cr_assert_eq(store_flow(s, &a, &f, sample_why, &asked, &err), 0);
    }
    cr_expect_eq(asked, 2);
    sample_end(s, NULL);
    store_close(s);
}

Test(store, gives_a_finding_the_gravest_severity_of_its_flows)
{
    char path[SAMPLE_PATH], text[4096];
    struct store *s = sample_open(sample_path(path, "a.db"));
    struct audited a;
    struct finding f;
    sample_begin(s);
    static const enum severity order[] = {SEVERITY_LOW, SEVERITY_HIGH, SEVERITY_MEDIUM};
    for (unsigned i = 0; i < 3; i++) {
        sample_flow(&a, &f, i + 1, 1);
        f.severity = order[i];
        sample_put(s, &a, &f);
    }
    sample_end(s, NULL);
    store_close(s);
    cr_expect_str_eq(sample_text(path, "SELECT severity FROM v_finding", text), "high");
    cr_expect_str_eq(sample_text(path, "SELECT group_concat(severity) FROM v_violation", text),
                     "low,high,medium");
    sample_remove(path);
}

Test(store, holds_many_runs_with_fingerprints_that_stay)
{
    char path[SAMPLE_PATH];
    sample_path(path, "a.db");
    sample_database(path);
    sample_database(path);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_run WHERE status = 'complete'"), 2);
    cr_expect_eq(sample_number(path, "SELECT count(DISTINCT finding) FROM v_finding"), 8);
    cr_expect_eq(sample_number(path, "SELECT count(DISTINCT fingerprint) FROM v_finding"), 4);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_rule"), 2);
    sample_remove(path);
}

Test(store, marks_partial_runs_and_leaves_out_reasons_that_did_not_occur)
{
    char path[SAMPLE_PATH], text[4096];
    struct store *s = sample_open(sample_path(path, "a.db"));
    sample_begin(s);
    sample_end(s, "b.pcap was cut off");
    store_close(s);
    cr_expect_str_eq(sample_text(path, "SELECT status || ': ' || reason FROM v_run", text),
                     "partial: b.pcap was cut off");
    cr_expect_str_eq(sample_text(path, "SELECT group_concat(what || count) FROM v_coverage", text),
                     "truncated frames3");
    sample_remove(path);
}

Test(store, binds_hostile_text_as_it_is)
{
    char path[SAMPLE_PATH], text[4096];
    static const char nasty[] = "'); DROP TABLE run; -- \x01\xff\n\"";
    struct store *s = sample_open(sample_path(path, "a'; \n.db"));
    struct err err;
    sample_begin(s);
    const struct store_source source = {.file = nasty, .status = "partial", .reason = nasty};
    cr_assert_eq(store_source(s, &source, &err), 0);
    sample_end(s, nasty);
    store_close(s);
    cr_expect_str_eq(sample_text(path, "SELECT file FROM v_source", text), nasty);
    cr_expect_str_eq(sample_text(path, "SELECT reason FROM v_run", text), nasty);
    sample_remove(path);
}

/* Writes `flows` violations and dies by SIGKILL when most are committed. */
static void run_and_die(const char *path, unsigned flows)
{
    int told[2];
    cr_assert_eq(pipe(told), 0);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        struct store *s = sample_open(path);
        sample_begin(s);
        for (unsigned flow = 1; flow <= flows; flow++) {
            struct audited a;
            struct finding f;
            sample_flow(&a, &f, flow, flow % 100);
            sample_put(s, &a, &f);
        }
        cr_assert_eq(write(told[1], "", 1), 1);
        for (;;)
            (void)pause();
    }
    int status;
    char byte;
    (void)close(told[1]);
    cr_assert_eq(read(told[0], &byte, 1), 1, "the writer has ended");
    for (int i = 0; i < 6000 && sample_number(path, "SELECT count(*) FROM v_violation") < 5000; i++)
        (void)usleep(10000);
    (void)kill(child, SIGKILL);
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

Test(store, keeps_whole_batches_of_a_writer_that_was_killed)
{
    char path[SAMPLE_PATH], text[4096];
    run_and_die(sample_path(path, "a.db"), 9000);
    cr_expect_str_eq(sample_text(path, "PRAGMA integrity_check", text), "ok");
    cr_expect_str_eq(sample_text(path, "SELECT status FROM v_run", text), "running");
    cr_expect_geq(sample_number(path, "SELECT count(*) FROM v_violation"), 5000);
    sample_database(path);
    cr_expect_str_eq(sample_text(path, "SELECT group_concat(status) FROM v_run", text),
                     "interrupted,complete");
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_finding f WHERE run = 1 AND occurrences <>"
                                     " (SELECT count(*) FROM v_violation v WHERE v.finding = f.finding)"),
                 0);
    cr_expect_eq(sample_number(path, "SELECT min(finding) > 100 FROM v_finding WHERE run = 2"), 1);
    sample_remove(path);
}

Test(store, lets_only_one_process_write)
{
    char path[SAMPLE_PATH], text[4096];
    struct store *s = sample_open(sample_path(path, "a.db"));
    sample_begin(s);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        /* A process of its own: the claim came with the fork, so it is another open file that must fail. */
        struct err err;
        enum store_failure why;
        struct store *other = store_open(path, &why, &err);
        _exit(other == NULL && why == STORE_FAILED && strstr(err.text, "another wireaudit") != NULL ? 0 : 1);
    }
    int status;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    sample_end(s, NULL);
    store_close(s);
    cr_expect_str_eq(sample_text(path, "SELECT status FROM v_run", text), "complete");
    sample_remove(path);
}

Test(store, can_be_read_while_it_is_written)
{
    char path[SAMPLE_PATH], text[4096];
    struct store *s = sample_open(sample_path(path, "a.db"));
    sample_begin(s);
    cr_expect_str_eq(sample_text(path, "SELECT status FROM v_run", text), "running");
    sample_end(s, NULL);
    store_close(s);
    sample_remove(path);
}

static char *contents(const char *path, size_t *n)
{
    FILE *in = fopen(path, "rb");
    cr_assert_not_null(in);
    char *all = calloc(1, 1 << 20);
    *n = fread(all, 1, 1 << 20, in);
    (void)fclose(in);
    return all;
}

static void expect_refused(const char *path, enum store_failure expected, const char *message)
{
    size_t n = 0, n_after = 0;
    struct err err = {""};
    enum store_failure why;
    char *before = contents(path, &n);
    cr_expect_null(store_open(path, &why, &err), "%s", message);
    cr_expect_eq(why, expected, "%s", message);
    cr_expect_not_null(strstr(err.text, message), "%s: %s", message, err.text);
    char *after = contents(path, &n_after);
    cr_expect(n == n_after && memcmp(before, after, n) == 0, "%s: touched", message);
    free(before);
    free(after);
}

Test(store, refuses_other_files_untouched)
{
    char path[SAMPLE_PATH], text[4096];
    sample_path(path, "a.db");
    FILE *out = fopen(path, "wb");
    (void)fputs("this is my diary", out);
    (void)fclose(out);
    expect_refused(path, STORE_NOT_OURS, "not a database");
    cr_assert_eq(unlink(path), 0);
    sample_database(path);
    (void)sample_text(path, "PRAGMA application_id = 7", text);
    expect_refused(path, STORE_NOT_OURS, "not a database of wireaudit");
    (void)sample_text(path, "PRAGMA application_id = 1463907684", text);
    (void)sample_text(path, "PRAGMA user_version = 99", text);
    expect_refused(path, STORE_NOT_OURS, "newer wireaudit");
    (void)sample_text(path, "PRAGMA user_version = 3", text);
    cr_assert_eq(truncate(path, 20000), 0);
    expect_refused(path, STORE_FAILED, "cut off");
    sample_remove(path);
}

Test(store, says_why_a_path_cannot_be_written)
{
    struct err err;
    enum store_failure why;
    char path[SAMPLE_PATH];
    cr_expect_null(store_open("/tmp", &why, &err));
    cr_expect_not_null(strstr(err.text, "directory"), "%s", err.text);
    cr_expect_null(store_open("/dev/null", &why, &err));
    cr_expect_not_null(strstr(err.text, "regular"), "%s", err.text);
    cr_expect_null(store_open("", &why, &err));
    (void)snprintf(path, sizeof path, "/nowhere/%d/a.db", getpid());
    cr_expect_null(store_open(path, &why, &err));
    cr_expect_not_null(strstr(err.text, "No such file"), "%s", err.text);
    cr_expect_eq(why, STORE_FAILED);
}

Test(store, takes_an_empty_file_and_odd_names_for_files)
{
    static const char *const names[] = {"empty.db", "file:x?mode=memory", "-d", ":memory:.db"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[SAMPLE_PATH];
        struct stat at;
        sample_path(path, names[i]);
        FILE *out = fopen(path, "wb");
        (void)fclose(out);
        *strrchr(path, '/') = '\0';
        cr_assert_eq(chdir(path), 0);
        store_close(sample_open(names[i]));
        cr_expect(stat(names[i], &at) == 0 && at.st_size > 0, "%s", names[i]);
        path[strlen(path)] = '/';
        sample_remove(path);
    }
}

/* Fills a file system of 1 MiB; returns the last error's text, or NULL when there was none. */
static const char *fill(struct store *s, struct err *err)
{
    for (unsigned flow = 1; flow <= 200000; flow++) {
        struct audited a;
        struct finding f;
        sample_flow(&a, &f, flow, flow % 5000);
        if (store_flow(s, &a, &f, sample_why, NULL, err) != 0)
            return err->text;
    }
    return NULL;
}

Test(store, stays_sound_when_the_disk_fills)
{
    char path[SAMPLE_PATH], directory[SAMPLE_PATH], text[4096];
    sample_path(path, "a.db");
    (void)snprintf(directory, sizeof directory, "%s", path);
    *strrchr(directory, '/') = '\0';
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("none", directory, "tmpfs", 0, "size=1m") != 0) {
        sample_remove(path);
        cr_skip_test("needs root");
    }
    struct err err = {""}, again = {""};
    const struct store_end end = {.ended_us = 1};
    struct store *s = sample_open(path);
    sample_begin(s);
    cr_assert_not_null(fill(s, &err));
    cr_expect_not_null(strstr(err.text, "full"), "%s", err.text);
    cr_expect_eq(store_end(s, &end, &again), -1);
    cr_expect_str_eq(again.text, err.text);
    store_close(s);
    cr_expect_str_eq(sample_text(path, "PRAGMA integrity_check", text), "ok", "%s", text);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_run"), 1);
    (void)umount(directory);
    sample_remove(path);
}

Test(store, spends_less_than_300_bytes_on_a_row)
{
    char path[SAMPLE_PATH];
    struct stat at;
    struct store *s = sample_open(sample_path(path, "a.db"));
    sample_begin(s);
    for (unsigned flow = 1; flow <= 20000; flow++) {
        struct audited a;
        struct finding f;
        sample_flow(&a, &f, flow, flow % 10000);
        sample_put(s, &a, &f);
    }
    sample_end(s, NULL);
    store_close(s);
    int64_t rows = sample_number(path, "SELECT (SELECT count(*) FROM v_finding) + (SELECT count(*) FROM"
                                       " v_violation) + (SELECT count(*) FROM v_traffic)");
    cr_assert_eq(stat(path, &at), 0);
    cr_expect_eq(rows, 30001);
    cr_expect_lt(at.st_size / rows, 300, "%ld", at.st_size / rows);
    sample_remove(path);
}
