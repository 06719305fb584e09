#include <criterion/criterion.h>
#include <string.h>

#include "base/proto.h"
#include "policy/factwords.h"
#include "policy/site.h"

Test(factwords, say_what_a_fact_is_and_should_be)
{
    static const struct {
        enum fact fact;
        unsigned is, wanted;
        const char *says;
    } rows[] = {
        {FACT_MODE, IS(MODE_NATIVE), IS(MODE_MIXED), "the mode of the server's site is native, not mixed"},
        {FACT_PROTOCOL, IS(CLASS_HTTP), IS(CLASS_HTTPS) | IS(CLASS_SMB),
         "the protocol is HTTP, not SMB or HTTPS"},
        {FACT_PROTOCOL, IS(FACTS_FOREIGN), IS(CLASS_HTTP), "the protocol is nothing of this role, not HTTP"},
        {FACT_BITS, IS(FIRST_YES) | IS(THEN_NO), IS(THEN_NO), "bits of the distribution point is not known"},
        {FACT_FALLBACK, IS(FALLBACK_NONE), IS(FALLBACK_FAILED),
         "no failed HTTP(S) to the server was seen before it"},
    };
    char text[FACTWORDS_TEXT];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_str_eq(factwords_failed(rows[i].fact, rows[i].is, rows[i].wanted, text), rows[i].says, "%s",
                         text);
    cr_expect_str_eq(factwords_values(FACT_SCOPE, IS(SCOPE_BOTH), text), "both");
    cr_expect_str_eq(factwords_values(FACT_SCOPE, IS(SCOPE_BOTH) | IS(SCOPE_INTERNET), text), "not known");
}

/* A value more in policy/facts.h must not take another's word. */
Test(factwords, keep_to_the_values_of_each_fact)
{
    static const struct {
        enum fact fact;
        unsigned value;
        const char *says;
    } rows[] = {
        {FACT_SERVICE, SERVICE_DHCP, "DHCP"},
        {FACT_SERVICE, SERVICE_RADIUS, "RADIUS"},
        {FACT_SERVICE, SERVICE_IPSEC, "IPsec"},
        {FACT_SERVICE, SERVICE_SITE_NAME, "a name query for a site system"},
        {FACT_SERVICE, SERVICE_NAP, "network access protection"},
        {FACT_UPDATES, UPDATES_TO_CHILD, "the active one reaching an internet one of a child site"},
        {FACT_UPDATES, UPDATES_FROM_PARENT, "an internet one with sync: online asking the parent site"},
        {FACT_ANSWER, ANSWER_RESET, "a reset of the connection"},
        {FACT_VERB, VERB_OTHER, "one that no role needs"},
        {FACT_VERB, VERB_POST, "POST"},
        {FACT_SCENARIO, SCENARIO_4PER, "4per"},
        {FACT_ORDER, ORDER_WORKED, "the client's intranet management point had answered in this stay"},
    };
    char text[FACTWORDS_TEXT];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_str_eq(factwords_values(rows[i].fact, IS(rows[i].value), text), rows[i].says, "%s", text);
}

/* Every fact that a rule can fail in, with every pair of masks: something is said, and it ends. */
Test(factwords, have_words_for_every_fact_and_mask)
{
    char text[FACTWORDS_TEXT];
    for (unsigned fact = FACT_PAIR; fact < FACTS_USED; fact++) {
        if (fact == FACT_PAIR || fact == FACT_ROLE)
            continue;
        for (unsigned value = 0; value < 16; value++) {
            (void)factwords_failed((enum fact)fact, IS(value), 0xffff, text);
            cr_expect(strlen(text) > 3 && strlen(text) < FACTWORDS_TEXT, "fact %u", fact);
            (void)factwords_failed((enum fact)fact, 0xffff, IS(value), text);
            cr_expect(strlen(text) > 3 && strlen(text) < FACTWORDS_TEXT, "fact %u", fact);
        }
    }
}
