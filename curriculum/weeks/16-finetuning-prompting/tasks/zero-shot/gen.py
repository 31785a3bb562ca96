"""Makes judge_data/smollm2.json: log-probabilities that SmolLM2 gives to label words after real film sentences.

python gen.py ASSETS ASSETS_JUDGE (the folders that hold smollm2 and film-sentences). Numbers are stored, sentences are not.
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

HALF = 40
NULL = "N/A"
CASES = (
    ("sentiment", "Review: {text}\nSentiment:", (" negative", " positive")),
    ("good-bad", "{text}\nIn short, the movie was", (" bad", " good")),
    ("two-tokens", "{text}\nIn short, the movie was", (" bad", " absolutely wonderful")),
)


def sentences(path: Path) -> tuple[list[str], list[int]]:
    """The first HALF sentences of each label, in the file's order."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(int(row[0]), row[2]) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    kept = sorted(k for label in (0, 1) for k in [i for i, row in enumerate(rows) if row[0] == label][:HALF])
    return [rows[k][1] for k in kept], [rows[k][0] for k in kept]


@torch.inference_mode()
def rows_after(model: torch.nn.Module, prompt: list[int], labels: list[list[int]], tokens: list[int]) -> list[list[float]]:
    """Row 0: after the prompt. Row 1, if a label has two tokens: after the prompt and the first of them."""
    longest = max(labels, key=len)
    ids = prompt + longest[:-1]
    table = model(torch.tensor([ids]), logits_to_keep=len(longest)).logits[0].double().log_softmax(-1)
    return [[round(float(row[token]), 6) for token in tokens] for row in table]


def main(assets: Path, assets_judge: Path) -> None:
    torch.set_num_threads(1)
    tokenizer = AutoTokenizer.from_pretrained(assets / "smollm2", local_files_only=True)
    model = AutoModelForCausalLM.from_pretrained(assets / "smollm2", local_files_only=True, dtype=torch.float32).eval()
    texts, y = sentences(assets_judge / "film-sentences" / "test.tsv")
    cases = []
    for name, template, words in CASES:
        labels = [tokenizer.encode(word) for word in words]
        assert sum(len(label) > 1 for label in labels) <= 1, "one table for all labels is exact only then"
        tokens = sorted({token for label in labels for token in label})
        columns = [[tokens.index(token) for token in label] for label in labels]
        found = [rows_after(model, tokenizer.encode(template.format(text=text)), labels, tokens) for text in [NULL, *texts]]
        case = {"name": name, "template": template, "words": words, "labels": columns}
        cases.append(case | {"null": found[0], "rows": found[1:]})
        print(name, labels, accuracy(cases[-1], np.array(y)))
    Path("judge_data/smollm2.json").write_text(json.dumps({"y": y, "cases": cases}) + "\n", encoding="utf-8")


def accuracy(case: dict, y: np.ndarray) -> dict[str, float]:
    """Shares of right answers: sums, means per token, and the latter divided by those of the null text."""
    score = {how: np.array([scores(rows, case["labels"], how) for rows in case["rows"]]) for how in (False, True)}
    null = np.array(scores(case["null"], case["labels"], True))
    found = {"sum": score[False], "mean": score[True], "calibrated": score[True] - null}
    return {how: float((value.argmax(1) == y).mean()) for how, value in found.items()} | {
        f"says_1_{how}": float(value.argmax(1).mean()) for how, value in found.items()
    }


def scores(rows: list[list[float]], labels: list[list[int]], mean: bool) -> list[float]:
    return [sum(rows[k][token] for k, token in enumerate(label)) / (len(label) if mean else 1) for label in labels]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
