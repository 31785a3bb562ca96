"""w10/wv-classify: fill in the functions; the statement says what each must do."""


def load_vectors(path):
    """(words: list[str], E f32[V,d]) of a word2vec file: binary where the name ends in .bin, else text."""
    raise NotImplementedError


def train(data, cfg, report, out):
    """Trains on data["x_train"], data["y_train"] with the vectors of data["vectors"]; writes into the folder `out`."""
    raise NotImplementedError


def load(out):
    """The trained model, from the files of `out` alone."""
    raise NotImplementedError


def predict_proba(model, texts):
    """f32[N,C]: a row of probabilities for each text."""
    raise NotImplementedError
