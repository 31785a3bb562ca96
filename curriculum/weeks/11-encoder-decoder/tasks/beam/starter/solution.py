"""w11/beam: beam search on a table of log probabilities."""


def beam_search(logp, nxt, start, eos, beam, max_len, alpha):
    """logp f64[S,V], nxt i64[S,V] -> list of (ids: list[int], score: float), best first, at most `beam` of them."""
