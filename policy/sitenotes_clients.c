#include <stdio.h>
#include <string.h>

#include "base/siphash.h"
#include "policy/sitekeys.h"
#include "policy/sitenotes.h"

static const enum app_class asked[] = {CLASS_HTTP, CLASS_HTTPS, CLASS_SMB};
enum { ASKED = sizeof asked / sizeof asked[0] };

enum { PLACES = 4, VALUES = 4, KINDS = 1024, SLOTS = 4096, FAR_SYSTEMS = 16, QUESTIONS = 30000 };

/* Where one of a client's addresses lies. */
struct place {
    int32_t position, boundary;
    struct addr ip;
};

/* What the rules can know of a client: those that are alike are asked about once. */
struct kind {
    enum client_type type;
    enum mgmt mgmt;
    enum join join;
    enum tri http_roaming;
    enum client_state state;
    int32_t site, has_fsp, place_count;
    struct addr fsp;
    struct place places[PLACES]; /* their addresses are the first client's */
};

/* A fact, and of which clients it is missing. */
enum client_fact { TYPE, MGMT, HTTP_ROAMING, STATE, FSP, SITE, CLIENT_FACTS };

struct missing {
    struct siteprobe_sum sum;
    size_t count, others; /* others: of kinds that there was no room for */
    struct sitemsg_place place;
    const char *first;
};

struct counted {
    struct kind kind;
    size_t count;
    const struct site_client *client; /* the first of the kind */
    const struct siteread_marks *marks;
};

struct crowd {
    struct siteread *r;
    struct siteprobe *p;
    struct counted *kinds;
    size_t kind_count;
    size_t questions; /* about one fact; kinds beyond QUESTIONS are taken to be as those before */
    uint32_t *slots;  /* index + 1 */
    struct siphash_key key;
    struct missing absent[CLIENT_FACTS], unknown[CLIENT_FACTS];
};

static const struct {
    const char *name, *absent;
    size_t row;
} facts[CLIENT_FACTS] = {
    [TYPE] = {"type", ", so computer", CLIENT_KEY_TYPE},
    [MGMT] = {"mgmt", "", CLIENT_KEY_MGMT},
    [HTTP_ROAMING] = {"http_roaming", "", CLIENT_KEY_HTTP_ROAMING},
    [STATE] = {"state", ", so open", CLIENT_KEY_STATE},
    [FSP] = {"fsp", ", so rules about a client's own are left out", CLIENT_KEY_FSP},
    [SITE] = {"site", "", CLIENT_KEY_SITE},
};

/* Neither absent nor unknown: 0. A site's http_roaming stands for its clients', and has a note of its own. */
static int is_missing(const struct site_client *c, enum client_fact fact)
{
    switch (fact) {
    case TYPE:
        return c->type == CLIENT_TYPE_ABSENT ? 1 : c->type == CLIENT_TYPE_UNKNOWN ? 2 : 0;
    case MGMT:
        return c->mgmt == MGMT_ABSENT ? 1 : c->mgmt == MGMT_UNKNOWN ? 2 : 0;
    case HTTP_ROAMING:
        return c->http_roaming == TRI_UNKNOWN ? 2 : 0;
    case STATE:
        return c->state == CLIENT_STATE_ABSENT ? 1 : c->state == CLIENT_STATE_UNKNOWN ? 2 : 0;
    case FSP:
        return c->has_fsp ? 0 : 1;
    default:
        return c->site < 0 ? 1 : 0;
    }
}

static bool serves_internet(const struct site *s, int site)
{
    for (size_t i = 0; i < s->system_count; i++) {
        const struct site_role *mp = site_system_role(&s->systems[i], ROLE_MP);
        if ((site < 0 || s->systems[i].site == site) && mp != NULL && mp->scope != SCOPE_INTRANET)
            return true;
    }
    return false;
}

static size_t fsp_values(const struct site *s, const struct site_client *c, struct site_client *out)
{
    size_t n = 1;
    out[0] = *c;
    for (size_t i = 0; i < s->system_count && n < VALUES; i++) {
        if (site_system_role(&s->systems[i], ROLE_FSP) == NULL)
            continue;
        out[n] = *c;
        out[n].has_fsp = true;
        out[n++].fsp = s->systems[i].addresses.at[0];
    }
    return n;
}

static size_t site_values(const struct site *s, const struct site_client *c, struct site_client *out)
{
    size_t n = 0;
    for (size_t i = 0; i < s->site_count && n < VALUES; i++) {
        if (s->sites[i].type == SITE_SECONDARY)
            continue;
        out[n] = *c;
        out[n++].site = (int)i;
    }
    return n;
}

