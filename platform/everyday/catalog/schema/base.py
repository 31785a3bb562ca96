"""The pieces every curriculum file is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$", max_length=80)]
WeekId = Annotated[str, StringConstraints(pattern=r"^w(0[1-9]|1[0-9]|2[0-4])$")]
LessonId = Annotated[str, StringConstraints(pattern=r"^w(0[1-9]|1[0-9]|2[0-4])\.l[1-9]$")]
QuizId = Annotated[str, StringConstraints(pattern=r"^w(0[1-9]|1[0-9]|2[0-4])\.q[0-9]{2,3}$")]
TaskSlug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=60)]
TaskId = Annotated[str, StringConstraints(pattern=r"^w(0[1-9]|1[0-9]|2[0-4])/[A-Za-z0-9]+(-[A-Za-z0-9]+)*$")]
LabId = Annotated[str, StringConstraints(pattern=r"^w(0[1-9]|1[0-9]|2[0-4])/labs/[a-z0-9]+(-[a-z0-9]+)*$")]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Strict(BaseModel):
    """A mapping with exactly the declared fields; YAML's own types are taken as they are, never coerced."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class I18n(Strict):
    """A text in both languages of the course."""

    zh: Text
    en: Text
