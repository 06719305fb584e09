#include "policy/siteyaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "policy/sitetokens.h"

struct siteyaml {
    yaml_parser_t parser;
    yaml_document_t document;
    bool has_document;
};

static struct sitemsg_place place_of(yaml_mark_t mark)
{
    return (struct sitemsg_place){NULL, {(int)mark.line + 1, (int)mark.column + 1}, false};
}

/* Where a byte lies: errors of libyaml's reader have no mark. */
static struct sitemsg_place place_of_byte(const char *text, size_t n, size_t byte)
{
    struct sitemsg_place place = {NULL, {1, 1}, false};
    for (size_t i = 0; i < byte && i < n; i++) {
        place.at.column++;
        if (text[i] == '\n')
            place.at = (struct site_place){place.at.line + 1, 1};
    }
    return place;
}

static void tell_problem(const yaml_parser_t *p, const char *text, size_t n, struct sitemsg *messages)
{
    const char *problem = p->problem != NULL ? p->problem : "not YAML";
    if (p->error == YAML_READER_ERROR)
        sitemsg_error(messages, place_of_byte(text, n, p->problem_offset), "CFG-YAML", "%s", problem);
    else if (p->context != NULL)
        sitemsg_error(messages, place_of(p->problem_mark), "CFG-YAML", "%s %s", problem, p->context);
    else
        sitemsg_error(messages, place_of(p->problem_mark), "CFG-YAML", "%s", problem);
}

static void refuse_second_document(struct siteyaml *y, const char *text, size_t n, struct sitemsg *messages)
{
    yaml_document_t second;
    if (!yaml_parser_load(&y->parser, &second)) {
        tell_problem(&y->parser, text, n, messages);
        return;
    }
    if (yaml_document_get_root_node(&second) != NULL)
        sitemsg_error(messages, place_of(second.start_mark), "CFG-YAML",
                      "a second document; a site file is one document, remove the ---");
    yaml_document_delete(&second);
}

/*
 * Items of lists and maps as references to cut: of all that hold one node, only the first reference of the
 * last node that begins before it is where it was written; the others were aliases. `seen` has a bit per
 * node.
 */
static void cut_if_alias(int *reference, int parent, uint8_t *seen)
{
    int node = *reference;
    bool written_here = node > parent && (seen[node / 8] & 1 << node % 8) == 0;
    if (written_here)
        seen[node / 8] |= (uint8_t)(1 << node % 8);
    else
        *reference = 0;
}

static void cut_aliases_below(yaml_node_t *node, int number, uint8_t *seen)
{
    if (node->type == YAML_SEQUENCE_NODE)
        for (int *item = node->data.sequence.items.start; item < node->data.sequence.items.top; item++)
            cut_if_alias(item, number, seen);
    if (node->type != YAML_MAPPING_NODE)
        return;
    yaml_node_pair_t *pair = node->data.mapping.pairs.start;
    for (; pair < node->data.mapping.pairs.top; pair++) {
        cut_if_alias(&pair->key, number, seen);
        cut_if_alias(&pair->value, number, seen);
    }
}

static int cut_aliases(yaml_document_t *d)
{
    ptrdiff_t count = d->nodes.top - d->nodes.start;
    uint8_t *seen = calloc(1, (size_t)count / 8 + 1);
    if (seen == NULL)
        return -1;
    for (ptrdiff_t i = count; i > 0; i--)
        cut_aliases_below(&d->nodes.start[i - 1], (int)i, seen);
    free(seen);
    return 0;
}

static int load(struct siteyaml *y, const char *text, size_t n, struct sitemsg *messages)
{
    struct sitetokens found = sitetokens_refuse(text, n, messages);
    yaml_parser_set_input_string(&y->parser, (const unsigned char *)text, n);
    if (found.too_deep)
        return 0;
    if (!yaml_parser_load(&y->parser, &y->document)) {
        if (y->parser.error == YAML_MEMORY_ERROR)
            return -1;
        if (!found.aliases || y->parser.error != YAML_COMPOSER_ERROR)
            tell_problem(&y->parser, text, n, messages);
        return 0;
    }
    y->has_document = true;
    if (yaml_document_get_root_node(&y->document) != NULL)
        refuse_second_document(y, text, n, messages);
    return found.aliases ? cut_aliases(&y->document) : 0;
}