static size_t mgmt_values(const struct site *s, const struct site_client *c, struct site_client *out)
{
    bool served = serves_internet(s, c->site);
    bool both = c->type != CLIENT_MOBILE && !site_client_is_elsewhere(c);
    out[0] = out[1] = out[2] = *c;
    out[0].mgmt = MGMT_INTRANET_ONLY;
    out[1].mgmt = MGMT_INTERNET_ONLY;
    out[2].mgmt = MGMT_BOTH;
    return !served ? 1 : both ? 3 : 2;
}

/* The client with each value that `check` would take for the fact. */
static size_t values_of(const struct site *s, const struct site_client *c, enum client_fact fact,
                        struct site_client out[VALUES])
{
    out[0] = out[1] = *c;
    switch (fact) {
    case TYPE:
        out[0].type = CLIENT_COMPUTER;
        out[1].type = CLIENT_MOBILE;
        return 2;
    case MGMT:
        return mgmt_values(s, c, out);
    case HTTP_ROAMING:
        out[0].http_roaming = TRI_YES;
        out[1].http_roaming = TRI_NO;
        return 2;
    case STATE:
        out[0].state = CLIENT_INSTALLED;
        out[1].state = CLIENT_DEPLOYING;
        return 2;
    case FSP:
        return fsp_values(s, c, out);
    default:
        return site_values(s, c, out);
    }
}

/* A flow between a client as it may be and a system; a site server is the one who starts. */
static struct siteprobe_answer ask(struct crowd *x, const struct party *client, const struct site_client *as,
                                   const struct party *system, enum role role, enum app_class class_)
{
    struct party c = *client;
    c.client = as;
    x->questions++;
    return role == ROLE_SITE_SERVER ? siteprobe_ask(x->p, system, &c, role, class_)
                                    : siteprobe_ask(x->p, &c, system, role, class_);
}

/* A kind of clients, with each value that the fact may have. */
struct choice {
    const struct counted *k;
    enum client_fact fact;
    struct site_client values[VALUES];
    size_t count;
};

static void weigh_role(struct crowd *x, const struct choice *of, const struct party *client,
                       const struct party *system, enum role role, struct siteprobe_sum *sum)
{
    for (size_t c = 0; c < ASKED && x->questions < QUESTIONS; c++) {
        struct siteprobe_answer each[VALUES];
        struct siteprobe_answer as_it_is = ask(x, client, of->k->client, system, role, asked[c]);
        if (of->fact == SITE && as_it_is.verdict != VERDICT_UNDETERMINABLE)
            continue;
        for (size_t v = 0; v < of->count; v++)
            each[v] = ask(x, client, &of->values[v], system, role, asked[c]);
        siteprobe_add(sum, asked[c], &as_it_is, each, of->count);
    }
}

/* Of systems of other sites the first ones stand for all. */
static bool is_near(const struct site *s, const struct counted *k, const struct place *place, size_t system)
{
    int site = s->systems[system].site;
    if (system < FAR_SYSTEMS || site == place->boundary || s->sites[site].primary == k->kind.site)
        return true;
    for (size_t i = 0; i < s->systems[system].role_count; i++)
        if (s->systems[system].roles[i].scope != SCOPE_INTRANET)
            return true;
    return false;
}

static void weigh_place(struct crowd *x, const struct choice *of, const struct place *place,
                        struct siteprobe_sum *sum)
{
    const struct site *s = x->r->site;
    struct party client = party_of(s, &place->ip);
    if (!client.is_client)
        return;
    for (size_t i = 0; i < s->system_count; i++) {
        if (!is_near(s, of->k, place, i))
            continue;
        struct party system = party_of(s, &s->systems[i].addresses.at[0]);
        for (size_t j = 0; j < s->systems[i].role_count; j++)
            weigh_role(x, of, &client, &system, s->systems[i].roles[j].role, sum);
    }
}

static void weigh_kind(struct crowd *x, const struct counted *k, enum client_fact fact)
{
    struct siteprobe_sum sum = {0};
    int how = is_missing(k->client, fact);
    struct missing *m = how == 2 ? &x->unknown[fact] : &x->absent[fact];
    if (how == 0)
        return;
    struct choice of = {.k = k, .fact = fact};
    of.count = values_of(x->r->site, k->client, fact, of.values);
    bool taken = x->questions >= QUESTIONS && m->count > 0;
    for (int32_t i = 0; i < k->kind.place_count && of.count > 1 && !taken; i++)
        weigh_place(x, &of, &k->kind.places[i], &sum);
    if (sum.classes == 0 && !taken)
        return;
    if (m->count == 0) {
        m->place = sitekeys_place(k->marks, facts[fact].row);
        m->place.shared = false;
        m->first = k->client->name;
    }
    m->count += k->count;
    siteprobe_merge(&m->sum, &sum);
}

