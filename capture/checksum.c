#include "capture/checksum.h"

static uint64_t fold(uint64_t sum)
{
    sum = (sum & UINT32_MAX) + (sum >> 32);
    return (sum & UINT32_MAX) + (sum >> 32);
}

static uint64_t word(struct bytes *data, size_t n)
{
    uint32_t v = 0;
    memcpy(&v, bytes_take(data, n).at, n);
    return v;
}

uint64_t checksum_add(uint64_t sum, struct bytes data)
{
    while (data.left >= 16) {
        uint64_t a = word(&data, 4), b = word(&data, 4);
        uint64_t c = word(&data, 4), d = word(&data, 4);
        sum += a + b + c + d;
    }
    while (data.left >= 4)
        sum += word(&data, 4);
    return fold(sum + word(&data, data.left));
}

uint64_t checksum_pseudo(const struct addr *src, const struct addr *dst, uint8_t protocol, uint32_t length)
{
    const uint8_t rest[8] = {(uint8_t)(length >> 24),
                             (uint8_t)(length >> 16),
                             (uint8_t)(length >> 8),
                             (uint8_t)length,
                             0,
                             0,
                             0,
                             protocol};
    uint64_t sum = checksum_add(0, bytes_of(src->b, sizeof src->b));
    sum = checksum_add(sum, bytes_of(dst->b, sizeof dst->b));
    return checksum_add(sum, bytes_of(rest, sizeof rest));
}

bool checksum_right(uint64_t sum)
{
    sum = fold(sum);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return sum == 0xffff;
}
