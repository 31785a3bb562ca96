"""The hidden requests: odd ones with the error that each may get, and film sentences with their labels."""

import csv
import io
from typing import Any

import numpy as np

from workers.judge import Judging

CODES = ("bad_request", "not_text", "empty", "too_long", "unsupported_language")
LIMIT = 2000
MARKUP = (
    "<script>alert(1)</script> A charming film.",
    "A dull film. <img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)> I liked the film a lot.',
    "<b>Great</b> acting & a weak plot, 3 < 5 stars.",
    'The film\'s "best" joke is </title><body onload=alert(1)>.',
)


def odd(rng: np.random.Generator) -> list[tuple[str, Any, tuple[str | None, ...]]]:
    """(name, request, what may come back): a code, or None for an answer with ok."""
    any_language = (None, "unsupported_language")
    word = "".join(rng.choice(list("abcdefghijklmnop"), size=9))
    number = int(rng.integers(2, 99))
    sentence = f"The film {word} is a quiet, warm and funny surprise."
    return [
        ("None", None, ("bad_request",)),
        ("[]", [], ("bad_request",)),
        ("a list", [{"text": sentence}], ("bad_request",)),
        ("a string", sentence, ("bad_request",)),
        ("a number", number, ("bad_request",)),
        ("{}", {}, ("bad_request",)),
        ("another key", {"txt": sentence}, ("bad_request",)),
        ("text: None", {"text": None}, ("not_text",)),
        ("text: a number", {"text": number}, ("not_text",)),
        ("text: a float", {"text": float(number)}, ("not_text",)),
        ("text: True", {"text": True}, ("not_text",)),
        ("text: a list", {"text": [sentence]}, ("not_text",)),
        ("text: a dict", {"text": {"text": sentence}}, ("not_text",)),
        ("text: bytes", {"text": sentence.encode()}, ("not_text",)),
        ("an empty text", {"text": ""}, ("empty",)),
        ("blanks", {"text": " \t\n  "}, ("empty",)),
        ("ideographic blanks", {"text": "\u3000\u00a0 \u2003"}, ("empty",)),
        ("10,000 characters", {"text": ("a fine film " * 900)[:10000]}, ("too_long",)),
        ("2,001 characters", {"text": "x" + " good" * 400}, ("too_long",)),
        ("2,000 characters", {"text": "fine " * 399 + "movie"}, (None,)),
        ("2,000 characters and blanks around", {"text": "  " + "fine " * 399 + "movie \n"}, (None,)),
        ("one long word", {"text": "a" * 1500}, any_language),
        ("emoji", {"text": "😀👍🏽🎬"}, any_language),
        ("emoji beside words", {"text": f"{sentence} 😀🎬"}, (None,)),
        ("Chinese", {"text": "这部电影拍得又慢又闷，看到一半我就想走。"}, any_language),
        ("a Chinese name in English", {"text": f"{sentence} (花样年华)"}, (None,)),
        ("control characters", {"text": f"{sentence}\x00\x07\x1b[31m"}, (None,)),
        ("from right to left", {"text": "פרט \u202e gnirob saw mlif ehT"}, any_language),
        ("a brace and a per cent sign", {"text": f"{{text}} %s {{0}} {sentence}"}, (None,)),
        ("a special token", {"text": f"[CLS] <|im_end|> [SEP] {sentence}"}, (None,)),
        ("digits", {"text": str(number)}, any_language),
        ("one letter", {"text": "z"}, any_language),
        ("more keys", {"text": sentence, "lang": "en", "id": number}, (None,)),
    ]


def hidden(j: Judging) -> tuple[list[str], np.ndarray]:
    """As many hidden sentences as the profile says, half of them praise: (texts, labels with 1 for praise)."""
    table = (j.assets_judge / "film-sentences" / "test.tsv").read_text("utf-8")
    rows = [(int(row[0]), row[2]) for row in csv.reader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)]
    rng = np.random.default_rng(j.seed)
    half = int(j.overrides["hidden"]) // 2
    chosen = [row for label in (0, 1) for row in rng.permutation([k for k, one in enumerate(rows) if one[0] == label])[:half]]
    chosen = [chosen[k] for k in rng.permutation(len(chosen))]
    return [rows[k][1] for k in chosen], np.array([rows[k][0] for k in chosen])