struct siteyaml *siteyaml_open(const char *text, size_t n, struct sitemsg *messages)
{
    struct siteyaml *y = calloc(1, sizeof *y);
    if (y == NULL || !yaml_parser_initialize(&y->parser)) {
        free(y);
        return NULL;
    }
    if (load(y, text, n, messages) == 0)
        return y;
    siteyaml_close(y);
    return NULL;
}

void siteyaml_close(struct siteyaml *y)
{
    if (y == NULL)
        return;
    if (y->has_document)
        yaml_document_delete(&y->document);
    yaml_parser_delete(&y->parser);
    free(y);
}

static const yaml_node_t *node_at(const struct siteyaml *y, int node)
{
    if (node <= 0 || !y->has_document || node > y->document.nodes.top - y->document.nodes.start)
        return NULL;
    return &y->document.nodes.start[node - 1];
}

int siteyaml_root(const struct siteyaml *y)
{
    return node_at(y, 1) != NULL ? 1 : 0;
}

static bool is_empty(const yaml_node_t *n)
{
    return n->data.scalar.length == 0 && n->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

enum siteyaml_kind siteyaml_kind(const struct siteyaml *y, int node)
{
    const yaml_node_t *n = node_at(y, node);
    if (n == NULL)
        return SITEYAML_NONE;
    if (n->type == YAML_SEQUENCE_NODE)
        return SITEYAML_LIST;
    if (n->type == YAML_MAPPING_NODE)
        return SITEYAML_MAP;
    return is_empty(n) ? SITEYAML_EMPTY : SITEYAML_SCALAR;
}

struct sitemsg_place siteyaml_place(const struct siteyaml *y, int node)
{
    const yaml_node_t *n = node_at(y, node);
    return n != NULL ? place_of(n->start_mark) : (struct sitemsg_place){NULL, {1, 1}, false};
}

const char *siteyaml_text(const struct siteyaml *y, int node)
{
    const yaml_node_t *n = node_at(y, node);
    if (n == NULL || n->type != YAML_SCALAR_NODE ||
        memchr(n->data.scalar.value, '\0', n->data.scalar.length) != NULL)
        return NULL;
    return (const char *)n->data.scalar.value;
}

size_t siteyaml_count(const struct siteyaml *y, int node)
{
    const yaml_node_t *n = node_at(y, node);
    if (n != NULL && n->type == YAML_SEQUENCE_NODE)
        return (size_t)(n->data.sequence.items.top - n->data.sequence.items.start);
    if (n != NULL && n->type == YAML_MAPPING_NODE)
        return (size_t)(n->data.mapping.pairs.top - n->data.mapping.pairs.start);
    return 0;
}

int siteyaml_item(const struct siteyaml *y, int node, size_t i)
{
    const yaml_node_t *n = node_at(y, node);
    bool is_there = n != NULL && n->type == YAML_SEQUENCE_NODE && i < siteyaml_count(y, node);
    return is_there ? n->data.sequence.items.start[i] : 0;
}

int siteyaml_key(const struct siteyaml *y, int node, size_t i)
{
    const yaml_node_t *n = node_at(y, node);
    bool is_there = n != NULL && n->type == YAML_MAPPING_NODE && i < siteyaml_count(y, node);
    return is_there ? n->data.mapping.pairs.start[i].key : 0;
}

int siteyaml_value(const struct siteyaml *y, int node, size_t i)
{
    const yaml_node_t *n = node_at(y, node);
    bool is_there = n != NULL && n->type == YAML_MAPPING_NODE && i < siteyaml_count(y, node);
    return is_there ? n->data.mapping.pairs.start[i].value : 0;
}
