"""quiz.yaml: check questions. Every option, right or wrong, is explained."""

from typing import Literal, Self

from pydantic import Field, model_validator

from everyday.catalog.schema.base import I18n, LessonId, Name, QuizId, Strict, WeekId

Kind = Literal["single", "multi", "number", "shape", "order", "predict-output", "fill-code"]

CHOICE_KINDS = frozenset({"single", "multi"})
PREDICTING_KINDS = frozenset({"number", "shape", "predict-output"})


class Option(Strict):
    id: Name
    text: I18n
    correct: bool = False
    explain: I18n


class Answer(Strict):
    """number: a number and `tol`; shape: a list of sizes; order: option ids; text kinds: the accepted text(s)."""

    value: int | float | str | list[int | str]
    tol: float = Field(default=0.0, ge=0)


class Question(Strict):
    """What quiz items and a lab's questions have in common. Options are explained one by one, an answer by `explain`."""

    stem: I18n
    options: list[Option] = []
    answer: Answer | None = None
    explain: I18n | None = None
    difficulty: int | Literal["easy", "medium", "hard"] | None = None

    def option_ids(self) -> list[str]:
        return [option.id for option in self.options]

    def correct_count(self) -> int:
        return sum(option.correct for option in self.options)


def refuse_bad_answer(kind: str, question: Question) -> None:
    """Raise ValueError where the options or the answer do not fit the kind."""
    ids = question.option_ids()
    if len(set(ids)) != len(ids):
        raise ValueError("two options have the same id")
    if ids and kind != "order" and question.answer is None:
        _refuse_bad_options(kind, question)
    elif kind in CHOICE_KINDS:
        raise ValueError(f"a {kind} question has options, and no answer")
    elif question.answer is None:
        raise ValueError(f"a {kind} question needs answer: {{value: …}}")
    elif ids and kind != "order":
        raise ValueError("a question has options or an answer, not both")
    elif not ids and question.explain is None:
        raise ValueError("explain is required where there are no explained options")
    else:
        _refuse_bad_value(kind, question.answer, ids)


def _refuse_bad_options(kind: str, question: Question) -> None:
    correct = question.correct_count()
    if len(question.options) < 2:
        raise ValueError("a question with options needs at least two")
    if kind == "multi" and correct == 0:
        raise ValueError("a multi question needs at least one correct option")
    if kind != "multi" and correct != 1:
        raise ValueError(f"a {kind} question needs exactly one correct option, this has {correct}")


def _refuse_bad_value(kind: str, answer: Answer, option_ids: list[str]) -> None:
    value = answer.value
    if kind == "number" and (isinstance(value, str | list | bool)):
        raise ValueError("the answer of a number question is a number")
    if kind == "shape" and not (isinstance(value, list) and value and all(isinstance(size, int | str) for size in value)):
        raise ValueError("the answer of a shape question is a list of sizes, e.g. [32, 10]")
    if kind == "order" and (not isinstance(value, list) or sorted(map(str, value)) != sorted(option_ids) or not option_ids):
        raise ValueError("the answer of an order question lists every option id once")
    if kind in ("predict-output", "fill-code") and isinstance(value, float | int):
        raise ValueError(f"the answer of a {kind} question is text; put it in quotes")


class QuizItem(Question):
    id: QuizId
    lesson: LessonId
    objective: Name
    kind: Kind
    from_week: WeekId | None = None

    @model_validator(mode="after")
    def _answer_fits(self) -> Self:
        refuse_bad_answer(self.kind, self)
        return self


class Quiz(Strict):
    items: list[QuizItem]
