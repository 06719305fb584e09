#include "decode/smb.h"
#include "decode/smb_pipe.h"
#include "tests/unit/reading.h"
#include "tests/unit/rpcwire.h"
#include "tests/unit/smbwire.h"

static struct wire w, pdu;
static struct reading r;
static const char epm_port[] =
    "interface " RPCWIRE_EPM_TEXT "\nendpoint 49200 " RPCWIRE_WMI_TEXT "|tcp|10.1.0.10\n";

static void says(bool from_client, size_t step)
{
    reading_wire(&r, from_client, &w, step);
    w.n = pdu.n = 0;
}

static void make_answers(struct wire *answers)
{
    struct wire stub = {.n = 0};
    answers->n = 0;
    rpcwire_bind_ack(answers, false);
    rpcwire_tower(&stub, RPCWIRE_WMI, 7, 49200, 0x0a01000a);
    rpcwire_response(answers, false, 3, 7, stub.at, stub.n);
}

Test(smb_pipe, reads_an_association_in_reads_of_any_size)
{
    static struct wire answers;
    make_answers(&answers);
    for (size_t cut = 1; cut < answers.n; cut++) {
        reading_start(&r, &smb_decoder);
        rpcwire_bind(&pdu, false, RPC_BIND, NULL, RPCWIRE_EPM);
        smbwire_write2(&w, 77, 1, pdu.at, pdu.n);
        smbwire_read2(&w, 77, 2);
        says(true, cut % 2 == 0 ? 1 : 1000);
        smbwire_was_read2(&w, 2, 0x103, "", 0);
        smbwire_was_read2(&w, 2, 0x80000005, answers.at, cut);
        says(false, cut % 3 == 0 ? 1 : 1000);
        smbwire_read2(&w, 77, 3);
        says(true, 1000);
        smbwire_was_read2(&w, 3, 0, answers.at + cut, answers.n - cut);
        says(false, 1000);
        cr_expect_str_eq(r.said, epm_port, "cut at %zu", cut);
    }
}

Test(smb_pipe, reads_what_is_written_and_answered_at_once)
{
    struct wire answers;
    make_answers(&answers);
    reading_start(&r, &smb_decoder);
    rpcwire_bind(&pdu, false, RPC_BIND, NULL, RPCWIRE_EPM);
    smbwire_transceive2(&w, false, 77, 1, pdu.at, pdu.n);
    says(true, 1);
    smbwire_transceive2(&w, true, 77, 1, answers.at, answers.n);
    says(false, 1);
    cr_expect_str_eq(r.said, epm_port);
}

Test(smb_pipe, keeps_two_pipes_apart)
{
    reading_start(&r, &smb_decoder);
    rpcwire_bind(&pdu, false, RPC_BIND, NULL, RPCWIRE_EPM);
    smbwire_write2(&w, 77, 1, pdu.at, pdu.n);
    pdu.n = 0;
    rpcwire_bind(&pdu, false, RPC_BIND, NULL, RPCWIRE_WMI);
    smbwire_write2(&w, 78, 2, pdu.at, pdu.n);
    smbwire_read2(&w, 77, 3);
    smbwire_read2(&w, 78, 4);
    says(true, 1000);
    rpcwire_answer(&pdu, false, RPC_BIND_ACK, "y");
    smbwire_was_read2(&w, 4, 0, pdu.at, pdu.n);
    pdu.n = 0;
    rpcwire_answer(&pdu, false, RPC_BIND_ACK, "n");
    smbwire_was_read2(&w, 3, 0, pdu.at, pdu.n);
    says(false, 1000);
    reading_end(&r);
    cr_expect_str_eq(r.said, "interface " RPCWIRE_WMI_TEXT "\n");
}

Test(smb_pipe, tells_what_was_asked_when_the_answer_is_not_seen)
{
    reading_start(&r, &smb_decoder);
    for (unsigned i = 0; i < SMB_PIPES + 1; i++) {
        char uuid[33];
        (void)snprintf(uuid, sizeof uuid, "%02x%030x", i, 1);
        rpcwire_bind(&pdu, false, RPC_BIND, NULL, uuid);
        smbwire_write2(&w, i, i, pdu.at, pdu.n);
        says(true, 1000);
    }
    cr_expect_eq(r.sink.items, 1U, "the oldest gave way: %s", r.said);
    reading_end(&r);
    cr_expect_eq(r.sink.items, SMB_PIPES + 1U, "%s", r.said);
}

Test(smb_pipe, does_not_take_files_for_pipes)
{
    for (unsigned share = 1; share <= 2; share++) {
        reading_start(&r, &smb_decoder);
        smbwire_connected2(&w, 5, share);
        says(false, 1000);
        rpcwire_bind(&pdu, false, RPC_BIND, NULL, RPCWIRE_WMI);
        smbwire_write2(&w, 77, 1, pdu.at, pdu.n);
        says(true, 1000);
        reading_end(&r);
        cr_expect_str_eq(r.said, share == 2 ? "interface " RPCWIRE_WMI_TEXT "\n" : "");
    }
}

Test(smb_pipe, takes_one_answer_to_a_read)
{
    for (unsigned again = 0; again < 2; again++) {
        reading_start(&r, &smb_decoder);
        rpcwire_bind(&pdu, false, RPC_BIND, NULL, RPCWIRE_WMI);
        smbwire_write2(&w, 77, 1, pdu.at, pdu.n);
        smbwire_read2(&w, 77, 2);
        if (again)
            smbwire_read2(&w, 99, 2);
        says(true, 1000);
        if (!again)
            smbwire_was_read2(&w, 2, 0, "", 0);
        rpcwire_answer(&pdu, false, RPC_BIND_ACK, "y");
        smbwire_was_read2(&w, 2, 0, pdu.at, pdu.n);
        says(false, 1000);
        cr_expect_str_eq(r.said, "", "asked again of another file: %u", again);
    }
}

Test(smb_pipe, does_not_wait_for_data_that_is_not_rpc)
{
    static const uint8_t text[12000] = {5, 0, 0, 0};
    reading_start(&r, &smb_decoder);
    smbwire_write2(&w, 77, 1, text, sizeof text);
    says(true, 1000);
    cr_expect_eq(r.shown_bytes, 1000U);
}

Test(smb_pipe, survives_any_single_wrong_byte)
{
    static struct wire client, server, answers;
    make_answers(&answers);
    rpcwire_bind(&pdu, false, RPC_BIND, NULL, RPCWIRE_EPM);
    smbwire_transceive2(&client, false, 77, 1, pdu.at, pdu.n);
    smbwire_read2(&client, 77, 2);
    smbwire_transceive2(&server, true, 77, 1, answers.at, 100);
    smbwire_was_read2(&server, 2, 0, answers.at + 100, answers.n - 100);
    for (size_t i = 4; i < client.n + server.n; i++) {
        for (unsigned turn = 1; turn < 256; turn <<= 1) {
            uint8_t *at = i < client.n ? &client.at[i] : &server.at[i - client.n];
            *at ^= (uint8_t)turn;
            reading_start(&r, &smb_decoder);
            reading_wire(&r, true, &client, 60);
            reading_wire(&r, false, &server, 60);
            reading_hole(&r, false, 10);
            reading_end(&r);
            *at ^= (uint8_t)turn;
        }
    }
}
