"""Is this answer right? Pure functions over an item's `kind` and `spec`.

What is given, by kind: a list of option ids (single, multi, order, and any kind with options), else a text.
"""

import io
import re
import tokenize
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

Given = str | list[str]
MAX_TEXT = 2_000
_CHOICE_KINDS = frozenset({"single", "multi"})
_LAYOUT_TOKENS = frozenset(
    {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER, tokenize.INDENT, tokenize.DEDENT}
)
# What Chinese input methods and typographers write instead of ASCII.
_PLAIN = str.maketrans("，。（）【】［］：；“”‘’−–×　", ",.()[][]:;\"\"''--x ")


class Outcome(StrEnum):
    """What came of an answer. Only the first two count as a try."""

    CORRECT = "correct"
    INCORRECT = "incorrect"
    NOT_ATTEMPTED = "not_attempted"
    UNCHECKABLE = "uncheckable"


def answer_form(kind: str, spec: Mapping[str, Any]) -> str:
    """How an item is answered: `choice` (one), `choices` (several), `order` or `text`."""
    if kind == "order":
        return "order"
    if kind == "multi":
        return "choices"
    return "choice" if kind in _CHOICE_KINDS or spec.get("options") else "text"


def check(kind: str, spec: Mapping[str, Any], given: Given) -> Outcome:
    """The outcome of `given`. Uncheckable means that it could not be read, not that it is wrong."""
    form = answer_form(kind, spec)
    if form == "order":
        return _check_order(spec, given)
    if form in {"choice", "choices"}:
        return _check_options(spec, given, several=form == "choices")
    return _check_text(kind, spec, given)


def _check_options(spec: Mapping[str, Any], given: Given, *, several: bool) -> Outcome:
    chosen = set(given)
    options = {str(option["id"]): bool(option.get("correct")) for option in spec.get("options", [])}
    if not chosen:
        return Outcome.NOT_ATTEMPTED
    if isinstance(given, str) or not chosen <= set(options) or (not several and len(chosen) > 1):
        return Outcome.UNCHECKABLE
    right = {option for option, correct in options.items() if correct}
    return _decided(chosen == right)


def _check_order(spec: Mapping[str, Any], given: Given) -> Outcome:
    wanted = [str(option) for option in (spec.get("answer") or {}).get("value", [])]
    if not given:
        return Outcome.NOT_ATTEMPTED
    if isinstance(given, str) or sorted(given) != sorted(wanted):
        return Outcome.UNCHECKABLE
    return _decided(given == wanted)


def _check_text(kind: str, spec: Mapping[str, Any], given: Given) -> Outcome:
    answer = spec.get("answer")
    if not isinstance(given, str) or not given.strip():
        return Outcome.NOT_ATTEMPTED
    if answer is None or len(given) > MAX_TEXT or "\x00" in given:
        return Outcome.UNCHECKABLE
    return _TEXT_CHECKS.get(kind, _check_output)(answer, given)


def _check_number(answer: Mapping[str, Any], given: str) -> Outcome:
    value = read_number(given)
    if value is None:
        return Outcome.UNCHECKABLE
    wanted = float(answer["value"])
    # Without a stated tolerance, what is left is the noise of writing a float down in decimal.
    tolerance = max(float(answer.get("tol") or 0.0), 1e-9 * abs(wanted))
    return _decided(abs(value - wanted) <= tolerance)


def read_number(text: str) -> float | None:
    """12, 1,024, -3.5, 2e-3, 1/3 or 40%; None for anything else."""
    text = re.sub(r"\s", "", text.translate(_PLAIN))
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    match = re.fullmatch(r"([+-]?\d*\.?\d+(?:e[+-]?\d{1,3})?|[+-]?\d+\.)(?:/(\d*\.?\d+))?(%?)", text, re.IGNORECASE)
    if match is None:
        return None
    top, bottom, percent = float(match[1]), float(match[2] or 1), match[3]
    if bottom == 0 or abs(top) == float("inf"):
        return None
    return top / bottom / (100 if percent else 1)


def _check_shape(answer: Mapping[str, Any], given: str) -> Outcome:
    sizes = read_shape(given)
    if sizes is None:
        return Outcome.UNCHECKABLE
    return _decided(sizes == [size if isinstance(size, int) else str(size) for size in answer["value"]])


def read_shape(text: str) -> list[int | str] | None:
    """(32, 10), [32 10], 32x10, torch.Size([32, 10]) or (n, d) as sizes; None for anything else."""
    text = re.sub(r"^\s*(torch\.)?Size\s*", "", text.translate(_PLAIN))
    text = re.sub(r"(?<=[\w\s])[x*](?=\s*\w)", ",", text) if re.search(r"\d\s*[x*]\s*\d", text) else text
    words = [word for word in re.split(r"[\s,]+", text.strip(" ()[]\t\n")) if word]
    if not words or not all(re.fullmatch(r"\d{1,12}|[A-Za-z_]\w*", word) for word in words):
        return None
    return [int(word) if word.isdigit() else word for word in words]


def _check_output(answer: Mapping[str, Any], given: str) -> Outcome:
    return _decided(_output(given) in {_output(text) for text in _accepted(answer)})


def _output(text: str) -> str:
    """Printed text as people copy it: how many blanks separate two values does not matter, whether there is one does."""
    lines = [re.sub(r"\s+", " ", line).strip() for line in text.strip().splitlines()]
    return re.sub(r" *([\[\](){},:=]) *", r"\1", "\n".join(lines))


def _check_code(answer: Mapping[str, Any], given: str) -> Outcome:
    tokens = read_code(given)
    if tokens is None:
        return Outcome.UNCHECKABLE
    return _decided(any(tokens == read_code(text) for text in _accepted(answer)))


def read_code(text: str) -> list[str] | None:
    """Python tokens without layout and comments, strings with one kind of quote; None if it is not even tokens."""
    try:
        found = list(tokenize.generate_tokens(io.StringIO(text.strip()).readline))
    except (tokenize.TokenError, SyntaxError):
        return None
    kept = [token.string for token in found if token.type not in _LAYOUT_TOKENS]
    return [f'"{token[1:-1]}"' if re.fullmatch(r"'[^'\"\\]*'", token) else token for token in kept]


def _accepted(answer: Mapping[str, Any]) -> list[str]:
    value = answer["value"]
    return [str(text) for text in value] if isinstance(value, list) else [str(value)]


def _decided(right: bool) -> Outcome:
    return Outcome.CORRECT if right else Outcome.INCORRECT


_TEXT_CHECKS: dict[str, Callable[[Mapping[str, Any], str], Outcome]] = {
    "number": _check_number,
    "shape": _check_shape,
    "predict-output": _check_output,
    "fill-code": _check_code,
}
