"""Where res:, lesson:, task: and lab: lead."""

from everyday.catalog.publishing.addresses import lab_url, lesson_url, task_url
from everyday.catalog.source.tree import CourseSource, WeekSource, week_number
from everyday.lib.markdown.page import Language, Link, UnknownTarget


def resolve(course: CourseSource, address: str, language: Language) -> Link:
    """Raises UnknownTarget with a message for the author."""
    scheme, _, rest = address.partition(":")
    name, _, anchor = rest.partition("#")
    link = {"res": _resource, "lesson": _lesson, "task": _task, "lab": _lab}[scheme](course, name, language)
    return Link(f"{link.href}#{anchor}", link.title) if anchor else link


def _week(course: CourseSource, name: str, kind: str) -> WeekSource:
    number = week_number(name)
    week = course.weeks.get(number) if number else None
    if week is None:
        raise UnknownTarget(f"{kind} {name!r}: the course has no such week")
    return week


def _resource(course: CourseSource, name: str, language: Language) -> Link:
    shelf = course.resources.model.root if course.resources else {}
    if name not in shelf:
        raise UnknownTarget(f"resource {name!r} is not in resources.yaml")
    return Link(shelf[name].url, getattr(shelf[name].title, language))


def _lesson(course: CourseSource, name: str, language: Language) -> Link:
    week = _week(course, name, "lesson").week
    for lesson in week.lessons:
        if lesson.id == name:
            return Link(lesson_url(week.number, lesson.slug), getattr(lesson.title, language))
    raise UnknownTarget(f"lesson {name!r} is not in week.yaml")


def _task(course: CourseSource, name: str, language: Language) -> Link:
    source = _week(course, name, "task")
    slug = name.partition("/")[2]
    if slug not in source.week.tasks:
        raise UnknownTarget(f"task {name!r} is not listed in week.yaml")
    task = source.tasks.get(slug)
    return Link(task_url(source.week.id, slug), getattr(task.file.model.title, language) if task else slug)


def _lab(course: CourseSource, name: str, language: Language) -> Link:
    source = _week(course, name, "lab")
    slug = name.rpartition("/")[2]
    if slug not in source.week.labs or name != f"{source.week.id}/labs/{slug}":
        raise UnknownTarget(f"lab {name!r} is not listed in week.yaml")
    lab = source.labs.get(slug)
    return Link(lab_url(source.week.id, slug), getattr(lab.file.model.title, language) if lab else slug)
