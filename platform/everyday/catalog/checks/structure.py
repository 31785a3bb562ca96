"""A week hangs together: ids, prerequisites, days, lists, resources."""

from collections import Counter

from everyday.catalog.checks.context import Context

SPECIAL_DAY_ITEMS = ("quiz", "review")


def check_structure(context: Context) -> None:
    _check_identity(context)
    _check_lessons(context)
    _check_prerequisites(context)
    _check_days(context)
    _check_resources(context)
    _check_listed(context)


def _check_identity(context: Context) -> None:
    source = context.source
    if not source.folder.name.startswith(f"{source.week.number:02d}-"):
        context.week_error(f"the folder of {source.week.id} is named {source.week.number:02d}-<slug>", "id")
    course = context.course.course
    if course is not None and source.folder.name not in course.model.weeks:
        context.week_error(f"course.yaml does not list {source.folder.name}", "id")
    after = source.week.unlock.after
    if after not in (None, "none") and int(str(after)[1:]) >= source.week.number:
        context.week_error(f"unlock.after is {after}, which is not an earlier week", "unlock")


def _check_lessons(context: Context) -> None:
    week = context.source.week
    for index, lesson in enumerate(week.lessons):
        if lesson.id != f"{week.id}.l{index + 1}":
            context.week_error(f"lesson {index + 1} must have the id {week.id}.l{index + 1}", "lessons", index, "id")
        for what, ids in (
            ("objective", [one.id for one in lesson.objectives]),
            ("misconception", [one.id for one in lesson.misconceptions]),
        ):
            for doubled in (one for one, count in Counter(ids).items() if count > 1):
                context.week_error(f"{lesson.id} has two {what}s {doubled!r}", "lessons", index, f"{what}s")
    for slug in (one for one, count in Counter(lesson.slug for lesson in week.lessons).items() if count > 1):
        context.week_error(f"two lessons have the slug {slug!r}", "lessons")


def _check_prerequisites(context: Context) -> None:
    """A prerequisite is an earlier lesson of the course, so the graph cannot have a circle."""
    week = context.source.week
    order = {lesson_id: place for place, lesson_id in enumerate(context.course.lesson_ids())}
    first = order.get(week.lessons[0].id, 0)
    for wanted in week.prereqs:
        _check_earlier(context, wanted, order, first, "prereqs")
    for index, lesson in enumerate(week.lessons):
        for wanted in lesson.prereqs:
            _check_earlier(context, wanted, order, order.get(lesson.id, 0), "lessons", index, "prereqs")


def _check_earlier(context: Context, wanted: str, order: dict[str, int], place: int, *keys: str | int) -> None:
    if int(wanted[1:3]) in context.course.unreadable:
        return
    if wanted not in order:
        context.week_error(f"prerequisite {wanted} is no lesson of the course", *keys)
    elif order[wanted] >= place:
        context.week_error(f"prerequisite {wanted} does not come earlier", *keys)


def _check_days(context: Context) -> None:
    week = context.source.week
    done: set[str] = set()
    known = {lesson.id for lesson in week.lessons}
    known |= {f"{week.id}/{slug}" for slug in week.tasks} | {f"{week.id}/labs/{slug}" for slug in week.labs}
    special = {*SPECIAL_DAY_ITEMS, *(f"{week.id}.{name}" for name in SPECIAL_DAY_ITEMS)}
    for index, day in enumerate(week.days):
        if day.d != index + 1:
            context.week_error(f"day {index + 1} must have d: {index + 1}", "days", index, "d")
        if day.minutes != week.minutes_per_day[index]:
            message = f"day {day.d} has {day.minutes} minutes, minutes_per_day says {week.minutes_per_day[index]}"
            context.week_error(message, "days", index, "minutes")
        for place, item in enumerate(day.do):
            done.add(item)
            if item not in known | special:
                context.week_error(f"day {day.d}: {item!r} is no lesson, task, lab, quiz or review", "days", index, "do", place)
    for item in sorted(known - done):
        context.week_error(f"{item} is on no day", "days")
    if not done & {"quiz", f"{week.id}.quiz"}:
        context.week_error("the quiz is on no day", "days")


def _check_resources(context: Context) -> None:
    if context.course.resources is None:
        return
    shelf = context.course.resources.model.root
    week = context.source.week
    for place, use in enumerate(week.resources):
        if use.id not in shelf:
            context.week_error(f"resource {use.id!r} is not in resources.yaml", "resources", place)
    for index, lesson in enumerate(week.lessons):
        for place, use in enumerate(lesson.resources):
            if use.id not in shelf:
                context.week_error(f"resource {use.id!r} is not in resources.yaml", "lessons", index, "resources", place)


def _check_listed(context: Context) -> None:
    """What week.yaml lists is on disk, and what is on disk is listed."""
    source = context.source
    if source.quiz is None and not (source.folder / source.week.quiz).exists():
        context.week_missing(f"{source.week.quiz} is not there yet", "quiz")
    for kind, listed in (("tasks", source.week.tasks), ("labs", source.week.labs)):
        on_disk = {path.parent.name for path in source.folder.glob(f"{kind}/*/{kind[:-1]}.yaml")}
        for place, slug in enumerate(listed):
            if slug not in on_disk:
                context.week_missing(f"{kind}/{slug} is not there yet", kind, place)
        for slug in sorted(on_disk - set(listed)):
            context.week_error(f"{kind}/{slug} is on disk, but not listed", kind)
