"""The passengers as the judge holds them: text cells by column, "" for a missing one."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workers.judge import Named

COLUMNS = ("pclass", "name", "sex", "age", "sibsp", "parch", "ticket", "fare", "cabin", "embarked", "home.dest")
MAY_BE_MISSING = ("age", "fare", "cabin", "embarked", "home.dest")


@dataclass(frozen=True)
class Passengers:
    """Rows of text cells and who survived, i64[n]."""

    rows: list[dict[str, str]]
    survived: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, indices: np.ndarray) -> "Passengers":
        return Passengers([dict(self.rows[int(i)]) for i in indices], self.survived[indices])

    def frame(self) -> Named:
        """What the learner's code gets: a DataFrame of the eleven columns (stubs.py)."""
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return Named("passengers", buffer.getvalue())


def read(path: Path) -> Passengers:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    survived = np.array([int(row.pop("survived")) for row in rows], dtype=np.int64)
    return Passengers(rows, survived)


def with_gaps(people: Passengers, rng: np.random.Generator, share: float) -> Passengers:
    """A share of the cells that may be missing is; embarked and fare, which rarely are in the original, too."""
    rows = [
        {name: "" if name in MAY_BE_MISSING and rng.random() < share else cell for name, cell in row.items()}
        for row in people.rows
    ]
    return Passengers(rows, people.survived)


def with_strangers(people: Passengers, rng: np.random.Generator) -> Passengers:
    """Ports, decks, titles, tickets and homes that no passenger of the training rows has."""
    new = {
        "embarked": ["B", "Belfast"],
        "cabin": ["Z9", "9", "K7 K9"],
        "ticket": ["NEW 1", "X/Y 77"],
        "home.dest": ["Nowhere"],
        "name": ["Nobody, Xx. A", "Somebody without a title", "Li, Prof. Bo (née Wu)"],
    }
    rows = [row | {name: str(rng.choice(values)) for name, values in new.items() if rng.random() < 0.6} for row in people.rows]
    return Passengers(rows, people.survived)


def companions(people: Passengers, rng: np.random.Generator, n: int) -> Passengers:
    """n rows, those first whose ticket somebody else has too: whoever counts within a batch gives himself away."""
    tickets = Counter(row["ticket"] for row in people.rows)
    alone = np.array([tickets[row["ticket"]] == 1 for row in people.rows])
    mixed = rng.permutation(len(people))
    order = mixed[np.argsort(alone[mixed], kind="stable")]
    return people.take(np.sort(order[:n]))


def with_elders(people: Passengers, rng: np.random.Generator) -> Passengers:
    """12 rows without an age before the 24 oldest: whoever fills in by the batch fills in far too much."""
    unknown = rng.permutation([i for i, row in enumerate(people.rows) if not row["age"]])[:12]
    oldest = np.argsort([-float(row["age"] or 0) for row in people.rows], kind="stable")[:24]
    return people.take(np.concatenate([unknown, oldest]))


def noise(people: Passengers, rng: np.random.Generator, n: int, levels: int) -> Passengers:
    """n different passengers whose tickets are one of `levels` numbers and whose survival was drawn by lot."""
    chosen = people.take(rng.permutation(len(people))[:n])
    rows = [row | {"ticket": f"N{int(rng.integers(levels)):03d}"} for row in chosen.rows]
    return Passengers(rows, (rng.permutation(n) < round(0.4 * n)).astype(np.int64))


def auc(y: np.ndarray, p: np.ndarray) -> float:
    """Half-points over all pairs."""
    difference = p[y == 1][:, None] - p[y == 0][None, :]
    return float((difference > 0).mean() + (difference == 0).mean() / 2)


def folds(y: np.ndarray, k: int, rng: np.random.Generator) -> list[np.ndarray]:
    """k test parts of all rows, stratified."""
    parts: list[list[int]] = [[] for _ in range(k)]
    for label in (0, 1):
        for place, index in enumerate(rng.permutation(np.flatnonzero(y == label))):
            parts[place % k].append(int(index))
    return [np.array(part) for part in parts]
