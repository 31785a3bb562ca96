"""w12/scores: attention weights and contexts. Ready-made attention is not allowed: only tensor operations."""


def additive(q, K, V, mask, Wq, Wk, v):
    """q T[B,Dq], K T[B,T,Dk], V T[B,T,Dv], mask bool[B,T] (True = keep), Wq T[A,Dq], Wk T[A,Dk], v T[A].

    The score of key t is v · tanh(Wq q + Wk k_t). Returns (ctx T[B,Dv], w T[B,T]); a row that keeps nothing is zeros.
    """


def luong(q, K, V, mask, kind, W=None):
    """kind "dot": q · k_t, not scaled; "general": q · W k_t, W T[Dq,Dk]; "concat": v · tanh(Wa [q; k_t]), W = (Wa, v).

    Wa T[A,Dq+Dk], v T[A]. Returns (ctx T[B,Dv], w T[B,T]) as above.
    """
