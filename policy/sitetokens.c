#include "policy/sitetokens.h"

#include <string.h>
#include <yaml.h>

#include "policy/siteyaml.h"

/*
 * An upper bound of the nesting of [ and {, while there are no quotes that could hide a bracket. A comment
 * hides closing ones only.
 */
static bool may_be_deep(const char *text, size_t n)
{
    unsigned depth = 0;
    bool comment = false;
    for (size_t i = 0; i < n && depth <= SITEYAML_NESTING; i++) {
        char c = text[i];
        if (c == '\n')
            comment = false;
        else if (c == '#')
            comment = true;
        else if (c == '[' || c == '{')
            depth++;
        else if ((c == ']' || c == '}') && !comment && depth > 0)
            depth--;
    }
    return depth > SITEYAML_NESTING;
}

static bool has_any(const char *text, size_t n, const char *characters)
{
    for (; *characters != '\0'; characters++)
        if (memchr(text, *characters, n) != NULL)
            return true;
    return false;
}

static const char *refused(yaml_token_type_t type)
{
    if (type == YAML_ALIAS_TOKEN)
        return "an alias (*); write the value itself";
    if (type == YAML_ANCHOR_TOKEN)
        return "an anchor (&); site files have no anchors, remove it";
    if (type == YAML_TAG_TOKEN || type == YAML_TAG_DIRECTIVE_TOKEN)
        return "a tag (!); site files have no tags, remove it or put the value into quotes";
    return NULL;
}

static int nesting_of(yaml_token_type_t type)
{
    if (type == YAML_FLOW_SEQUENCE_START_TOKEN || type == YAML_FLOW_MAPPING_START_TOKEN ||
        type == YAML_BLOCK_SEQUENCE_START_TOKEN || type == YAML_BLOCK_MAPPING_START_TOKEN)
        return 1;
    return type == YAML_FLOW_SEQUENCE_END_TOKEN || type == YAML_FLOW_MAPPING_END_TOKEN ||
                   type == YAML_BLOCK_END_TOKEN
               ? -1
               : 0;
}

static void look_at(struct sitetokens *found, const yaml_token_t *token, int *depth, struct sitemsg *messages)
{
    struct sitemsg_place place = {
        NULL, {(int)token->start_mark.line + 1, (int)token->start_mark.column + 1}, false};
    const char *what = refused(token->type);
    if (what != NULL)
        sitemsg_error(messages, place, "CFG-YAML", "%s", what);
    found->aliases = found->aliases || token->type == YAML_ALIAS_TOKEN || token->type == YAML_ANCHOR_TOKEN;
    *depth += nesting_of(token->type);
    found->too_deep = *depth > SITEYAML_NESTING;
    if (found->too_deep)
        sitemsg_error(messages, place, "CFG-YAML", "nested deeper than %d levels", SITEYAML_NESTING);
}

struct sitetokens sitetokens_refuse(const char *text, size_t n, struct sitemsg *messages)
{
    struct sitetokens found = {false, false};
    yaml_parser_t parser;
    yaml_token_t token;
    int depth = 0;
    bool at_end = false;
    if (!has_any(text, n, "&*!%\"'") && (unsigned char)text[0] < 0xfe && !may_be_deep(text, n))
        return found;
    if (!yaml_parser_initialize(&parser))
        return found;
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
    while (!at_end && !found.too_deep && yaml_parser_scan(&parser, &token)) {
        at_end = token.type == YAML_STREAM_END_TOKEN || token.type == YAML_NO_TOKEN;
        look_at(&found, &token, &depth, messages);
        yaml_token_delete(&token);
    }
    yaml_parser_delete(&parser);
    return found;
}
