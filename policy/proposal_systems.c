#include <stdlib.h>
#include <string.h>

#include "policy/proposal_part.h"
#include "policy/proposal_where.h"

enum { NAMES = 16, NO_PARTNER = -1 };

/* An address on its way to a system: the first label of the name it is known by tells its other family. */
struct place {
    struct addr address;
    char label[SURVEY_TEXT + 1];
    int partner;
};

struct names {
    struct {
        char text[SURVEY_TEXT];
        size_t length;
        uint64_t flows;
        struct proposal_basis basis;
    } at[NAMES];
    size_t count;
};

unsigned proposal_systems_bits(const struct addr *a)
{
    return addr_is_v4(a) ? 96 + 24 : 64;
}

static bool has_v4(const struct proposal_system *s)
{
    for (size_t i = 0; i < s->addresses; i++)
        if (addr_is_v4(&s->address[i]))
            return true;
    return false;
}

bool proposal_systems_near(const struct proposal_system *a, const struct proposal_system *b, unsigned v4_bits,
                           unsigned v6_bits)
{
    bool by_v4 = has_v4(a) && has_v4(b);
    for (size_t i = 0; i < a->addresses; i++) {
        bool v4 = addr_is_v4(&a->address[i]);
        if (by_v4 && !v4)
            continue;
        struct addr_range net = addr_range_around(&a->address[i], v4 ? 96 + v4_bits : v6_bits);
        for (size_t k = 0; k < b->addresses; k++)
            if (addr_is_v4(&b->address[k]) == v4 && addr_range_has(&net, &b->address[k]))
                return true;
    }
    return false;
}

/* The items of one address, which lie together. */
static const struct survey_item *items_of(const struct survey_item *items, size_t count,
                                          const struct addr *host, size_t *n)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (addr_cmp(&items[middle].key.host, host) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (*n = 0; low + *n < count && addr_eq(&items[low + *n].key.host, host);)
        ++*n;
    return items + low;
}

static int by_address(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    return addr_cmp(&a->address, &b->address);
}

/* The hosts of a part; those that have facts once. */
static void add_hosts(struct proposal *p, enum survey_part part, struct place *places, size_t *count)
{
    size_t n, facts, same;
    const struct survey_item *fact = survey_items(p->survey, SURVEY_FACTS, &facts);
    const struct survey_item *items = survey_items(p->survey, part, &n);
    for (size_t i = 0; i < n; i++) {
        const struct place one = {.address = items[i].key.host, .partner = NO_PARTNER};
        if (i > 0 && addr_eq(&items[i - 1].key.host, &one.address))
            continue;
        (void)items_of(fact, facts, &one.address, &same);
        if (part != SURVEY_FACTS && same > 0)
            continue;
        if (*count < PROPOSAL_SYSTEMS)
            places[(*count)++] = one;
        else
            p->systems_left_out++;
    }
}

static bool is_address(const struct survey_key *k, struct addr *ip)
{
    char text[SURVEY_TEXT + 1];
    memcpy(text, k->text, k->text_length);
    text[k->text_length] = '\0';
    return addr_read(ip, text);
}

static bool has_dot(const char *text, size_t length)
{
    return memchr(text, '.', length) != NULL;
}

static void add_name(struct names *names, const struct survey_item *item)
{
    static const char *const why[] = {[SURVEY_NAME_CERTIFICATE] = "its certificate",
                                      [SURVEY_NAME_SNI] = "the name asked for in TLS",
                                      [SURVEY_NAME_HOST] = "the Host of requests",
                                      [SURVEY_NAME_SMB] = "the name its shares are opened by"};
    const struct survey_key *k = &item->key;
    size_t i = 0;
    while (i < names->count &&
           (names->at[i].length != k->text_length || memcmp(names->at[i].text, k->text, k->text_length) != 0))
        i++;
    if (i == NAMES)
        return;
    if (i == names->count) {
        memset(&names->at[i], 0, sizeof names->at[i]);
        memcpy(names->at[i].text, k->text, k->text_length);
        names->at[i].length = k->text_length;
        names->count++;
    }
    names->at[i].flows += item->flows;
    proposal_add(&names->at[i].basis, item,
                 k->which == SURVEY_NAME_CERTIFICATE ? PROPOSAL_CERTAIN : PROPOSAL_LIKELY, why[k->which]);
}

