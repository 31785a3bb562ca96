"""course.yaml: the course as a whole."""

from typing import Literal

from pydantic import Field, field_validator

from everyday.catalog.schema.base import I18n, Name, Strict, Version, WeekId


class PointsPolicy(Strict):
    """Percent of a task's points given by public and by hidden tests; shares (0 to 1) that pass and that master."""

    best_attempt: bool = True
    passing: float = Field(default=0.6, alias="pass", ge=0, le=1)
    mastery: float = Field(default=0.9, ge=0, le=1)
    public: int = Field(ge=0, le=100)
    hidden: int = Field(ge=0, le=100)
    about: I18n | None = None


class Band(Strict):
    """Four weeks that belong together on the map."""

    id: Name
    title: I18n
    weeks: list[WeekId] = Field(min_length=1)


class Course(Strict):
    """`weeks` are the names of the folders in curriculum/weeks, in order."""

    id: Name
    title: I18n | None = None
    about: I18n | None = None
    langs: list[Literal["zh", "en"]]
    weeks: list[str] = Field(min_length=1)
    points: PointsPolicy
    bands: list[Band] = []
    version: Version

    @field_validator("langs")
    @classmethod
    def _both_languages(cls, langs: list[str]) -> list[str]:
        if langs != ["zh", "en"]:
            raise ValueError("the course's languages are [zh, en], in this order")
        return langs
