/*
 * The validation rules of policy.md 8.1 that look at more than one value, by theme. Each tells what it finds;
 * none stops at the first. The site's index is built.
 */
#ifndef POLICY_SITECHECK_H
#define POLICY_SITECHECK_H

#include "policy/siteread.h"

void sitecheck_sites(struct siteread *r);     /* CFG-SITE-03, -05 to -07, CFG-NET-04 */
void sitecheck_roles(struct siteread *r);     /* CFG-WSUS, CFG-BDP, CFG-SQL, CFG-MP, CFG-SUP, CFG-FSP-02 */
void sitecheck_ibcm(struct siteread *r);      /* CFG-IBCM */
void sitecheck_firewalls(struct siteread *r); /* CFG-FW */
void sitecheck_fsp(struct siteread *r);       /* CFG-CLI-07; finds the address of each client's FSP */
void sitecheck_clients(struct siteread *r);   /* the other CFG-CLI, CFG-FSP-01, CFG-MOB, CFG-DEP */
void sitecheck_nets(struct siteread *r);      /* CFG-NET-01 to -03, -05 */

#endif
