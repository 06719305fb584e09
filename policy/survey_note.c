#include "policy/survey_note.h"

#include <string.h>

#include "base/ascii.h"

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool survey_note_read_code(const char *text, size_t length, const char *prefix, char out[4])
{
    size_t n = strlen(prefix);
    if (length < n + 3)
        return false;
    for (size_t i = 0; i < n; i++)
        if (ascii_lower(text[i]) != prefix[i])
            return false;
    for (size_t i = 0; i < 3; i++) {
        char c = ascii_lower(text[n + i]);
        if (!is_letter_or_digit(c))
            return false;
        out[i] = c >= 'a' ? (char)(c - 'a' + 'A') : c;
    }
    out[3] = '\0';
    return true;
}

void survey_note_text(struct survey_key *k, const char *text, size_t length)
{
    k->text_length = (uint8_t)(length < SURVEY_TEXT ? length : SURVEY_TEXT);
    for (size_t i = 0; i < k->text_length; i++)
        k->text[i] = ascii_lower(text[i]);
}

void survey_note_item(struct survey_note *r, enum survey_part part, const struct survey_key *key)
{
    struct survey_item *item = survey_table_put(r->reader->parts[part], key);
    if (item == NULL)
        return;
    if (item->last_flow != r->flow->flow)
        item->flows++;
    item->last_flow = r->flow->flow;
    survey_table_peer(item->peers, &item->peer_count,
                      key->what == SURVEY_DEED ? &r->flow->server.ip : &r->flow->client.ip);
    uint64_t frame = r->frame != 0 ? r->frame : r->flow->first_frame;
    if (item->first_frame != 0 && item->first_frame <= frame)
        return;
    item->first_frame = frame;
    item->first_us = r->flow->first_us;
}

struct survey_key survey_note_about(const struct survey_note *r, enum survey_what what)
{
    struct survey_key k;
    memset(&k, 0, sizeof k);
    k.host = r->flow->server.ip;
    k.what = (uint8_t)what;
    return k;
}

void survey_note_fact(struct survey_note *r, struct survey_key k, const char *text, size_t length)
{
    survey_note_text(&k, text, length);
    survey_note_item(r, SURVEY_FACTS, &k);
    r->told = true;
}

void survey_note_role(struct survey_note *r, enum role which, const char *text, size_t length)
{
    struct survey_key k = survey_note_about(r, SURVEY_ROLE);
    k.which = (uint8_t)which;
    k.class_ = (uint8_t)r->flow->class_;
    k.port = r->flow->server.port;
    survey_note_fact(r, k, text, length);
}

void survey_note_code(struct survey_note *r, enum survey_code how, const char *text, size_t length,
                      const char *prefix)
{
    char found[4];
    struct survey_key k = survey_note_about(r, SURVEY_SITE);
    if (!survey_note_read_code(text, length, prefix, found))
        return;
    k.which = (uint8_t)how;
    k.text_length = 3;
    memcpy(k.text, found, 3);
    survey_note_item(r, SURVEY_FACTS, &k);
}

void survey_note_deed(struct survey_note *r, enum survey_deed which, bool has_peer, const char *text,
                      size_t length)
{
    struct survey_key k;
    memset(&k, 0, sizeof k);
    k.host = r->flow->client.ip;
    k.what = SURVEY_DEED;
    k.which = (uint8_t)which;
    if (has_peer)
        k.peer = r->flow->server.ip;
    survey_note_text(&k, text, length);
    survey_note_item(r, SURVEY_FACTS, &k);
    r->deeds = true;
}

static bool name_is_sound(const char *text, size_t length)
{
    bool letters = length > 0 && is_letter_or_digit(text[0]) && is_letter_or_digit(text[length - 1]);
    for (size_t i = 0; i < length && letters; i++)
        letters = is_letter_or_digit(text[i]) || text[i] == '.' || text[i] == '-' || text[i] == '_';
    return letters;
}

void survey_note_name(struct survey_note *r, enum survey_name how, const char *text, size_t length)
{
    char plain[SURVEY_TEXT + 1];
    size_t n = 0;
    struct addr ip;
    if (length > SURVEY_TEXT)
        return;
    for (; n < length && (how == SURVEY_NAME_CERTIFICATE || text[n] != ':'); n++)
        plain[n] = ascii_lower(text[n]);
    plain[n] = '\0';
    if (memchr(plain, '\0', n) != NULL)
        return;
    bool is_address = addr_read(&ip, plain);
    if (is_address ? how != SURVEY_NAME_CERTIFICATE : !name_is_sound(plain, n))
        return;
    struct survey_key k = survey_note_about(r, SURVEY_NAME);
    k.which = (uint8_t)how;
    k.bits = !survey_private(&r->flow->client.ip);
    survey_note_text(&k, plain, n);
    survey_note_item(r, SURVEY_SEEN, &k);
}

void survey_note_serves(struct survey_note *r)
{
    struct survey_key k = survey_note_about(r, SURVEY_SERVES);
    k.class_ = (uint8_t)r->flow->class_;
    k.port = r->flow->server.port;
    r->frame = r->flow->first_frame;
    survey_note_item(r, SURVEY_SEEN, &k);
}

void survey_note_pair(struct survey_note *r)
{
    struct survey_key k;
    memset(&k, 0, sizeof k);
    k.host = r->flow->client.ip;
    k.peer = r->flow->server.ip;
    k.what = SURVEY_PAIR;
    k.class_ = (uint8_t)r->flow->class_;
    k.bits = 128;
    uint64_t before = survey_table_dropped(r->reader->parts[SURVEY_PAIRS]);
    survey_note_item(r, SURVEY_PAIRS, &k);
    if (survey_table_dropped(r->reader->parts[SURVEY_PAIRS]) == before)
        return;
    k.bits = addr_is_v4(&k.host) ? 96 + 24 : 64;
    k.host = addr_range_around(&k.host, k.bits).first;
    survey_note_item(r, SURVEY_NETS, &k);
}
