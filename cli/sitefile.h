/* Loading a site file for a command: its messages, its status. */
#ifndef CLI_SITEFILE_H
#define CLI_SITEFILE_H

#include <stdio.h>

#include "policy/site.h"

struct sitefile_counts {
    unsigned errors, warnings;
};

/* Loads; messages go to `out` (check: standard output, others: standard error). NULL when there was any
 * error. */
struct site *sitefile_load(const char *path, FILE *out, struct sitefile_counts *counts);

/* The same, with a note for each fact that is missing. */
struct site *sitefile_load_noted(const char *path, FILE *out, struct sitefile_counts *counts);

/* Adds the waivers of a file of their own; counts go on from where they are. -1 when there was any error. */
int sitefile_waivers(struct site *site, const char *path, FILE *out, struct sitefile_counts *counts);

#endif
