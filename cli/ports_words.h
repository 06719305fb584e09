/* What stands in the table of `wireaudit ports`, in words; not escaped: names come from a site file. */
#ifndef CLI_PORTS_WORDS_H
#define CLI_PORTS_WORDS_H

#include "cli/ports.h"

enum { PORTS_WORDS = 512, PORTS_WORDS_ID = 128, PORTS_WORDS_RANGES = 2 };

/* What Windows hands out to RPC (policy.md PORT-PUSH-04, ports_dynamic()). */
extern const char *const ports_words_dynamic[PORTS_WORDS_RANGES];

/* "C3" for clients, the name of a system or proxy, "NAME (ADDRESS)" of one in several places. Returns out, or
 * the name. */
const char *ports_words_id(const struct ports_table *t, uint32_t end, char out[PORTS_WORDS_ID]);
/* "clients of N01 in M01, internet only". Returns out. */
const char *ports_words_clients(const struct ports_table *t, const struct expected_end *e,
                                char out[PORTS_WORDS]);
/* "SITE_SERVER, MP". Returns out. */
const char *ports_words_roles(const struct site_system *s, char out[PORTS_WORDS]);

/* "443, 8443"; "135, 1025-5000, 49152-65535"; "" where there are none. Returns out. */
const char *ports_words_ports(const struct expected_row *r, char out[PORTS_WORDS]);
/* "HTTPS", "PXE", "ICMP echo". */
const char *ports_words_protocol(const struct expected_row *r);
/* "COMPLIANT", "UND-FACT(run_from_dp)". Returns out. */
const char *ports_words_verdict(const struct expected_row *r, char out[PORTS_WORDS]);
/* The n-th condition of a row; NULL behind the last. Returns out, or a static text. */
const char *ports_words_when(const struct ports_table *t, const struct expected_row *r, unsigned n,
                             char out[PORTS_WORDS]);
/* The n-th line of the deployment documents that the row is in, each id once; NULL behind the last. */
const char *ports_words_line(const struct expected_row *r, unsigned n);
/* "front", "back", "front, back", "". */
const char *ports_words_borders(const struct expected_row *r);

/* What a reader must know beside the rows, the n-th; NULL behind the last. Returns out, or a static text. */
const char *ports_words_note(const struct ports_table *t, unsigned n, char out[PORTS_WORDS]);

/* The deployment methods by their names in the site file. */
const char *ports_words_method(unsigned n, unsigned *bit);

#endif
