/* How a flow's port fits its protocol at a role. */
#ifndef POLICY_QUESTION_PORT_H
#define POLICY_QUESTION_PORT_H

#include "policy/question.h"

/* r: the candidate role, or NULL. The role's own ports where it has some, else the site's (policy.md 4.6.1).
 */
enum fact_port question_port(const struct question *q, const struct site_role *r);

/* The class that an attempt at its port stands for: by the ports that the system asked has of its own, or
 * had, then by the policy's. */
enum app_class question_port_class(const struct question *q);

#endif
