"""w15/mlm: fill in the functions; the statement says what each must do."""


def mask_tokens(ids, special, V, mask_id, p, seed):
    """ids i64[B,T], special bool[B,T] -> (inputs i64[B,T], labels i64[B,T] with -100 where nothing is asked)."""
    raise NotImplementedError


def nsp_pairs(docs, n, seed):
    """docs: lists of sentences -> n triples (a, b, 1 if b follows a, else 0)."""
    raise NotImplementedError


def top_p(logits, p, T):
    """logits f32[V] -> probs f32[V]: temperature T, then the smallest set that holds at least p, renormalised."""
    raise NotImplementedError
