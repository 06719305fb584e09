/* The steps of proposal_make, each in a file of its own. Internal to it. */
#ifndef POLICY_PROPOSAL_PART_H
#define POLICY_PROPOSAL_PART_H

#include "policy/proposal.h"

/* Which addresses there are, which two belong to one system, and what was seen of each system. */
int proposal_systems(struct proposal *p, struct err *err);
/* The bits of an address's own network: 24 of IPv4's, 64 of IPv6's. */
unsigned proposal_systems_bits(const struct addr *a);
/* Do two systems share such a network? IPv6, of which a whole site may use one, is asked only where they have
 * no IPv4 both. */
bool proposal_systems_near(const struct proposal_system *a, const struct proposal_system *b, unsigned v4_bits,
                           unsigned v6_bits);

/* Roles that follow from what systems do; called before and after the sites are known. */
void proposal_roles(struct proposal *p);
void proposal_roles_of_sites(struct proposal *p);
/* Roles whose web traffic uses the site's ports, as bits 1 << enum role. */
enum { PROPOSAL_SITE_PORTS = 1 << ROLE_MP | 1 << ROLE_DP | 1 << ROLE_SMP | 1 << ROLE_FSP | 1 << ROLE_SLP };
/* SUP and RP ports. */
void proposal_roles_details(struct proposal *p);

/* Names for the site file, each once. */
int proposal_names(struct proposal *p, struct err *err);

/* Which systems make a site, and its code; then its mode and ports. */
int proposal_sites(struct proposal *p, struct err *err);
void proposal_modes(struct proposal *p);

/* Client networks, whose they are, zones and scopes. */
int proposal_nets(struct proposal *p, struct err *err);

#endif
