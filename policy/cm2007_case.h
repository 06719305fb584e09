/* Short words for the conditions that many rows share; only the pack's section files include this. */
#ifndef POLICY_CM2007_CASE_H
#define POLICY_CM2007_CASE_H

#include "base/proto.h"
#include "policy/cm2007.h"
#include "policy/site.h"

#define SECTION(rows)                                                                                        \
    {                                                                                                        \
        rows, sizeof(rows) / sizeof(rows)[0]                                                                 \
    }

#define OK(...)                                                                                              \
    {                                                                                                        \
        VERDICT_COMPLIANT, SEVERITY_INFO, {__VA_ARGS__}, NULL                                                \
    }
#define OK_NOTE(text, ...)                                                                                   \
    {                                                                                                        \
        VERDICT_COMPLIANT, SEVERITY_INFO, {__VA_ARGS__}, text                                                \
    }
#define BAD(severity, ...)                                                                                   \
    {                                                                                                        \
        VERDICT_VIOLATION, SEVERITY_##severity, {__VA_ARGS__}, NULL                                          \
    }
#define OUTSIDE(...)                                                                                         \
    {                                                                                                        \
        VERDICT_NOT_COVERED, SEVERITY_INFO, {__VA_ARGS__}, NULL                                              \
    }
#define OPEN(...)                                                                                            \
    {                                                                                                        \
        VERDICT_UNDETERMINABLE, SEVERITY_INFO, {__VA_ARGS__}, NULL                                           \
    }
#define NOTE(text, ...)                                                                                      \
    {                                                                                                        \
        RULE_ADDS_NOTE, SEVERITY_INFO, {__VA_ARGS__}, text                                                   \
    }
/* A violation unless a rule that stands before it allows it. */
#define OTHERWISE(severity, ...)                                                                             \
    {                                                                                                        \
        RULE_OTHERWISE, SEVERITY_##severity, {__VA_ARGS__}, NULL                                             \
    }
/* Broken too, but never what a finding is named after. */
#define BESIDE(...)                                                                                          \
    {                                                                                                        \
        RULE_ADDS_ID, SEVERITY_INFO, {__VA_ARGS__}, NULL                                                     \
    }

#define C1                                                                                                   \
    {                                                                                                        \
        FACT_PAIR, IS(PAIR_CLIENT_SYSTEM)                                                                    \
    }
/* A client inside that uses a system for clients inside: sections 4.1 to 4.6. */
#define INSIDE                                                                                               \
    {FACT_CLIENT, IS(CLIENT_IN) | IS(CLIENT_IN_BOTH)},                                                       \
    {                                                                                                        \
        FACT_SCOPE, IS(SCOPE_INTRANET) | IS(SCOPE_BOTH)                                                      \
    }
#define ROLE(roles)                                                                                          \
    {                                                                                                        \
        FACT_ROLE, roles                                                                                     \
    }
#define R(role) IS(ROLE_##role)
#define OWN_SITE                                                                                             \
    {                                                                                                        \
        FACT_TARGET, IS(TARGET_OWN)                                                                          \
    }
#define RESIDENT_SITE                                                                                        \
    {                                                                                                        \
        FACT_TARGET, IS(TARGET_RESIDENT)                                                                     \
    }
#define MIXED                                                                                                \
    {                                                                                                        \
        FACT_MODE, IS(MODE_MIXED)                                                                            \
    }
#define NATIVE                                                                                               \
    {                                                                                                        \
        FACT_MODE, IS(MODE_NATIVE)                                                                           \
    }
#define MIXED_CLIENT                                                                                         \
    {                                                                                                        \
        FACT_CLIENT_MODE, IS(MODE_MIXED)                                                                     \
    }
#define NATIVE_CLIENT                                                                                        \
    {                                                                                                        \
        FACT_CLIENT_MODE, IS(MODE_NATIVE)                                                                    \
    }
#define HTTP                                                                                                 \
    {                                                                                                        \
        FACT_PROTOCOL, IS(CLASS_HTTP)                                                                        \
    }
#define HTTPS                                                                                                \
    {                                                                                                        \
        FACT_PROTOCOL, IS(CLASS_HTTPS)                                                                       \
    }
#define WEB                                                                                                  \
    {                                                                                                        \
        FACT_PROTOCOL, IS(CLASS_HTTP) | IS(CLASS_HTTPS)                                                      \
    }
#define SMB                                                                                                  \
    {                                                                                                        \
        FACT_PROTOCOL, IS(CLASS_SMB)                                                                         \
    }
#define RPC                                                                                                  \
    {                                                                                                        \
        FACT_PROTOCOL, IS(CLASS_RPC)                                                                         \
    }
#define SQL                                                                                                  \
    {                                                                                                        \
        FACT_PROTOCOL, IS(CLASS_SQL)                                                                         \
    }
#define FILES                                                                                                \
    {                                                                                                        \
        FACT_PROTOCOL, IS(CLASS_HTTP) | IS(CLASS_HTTPS) | IS(CLASS_SMB)                                      \
    }
#define OTHER_TREE                                                                                           \
    {                                                                                                        \
        FACT_EVIDENCE, IS(PROVES_TREE)                                                                       \
    }
#define OTHER_PATH                                                                                           \
    {                                                                                                        \
        FACT_EVIDENCE, IS(PROVES_PATH)                                                                       \
    }
#define ALONE                                                                                                \
    {                                                                                                        \
        FACT_ALONE, IS(FACT_YES)                                                                             \
    }
#define COMPUTER                                                                                             \
    {                                                                                                        \
        FACT_TYPE, IS(TYPE_COMPUTER)                                                                         \
    }
#define MOBILE                                                                                               \
    {                                                                                                        \
        FACT_TYPE, IS(TYPE_MOBILE)                                                                           \
    }
#define STANDARD                                                                                             \
    {                                                                                                        \
        FACT_DP_KIND, IS(DP_STANDARD)                                                                        \
    }
#define BRANCH                                                                                               \
    {                                                                                                        \
        FACT_DP_KIND, IS(DP_BRANCH)                                                                          \
    }
#define BITS                                                                                                 \
    {                                                                                                        \
        FACT_BITS, IS(FIRST_YES)                                                                             \
    }
#define NO_BITS                                                                                              \
    {                                                                                                        \
        FACT_BITS, IS(THEN_NO)                                                                               \
    }

#endif
