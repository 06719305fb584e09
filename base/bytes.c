#include "base/bytes.h"

const uint8_t bytes_nothing[1] = {0};
