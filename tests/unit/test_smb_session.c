#include "decode/smb.h"
#include "decode/smb_session.h"
#include "tests/unit/reading.h"

static struct reading r;

static struct smb_session *session(void)
{
    reading_start(&r, &smb_decoder);
    return (struct smb_session *)r.state;
}

static void open_name(struct smb_session *s, uint32_t tree, const char *name)
{
    smb_session_open(s, &r.sink, tree, name, strlen(name));
}

static void ask_path(struct smb_session *s, const char *path)
{
    smb_session_path(s, &r.sink, path, strlen(path));
}

Test(smb_session, fits_the_state_a_decoder_may_have)
{
    cr_expect_leq(smb_decoder.state_bytes, (size_t)DECODER_STATE_MOST);
    cr_expect_eq(smb_decoder.state_bytes, sizeof(struct smb_session));
}

Test(smb_session, goes_by_the_last_path_when_the_answer_was_not_seen)
{
    struct smb_session *s = session();
    ask_path(s, "\\\\srv\\ipc$");
    open_name(s, 1, "anything");
    ask_path(s, "\\\\srv\\MYIPC$");
    open_name(s, 1, "svcctl");
    cr_expect_str_eq(r.said, "tree \\\\srv\\ipc$\npipe anything\ntree \\\\srv\\MYIPC$\nfile svcctl\n");
}

Test(smb_session, goes_by_known_pipes_when_no_path_was_seen)
{
    struct smb_session *s = session();
    open_name(s, 1, "\\WinReg");
    open_name(s, 1, "winreg.txt");
    cr_expect_str_eq(r.said, "pipe WinReg\nfile winreg.txt\n");
}

Test(smb_session, writes_a_pipe_without_what_stands_in_front)
{
    struct smb_session *s = session();
    smb_session_tree(s, 4, SMB_TREE_PIPE);
    open_name(s, 4, "\\PIPE\\lsarpc");
    open_name(s, 4, "");
    open_name(s, 4, "\\");
    cr_expect_str_eq(r.said, "pipe lsarpc\n");
}

Test(smb_session, keeps_the_latest_trees_and_what_an_id_means_now)
{
    struct smb_session *s = session();
    for (uint32_t id = 0; id < 3 * SMB_TREES; id++)
        smb_session_tree(s, id, SMB_TREE_PIPE);
    smb_session_tree(s, 3 * SMB_TREES - 1, SMB_TREE_DISK);
    open_name(s, 3 * SMB_TREES - 1, "one");
    open_name(s, 3 * SMB_TREES - 2, "two");
    open_name(s, 0, "three");
    cr_expect_str_eq(r.said, "file one\npipe two\nfile three\n");
}

Test(smb_session, sends_the_first_file_names_once_each)
{
    struct smb_session *s = session();
    char name[16];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 100; i++) {
            snprintf(name, sizeof name, "f%02d", i);
            open_name(s, 1, name);
        }
    }
    cr_expect_eq(r.sink.items, (uint32_t)SMB_FILES);
    cr_expect_eq(r.sink.dropped, 0U);
}

Test(smb_session, says_dialect_and_encryption_once)
{
    struct smb_session *s = session();
    for (int i = 0; i < 2; i++) {
        smb_session_dialect(s, &r.sink, i == 0 ? "3.0" : "2.1");
        smb_session_encrypted(s, &r.sink);
    }
    cr_expect_str_eq(r.said, "dialect 3.0\nencrypted\n");
}
