"""w14/sort. Ids 1 to 10 stand for the digits 0 to 9, 0 is PAD; x, y i64[N,T]."""


def train(data, cfg, report, out):
    """Train on data["x_train"], data["y_train"] for cfg["steps"] updates; report(step, loss=…, val_em=…); save into `out`."""


def load(out):
    """The trained nn.Module, in a fresh process."""


def predict(model, x):
    """x i64[B,T] -> i64[B,T]: the same tokens in order, 0 where x is PAD. Never trains."""
