/* What is said of waivers at the end of a run. */
#ifndef CLI_WAIVING_H
#define CLI_WAIVING_H

#include <stdint.h>

#include "policy/waivers.h"

/* Names those that expired and whose findings count again, and those that met nothing. uses: flows by waiver;
 * NULL where there are no waivers. */
void waiving_end(const struct waivers *w, const uint64_t *uses);

#endif
