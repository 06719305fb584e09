#include <criterion/criterion.h>

#include "policy/open_flows.h"

Test(open_flows, finds_each_flow_by_its_id)
{
    struct open_flows *t = open_flows_open(64 << 20);
    for (uint64_t id = 1; id <= 50000; id++)
        cr_assert_not_null(open_flows_add(t, id));
    for (uint64_t id = 2; id <= 50000; id += 2)
        open_flows_remove(t, open_flows_find(t, id));
    for (uint64_t id = 1; id <= 50000; id++) {
        const struct open_flow *f = open_flows_find(t, id);
        cr_assert(id % 2 == 0 ? f == NULL : f != NULL && f->flow == id, "%zu", (size_t)id);
    }
    cr_expect_null(open_flows_add(t, 1), "it is open already");
    open_flows_close(t);
}

Test(open_flows, is_bounded_and_uses_records_again)
{
    struct open_flows *t = open_flows_open(2 << 20);
    uint64_t n = 0;
    while (n < 100000 && open_flows_add(t, n + 1) != NULL)
        n++;
    cr_expect(n >= 1024 && n < 100000);
    struct open_flow *f = open_flows_find(t, 1);
    f->lost = true;
    open_flows_remove(t, f);
    f = open_flows_add(t, n + 10);
    cr_assert_not_null(f);
    cr_expect_not(f->lost, "records come zeroed");
    open_flows_close(t);
}
