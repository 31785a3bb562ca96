"""curriculum/ as it lies on disk: which file belongs to which week, read and validated."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic

from everyday.catalog.schema.course import Course
from everyday.catalog.schema.lab import Lab
from everyday.catalog.schema.quiz import Quiz
from everyday.catalog.schema.rubric import Rubric
from everyday.catalog.schema.shelf import Datasets, Glossary, Resources
from everyday.catalog.schema.task import Expect, Task
from everyday.catalog.schema.week import Lesson, Week
from everyday.catalog.source.located import Located, ModelT, read_yaml, validate
from everyday.catalog.source.problems import Report
from everyday.catalog.source.seed_plan import SeedRow, read_seed_plan

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class File(Generic[ModelT]):
    """A YAML file that fits its schema, with the lines of its keys."""

    located: Located
    model: ModelT

    @property
    def path(self) -> Path:
        return self.located.path

    def line(self, *keys: str | int) -> int:
        return self.located.line(*keys)


@dataclass
class TaskSource:
    """A task's folder. `wrong` maps the slug of a wrong solution to its expect.yaml."""

    folder: Path
    file: File[Task]
    wrong: dict[str, File[Expect] | None] = field(default_factory=dict)
    rubric: File[Rubric] | None = None


@dataclass
class LabSource:
    folder: Path
    file: File[Lab]


@dataclass
class WeekSource:
    """A week's folder. Only what is there and valid is filled in; the report says what is not."""

    folder: Path
    file: File[Week]
    quiz: File[Quiz] | None = None
    tasks: dict[str, TaskSource] = field(default_factory=dict)
    labs: dict[str, LabSource] = field(default_factory=dict)

    @property
    def week(self) -> Week:
        return self.file.model

    @property
    def is_draft(self) -> bool:
        return self.week.status == "draft"

    def lesson_stem(self, lesson: Lesson) -> Path:
        """`lessons/03-softmax`, to which .zh.md, .en.md and .py are added."""
        return self.folder / "lessons" / f"{lesson.id[-1].zfill(2)}-{lesson.slug}"


@dataclass
class CourseSource:
    root: Path
    course: File[Course] | None = None
    glossary: File[Glossary] | None = None
    resources: File[Resources] | None = None
    datasets: File[Datasets] | None = None
    seed: dict[int, SeedRow] = field(default_factory=dict)
    weeks: dict[int, WeekSource] = field(default_factory=dict)
    # Weeks whose week.yaml cannot be read: what refers to their lessons is not blamed for it.
    unreadable: set[int] = field(default_factory=set)

    def lesson_ids(self) -> list[str]:
        """Every lesson of the course, in order."""
        return [lesson.id for number in sorted(self.weeks) for lesson in self.weeks[number].week.lessons]


def load_course(root: Path, report: Report, only: set[int] | None = None) -> CourseSource:
    """Read the shared files and every week.yaml; quizzes, tasks and labs only of the weeks in `only` (None = all)."""
    course = CourseSource(
        root=root,
        course=_required(root / "course.yaml", Course, report),
        glossary=_required(root / "glossary.yaml", Glossary, report),
        resources=_required(root / "resources.yaml", Resources, report),
        datasets=_required(root / "datasets.yaml", Datasets, report),
    )
    plan = root / "seed-plan.md"
    if plan.exists():
        course.seed = read_seed_plan(plan)
    else:
        report.add(plan, 1, "the seed plan is missing")
    for folder in sorted((root / "weeks").glob("[0-9][0-9]-*")):
        _load_week(course, folder, report, only)
    return course


def _load_week(course: CourseSource, folder: Path, report: Report, only: set[int] | None) -> None:
    number = int(folder.name[:2])
    file = _required(folder / "week.yaml", Week, report)
    if file is None:
        course.unreadable.add(number)
    else:
        course.weeks[file.model.number] = WeekSource(folder, file)
    if only is None or number in only:
        # Also where week.yaml cannot be read: an author wants to see all mistakes at once.
        quiz = _optional(folder / (file.model.quiz if file else "quiz.yaml"), Quiz, report)
        tasks, labs = _load_tasks(folder, report), _load_labs(folder, report)
        if file is not None:
            course.weeks[file.model.number] = WeekSource(folder, file, quiz, tasks, labs)


def _load_tasks(folder: Path, report: Report) -> dict[str, TaskSource]:
    tasks = {}
    for path in sorted(folder.glob("tasks/*/task.yaml")):
        task = read_file(path, Task, report)
        if task is not None:
            wrong = {one.name: _expectation(one, report) for one in sorted(path.parent.glob("wrong/*/"))}
            rubric = _optional(path.parent / "rubric.yaml", Rubric, report)
            tasks[path.parent.name] = TaskSource(path.parent, task, wrong, rubric)
    return tasks


def _load_labs(folder: Path, report: Report) -> dict[str, LabSource]:
    labs = {}
    for path in sorted(folder.glob("labs/*/lab.yaml")):
        lab = read_file(path, Lab, report)
        if lab is not None:
            labs[path.parent.name] = LabSource(path.parent, lab)
    return labs


def _expectation(folder: Path, report: Report) -> File[Expect] | None:
    return _required(folder / "expect.yaml", Expect, report)


def _required(path: Path, model: type[ModelT], report: Report) -> File[ModelT] | None:
    if not path.exists():
        report.add(path, 1, "this file is missing")
        return None
    return read_file(path, model, report)


def _optional(path: Path, model: type[ModelT], report: Report) -> File[ModelT] | None:
    return read_file(path, model, report) if path.exists() else None


def read_file(path: Path, model: type[ModelT], report: Report) -> File[ModelT] | None:
    """A file against its schema; None and problems in the report where it does not fit."""
    located = read_yaml(path, report)
    fitted = None if located is None else validate(located, model, report)
    return None if located is None or fitted is None else File(located, fitted)


def week_number(content_id: str) -> int | None:
    """5 for w05, w05.l3, w05/two-layer-net and w05/labs/init."""
    match = re.match(r"w(\d\d)(?=$|[./])", content_id)
    return int(match[1]) if match else None


def path_pattern(content_id: str) -> str:
    """A regular expression for the files of a week, lesson, task or lab, and those that the whole course shares."""
    part = content_id[3:]
    if part.startswith(".l"):
        files = rf"lessons/(out/)?{part[2:].zfill(2)}-"
    elif part.startswith("/labs/"):
        files = f"{part[1:]}/"
    elif part.startswith("/"):
        files = f"tasks{part}/"
    else:
        files = ""
    return rf"/weeks/{content_id[1:3]}-[^/]*/{files}|^[^/]+/[^/]+$"
