/* Facts in words, for people. */
#ifndef POLICY_FACTWORDS_H
#define POLICY_FACTWORDS_H

#include <stddef.h>

#include "policy/facts.h"

enum { FACTWORDS_TEXT = 320 };

/* "the server's site is native, not mixed"; "bits is not known" when several values are possible. Returns
 * out. */
const char *factwords_failed(enum fact fact, unsigned is, unsigned wanted, char out[FACTWORDS_TEXT]);

/* The values of a mask: "yes", "HTTP or HTTPS", "not known". Returns out. */
const char *factwords_values(enum fact fact, unsigned mask, char out[FACTWORDS_TEXT]);

#endif
