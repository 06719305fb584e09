/*
 * What a port stands for in this site file: the class of an attempt that was never answered, and which ports
 * TLS could be somebody's web service on (policy.md PORT-02). Never evidence for a class.
 */
#ifndef POLICY_PORTS_H
#define POLICY_PORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/proto.h"
#include "policy/site.h"

struct ports {
    uint8_t class_[65536]; /* enum app_class; CLASS_UNKNOWN: nobody's */
    bool web[65536];
};

/* site: or NULL, only the well-known ones then. */
void ports_fill(struct ports *p, const struct site *site);
/* True for TCP ports that Windows hands out to RPC (policy.md PORT-PUSH-04). */
bool ports_dynamic(uint16_t port);

#endif
