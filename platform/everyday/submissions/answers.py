"""Answers to a lab's questions, before and after the run: only what was asked, and no longer than anyone reads."""

from collections.abc import Iterable, Mapping
from typing import Any

MAX_ANSWER = 4_000

Answers = dict[str, str]


def checked(questions: Iterable[Mapping[str, Any]], given: Mapping[str, Any]) -> Answers:
    """{question: answer}: of a choice one of its options, else text; an answer to no question or of no kind is left out."""
    answers: Answers = {}
    for question in questions:
        value = given.get(question["id"])
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            continue
        text = str(value).replace("\0", "").strip()[:MAX_ANSWER]
        options = [option["id"] for option in question.get("options") or []]
        if text and (not options or text in options):
            answers[question["id"]] = text
    return answers
