"""One loaded model, asked everything in one process: starting a process with torch costs seconds."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from images import hidden, labelled, scaled, some, tinted

from workers.judge import Handle, Judging, Learner, Named, Torch, Trained
from workers.judge.training import TrainedLearner


def stub(learner: Learner, name: str, model: Handle, *args: Any) -> Any:
    """What the function of stubs.py says about a model in the learner's process."""
    return learner.lib("functools.partial", Named(name), model)(*args)


def trained(j: Judging) -> Trained:
    """The model of the full training, made once a run."""

    def make() -> Trained:
        x, y = labelled(j)
        order = np.random.default_rng(j.seed).permutation(len(y))
        rows, val = order[400:], order[:400]
        return j.train({"x_train": x[rows], "y_train": y[rows], "x_val": x[val], "y_val": y[val]}, j.cfg())

    return j.once("model", make)


@dataclass(frozen=True)
class Findings:
    """What one process with the trained model said. Logits are the model's own on x / 255, in evaluation mode."""

    parameters: int
    convolutions: list[str]
    state: dict[str, np.ndarray]
    moved_by_company: int
    labels: tuple[np.ndarray, np.ndarray]
    logits: np.ndarray
    tinted_labels: np.ndarray
    tinted_logits: np.ndarray
    maps: dict[str, Torch]


def findings(j: Judging) -> Findings:
    def make() -> Findings:
        with trained(j).load() as loaded:
            return ask(j, loaded)

    return j.once("findings", make)


def ask(j: Judging, loaded: TrainedLearner) -> Findings:
    """All predictions come before the first look at the model itself, which puts it into evaluation mode."""
    learner, model = loaded.learner, loaded.model
    x, _ = hidden(j)
    strange = tinted(x[:200])
    moved = moved_by_company(j, loaded)
    labels = predicted(j, loaded, x), predicted(j, loaded, x)
    tinted_labels = predicted(j, loaded, strange)
    return Findings(
        parameters=stub(learner, "all_parameters", model),
        convolutions=stub(learner, "convolutions", model),
        state=model.state(),
        moved_by_company=moved,
        labels=labels,
        logits=logits(j, model, x),
        tinted_labels=tinted_labels,
        tinted_logits=logits(j, model, strange),
        maps=stub(learner, "maps_of", model, Torch(scaled(x[:1]))),
    )


def predicted(j: Judging, loaded: TrainedLearner, x: np.ndarray) -> np.ndarray:
    return j.array(loaded.predict("predict", x), "predict(model, x)", shape=(len(x),))


def logits(j: Judging, model: Handle, x: np.ndarray) -> np.ndarray:
    model.do("eval")
    parts = [j.array(model(Torch(scaled(part))), "model(x)", ndim=2) for part in np.array_split(x, max(1, len(x) // 250))]
    return np.concatenate(parts)


def moved_by_company(j: Judging, loaded: TrainedLearner) -> int:
    """Of 40 images, how many labels change when seven black or seven white images stand behind the image."""
    x, _ = some(j, 40)

    def labels(count: int, shade: int) -> np.ndarray:
        company = np.full((count, 3, 32, 32), shade, np.uint8)
        rows = [loaded.predict("predict", np.concatenate([x[k : k + 1], company])) for k in range(len(x))]
        return np.array([j.array(row, "predict(model, x)", shape=(1 + count,))[0] for row in rows])

    alone, black, white = labels(0, 0), labels(7, 0), labels(7, 255)
    return int(((alone != black) | (alone != white)).sum())
