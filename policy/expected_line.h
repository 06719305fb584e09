/*
 * The lines of the port tables of client deployment ("Ports Used During Client Deployment", policy.md 4.6.2),
 * each with the method it belongs to: which flows that the audit expects such a method needs. Decides nothing
 * about a flow.
 */
#ifndef POLICY_EXPECTED_LINE_H
#define POLICY_EXPECTED_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/proto.h"
#include "policy/site.h"

/* An expected flow, as far as the lines ask. */
struct expected_line_flow {
    bool from_client;
    enum app_class class_;
    int role; /* enum role of the server */
    const char *rule;
    bool source; /* the server holds installation files: SRC_SHARE or install_source */
};

/* The lines it stands in, of the methods given (bits of enum deploy): bits by their number. */
uint32_t expected_line_of(const struct expected_line_flow *flow, unsigned methods);
/* The rule id of a line ("PORT-GPO-01"); NULL behind the last. */
const char *expected_line_rule(unsigned line);

#endif
