#include "decode/smb_pipe.h"

#include <string.h>

static struct smb_pipe *find(struct smb_session *s, uint64_t file)
{
    for (size_t i = 0; i < SMB_PIPES; i++) {
        if (s->pipe[i].used && s->pipe[i].file == file)
            return &s->pipe[i];
    }
    return NULL;
}

static const struct smb_pipe *waiting(const struct smb_session *s, uint32_t message)
{
    for (size_t i = 0; i < SMB_PIPES; i++) {
        const struct smb_pipe *p = &s->pipe[i];
        for (size_t k = 0; k < p->reads; k++) {
            if (p->used && p->read[k] == message)
                return p;
        }
    }
    return NULL;
}

static void forget_read(struct smb_pipe *p, size_t k)
{
    p->reads--;
    memmove(&p->read[k], &p->read[k + 1], (p->reads - k) * sizeof p->read[0]);
}

/* The number is another message's from now on: clients of SMB1 use a few over and over. */
static void forget_message(struct smb_session *s, uint32_t message)
{
    for (size_t i = 0; i < SMB_PIPES; i++) {
        struct smb_pipe *p = &s->pipe[i];
        for (size_t k = p->reads; k > 0; k--) {
            if (p->read[k - 1] == message)
                forget_read(p, k - 1);
        }
    }
}

static struct smb_pipe *take_slot(struct smb_session *s, struct evidence_sink *sink, uint64_t file)
{
    struct smb_pipe *p = &s->pipe[s->pipe_next];
    s->pipe_next = (uint8_t)((s->pipe_next + 1) % SMB_PIPES);
    if (p->used)
        rpc_session_finish(&p->rpc, sink);
    *p = (struct smb_pipe){.used = true, .file = file};
    return p;
}

enum probe smb_pipe_wants(const struct smb_session *s, uint64_t file, struct bytes first)
{
    for (size_t i = 0; i < SMB_PIPES; i++) {
        if (s->pipe[i].used && s->pipe[i].file == file)
            return PROBE_CLIENT;
    }
    struct rpc_pdu p;
    enum probe whose = first.left > 0 ? rpc_pdu_read(&p, &first) : PROBE_MORE;
    if (whose == PROBE_MORE)
        return PROBE_MORE;
    return whose != PROBE_NO && p.type == RPC_BIND ? PROBE_CLIENT : PROBE_NO;
}

void smb_pipe_written(struct smb_session *s, struct evidence_sink *sink, uint64_t file, struct bytes data,
                      bool cut)
{
    struct smb_pipe *p = find(s, file);
    if (p == NULL)
        p = take_slot(s, sink, file);
    rpc_session_take(&p->rpc, sink, true, data);
    if (cut)
        rpc_session_hole(&p->rpc, sink, true);
}

void smb_pipe_asked(struct smb_session *s, uint64_t file, uint32_t message)
{
    struct smb_pipe *p = find(s, file);
    forget_message(s, message);
    if (p == NULL)
        return;
    if (p->reads == SMB_PIPE_READS)
        forget_read(p, 0);
    p->read[p->reads++] = message;
}

bool smb_pipe_waits(const struct smb_session *s, uint32_t message)
{
    return waiting(s, message) != NULL;
}

void smb_pipe_read(struct smb_session *s, struct evidence_sink *sink, uint32_t message, struct bytes data,
                   bool cut)
{
    const struct smb_pipe *found = waiting(s, message);
    if (found == NULL)
        return;
    struct smb_pipe *p = &s->pipe[found - s->pipe];
    forget_message(s, message);
    rpc_session_take(&p->rpc, sink, false, data);
    if (cut)
        rpc_session_hole(&p->rpc, sink, false);
}

void smb_pipe_hole(struct smb_session *s, struct evidence_sink *sink, bool from_client)
{
    for (size_t i = 0; i < SMB_PIPES; i++) {
        if (s->pipe[i].used)
            rpc_session_hole(&s->pipe[i].rpc, sink, from_client);
    }
}

void smb_pipe_finish(struct smb_session *s, struct evidence_sink *sink)
{
    for (size_t i = 0; i < SMB_PIPES; i++) {
        if (s->pipe[i].used)
            rpc_session_finish(&s->pipe[i].rpc, sink);
    }
}
