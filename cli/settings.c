#include "cli/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/source.h"
#include "cli/ports_words.h"
#include "policy/expected_roles.h"

enum { HOST = 256, NUMBER = 24, DIRECTORY = 4096, NAME = 32 };

static bool add_room(struct settings *s)
{
    if (s->count < s->room)
        return true;
    size_t room = s->room == 0 ? 16 : s->room * 2;
    struct store_setting *grown = realloc(s->at, room * sizeof *grown);
    if (grown == NULL)
        return false;
    s->at = grown;
    s->room = room;
    return true;
}

int settings_add(struct settings *s, const char *name, const char *value, struct err *err)
{
    const char *own_name = sitearena_text(&s->texts, name, strlen(name));
    const char *own_value = sitearena_text(&s->texts, value, strlen(value));
    if (s->texts.failed || !add_room(s))
        return err_set(err, "no memory");
    s->at[s->count++] = (struct store_setting){own_name, own_value};
    return 0;
}

void settings_free(struct settings *s)
{
    sitearena_free(&s->texts);
    free(s->at);
    *s = (struct settings){0};
}

static int add_site(struct settings *s, const struct site *site, struct err *err)
{
    int failed = settings_add(s, "sees-web", site->options.sees_web ? "yes" : "no", err);
    for (size_t i = 0; i < site->site_count && failed == 0; i++) {
        char name[NAME];
        (void)snprintf(name, sizeof name, "site-mode %s", site->sites[i].code);
        failed = settings_add(s, name, site_mode_name(site->sites[i].mode), err);
    }
    return failed;
}

int settings_of_run(struct settings *s, const struct run_arguments *a, const struct site *site,
                    struct err *err)
{
    char host[HOST] = "", directory[DIRECTORY], memory[NUMBER];
    (void)gethostname(host, sizeof host - 1);
    (void)snprintf(memory, sizeof memory, "%zu", a->memory_bytes);
    const struct store_setting told[] = {
        {"command", a->command},
        {"directory", getcwd(directory, sizeof directory)},
        {"host", host[0] != '\0' ? host : NULL},
        {"libpcap", source_library()},
        {"site-file", a->site},
        {"waivers", a->waivers},
        {"filter", a->filter},
        {"json", a->json},
        {"memory", memory},
        {"checksums", a->verify_checksums ? "verified" : "ignored"},
        {"duplicates", a->keep_duplicates ? "kept" : "left out"},
    };
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        if (told[i].value != NULL && settings_add(s, told[i].name, told[i].value, err) != 0)
            return -1;
    return site == NULL ? 0 : add_site(s, site, err);
}

static const char *own(struct settings *s, const char *text)
{
    return sitearena_text(&s->texts, text, strlen(text));
}

static struct store_expected texts_of(struct settings *s, const struct expected_role *e)
{
    char transport[PROTO_TRANSPORT_TEXT], ports[PORTS_WORDS];
    struct expected_row row = {.port_count = e->port_count, .dynamic = e->dynamic};
    memcpy(row.port, e->port, sizeof row.port);
    return (struct store_expected){.site = e->site,
                                   .role = site_role_name(e->role),
                                   .transport = own(s, proto_transport_text(e->transport, transport)),
                                   .class_ = proto_class_name(e->class_),
                                   .ports = own(s, ports_words_ports(&row, ports))};
}

int settings_of_expected(struct settings *s, const struct site *site, struct err *err)
{
    static const char cut[] = "not whole: of many clients and systems a sample was looked at";
    struct expected_roles all;
    if (expected_roles_of(site, &all, err) < 0)
        return -1;
    s->expected = sitearena_take(&s->texts, all.count + 1, sizeof *s->expected);
    for (size_t i = 0; i < all.count && s->expected != NULL; i++)
        s->expected[s->expected_count++] = texts_of(s, &all.at[i]);
    bool whole = all.whole;
    expected_roles_free(&all);
    if (s->texts.failed)
        return err_set(err, "no memory");
    return whole ? 0 : settings_add(s, "expected", cut, err);
}

/* Text that stops growing where it would be too long. */
struct text {
    char *at;
    size_t length, most;
    bool cut;
};

static void put(struct text *t, const char *text, size_t n)
{
    t->cut = t->cut || n > t->most - t->length;
    if (t->cut)
        return;
    memcpy(t->at + t->length, text, n);
    t->length += n;
}

static void put_word(struct text *t, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        put(t, word, strlen(word));
        return;
    }
    put(t, "'", 1);
    for (const char *at = word; *at != '\0' && !t->cut; at++)
        put(t, *at == '\'' ? "'\\''" : at, *at == '\'' ? 4 : 1);
    put(t, "'", 1);
}

const char *settings_command(const char *command, char **words, int count, char out[SETTINGS_COMMAND])
{
    struct text t = {.at = out, .most = SETTINGS_COMMAND - sizeof " ..."};
    put(&t, "wireaudit ", sizeof "wireaudit " - 1);
    put(&t, command, strlen(command));
    size_t whole = t.length;
    for (int i = 0; i < count && !t.cut; i++) {
        put(&t, " ", 1);
        put_word(&t, words[i]);
        whole = t.cut ? whole : t.length;
    }
    (void)stpcpy(out + whole, t.cut ? " ..." : "");
    return out;
}
