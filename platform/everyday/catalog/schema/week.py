"""week.yaml: one of the 24 weeks, its lessons and its seven days."""

from typing import Literal

from pydantic import Field

from everyday.catalog.schema.base import I18n, LessonId, Name, Slug, Strict, TaskSlug, Text, Version, WeekId

Status = Literal["draft", "review", "live"]


class Seed(Strict):
    """The row of the seed plan, verbatim."""

    topic: Text
    content: list[Text] = Field(min_length=1)
    practice: Text
    resources: list[Text] = Field(min_length=1)


class Objective(Strict):
    id: Name
    verb: Text
    text: I18n


class Misconception(Strict):
    """`linked` names a quiz item (w05.q03), one of its options (w05.q03.b) or a wrong solution (slug or task-slug/slug)."""

    id: Name
    text: I18n
    linked: Text | list[Text]

    @property
    def links(self) -> list[str]:
        return [self.linked] if isinstance(self.linked, str) else list(self.linked)


class ResourceUse(Strict):
    """Which section of a resource to read, and whether before or after the lesson."""

    id: Name
    section: Text | None = None
    when: Literal["before", "after"]


class Lesson(Strict):
    id: LessonId
    slug: Slug
    title: I18n
    question: I18n
    objectives: list[Objective] = Field(min_length=1, max_length=4)
    covers: list[Text]
    minutes: int = Field(ge=20, le=90)
    prereqs: list[LessonId] = []
    misconceptions: list[Misconception] = []
    resources: list[ResourceUse] = []


class Day(Strict):
    """`do` lists lesson ids (w05.l1), task ids (w05/slug), lab ids (w05/labs/slug), `quiz` and `review`."""

    d: int = Field(ge=1, le=7)
    minutes: int = Field(ge=10, le=240)
    do: list[Text] = Field(min_length=1)
    deliverable: I18n


class Unlock(Strict):
    """What opens the week: another week's tasks at `min_score` (0 to 1) or nothing."""

    after: WeekId | Literal["none"] | None = None
    min_score: float = Field(default=0.0, ge=0, le=1)


class Week(Strict):
    id: WeekId
    title: I18n
    goal: I18n
    seed: Seed
    prereqs: list[LessonId]
    minutes_per_day: list[int] = Field(min_length=7, max_length=7)
    lessons: list[Lesson] = Field(min_length=1)
    days: list[Day] = Field(min_length=7, max_length=7)
    quiz: Text
    tasks: list[TaskSlug]
    labs: list[Slug]
    unlock: Unlock = Unlock()
    resources: list[ResourceUse] = []
    status: Status
    version: Version

    @property
    def number(self) -> int:
        return int(self.id[1:])
