#include "decode/decoder.h"
#include "decode/dhcp.h"
#include "decode/http.h"
#include "decode/rpc.h"
#include "decode/smb.h"
#include "decode/sql.h"
#include "decode/ssrp.h"
#include "decode/tftp.h"
#include "decode/tls.h"
#include "decode/wol.h"

const struct decoder *const decoders[] = {
    &http_decoder, &tls_decoder, &smb_decoder, &rpc_decoder, &sql_decoder, NULL,
};

const struct datagram_decoder *const decoders_datagram[] = {
    &dhcp_datagram, &tftp_datagram, &wol_datagram, &rpc_datagram, &ssrp_datagram, NULL,
};
