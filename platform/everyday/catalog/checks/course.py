"""The course as a whole: course.yaml and the folders agree, and the shared files refer to lessons that are there."""

from collections import Counter

from everyday.catalog.source.problems import Report
from everyday.catalog.source.tree import CourseSource


def check_course(course: CourseSource, report: Report) -> None:
    _check_folders(course, report)
    _check_bands(course, report)
    _check_glossary(course, report)


def _check_folders(course: CourseSource, report: Report) -> None:
    folders = [path.parent.name for path in sorted((course.root / "weeks").glob("*/week.yaml"))]
    for number, count in Counter(name[:2] for name in folders).items():
        if count > 1:
            report.add(course.root / "weeks", 1, f"{count} folders are week {number}")
    if course.course is None:
        return
    listed = course.course.model.weeks
    for place, name in enumerate(listed):
        line = course.course.line("weeks", place)
        if name not in folders:
            report.add(course.course.path, line, f"weeks/{name} has no week.yaml")
        if place and name[:2] <= listed[place - 1][:2]:
            report.add(course.course.path, line, f"{name} does not come after {listed[place - 1]}")


def _check_bands(course: CourseSource, report: Report) -> None:
    if course.course is None:
        return
    numbers = {f"w{name[:2]}" for name in course.course.model.weeks}
    seen: set[str] = set()
    for place, band in enumerate(course.course.model.bands):
        for week in band.weeks:
            if week not in numbers or week in seen:
                said = "is in two bands" if week in seen else "is no week of the course"
                report.add(course.course.path, course.course.line("bands", place, "weeks"), f"{week} {said}")
            seen.add(week)


def _check_glossary(course: CourseSource, report: Report) -> None:
    if course.glossary is None:
        return
    known = set(course.lesson_ids())
    for term_id, term in course.glossary.model.root.items():
        if term.first and term.first not in known and int(term.first[1:3]) not in course.unreadable:
            message = f"{term_id}: {term.first} is no lesson of the course"
            report.add(course.glossary.path, course.glossary.line(term_id, "first"), message)