/* The one used most; those with a dot before those without; NAMES when there is none. */
static size_t best_name(const struct names *names, bool dotted_only)
{
    size_t best = NAMES;
    for (size_t i = 0; i < names->count; i++) {
        bool dotted = has_dot(names->at[i].text, names->at[i].length);
        if (dotted_only && !dotted)
            continue;
        bool better = best == NAMES;
        if (!better) {
            bool best_dotted = has_dot(names->at[best].text, names->at[best].length);
            better = dotted != best_dotted ? dotted : names->at[i].flows > names->at[best].flows;
        }
        if (better)
            best = i;
    }
    return best;
}

/* Names an address is known by: of internet clients, or of all others. */
static void gather_names(const struct proposal *p, const struct addr *host, bool outside, struct names *names)
{
    size_t count, n;
    struct addr ip;
    const struct survey_item *items = survey_items(p->survey, SURVEY_SEEN, &count);
    items = items_of(items, count, host, &n);
    for (size_t i = 0; i < n; i++)
        if (items[i].key.what == SURVEY_NAME && (items[i].key.bits != 0) == outside &&
            !is_address(&items[i].key, &ip))
            add_name(names, &items[i]);
}

static void set_label(const struct proposal *p, struct place *place)
{
    struct names names = {.count = 0};
    gather_names(p, &place->address, false, &names);
    gather_names(p, &place->address, true, &names);
    size_t best = best_name(&names, false);
    if (best == NAMES)
        return;
    const char *dot = memchr(names.at[best].text, '.', names.at[best].length);
    size_t n = dot != NULL ? (size_t)(dot - names.at[best].text) : names.at[best].length;
    memcpy(place->label, names.at[best].text, n);
    place->label[n] = '\0';
}

static int by_label(const void *left, const void *right)
{
    const struct place *const *a = left, *const *b = right;
    int order = strcmp((*a)->label, (*b)->label);
    return order != 0 ? order : addr_cmp(&(*a)->address, &(*b)->address);
}

static void pair_up(struct place *places, struct place *a, struct place *b)
{
    if (a->partner != NO_PARTNER || b->partner != NO_PARTNER ||
        addr_is_v4(&a->address) == addr_is_v4(&b->address))
        return;
    a->partner = (int)(b - places);
    b->partner = (int)(a - places);
}

/* One IPv4 and one IPv6 address under one name are one system; more than two are several. */
static void pair_by_label(struct place *places, size_t count, struct place **order)
{
    for (size_t i = 0; i < count; i++)
        order[i] = &places[i];
    qsort(order, count, sizeof *order, by_label);
    for (size_t i = 0, n; i < count; i += n) {
        for (n = 1; i + n < count && strcmp(order[i]->label, order[i + n]->label) == 0;)
            n++;
        if (n == 2 && order[i]->label[0] != '\0')
            pair_up(places, order[i], order[i + 1]);
    }
}

/* A certificate that names another address of its host. */
static void pair_by_certificate(const struct proposal *p, struct place *places, size_t count)
{
    size_t n;
    const struct survey_item *items = survey_items(p->survey, SURVEY_SEEN, &n);
    for (size_t i = 0; i < n; i++) {
        struct place other = {.partner = NO_PARTNER}, self = {.address = items[i].key.host};
        if (items[i].key.what != SURVEY_NAME || !is_address(&items[i].key, &other.address))
            continue;
        struct place *a = bsearch(&self, places, count, sizeof *places, by_address);
        struct place *b = bsearch(&other, places, count, sizeof *places, by_address);
        if (a != NULL && b != NULL)
            pair_up(places, a, b);
    }
}

