"""w15/bpe: fill in the functions; the statement says what each must do."""


def train_bpe(corpus, n):
    """corpus: {word: count}. The first n merges as pairs (a, b), fewer when nothing is left to merge."""
    raise NotImplementedError


def encode(word, merges):
    """The pieces of a word: list[str]."""
    raise NotImplementedError


def decode(pieces):
    """The text that the pieces were cut from."""
    raise NotImplementedError
