#include "base/json.h"
#include "cli/ports_words.h"

static void open_list(struct json *j, const char *key)
{
    json_key(j, key);
    json_open(j, '[');
}

static void put_addresses(struct json *j, const struct ports_table *t, const struct expected_end *e)
{
    char text[ADDR_RANGE_TEXT];
    if (t->file == NULL)
        return;
    open_list(j, "addresses");
    for (size_t i = 0; i < e->count; i++)
        json_text(j, addr_range_brief(&e->at[i], text));
    json_close(j, ']');
}

static void put_code(struct json *j, const struct ports_table *t, const char *key, int site)
{
    if (site >= 0)
        json_member_text(j, key, t->site->sites[site].code);
}

static void put_client(struct json *j, const struct ports_table *t, uint32_t end)
{
    char id[PORTS_WORDS_ID], words[PORTS_WORDS];
    const struct expected_end *e = &t->ends[end];
    json_open(j, '{');
    json_member_text(j, "id", ports_words_id(t, end, id));
    json_member_text(j, "who", ports_words_clients(t, e, words));
    put_code(j, t, "assigned_site", e->client.assigned);
    put_code(j, t, "resident_site", e->client.resident);
    json_member_text(j, "position", site_position_name(e->position));
    put_addresses(j, t, e);
    json_close(j, '}');
}

static void put_server(struct json *j, const struct ports_table *t, uint32_t end)
{
    const struct expected_end *e = &t->ends[end];
    char id[PORTS_WORDS_ID];
    json_open(j, '{');
    json_member_text(j, "id", ports_words_id(t, end, id));
    put_code(j, t, "site", e->kind == EXPECTED_PROXY ? e->proxy->site : e->system->site);
    open_list(j, "roles");
    if (e->kind == EXPECTED_PROXY)
        json_text(j, "PROXY");
    for (size_t i = 0; e->kind == EXPECTED_SYSTEM && i < e->system->role_count; i++)
        json_text(j, site_role_name(e->system->roles[i].role));
    json_close(j, ']');
    json_member_text(j, "position", site_position_name(e->position));
    put_addresses(j, t, e);
    json_close(j, '}');
}

static void put_all(struct json *j, const struct ports_table *t, const char *key, bool clients)
{
    open_list(j, key);
    for (uint32_t i = 0; i < t->end_count; i++) {
        if (t->number[i] == 0 || (t->ends[i].kind == EXPECTED_CLIENTS) != clients)
            continue;
        (void)putc('\n', j->out);
        if (clients)
            put_client(j, t, i);
        else
            put_server(j, t, i);
    }
    json_close(j, ']');
}

static void put_ids(struct json *j, const struct ports_table *t, const char *key, const uint32_t *ends,
                    size_t count)
{
    char id[PORTS_WORDS_ID];
    open_list(j, key);
    for (size_t i = 0; i < count; i++)
        json_text(j, ports_words_id(t, ends[i], id));
    json_close(j, ']');
}

static void put_ports(struct json *j, const struct expected_row *r)
{
    if (r->class_ == CLASS_ICMP_ECHO)
        return;
    open_list(j, "ports");
    for (unsigned i = 0; i < r->port_count; i++)
        json_int(j, r->port[i]);
    for (unsigned i = 0; r->dynamic && i < PORTS_WORDS_RANGES; i++)
        json_text(j, ports_words_dynamic[i]);
    json_close(j, ']');
}

static void put_names(struct json *j, const struct ports_table *t, const struct expected_row *r)
{
    const char *name;
    if (r->names == 0)
        return;
    open_list(j, "content");
    for (unsigned i = 0; i < 64 && (name = expected_name(t->expected, i)) != NULL; i++)
        if ((r->names & UINT64_C(1) << i) != 0)
            json_text(j, name);
    json_close(j, ']');
}

static void put_when(struct json *j, const struct ports_table *t, const struct expected_row *r)
{
    char words[PORTS_WORDS];
    const char *text;
    open_list(j, "deployment_rules");
    for (unsigned n = 0; (text = ports_words_line(r, n)) != NULL; n++)
        json_text(j, text);
    json_close(j, ']');
    json_member_text(j, "source", r->rule->source);
    open_list(j, "when");
    for (unsigned n = 0; (text = ports_words_when(t, r, n, words)) != NULL; n++)
        json_text(j, text);
    json_close(j, ']');
}

static void put_row(struct json *j, const struct ports_table *t, const struct expected_row *r)
{
    char words[PORTS_WORDS], transport[PROTO_TRANSPORT_TEXT];
    (void)putc('\n', j->out);
    json_open(j, '{');
    put_ids(j, t, "from", r->from, r->from_count);
    put_ids(j, t, "to", r->to, r->to_count);
    json_member_text(j, "protocol", proto_class_name(r->class_));
    json_member_text(j, "transport", proto_transport_text(r->transport, transport));
    put_ports(j, r);
    if (r->role >= 0)
        json_member_text(j, "role", site_role_name((enum role)r->role));
    put_names(j, t, r);
    json_member_text(j, "verdict", ports_words_verdict(r, words));
    json_member_text(j, "rule", r->rule->id);
    put_when(j, t, r);
    open_list(j, "firewalls");
    if ((r->borders & EXPECTED_FRONT) != 0)
        json_text(j, "front");
    if ((r->borders & EXPECTED_BACK) != 0)
        json_text(j, "back");
    json_close(j, ']');
    json_close(j, '}');
}

void ports_as_json(const struct ports_table *t, FILE *out)
{
    struct json j = {.out = out};
    char words[PORTS_WORDS];
    const char *note;
    json_open(&j, '{');
    if (t->file != NULL) {
        json_member_text(&j, "file", t->file);
        json_member_text(&j, "site_sha256", t->site->sha256);
    }
    json_member_text(&j, "policy", t->site->pack);
    put_all(&j, t, "clients", true);
    put_all(&j, t, "systems", false);
    open_list(&j, "rows");
    for (size_t i = 0; i < t->row_count; i++)
        put_row(&j, t, &t->rows[i]);
    json_close(&j, ']');
    open_list(&j, "notes");
    for (unsigned n = 0; (note = ports_words_note(t, n, words)) != NULL; n++)
        json_text(&j, note);
    json_close(&j, ']');
    json_close(&j, '}');
    (void)putc('\n', out);
}
