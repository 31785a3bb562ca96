"""Tasks and labs: complete folders, references that lead somewhere, wrong solutions that name their test."""

import re
from pathlib import Path

from everyday.catalog.checks.context import Context
from everyday.catalog.schema.quiz import Question
from everyday.catalog.source.tree import LabSource, TaskSource

GATES = frozenset(f"K{number}" for number in range(1, 9))
NO_DATA = "none"
PAGES = ("statement", "hints", "debrief")
FILED = ("artifact", "document")  # what is handed in are files by name, not only programs
DEMO = re.compile(r"^@demo\b", re.MULTILINE)
CHOICE = re.compile(r"\{([^{}]*)\}")


def check_tasks(context: Context) -> None:
    for slug, source in context.source.tasks.items():
        _check_task_identity(context, slug, source)
        _check_task_files(context, source)
        _check_tests(context, source)
        _check_thresholds(context, source)
        _check_wrong(context, source)
        _check_demo(context, source)
    _check_groups(context)


def _check_demo(context: Context, source: TaskSource) -> None:
    task, file, judge = source.file.model, source.file, source.folder / "judge.py"
    marked = judge.exists() and DEMO.search(judge.read_text(encoding="utf-8")) is not None
    if task.demo is not None and judge.exists() and not marked:
        context.missing(judge, 1, "no function is marked with @demo, and task.yaml has a demo")
    if task.demo is None and marked:
        context.error(file.path, 1, "judge.py marks a function with @demo, and task.yaml has no demo")


def _check_groups(context: Context) -> None:
    """One of a group counts, so each must be worth the same; a group of one means nothing."""
    groups: dict[str, list[TaskSource]] = {}
    for source in context.source.tasks.values():
        if source.file.model.group is not None:
            groups.setdefault(source.file.model.group, []).append(source)
    for name, sources in groups.items():
        first = sources[0].file
        if len(sources) == 1:
            context.missing(first.path, first.line("group"), f"no other task of the week is in the group {name!r}")
        for source in sources[1:]:
            file = source.file
            if file.model.points != first.model.points:
                message = f"the tasks of the group {name!r} are worth different points: {first.model.id} {first.model.points}"
                context.error(file.path, file.line("points"), message)


def _check_task_identity(context: Context, slug: str, source: TaskSource) -> None:
    task, file = source.file.model, source.file
    if task.id != f"{context.source.week.id}/{slug}":
        context.error(file.path, file.line("id"), f"the id of this task is {context.source.week.id}/{slug}")
    for profile, spec in (("cpu", task.profiles.cpu), ("gpu", task.profiles.gpu)):
        shelf = context.course.datasets
        if spec is not None and spec.data not in (None, NO_DATA) and shelf is not None and spec.data not in shelf.model.root:
            context.error(file.path, file.line("profiles", profile, "data"), f"data set {spec.data!r} is not in datasets.yaml")


def _check_task_files(context: Context, source: TaskSource) -> None:
    task, file = source.file.model, source.file
    for page in PAGES:
        _check_pages(context, source.folder, page)
    wanted = [source.folder / "design.md", source.folder / "judge.py"]
    if task.kind not in FILED:
        wanted.append(source.folder / "public_tests" / "test_public.py")
    wanted += [source.folder / task.files.starter / name for name in task.files.learner if name.endswith(".py")]
    for path in wanted:
        if not path.exists():
            context.missing(file.path, 1, f"{path.relative_to(source.folder)} is missing")
    for pattern in task.files.learner:
        if not any(any((source.folder / "reference").glob(name)) for name in alternatives(pattern)):
            context.missing(file.path, file.line("files", "learner"), f"reference/ has no {pattern}")
    _check_rubric(context, source)
    if any(isinstance(threshold.value, str) for threshold in task.thresholds):
        path = source.folder / "calibration.json"
        if not path.exists():
            context.missing(file.path, file.line("thresholds"), "calibration.json is missing; run `python -m workers calibrate`")


def alternatives(pattern: str) -> list[str]:
    """Every name that `post.{md,pdf}` stands for."""
    match = CHOICE.search(pattern)
    if match is None:
        return [pattern]
    before, after = pattern[: match.start()], pattern[match.end() :]
    return [name for part in match[1].split(",") for name in alternatives(before + part.strip() + after)]


