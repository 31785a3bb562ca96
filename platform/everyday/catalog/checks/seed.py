"""The week is the seed plan's row: verbatim, every item taught, every resource pointed to."""

from everyday.catalog.checks.context import Context


def check_seed(context: Context) -> None:
    week = context.source.week
    row = context.course.seed.get(week.number)
    if row is None:
        return context.week_error(f"seed-plan.md has no row for week {week.number}", "id")
    for field in ("topic", "content", "practice", "resources"):
        wanted = getattr(row, field)
        if getattr(week.seed, field) != wanted:
            context.week_error(f"seed.{field} is not the seed plan's (line {row.line}): it must be {wanted!r}", "seed", field)
    _check_coverage(context)
    return _check_resources(context)


def _check_coverage(context: Context) -> None:
    week = context.source.week
    known = {*week.seed.content, week.seed.topic, week.seed.practice}
    covered = set()
    for index, lesson in enumerate(week.lessons):
        for item in lesson.covers:
            covered.add(item)
            if item not in known:
                context.week_error(f"{lesson.id} covers {item!r}, which the seed does not list", "lessons", index, "covers")
    for item in week.seed.content:
        if item not in covered:
            context.week_error(f"no lesson covers the seed item {item!r}", "seed", "content")


def _check_resources(context: Context) -> None:
    if context.course.resources is None:
        return
    week = context.source.week
    shelf = context.course.resources.model.root
    used = {use.id for lesson in week.lessons for use in lesson.resources} | {use.id for use in week.resources}
    for name in week.seed.resources:
        ids = {key for key, resource in shelf.items() if name in resource.seed}
        if not ids:
            context.week_error(f"seed resource {name!r} is in no `seed:` list of resources.yaml", "seed", "resources")
        elif not ids & used:
            wanted = " or ".join(sorted(ids))
            context.week_error(f"seed resource {name!r} is pointed to by no lesson: use {wanted}", "seed", "resources")
