/*
 * What a site file makes one expect of each site's roles, whoever asks for it: protocols and ports. The short
 * form of policy/expected.h for a run's record: one question for what can differ, a bounded number of them,
 * so that it costs a few milliseconds however large the site file is.
 */
#ifndef POLICY_EXPECTED_ROLES_H
#define POLICY_EXPECTED_ROLES_H

#include "policy/expected.h"

/* What is looked at: stretches of addresses and listed clients (each as many, at even distances), kinds of
 * clients, kinds of systems, and questions. */
enum {
    EXPECTED_ROLES_PLACES = 2048,
    EXPECTED_ROLES_CLIENTS = 48,
    EXPECTED_ROLES_SYSTEMS = 256,
    EXPECTED_ROLES_QUESTIONS = 150000
};

struct expected_role {
    const char *site; /* the code of the site whose server it is about */
    enum role role;
    uint8_t transport;
    enum app_class class_;
    uint16_t port[EXPECTED_PORTS_MOST]; /* ascending; none for ICMP */
    unsigned port_count;
    bool dynamic; /* as in struct expected_row */
};

struct expected_roles {
    struct expected_role *at; /* by site, role, class, transport */
    size_t count;
    bool whole; /* no bound was met: nothing that the policy expects is missing */
};

/* The site outlives it. -1 and err without memory, or when there is no such policy. */
int expected_roles_of(const struct site *site, struct expected_roles *out, struct err *err);
void expected_roles_free(struct expected_roles *r);

#endif
