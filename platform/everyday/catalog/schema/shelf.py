"""glossary.yaml, resources.yaml and datasets.yaml: what the whole course shares, each a mapping by id."""

from typing import Any, Literal

from pydantic import Field, RootModel

from everyday.catalog.schema.base import I18n, LessonId, Name, Sha256, Strict, Text


class Forms(Strict):
    zh: list[Text] = []
    en: list[Text] = []


class Term(Strict):
    """`also` are other accepted forms; `avoid` are variants that the course does not use."""

    zh: Text
    en: Text
    first: LessonId | None = None
    also: Forms = Forms()
    avoid: Forms = Forms()
    about: I18n | None = None


class Glossary(RootModel[dict[Name, Term]]):
    pass


class Section(Strict):
    id: Name | None = None
    title: Text | I18n
    url: Text | None = None


class Resource(Strict):
    """`seed` lists the names under which the seed plan recommends it, verbatim."""

    title: I18n
    url: Text = Field(pattern=r"^https?://\S+$")
    kind: Text
    lang: Text | list[Text]
    licence: Text
    sections: list[Text | Section] = []
    seed: list[Text] = []
    note: I18n | None = None


class Resources(RootModel[dict[Name, Resource]]):
    pass


class DataFile(Strict):
    """`sha256` and `bytes` are null while the file has not been built for the first time."""

    path: Text
    sha256: Sha256 | None
    bytes: int | None = Field(ge=0)


class Dataset(Strict):
    title: I18n | None = None
    about: I18n | None = None
    loader: Text
    files: list[DataFile] = []
    judge_files: list[DataFile] = []
    licence: Text
    splits: dict[str, Any] = {}
    pack: Literal["builtin", "optional"]
    source: Text | list[Text]
    weeks: list[Text] = []


class Datasets(RootModel[dict[Name, Dataset]]):
    pass