def _check_rubric(context: Context, source: TaskSource) -> None:
    task, file = source.file.model, source.file
    if task.kind == "document" and not (source.folder / "rubric.yaml").exists():
        context.missing(file.path, file.line("kind"), "rubric.yaml is missing: a document is judged by a mentor, too")
    page = any(name.endswith(".md") for name in task.files.learner)
    if task.kind != "document" and not page and source.rubric is not None:
        context.error(source.rubric.path, 1, "only a document, or a program handed in with a page about it (.md), has a rubric")
    if task.kind not in FILED and any("{" in name or "*" in name for name in (*task.files.learner, *task.files.optional)):
        context.error(file.path, file.line("files", "learner"), "only artifact and document tasks ask for one of several names")
    if task.files.annex is not None and task.kind != "document":
        context.error(file.path, file.line("files", "annex"), "only document tasks have an annex")


def _check_pages(context: Context, folder: Path, page: str) -> None:
    for language in ("zh", "en"):
        path = folder / f"{page}.{language}.md"
        if not path.exists():
            context.missing(path, 1, "this page is missing")


def _check_tests(context: Context, source: TaskSource) -> None:
    task, file = source.file.model, source.file
    ids = [test.id for test in task.tests]
    for index, test in enumerate(task.tests):
        for wanted in test.needs:
            if wanted not in ids[:index]:
                line = file.line("tests", index, "needs")
                context.error(file.path, line, f"{test.id} needs {wanted!r}, which is no earlier test")
    metrics = {metric.name for metric in task.metrics}
    for index, hint in enumerate(task.hints):
        if hint.test is not None and hint.test not in {*ids, *GATES}:
            context.error(file.path, file.line("hints", index, "test"), f"there is no test {hint.test!r}")
    for index, threshold in enumerate(task.thresholds):
        if threshold.test not in ids:
            context.error(file.path, file.line("thresholds", index, "test"), f"there is no test {threshold.test!r}")
        if threshold.metric not in metrics:
            context.error(file.path, file.line("thresholds", index, "metric"), f"there is no metric {threshold.metric!r}")


def _check_thresholds(context: Context, source: TaskSource) -> None:
    task, file = source.file.model, source.file
    for index, threshold in enumerate(task.thresholds):
        for key, value in (("value", threshold.value), ("merit", threshold.merit)):
            if isinstance(value, str) and not value.startswith("calibration:"):
                context.error(file.path, file.line("thresholds", index, key), "a threshold is a number or calibration:<key>")
    public = sum(test.points for test in task.tests if test.public)
    policy = context.course.course
    if policy is not None and task.kind not in FILED and public * 100 != policy.model.points.public * task.points:
        message = f"public tests give {public} of {task.points} points; the course's policy is {policy.model.points.public} %"
        context.warning(file.path, file.line("tests"), message)


def _check_wrong(context: Context, source: TaskSource) -> None:
    task = source.file.model
    if not source.wrong:
        context.missing(source.file.path, 1, "wrong/ has no wrong solution: nothing shows that the judge discriminates")
    known = {test.id for test in task.tests} | GATES
    for expectation in source.wrong.values():
        for place, test in enumerate(expectation.model.fails if expectation else []):
            if expectation and test not in known:
                context.error(expectation.path, expectation.line("fails", place), f"{task.id} has no test {test!r}")
        folder = expectation.path.parent if expectation else None
        if folder and not any(any(folder.glob(name)) for pattern in task.files.learner for name in alternatives(pattern)):
            context.missing(folder / "expect.yaml", 1, f"none of {', '.join(task.files.learner)} lies beside it")


def check_labs(context: Context) -> None:
    for slug, source in context.source.labs.items():
        lab, file = source.file.model, source.file
        if lab.id != f"{context.source.week.id}/labs/{slug}":
            context.error(file.path, file.line("id"), f"the id of this lab is {context.source.week.id}/labs/{slug}")
        for path in (source.folder / lab.trainer, source.folder / "sweep.json"):
            if not path.exists():
                context.missing(file.path, 1, f"{path.name} is missing")
        _check_pages(context, source.folder, "statement")
        _check_lab_questions(context, source)


def _check_lab_questions(context: Context, source: LabSource) -> None:
    lab, file = source.file.model, source.file
    questions: list[Question] = [*lab.predict, *lab.explain]
    ids = [question.id for question in (*lab.predict, *lab.explain)]
    if len(set(ids)) != len(questions):
        context.error(file.path, file.line("predict"), "two questions of this lab have the same id")
    if not any(question.kind == "open" for question in lab.explain):
        context.error(file.path, file.line("explain"), "explain needs one open question, which goes to the mentor")
