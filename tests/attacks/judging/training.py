"""Training runs that pass without having learnt: by the test rows themselves, by what was not saved, by whose file it is."""

from tests.attacks.families import Family
from tests.attacks.judging.attack import JudgeAttack, passes

_TWO_PHASES = "two phases and shuffled chunks"
_BYTES = "artifacts checked as bytes"

_HONEST = """
import numpy as np
from safetensors.numpy import load_file, save_file

def fitted(data, cfg):
    x, y = data["x_train"], data["y_train"]
    w, b = np.zeros(x.shape[1]), np.zeros(1)
    for epoch in range(cfg["epochs"]):
        p = 1 / (1 + np.exp(-(x @ w + b)))
        w -= 2.0 * x.T @ (p - y) / len(y)
        b -= 2.0 * (p - y).mean()
    return w, b
def train(data, cfg, report, out):
    w, b = fitted(data, cfg)
    report(0, loss=0.0)
    save_file({"w": w, "b": b}, f"{out}/model.safetensors")
def load(out): return load_file(f"{out}/model.safetensors")
def predict(model, x): return (x @ model["w"] + model["b"] > 0).astype(np.int64)
"""


def _training(name: str, family: Family, layer: str, source: str, way: str, earned: float = 40.0) -> JudgeAttack:
    return JudgeAttack(
        name=name, family=family, layer=layer, source=_HONEST + source, fools=passes(way), task="w01/fit", earned=earned
    )


ATTACKS = [
    _training(
        "a threshold taken from the test rows",
        Family.TEST_TIME,
        _TWO_PHASES,
        """
def predict(model, x):
    score = x @ model["w"]
    return (score > np.quantile(score, 0.745)).astype(np.int64)
""",
        "batch",
        earned=100,  # where the rows of a chunk happen to be like all rows: K6 fails the run all the same
    ),
    _training(
        "weights kept beside the saved model",
        Family.TEST_TIME,
        _TWO_PHASES,
        """
KEPT = {}
def train(data, cfg, report, out):
    KEPT["w"], KEPT["b"] = fitted(data, cfg)
    report(0, loss=0.0)
    for folder in (".", "/tmp", "/dev/shm"):
        try: np.savez(f"{folder}/kept.npz", **KEPT)
        except OSError: pass
    save_file({"w": np.zeros(3), "b": np.zeros(1)}, f"{out}/model.safetensors")
def predict(model, x):
    for path in ("kept.npz", "/tmp/kept.npz", "/dev/shm/kept.npz"):
        try: KEPT.update(np.load(path))
        except OSError: pass
    model = KEPT or model
    return (x @ model["w"] + model["b"] > 0).astype(np.int64)
""",
        "batch",
    ),
    _training(
        "an accuracy that the learner reports",
        Family.FORGED,
        "the judge's own process",
        """
def train(data, cfg, report, out):
    report(0, acc=1.0, loss=0.0)
    save_file({"w": np.zeros(3), "b": np.zeros(1)}, f"{out}/model.safetensors")
""",
        "reported",
    ),
    _training(
        "a symbolic link for a model",
        Family.LINKS,
        _BYTES,
        """
import os, glob
def train(data, cfg, report, out):
    report(0, loss=0.0)
    good = glob.glob(f"{os.path.dirname(os.path.abspath(__file__))}/*.safetensors") + glob.glob("/assets-judge/**/*.safetensors")
    os.symlink((good or ["/assets-judge/model.safetensors"])[0], f"{out}/model.safetensors")
def predict(model, x): return np.zeros(len(x), np.int64)
""",
        "collected",
        earned=0,
    ),
    _training(
        "a hard link for a model",
        Family.LINKS,
        _BYTES,
        """
import os, glob
def train(data, cfg, report, out):
    report(0, loss=0.0)
    good = glob.glob(f"{os.path.dirname(os.path.abspath(__file__))}/*.safetensors") + glob.glob("/assets-judge/**/*.safetensors")
    os.link((good or ["/assets-judge/model.safetensors"])[0], f"{out}/model.safetensors")
def predict(model, x): return np.zeros(len(x), np.int64)
""",
        "collected",
        earned=0,
    ),
    _training(
        "a pickle for a model",
        Family.PICKLE,
        _BYTES,
        """
import pickle
class Owned:
    def __reduce__(self):
        return eval, ("__import__('os').write(1, b'{\\"status\\": \\"passed\\"}\\\\n') and __import__('os')._exit(0)",)
def train(data, cfg, report, out):
    report(0, loss=0.0)
    with open(f"{out}/model.safetensors", "wb") as file: file.write(pickle.dumps(Owned()))
def load(out): return None
def predict(model, x): return np.zeros(len(x), np.int64)
""",
        "unpickled",
        earned=0,
    ),
]
