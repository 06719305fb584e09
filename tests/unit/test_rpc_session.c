#include "decode/rpc.h"
#include "decode/rpc_session.h"
#include "tests/unit/reading.h"
#include "tests/unit/rpcwire.h"

static struct wire w;
static struct reading r;
static struct rpc_session s;

static void start(void)
{
    reading_start(&r, &rpc_decoder);
    memset(&s, 0, sizeof s);
    w.n = 0;
}

static void give(bool from_client, size_t step)
{
    for (size_t at = 0; at < w.n; at += step) {
        size_t n = w.n - at < step ? w.n - at : step;
        rpc_session_take(&s, &r.sink, from_client, bytes_of(w.at + at, n));
    }
    w.n = 0;
}

Test(rpc_session, takes_all_bytes_when_none_are_skipped_for_it)
{
    for (size_t step = 1; step < 90; step++) {
        start();
        rpcwire_request(&w, false, 0, 1, 100);
        rpcwire_bind(&w, false, RPC_ALTER, RPCWIRE_EPM, RPCWIRE_WMI);
        rpcwire_request(&w, false, 0, 1, 0);
        rpcwire_bind(&w, false, RPC_ALTER, NULL, RPCWIRE_OXID);
        give(true, step);
        rpcwire_answer(&w, false, RPC_ALTER_REPLY, "ny");
        rpcwire_response(&w, false, 3, 0, w.at, 50);
        rpcwire_answer(&w, false, RPC_ALTER_REPLY, "y");
        give(false, step);
        cr_expect_str_eq(r.said, "interface " RPCWIRE_WMI_TEXT "\ninterface " RPCWIRE_OXID_TEXT "\n",
                         "step %zu", step);
    }
}

Test(rpc_session, says_how_much_it_does_not_want)
{
    start();
    rpcwire_request(&w, false, 0, 1, 1000);
    rpc_session_take(&s, &r.sink, true, bytes_of(w.at, 20));
    cr_expect_eq(s.side[0].skip, 1004U);
    s.side[0].skip = 0;
    w.n = 0;
    rpcwire_bind(&w, false, RPC_BIND, NULL, RPCWIRE_WMI);
    give(true, 7);
    rpc_session_finish(&s, &r.sink);
    cr_expect_str_eq(r.said, "interface " RPCWIRE_WMI_TEXT "\n");
}

Test(rpc_session, says_when_bytes_are_no_pdus)
{
    start();
    wire_text(&w, "GET / HTTP/1.1\r\n");
    give(true, w.n);
    cr_expect(s.side[0].lost);
}

Test(rpc_session, reads_answers_with_authentication_and_without_a_stub)
{
    start();
    rpcwire_bind(&w, false, RPC_BIND, NULL, RPCWIRE_EPM);
    give(true, 1000);
    rpcwire_bind_ack(&w, false);
    rpcwire_response(&w, false, 3, 7, w.at, 0);
    struct wire stub = {.n = 0};
    rpcwire_tower(&stub, RPCWIRE_WMI, 7, 49200, 0x0a01000a);
    wire_bytes(&stub, "\x0a\6\0\0\0\0\0\0SIGNATURE", 8 + 9);
    size_t at = w.n;
    rpcwire_response(&w, false, 3, 7, stub.at, stub.n);
    w.at[at + 10] = 9;
    give(false, 3);
    cr_expect_str_eq(r.said, "interface " RPCWIRE_EPM_TEXT "\n"
                             "endpoint 49200 " RPCWIRE_WMI_TEXT "|tcp|10.1.0.10\n");
}
