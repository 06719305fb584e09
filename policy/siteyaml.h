/*
 * A YAML file as nodes with places (libyaml's document API, YAML 1.1). Scalars stay text. Aliases, anchors,
 * tags, several documents and nesting that no site file has are told as errors (CFG-YAML), and so is a file
 * that is not YAML; what an alias stands for reads as no node.
 */
#ifndef POLICY_SITEYAML_H
#define POLICY_SITEYAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/sitemsg.h"

enum { SITEYAML_NESTING = 16 }; /* levels of nodes; a site file needs six */

/* SITEYAML_EMPTY: a key with nothing behind it. Node 0 is no node: SITEYAML_NONE. */
enum siteyaml_kind { SITEYAML_NONE, SITEYAML_EMPTY, SITEYAML_SCALAR, SITEYAML_LIST, SITEYAML_MAP };

struct siteyaml;

/* Reads n bytes of text, which it borrows. NULL when there is no memory. */
struct siteyaml *siteyaml_open(const char *text, size_t n, struct sitemsg *messages);
void siteyaml_close(struct siteyaml *y);

/* 0 when there is none: nothing in the file, or not YAML. */
int siteyaml_root(const struct siteyaml *y);
enum siteyaml_kind siteyaml_kind(const struct siteyaml *y, int node);
struct sitemsg_place siteyaml_place(const struct siteyaml *y, int node);
/* A scalar's text, NULL for other nodes and when it holds a NUL character. */
const char *siteyaml_text(const struct siteyaml *y, int node);
/* Items of a list or pairs of a map; then the i-th item, key or value. 0 where there is none. */
size_t siteyaml_count(const struct siteyaml *y, int node);
int siteyaml_item(const struct siteyaml *y, int node, size_t i);
int siteyaml_key(const struct siteyaml *y, int node, size_t i);
int siteyaml_value(const struct siteyaml *y, int node, size_t i);

#endif
