/* What a flow between two site systems, or to a database, is about (policy.md 5 and 9). */
#ifndef POLICY_QUESTION_SERVERS_H
#define POLICY_QUESTION_SERVERS_H

#include "policy/question.h"

/* For pairs SERVERS and DATABASE: link, sender, updates, scenario and port. role: enum role or FACTS_NO_ROLE.
 */
void question_servers(struct facts *f, const struct question *q, int role);

/* Which border lies between the two ends; none between the addresses of one host. */
enum fact_zones question_servers_zones(const struct question *q);

#endif
