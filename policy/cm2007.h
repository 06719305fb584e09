/*
 * The pack for Configuration Manager 2007 (policy.md 4 to 7): one file per section, joined with their order
 * of precedence in cm2007.c.
 */
#ifndef POLICY_CM2007_H
#define POLICY_CM2007_H

#include "policy/proof.h"
#include "policy/rule.h"

extern const struct rule_pack cm2007;
extern const struct proof_catalogue cm2007_evidence;

extern const struct rule_section cm2007_mode, cm2007_slp, cm2007_mind, cm2007_dp, cm2007_roam, cm2007_port,
    cm2007_deploy, cm2007_feature, cm2007_ibcm, cm2007_order, cm2007_fsp, cm2007_firewall, cm2007_proxy,
    cm2007_server, cm2007_reason;

/* The checks of policy.md 8.1, and the notes of verdicts. */
extern const struct rule_list cm2007_config, cm2007_note;

#endif
