#include "decode/smb.h"
#include "decode/smb1_pipe.h"
#include "tests/unit/reading.h"
#include "tests/unit/rpcwire.h"
#include "tests/unit/smbwire.h"

static struct wire w, words, front, pdu;
static struct reading r;
static const char said[] = "dialect 1\ninterface " RPCWIRE_WMI_TEXT "\n";

static void says(bool from_client, unsigned command, size_t offset_at)
{
    smbwire_message1(&w, command, !from_client, false, &words, &front, &pdu, offset_at);
    reading_wire(&r, from_client, &w, 3);
    w.n = words.n = front.n = pdu.n = 0;
}

/* WRITE_ANDX; counted: the data begins with its length. */
static void writes_bind(bool counted)
{
    if (counted)
        wire_le16(&pdu, 72);
    rpcwire_bind(&pdu, false, RPC_BIND, NULL, RPCWIRE_WMI);
    wire_le16(&words, 0xff);
    wire_le16(&words, 0);
    wire_le16(&words, 0x4001);
    wire_zeros(&words, 8);
    wire_le16(&words, counted ? 0x0c : 8);
    wire_zeros(&words, 4);
    wire_le16(&words, (unsigned)pdu.n);
    wire_le16(&words, 0);
    wire_u8(&front, 0);
    says(true, 0x2f, 22);
}

static void asks(void)
{
    wire_le16(&words, 0xff);
    wire_le16(&words, 0);
    wire_le16(&words, 0x4001);
    wire_zeros(&words, 14);
    says(true, 0x2e, 0);
}

static void is_answered(const char *results)
{
    rpcwire_answer(&pdu, false, RPC_BIND_ACK, results);
    wire_le16(&words, 0xff);
    wire_zeros(&words, 8);
    wire_le16(&words, (unsigned)pdu.n);
    wire_zeros(&words, 12);
    says(false, 0x2e, 12);
}

Test(smb1_pipe, reads_what_is_written_and_read)
{
    for (int counted = 0; counted < 2; counted++) {
        for (int accepted = 0; accepted < 2; accepted++) {
            reading_start(&r, &smb_decoder);
            writes_bind(counted != 0);
            asks();
            is_answered(accepted ? "y" : "n");
            reading_end(&r);
            cr_expect_str_eq(r.said, accepted ? said : "dialect 1\n", "counted %d", counted);
        }
    }
}

/* TransactNmPipe, padded by a name. */
Test(smb1_pipe, reads_what_is_transacted)
{
    for (int accepted = 0; accepted < 2; accepted++) {
        reading_start(&r, &smb_decoder);
        rpcwire_bind(&pdu, false, RPC_BIND, NULL, RPCWIRE_WMI);
        wire_zeros(&words, 22);
        wire_le16(&words, (unsigned)pdu.n);
        wire_le16(&words, 0);
        wire_le16(&words, 2);
        wire_le16(&words, 0x26);
        wire_le16(&words, 0x4001);
        wire_bytes(&front, "\\PIPE\\", 7);
        says(true, 0x25, 24);
        rpcwire_answer(&pdu, false, RPC_BIND_ACK, accepted ? "y" : "n");
        wire_zeros(&words, 12);
        wire_le16(&words, (unsigned)pdu.n);
        wire_zeros(&words, 6);
        says(false, 0x25, 14);
        reading_end(&r);
        cr_expect_str_eq(r.said, accepted ? said : "dialect 1\n");
    }
}

/* The answer on a disk's tree has a number that a pipe's read had, whose answer was not seen. */
Test(smb1_pipe, does_not_take_a_files_bytes_for_a_pipes)
{
    reading_start(&r, &smb_decoder);
    writes_bind(false);
    asks();
    smbwire_connected1(&w, 7, "A:");
    reading_wire(&r, false, &w, 1000);
    w.n = 0;
    is_answered("y");
    cr_expect_str_eq(r.said, "dialect 1\n");
}

Test(smb1_pipe, does_not_take_files_for_pipes)
{
    reading_start(&r, &smb_decoder);
    smbwire_connected1(&w, 7, "A:");
    reading_wire(&r, false, &w, 1000);
    w.n = 0;
    writes_bind(false);
    reading_end(&r);
    cr_expect_str_eq(r.said, "dialect 1\n");
}
