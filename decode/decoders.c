#include "decode/decoder.h"

const struct decoder *const decoders[] = {
    NULL,
};

const struct datagram_decoder *const datagram_decoders[] = {
    NULL,
};
