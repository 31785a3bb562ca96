"""lab.yaml: a configured experiment: predict, run, explain."""

from typing import Literal, Self

from pydantic import Field, model_validator

from everyday.catalog.schema.base import I18n, LabId, Name, Strict, Text, Version
from everyday.catalog.schema.quiz import Kind, Question, refuse_bad_answer
from everyday.catalog.schema.task import FigureSlot, Metric, Profiles

Scalar = int | float | bool | str


class Param(Strict):
    """One control of the form."""

    name: Name
    type: Literal["float", "int", "choice", "bool"]
    title: I18n | None = None
    about: I18n | None = None
    min: int | float | None = None
    max: int | float | None = None
    step: int | float | None = None
    scale: Literal["linear", "log"] = "linear"
    choices: list[Scalar] = []
    default: Scalar

    @model_validator(mode="after")
    def _range_fits(self) -> Self:
        if self.type in ("float", "int"):
            if self.min is None or self.max is None or self.min >= self.max:
                raise ValueError(f"{self.type} parameter {self.name} needs min < max")
            if isinstance(self.default, str | bool) or not self.min <= self.default <= self.max:
                raise ValueError(f"default of {self.name} is not between min and max")
        if self.type == "choice" and self.default not in self.choices:
            raise ValueError(f"default of {self.name} is not one of its choices")
        if self.type == "bool" and not isinstance(self.default, bool):
            raise ValueError(f"default of {self.name} is true or false")
        return self


class Budget(Strict):
    runs_per_day: int = Field(ge=1)
    seconds: int = Field(ge=1)


class LabQuestion(Question):
    """A question before or after the run; kind `open` goes to the mentor and has no answer."""

    id: Name
    kind: Kind | Literal["open"]

    @model_validator(mode="after")
    def _answer_fits(self) -> Self:
        if self.kind == "open":
            if self.options or self.answer:
                raise ValueError("an open question has neither options nor an answer")
        else:
            refuse_bad_answer(self.kind, self)
        return self


class Goal(Strict):
    expr: Text
    text: I18n | None = None


class Lab(Strict):
    id: LabId
    title: I18n
    about: I18n | None = None
    params: list[Param] = Field(min_length=1)
    trainer: Text
    budget: Budget
    predict: list[LabQuestion] = Field(min_length=1)
    metrics: list[Metric] = []
    figures: list[FigureSlot] = Field(min_length=1)
    goal: Goal
    explain: list[LabQuestion] = Field(min_length=1)
    profiles: Profiles | None = None
    authors: list[Text] = []
    licence: Text | None = None
    version: Version
