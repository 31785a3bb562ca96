"""Rows of weeks and their days."""

from typing import Any

from everyday.catalog.models import Week
from everyday.catalog.publishing.readiness import lab_is_ready, lesson_is_ready, task_is_ready
from everyday.catalog.publishing.rows import Row
from everyday.catalog.schema.week import Day as DaySpec
from everyday.catalog.schema.week import Lesson, ResourceUse
from everyday.catalog.source.digests import digest_of, program_digest
from everyday.catalog.source.tree import CourseSource, WeekSource

_TITLES = {"quiz": {"zh": "测验", "en": "Quiz"}, "review": {"zh": "复习", "en": "Review"}}


def week_row(course: CourseSource, source: WeekSource) -> Row:
    week = source.week
    days = [_day(source, day) for day in week.days]
    uses = [*week.resources, *(use for lesson in week.lessons for use in lesson.resources)]
    resources = resource_list(course, uses)
    fields = {
        "slug": source.folder.name[3:],
        "title": week.title.model_dump(),
        "goal": week.goal.model_dump(),
        "seed": week.seed.model_dump(),
        "minutes_per_day": week.minutes_per_day,
        "unlock": week.unlock.model_dump(),
        "resources": resources,
        "status": week.status,
        "version": week.version,
    }
    digest = digest_of(program_digest(), fields, days)
    return Row(Week, f"{week.number:02d}", digest, lambda: {**fields, "number": week.number, "days": days})


def resource_list(course: CourseSource, uses: list[ResourceUse]) -> list[dict[str, Any]]:
    """Resources as pages show them; each section once."""
    shelf = course.resources.model.root if course.resources else {}
    shown: dict[tuple[str, str | None], dict[str, Any]] = {}
    for use in uses:
        resource = shelf.get(use.id)
        if resource is not None and (use.id, use.section) not in shown:
            shown[use.id, use.section] = {
                "id": use.id,
                "title": resource.title.model_dump(),
                "url": resource.url,
                "kind": resource.kind,
                "lang": resource.lang if isinstance(resource.lang, str) else ", ".join(resource.lang),
                "licence": resource.licence,
                "note": resource.note.model_dump() if resource.note else None,
                "section": use.section or "",
                "when": use.when,
            }
    return list(shown.values())


def _day(source: WeekSource, day: DaySpec) -> dict[str, Any]:
    items = [_item(source, name, day) for name in day.do]
    return {"number": day.d, "minutes": day.minutes, "items": items, "deliverable": day.deliverable.model_dump()}


def _item(source: WeekSource, name: str, day: DaySpec) -> dict[str, Any]:
    week = source.week
    short = name.removeprefix(f"{week.id}.")
    if short == "quiz":
        known = {lesson.id for lesson in week.lessons}
        lessons = [one for one in day.do if one in known]
        return {**_entry("quiz", f"{week.id}.quiz", _TITLES["quiz"], source.quiz is not None), "lessons": lessons}
    if short == "review":
        return _entry("review", f"{week.id}.review", _TITLES["review"], True)
    lesson = next((one for one in week.lessons if one.id == name), None)
    if lesson is not None:
        return _lesson_item(source, lesson)
    slug = name.rpartition("/")[2]
    if name.startswith(f"{week.id}/labs/"):
        lab = source.labs.get(slug)
        title = lab.file.model.title.model_dump() if lab else _title_of(slug)
        return _entry("lab", name, title, lab is not None and lab_is_ready(lab))
    task = source.tasks.get(slug)
    title = task.file.model.title.model_dump() if task else _title_of(slug)
    return _entry("task", name, title, task is not None and task_is_ready(task))


def _lesson_item(source: WeekSource, lesson: Lesson) -> dict[str, Any]:
    return _entry("lesson", lesson.id, lesson.title.model_dump(), lesson_is_ready(source, lesson))


def _entry(kind: str, item_id: str, title: dict[str, str], ready: bool) -> dict[str, Any]:
    return {"kind": kind, "id": item_id, "title": title, "ready": ready}


def _title_of(slug: str) -> dict[str, str]:
    """A task that is not written yet has only its slug for a name."""
    words = slug.replace("-", " ")
    return {"zh": words, "en": words}
