"""rubric.yaml: how a mentor judges a document, and how its author judges it first."""

from typing import Self

from pydantic import Field, model_validator

from everyday.catalog.schema.base import I18n, Name, Strict, Version


class Level(Strict):
    """`anchor` is an example of work at this level, so that two mentors mean the same by it."""

    points: int = Field(ge=0)
    title: I18n
    anchor: I18n


class Criterion(Strict):
    id: Name
    title: I18n
    about: I18n | None = None
    levels: list[Level] = Field(min_length=2, max_length=6)

    @model_validator(mode="after")
    def _levels_rise(self) -> Self:
        points = [level.points for level in self.levels]
        if points != sorted(set(points)) or points[0] != 0:
            raise ValueError(f"the levels of {self.id} must rise from 0 points, each above the one before")
        return self


class Rubric(Strict):
    version: Version
    criteria: list[Criterion] = Field(min_length=1, max_length=12)

    @property
    def points(self) -> int:
        return sum(criterion.levels[-1].points for criterion in self.criteria)

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [criterion.id for criterion in self.criteria]
        if len(ids) != len(set(ids)):
            raise ValueError("two criteria have the same id")
        return self
