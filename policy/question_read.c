#include "policy/question_read.h"

#include <string.h>

#include "policy/evidence_list.h"

static bool text_is(const struct evidence_text *t, const char *what)
{
    return t->length == strlen(what) && memcmp(t->at, what, t->length) == 0;
}

static bool text_begins(const struct evidence_text *t, const char *what)
{
    return t->length >= strlen(what) && memcmp(t->at, what, strlen(what)) == 0;
}

/* A path without its query. */
static bool path_ends(const struct evidence_text *path, const char *what)
{
    const char *query = path->length > 0 ? memchr(path->at, '?', path->length) : NULL;
    size_t n = strlen(what), length = query != NULL ? (size_t)(query - path->at) : path->length;
    return length >= n && strncasecmp(path->at + length - n, what, n) == 0;
}

static enum fact_verb verb_of(const struct evidence_text *method)
{
    static const struct {
        const char *name;
        enum fact_verb verb;
    } verbs[] = {{"GET", VERB_FETCH},    {"HEAD", VERB_FETCH},    {"PROPFIND", VERB_FETCH},
                 {"CCM_POST", VERB_CCM}, {"BITS_POST", VERB_CCM}, {"POST", VERB_POST}};
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (text_is(method, verbs[i].name))
            return verbs[i].verb;
    return VERB_OTHER;
}

bool question_read_is_tunnel(const struct evidence *e)
{
    return e->kind == EVIDENCE_HTTP && text_is(&e->text[0], "CONNECT");
}

bool question_read_is_answer(const struct evidence *e)
{
    return e->kind == EVIDENCE_HTTP && e->text[0].length == 0 && e->text[1].length == 0;
}

static void read_request(struct question *q, const struct evidence *e)
{
    bool fetches = text_is(&e->text[0], "GET") || text_is(&e->text[0], "HEAD");
    q->proof = proof_of_path(q->catalogue, q->site, e->text[1].at, e->text[1].length);
    if (q->proof.kind == KIND_CONTENT && fetches && path_ends(&e->text[1], ".txt"))
        q->proof.kind = KIND_TERMS;
    q->status = e->number;
    q->verb = verb_of(&e->text[0]);
    q->http10 = q->via10 || text_is(&e->text[4], "1.0");
    q->name = e->text[2];
    if (question_read_is_tunnel(e))
        q->proof = (struct proof){PROOF_FOREIGN, 0, KIND_PLAIN, false};
}

bool question_read_item(struct question *q, const struct evidence *e)
{
    if (q->class_ == CLASS_HTTP && e->kind == EVIDENCE_HTTP) {
        read_request(q, e);
        return true;
    }
    if (q->class_ == CLASS_SMB && e->kind == EVIDENCE_SMB_TREE) {
        q->proof = proof_of_tree(q->catalogue, q->site, e->text[0].at, e->text[0].length);
        return q->proof.of != PROOF_NONE;
    }
    if (q->class_ == CLASS_PXE && e->kind == EVIDENCE_PXE && text_begins(&e->text[0], "PXEClient")) {
        q->proof = (struct proof){PROOF_NONE, 0, KIND_PXE, false};
        return true;
    }
    return false;
}

void question_read_flow(struct question *q, const struct evidence_list *evidence)
{
    struct evidence e;
    for (const void *cursor = NULL; evidence_list_next(evidence, &cursor, &e);) {
        if (e.kind == EVIDENCE_VIA)
            q->via10 = q->http10 = true;
        if (e.kind == EVIDENCE_SITE_NAME)
            q->trace = SERVICE_SITE_NAME;
        if (e.kind == EVIDENCE_NAP)
            q->trace = SERVICE_NAP;
        if (e.kind == EVIDENCE_ABORTED && e.number == 2)
            q->reset = true;
        if (e.kind == EVIDENCE_TLS_CLIENT && q->class_ == CLASS_HTTPS)
            q->name = e.text[0];
    }
}
