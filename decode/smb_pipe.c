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

/* Is it RPC, given its first bytes? PROBE_MORE: 16 bytes are needed to tell. */
static enum probe wants(struct smb_session *s, uint64_t file, struct bytes first)
{
    if (find(s, file) != NULL)
        return PROBE_CLIENT;
    struct rpc_pdu p;
    enum probe whose = first.left > 0 ? rpc_pdu_read(&p, &first) : PROBE_MORE;
    if (whose == PROBE_MORE)
        return PROBE_MORE;
    return whose != PROBE_NO && p.type == RPC_BIND ? PROBE_CLIENT : PROBE_NO;
}

static struct bytes captured(const struct smb_pipe_data *d)
{
    struct bytes from = d->from;
    return bytes_ok(&from) ? bytes_upto(&from, d->length) : bytes_none();
}

static void take(struct smb_pipe *p, struct evidence_sink *sink, bool from_client, struct bytes data,
                 bool cut)
{
    rpc_session_take(&p->rpc, sink, from_client, data);
    if (cut)
        rpc_session_hole(&p->rpc, sink, from_client);
}

bool smb_pipe_write(struct smb_session *s, struct evidence_sink *sink, uint64_t file,
                    const struct smb_pipe_data *d)
{
    struct bytes data = captured(d);
    bool cut = data.left < d->length;
    enum probe p = wants(s, file, data);
    if (p == PROBE_NO || d->length == 0)
        return true;
    if (cut && !d->last_chance)
        return false;
    if (p != PROBE_CLIENT)
        return true;
    struct smb_pipe *pipe = find(s, file);
    take(pipe != NULL ? pipe : take_slot(s, sink, file), sink, true, data, cut);
    return true;
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

bool smb_pipe_read(struct smb_session *s, struct evidence_sink *sink, uint32_t message,
                   const struct smb_pipe_data *d)
{
    struct bytes data = captured(d);
    bool cut = data.left < d->length;
    if (cut && !d->last_chance)
        return false;
    const struct smb_pipe *found = waiting(s, message);
    if (found == NULL)
        return true;
    forget_message(s, message);
    take(&s->pipe[found - s->pipe], sink, false, data, cut);
    return true;
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
