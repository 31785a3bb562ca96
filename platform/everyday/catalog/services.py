"""Writing the course into the database: one transaction, only what changed, nothing that learners' work hangs on deleted."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model, ProtectedError

from everyday.catalog.checks.run import check_structure_of
from everyday.catalog.models import Day, Figure, Lab, Lesson, QuizItem, SyncState, Task, Term, Week
from everyday.catalog.publishing.course import course_rows
from everyday.catalog.publishing.rows import Row
from everyday.catalog.source.digests import course_digest
from everyday.catalog.source.problems import Report
from everyday.catalog.source.tree import CourseSource

# The field that holds the digest of what a row was made from, and the unique field(s) by which it is found again.
_KEYS: dict[type[Model], tuple[str, list[str]]] = {
    Week: ("digest", ["number"]),
    Lesson: ("digest", ["lesson_id"]),
    Figure: ("digest", ["week", "slug"]),
    QuizItem: ("digest", ["item_id"]),
    Task: ("source_digest", ["task_id"]),
    Lab: ("source_digest", ["lab_id"]),
    Term: ("digest", ["term_id"]),
}
_PARTS = (Lesson, Figure, QuizItem, Task, Lab)


class InvalidCourse(Exception):
    """The course has errors and was not synced; `report` has them with file and line."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"{len(report.errors())} errors")
        self.report = report


@dataclass
class SyncResult:
    """How many rows of each kind were written and removed; `kept` are tasks and labs that learners' work hangs on."""

    changed: bool
    written: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)


def sync_curriculum(*, root: Path, force: bool = False) -> SyncResult:
    """Make the database show the course in `root`. Raises InvalidCourse, and then writes nothing."""
    digest = course_digest(root)
    if not force and SyncState.objects.filter(pk=1, digest=digest).exists():
        return SyncResult(changed=False)
    course, report = check_structure_of(root)
    rows = list(course_rows(course, report)) if not report.errors() else []
    stored = {} if force else _stored_digests()
    written = [(row, row.make()) for row in rows if stored.get((row.model, row.key)) != row.digest]
    if report.errors():
        raise InvalidCourse(report)
    return _write(course, digest, rows, written)


def _stored_digests() -> dict[tuple[type[Model], str], str]:
    stored: dict[tuple[type[Model], str], str] = {}
    for model, (digest, _) in _KEYS.items():
        for row in model._default_manager.only(*_key_fields(model), digest).select_related(*_parents(model)):
            stored[model, _key_of(row)] = getattr(row, digest)
    return stored


def _key_fields(model: type[Model]) -> list[str]:
    return ["week__number", "slug"] if model is Figure else _KEYS[model][1]


def _parents(model: type[Model]) -> list[str]:
    return ["week"] if model is Figure else []


def _key_of(row: Model) -> str:
    """The key that the row's `Row` has."""
    if isinstance(row, Week):
        return f"{row.number:02d}"
    if isinstance(row, Figure):
        return f"{row.week.number:02d}/{row.slug}"
    return str(getattr(row, _KEYS[type(row)][1][0]))


@transaction.atomic
def _write(course: CourseSource, digest: str, rows: list[Row], written: list[tuple[Row, dict[str, Any]]]) -> SyncResult:
    # Two syncs at once would undo each other's deletions: the second waits here for the first.
    state, _ = SyncState.objects.select_for_update().get_or_create(pk=1, defaults={"digest": ""})
    result = SyncResult(changed=True)
    for model in (Week, *_PARTS, Term):
        chosen = [(row, fields) for row, fields in written if row.model is model]
        _upsert(model, chosen)
        result.written[model.__name__] += len(chosen)
    _write_days([fields for row, fields in written if row.model is Week])
    for model in (Term, QuizItem, Figure, Lab, Task, Lesson, Week):
        _remove_others(model, {row.key for row in rows if row.model is model}, result)
    state.digest = digest
    state.course = course.course.model.model_dump(mode="json", by_alias=True) if course.course else {}
    state.save()
    return result


def _upsert(model: type[Model], chosen: list[tuple[Row, dict[str, Any]]]) -> None:
    digest, unique = _KEYS[model]
    weeks = dict(Week.objects.values_list("number", "pk")) if model in _PARTS else {}
    found = Lesson.objects.values_list("week__number", "lesson_id", "pk") if model is QuizItem else []
    lessons: dict[tuple[int | None, str], int] = {(number, lesson_id): pk for number, lesson_id, pk in found}
    objects = []
    for row, fields in chosen:
        values = {name: value for name, value in fields.items() if name != "days"}
        values[digest] = row.digest
        if row.week is not None:
            values["week_id"] = weeks[row.week]
        if model is QuizItem:
            # A question from an earlier week belongs to this week's quiz and to none of its lessons.
            values["lesson_id"] = lessons.get((row.week, str(row.lesson)))
        objects.append(model(**values))
    if model is Lesson:
        _free_slugs([row.key for row, _ in chosen])
    names = [one.name for one in model._meta.concrete_fields if not one.primary_key and one.name not in unique]
    model._default_manager.bulk_create(objects, update_conflicts=True, unique_fields=unique, update_fields=names, batch_size=100)


def _free_slugs(lesson_ids: list[str]) -> None:
    """Two lessons may change slugs with each other; neither may stand in the other's way."""
    for lesson_id in lesson_ids:
        Lesson.objects.filter(lesson_id=lesson_id).update(slug=f"~{lesson_id}")


def _write_days(weeks: list[dict[str, Any]]) -> None:
    numbers = dict(Week.objects.values_list("number", "pk"))
    days = [Day(week_id=numbers[fields["number"]], **day) for fields in weeks for day in fields["days"]]
    Day.objects.bulk_create(
        days,
        update_conflicts=True,
        unique_fields=["week", "number"],
        update_fields=["minutes", "items", "deliverable"],
        batch_size=100,
    )


def _remove_others(model: type[Model], keys: set[str], result: SyncResult) -> None:
    for row in model._default_manager.only(*_key_fields(model)).select_related(*_parents(model)):
        if _key_of(row) in keys:
            continue
        try:
            row.delete()
            result.removed[model.__name__] += 1
        except ProtectedError:
            _retire(row)
            result.kept.append(str(row))


def _retire(row: Model) -> None:
    """Learners' submissions hang on it: it stays readable, and nobody can submit to it any more."""
    if isinstance(row, Task | Lab):
        row.is_ready = False
        row.source_digest = ""
        row.save(update_fields=["is_ready", "source_digest"])
    elif isinstance(row, Week):
        row.status, row.digest = "draft", ""
        row.save(update_fields=["status", "digest"])