static void add_port(struct proposal_system *s, const struct survey_item *item, enum role role)
{
    size_t i = 0;
    while (i < s->ports && (s->port[i].role != role || s->port[i].port != item->key.port ||
                            s->port[i].class_ != (enum app_class)item->key.class_))
        i++;
    if (i == PROPOSAL_PORTS)
        return;
    if (i == s->ports)
        s->port[s->ports++] = (struct proposal_port){
            .role = role, .class_ = (enum app_class)item->key.class_, .port = item->key.port};
    proposal_add(&s->port[i].basis, item, PROPOSAL_CERTAIN, "");
}

static void add_role(struct proposal_system *s, const struct survey_item *item)
{
    const struct survey_key *k = &item->key;
    bool recorded = k->text_length == strlen(SURVEY_RECORDED) &&
                    memcmp(k->text, SURVEY_RECORDED, k->text_length) == 0 && item->first_frame == 0;
    const char *why = recorded                  ? "an earlier run's site file had it so"
                      : k->class_ == CLASS_HTTP ? "answered requests for"
                      : k->class_ == CLASS_SMB  ? "share"
                      : k->class_ == CLASS_SQL  ? "database"
                                                : "answered PXE requests";
    proposal_add(&s->role[k->which], item, recorded ? PROPOSAL_LIKELY : PROPOSAL_CERTAIN, why);
    if (recorded)
        s->role[k->which].text[0] = '\0';
    add_port(s, item, (enum role)k->which);
    if (k->which == ROLE_DP && (k->class_ == CLASS_HTTP || k->class_ == CLASS_HTTPS))
        s->bits = recorded ? PROPOSAL_LIKELY : PROPOSAL_CERTAIN;
}

/* The code seen most often in each way. */
static void add_code(struct proposal_system *s, const struct survey_item *item)
{
    struct proposal_code *c = &s->code[item->key.which];
    if (c->basis.sure != PROPOSAL_NONE && c->basis.flows >= item->flows)
        return;
    memset(c, 0, sizeof *c);
    memcpy(c->code, item->key.text, 3);
    proposal_add(&c->basis, item, PROPOSAL_CERTAIN, "");
}

static void add_item(struct proposal_system *s, const struct survey_item *item)
{
    switch (item->key.what) {
    case SURVEY_ROLE:
        add_role(s, item);
        break;
    case SURVEY_SITE:
        add_code(s, item);
        break;
    case SURVEY_SOURCE:
        proposal_add(&s->source, item, PROPOSAL_CERTAIN, "ccmsetup.exe or the client share was opened on");
        break;
    case SURVEY_PROXY:
        proposal_add(&s->proxy, item, PROPOSAL_CERTAIN, "it forwarded requests for other hosts");
        break;
    case SURVEY_MUTUAL:
        proposal_add(&s->mutual, item, PROPOSAL_CERTAIN, "it asks clients for certificates");
        break;
    case SURVEY_ENDPOINT:
        proposal_add(&s->endpoint, item, PROPOSAL_CERTAIN, "its endpoint mapper handed out");
        break;
    case SURVEY_SERVES:
        add_port(s, item, ROLE_COUNT);
        if (item->key.class_ == CLASS_HTTPS)
            proposal_add(&s->tunnels, item, PROPOSAL_CERTAIN, "");
        break;
    default:
        break;
    }
}

