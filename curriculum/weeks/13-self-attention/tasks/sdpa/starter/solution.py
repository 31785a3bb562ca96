"""w13/sdpa: scaled dot-product attention. Ready-made attention is not allowed: only tensor operations."""


def sdpa(q, k, v, mask=None, causal=False):
    """q T[B,h,Tq,d], k T[B,h,Tk,d], v T[B,h,Tk,dv]; mask bool, broadcastable to [B,h,Tq,Tk], True = may attend.

    Returns (out T[B,h,Tq,dv], w T[B,h,Tq,Tk]). causal: query i sees key j iff j <= i + (Tk - Tq).
    A query that may attend nowhere gets a row of zeros in w and in out.
    """
