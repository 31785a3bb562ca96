"""w12/scores, reference: additive and Luong attention of one query per row over the keys that the mask lets through."""

import torch


def weigh(scores, V, mask):
    """scores T[B,T], V T[B,T,Dv], mask bool[B,T] (True = keep) -> (ctx T[B,Dv], w T[B,T])."""
    w = torch.softmax(scores, dim=-1) * mask
    return (w.unsqueeze(1) @ V).squeeze(1), w


def additive(q, K, V, mask, Wq, Wk, v):
    """q T[B,Dq], K T[B,T,Dk], V T[B,T,Dv], mask bool[B,T], Wq T[A,Dq], Wk T[A,Dk], v T[A] -> (ctx T[B,Dv], w T[B,T])."""
    hidden = torch.tanh((q @ Wq.T).unsqueeze(1) + K @ Wk.T)  # [B,1,A] + [B,T,A]
    return weigh(hidden @ v, V, mask)


def luong(q, K, V, mask, kind, W=None):
    """kind "dot": q·k; "general": q·W k with W T[Dq,Dk]; "concat": v·tanh(Wa [q; k]) with W = (Wa T[A,Dq+Dk], v T[A])."""
    if kind == "concat":
        Wa, v = W
        beside = torch.cat([q.unsqueeze(1).expand(-1, K.shape[1], -1), K], dim=-1)
        return weigh(torch.tanh(beside @ Wa.T) @ v, V, mask)
    query = q if kind == "dot" else q @ W
    return weigh((K @ query.unsqueeze(-1)).squeeze(-1), V, mask)
