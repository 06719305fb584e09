#include "cli/sitefile.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include "scratch.h"

struct loaded {
    struct site *site;
    struct sitefile_counts counts;
    char *text;
    size_t n;
};

static void load(struct loaded *l, const char *path)
{
    *l = (struct loaded){.counts = {99, 99}};
    FILE *out = open_memstream(&l->text, &l->n);
    cr_assert_not_null(out);
    l->site = sitefile_load(path, out, &l->counts);
    (void)fclose(out);
}

static void load_text(struct loaded *l, const char *text)
{
    char path[64];
    load(l, scratch_path(path, text, strlen(text)));
}

static void drop(struct loaded *l)
{
    site_free(l->site);
    free(l->text);
}

#define HEAD                                                                                                 \
    "zones: {intranet: {nets: [10.0.0.0/8], default: yes}}\n"                                                \
    "sites: {A01: {type: primary, mode: mixed, boundaries: [10.1.0.0/16]}}\n"

Test(sitefile, gives_a_sound_file_without_a_word)
{
    struct loaded l;
    load_text(&l, HEAD "systems: {mp: {address: 10.1.0.5, site: A01, roles: {MP: {default: yes}}}}\n");
    cr_expect_not_null(l.site, "%s", l.text);
    cr_expect_eq(l.counts.errors, 0, "%s", l.text);
    drop(&l);
}

Test(sitefile, counts_every_error_and_writes_each_on_a_line)
{
    struct loaded l;
    load_text(&l, HEAD "systems: {mp: {address: 10.1.0.500, site: A02, rols: {MP: {}}}}\n");
    cr_expect_null(l.site);
    cr_expect_geq(l.counts.errors, 3, "%s", l.text);
    unsigned lines = 0;
    for (const char *at = l.text; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    cr_expect_eq(lines, l.counts.errors + l.counts.warnings, "%s", l.text);
    cr_expect_not_null(strstr(l.text, ":3:"), "%s", l.text);
    drop(&l);
}

Test(sitefile, knows_the_rules_of_the_policy_and_the_nearest_one)
{
    struct loaded l;
    load_text(&l, HEAD "rules: {MODE-02: {severity: low}}\n");
    cr_expect_eq(l.counts.errors, 0, "%s", l.text);
    drop(&l);
    load_text(&l, HEAD "rules: {MODE-O2: {severity: low}}\n");
    cr_expect_null(l.site);
    cr_expect_eq(l.counts.errors, 1, "%s", l.text);
    cr_expect(strstr(l.text, "MODE-O2") != NULL && strstr(l.text, "MODE-02") != NULL, "%s", l.text);
    drop(&l);
}

Test(sitefile, says_on_standard_error_why_a_file_cannot_be_read)
{
    struct loaded l;
    cr_redirect_stderr();
    load(&l, "/nowhere/site.yaml");
    (void)fflush(stderr);
    cr_expect_null(l.site);
    cr_expect(l.counts.errors == 0 && l.counts.warnings == 0);
    cr_expect_eq(l.n, 0, "%s", l.text);
    char said[256] = "";
    size_t n = fread(said, 1, sizeof said - 1, cr_get_redirected_stderr());
    cr_expect(n > 0 && strncmp(said, "wireaudit: ", 11) == 0 && strstr(said, "/nowhere/site.yaml: ") != NULL,
              "%s", said);
    drop(&l);
}
