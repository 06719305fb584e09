#include "capture/flowages.h"

#include "capture/flowtable.h"

static const int64_t idle_most_us[FLOWAGES_KINDS] = {
    [FLOWAGES_HALF_OPEN] = FLOWTABLE_HALF_OPEN_US, [FLOWAGES_STRAY] = FLOWTABLE_STRAY_US,
    [FLOWAGES_OPEN] = FLOWTABLE_OPEN_US,           [FLOWAGES_CLOSED] = FLOWTABLE_CLOSED_US,
    [FLOWAGES_DATAGRAMS] = FLOWTABLE_DATAGRAMS_US, [FLOWAGES_ICMP] = FLOWTABLE_ICMP_US,
};

void flowages_add(struct flowages *a, struct flowstore *s, uint32_t number, enum flowages_kind kind)
{
    struct flowages_list *l = &a->list[kind];
    struct flowstore_entry *e = flowstore_entry(s, number);
    e->kind = (uint8_t)kind;
    e->newer = 0;
    e->older = l->newest;
    *(l->newest != 0 ? &flowstore_entry(s, l->newest)->newer : &l->oldest) = number;
    l->newest = number;
    a->closed += kind == FLOWAGES_CLOSED;
}

void flowages_remove(struct flowages *a, struct flowstore *s, uint32_t number)
{
    const struct flowstore_entry *e = flowstore_entry(s, number);
    struct flowages_list *l = &a->list[e->kind];
    *(e->older != 0 ? &flowstore_entry(s, e->older)->newer : &l->oldest) = e->newer;
    *(e->newer != 0 ? &flowstore_entry(s, e->newer)->older : &l->newest) = e->older;
    a->closed -= e->kind == FLOWAGES_CLOSED;
}

uint32_t flowages_overdue(const struct flowages *a, const struct flowstore *s, int64_t now_us)
{
    for (unsigned kind = 0; kind < FLOWAGES_KINDS; kind++) {
        uint32_t oldest = a->list[kind].oldest;
        if (oldest != 0 && now_us - flowstore_last_us(s, oldest) >= idle_most_us[kind])
            return oldest;
    }
    return 0;
}

static uint32_t older_of(const struct flowstore *s, uint32_t a, uint32_t b)
{
    if (a == 0 || b == 0)
        return a != 0 ? a : b;
    return flowstore_last_us(s, b) < flowstore_last_us(s, a) ? b : a;
}

uint32_t flowages_victim(const struct flowages *a, const struct flowstore *s)
{
    static const uint8_t first[] = {FLOWAGES_CLOSED, FLOWAGES_HALF_OPEN, FLOWAGES_STRAY};
    static const uint8_t then[] = {FLOWAGES_OPEN, FLOWAGES_DATAGRAMS, FLOWAGES_ICMP};
    for (unsigned i = 0; i < sizeof first; i++) {
        if (a->list[first[i]].oldest != 0)
            return a->list[first[i]].oldest;
    }
    uint32_t victim = 0;
    for (unsigned i = 0; i < sizeof then; i++)
        victim = older_of(s, victim, a->list[then[i]].oldest);
    return victim;
}
