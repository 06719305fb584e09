/* What a flow's evidence says to a question: the request, share or answer it is about (policy.md 6, 7). */
#ifndef POLICY_QUESTION_READ_H
#define POLICY_QUESTION_READ_H

#include "policy/question.h"

struct evidence_list;

/* What holds for all transactions of the flow: the name in its hello, a proxy on the way, what datagrams
 * asked for. */
void question_read_flow(struct question *q, const struct evidence_list *evidence);

/* What an item says about roles; false when it is not that kind of item. */
bool question_read_item(struct question *q, const struct evidence *e);

/* An HTTP answer whose request was not seen: it says nothing of roles. */
bool question_read_is_answer(const struct evidence *e);

/* A request for a tunnel through a proxy. */
bool question_read_is_tunnel(const struct evidence *e);

#endif