static void add_place(const struct site *s, struct kind *kind, const struct addr *ip)
{
    struct place p = {(int32_t)site_position_of(s, ip), site_boundary_of(s, ip, NULL), {{0}}};
    for (int32_t i = 0; i < kind->place_count; i++)
        if (kind->places[i].position == p.position && kind->places[i].boundary == p.boundary)
            return;
    if (kind->place_count < PLACES)
        kind->places[kind->place_count++] = p;
}

static struct kind kind_of(const struct site *s, const struct site_client *c)
{
    struct kind kind;
    memset(&kind, 0, sizeof kind);
    kind.type = c->type;
    kind.mgmt = c->mgmt;
    kind.join = c->join;
    kind.http_roaming = c->http_roaming;
    kind.state = c->state;
    kind.site = c->site;
    kind.has_fsp = c->has_fsp;
    if (c->has_fsp)
        kind.fsp = c->fsp;
    for (size_t i = 0; i < c->addresses.count; i++)
        add_place(s, &kind, &c->addresses.at[i]);
    for (size_t i = 0; i < c->nets.count; i++)
        add_place(s, &kind, &c->nets.at[i].first);
    return kind;
}

/* The addresses that stand for the kind's places. */
static void fill_places(const struct site *s, const struct site_client *c, struct kind *kind)
{
    size_t count = c->addresses.count + c->nets.count;
    for (int32_t p = 0; p < kind->place_count; p++)
        for (size_t i = 0; i < count; i++) {
            const struct addr *ip =
                i < c->addresses.count ? &c->addresses.at[i] : &c->nets.at[i - c->addresses.count].first;
            if ((int32_t)site_position_of(s, ip) == kind->places[p].position &&
                site_boundary_of(s, ip, NULL) == kind->places[p].boundary)
                kind->places[p].ip = *ip;
        }
}

static void count_client(struct crowd *x, const struct site_client *c, const struct siteread_marks *marks)
{
    struct kind kind = kind_of(x->r->site, c);
    size_t i = siphash(&x->key, &kind, sizeof kind) % SLOTS;
    for (; x->slots[i] != 0; i = (i + 1) % SLOTS) {
        struct counted *same = &x->kinds[x->slots[i] - 1];
        if (memcmp(&same->kind, &kind, sizeof kind) == 0) {
            same->count++;
            return;
        }
    }
    if (x->kind_count == KINDS) {
        for (size_t fact = 0; fact < CLIENT_FACTS; fact++) {
            int how = is_missing(c, (enum client_fact)fact);
            x->absent[fact].others += how == 1;
            x->unknown[fact].others += how == 2;
        }
        return;
    }
    x->kinds[x->kind_count] = (struct counted){kind, 1, c, marks};
    x->slots[i] = (uint32_t)++x->kind_count;
}

static void tell(struct crowd *x, const struct missing *m, enum client_fact fact, bool is_absent)
{
    char object[SITEPROBE_TEXT];
    if (m->count == 0)
        return;
    size_t count = m->count + m->others;
    if (count == 1)
        (void)snprintf(object, sizeof object, "client %.100s", m->first);
    else
        (void)snprintf(object, sizeof object, "client %.100s and %zu more", m->first, count - 1);
    sitenotes_tell(x->r, m->place, object, facts[fact].name, is_absent ? facts[fact].absent : NULL,
                   count == 1 ? " of it" : " of them", &m->sum);
}

void sitenotes_clients(struct siteread *r, struct siteprobe *p)
{
    struct crowd x = {.r = r, .p = p, .key = siphash_random_key()};
    x.kinds = sitearena_take(&r->scratch, KINDS, sizeof *x.kinds);
    x.slots = sitearena_take(&r->scratch, SLOTS, sizeof *x.slots);
    if (x.kinds == NULL || x.slots == NULL)
        return;
    for (size_t i = 0; i < r->site->client_count; i++)
        count_client(&x, &r->site->clients[i], &r->clients[i].marks);
    for (size_t i = 0; i < r->site->range_count; i++)
        count_client(&x, &r->site->ranges[i], &r->ranges[i].marks);
    for (size_t fact = 0; fact < CLIENT_FACTS; fact++) {
        x.questions = 0;
        for (size_t i = 0; i < x.kind_count; i++) {
            if (fact == 0)
                fill_places(r->site, x.kinds[i].client, &x.kinds[i].kind);
            weigh_kind(&x, &x.kinds[i], (enum client_fact)fact);
        }
        tell(&x, &x.absent[fact], (enum client_fact)fact, true);
        tell(&x, &x.unknown[fact], (enum client_fact)fact, false);
    }
}