static void add_deed(struct proposal_system *s, const struct survey_item *item)
{
    enum survey_deed deed = (enum survey_deed)item->key.which;
    if (deed == SURVEY_DEED_DEVICE)
        proposal_add(&s->device, item, PROPOSAL_LIKELY, "its User-Agent is a mobile device's");
    if (deed == SURVEY_DEED_CROWD)
        proposal_add(&s->crowd, item, PROPOSAL_LIKELY, "what it says of itself differs");
    if (deed == SURVEY_DEED_SYNC)
        proposal_add(&s->role[ROLE_SUP], item, PROPOSAL_LIKELY, "asks another WSUS server for");
    if (deed == SURVEY_DEED_PUSH)
        proposal_add(&s->deed, item, PROPOSAL_LIKELY, "writes ccmsetup to clients over");
    if (deed == SURVEY_DEED_ADMIN || deed == SURVEY_DEED_RPC || deed == SURVEY_DEED_WAKE)
        proposal_add(&s->deed, item, PROPOSAL_GUESS,
                     deed == SURVEY_DEED_WAKE ? "wakes clients (Wake On LAN)"
                                              : "administers other hosts over");
}

static void set_names(const struct proposal *p, struct proposal_system *s)
{
    struct names inside = {.count = 0}, outside = {.count = 0};
    for (size_t i = 0; i < s->addresses; i++) {
        gather_names(p, &s->address[i], false, &inside);
        gather_names(p, &s->address[i], true, &outside);
    }
    size_t best = best_name(&inside, true), public = best_name(&outside, true);
    if (best < NAMES) {
        memcpy(s->fqdn, inside.at[best].text, inside.at[best].length);
        s->named = inside.at[best].basis;
    }
    if (public < NAMES) {
        memcpy(s->internet_fqdn, outside.at[public].text, outside.at[public].length);
        s->named_outside = outside.at[public].basis;
    }
    size_t any = best < NAMES ? best : best_name(&inside, false);
    if (any < NAMES)
        memcpy(s->name, inside.at[any].text, inside.at[any].length);
}

static void gather(const struct proposal *p, struct proposal_system *s)
{
    size_t facts, seen, n;
    const struct survey_item *fact = survey_items(p->survey, SURVEY_FACTS, &facts);
    const struct survey_item *sight = survey_items(p->survey, SURVEY_SEEN, &seen);
    for (size_t i = 0; i < s->addresses; i++) {
        const struct survey_item *at = items_of(fact, facts, &s->address[i], &n);
        for (size_t k = 0; k < n; k++)
            if (at[k].key.what == SURVEY_DEED)
                add_deed(s, &at[k]);
            else
                add_item(s, &at[k]);
        at = items_of(sight, seen, &s->address[i], &n);
        for (size_t k = 0; k < n; k++)
            add_item(s, &at[k]);
    }
    set_names(p, s);
}

static void make_systems(struct proposal *p, const struct place *places, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool second = places[i].partner != NO_PARTNER && (size_t)places[i].partner < i;
        size_t at = second ? p->where[places[i].partner].system : p->system_count++;
        struct proposal_system *s = &p->systems[at];
        p->where[p->where_count++] = (struct proposal_where){places[i].address, at};
        s->address[s->addresses++] = places[i].address;
        s->site = -1;
    }
    for (size_t i = 0; i < p->system_count; i++)
        gather(p, &p->systems[i]);
}

int proposal_systems(struct proposal *p, struct err *err)
{
    size_t count = 0;
    struct place *places = calloc(PROPOSAL_SYSTEMS, sizeof *places);
    struct place **order = calloc(PROPOSAL_SYSTEMS, sizeof *order);
    if (places != NULL)
        add_hosts(p, SURVEY_FACTS, places, &count);
    if (places != NULL)
        add_hosts(p, SURVEY_SEEN, places, &count);
    p->systems = calloc(count + 1, sizeof *p->systems);
    p->where = calloc(count + 1, sizeof *p->where);
    bool whole = places != NULL && order != NULL && p->systems != NULL && p->where != NULL;
    if (whole) {
        qsort(places, count, sizeof *places, by_address);
        for (size_t i = 0; i < count; i++)
            set_label(p, &places[i]);
        pair_by_label(places, count, order);
        pair_by_certificate(p, places, count);
        make_systems(p, places, count);
    }
    free(places);
    free(order);
    return whole ? 0 : err_set(err, "cannot draft: out of memory");
}
