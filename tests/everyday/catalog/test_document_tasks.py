"""Document and artifact tasks in a course: what must lie in their folders, and what a learner's page gets of it."""

from pathlib import Path

import pytest

from everyday.catalog.models import Task
from tests.everyday.catalog.conftest import CourseFolder

FOLDER = "weeks/01-numbers/tasks/post"
TASK = """\
id: w01/post
kind: document
title: {zh: "短文", en: "Post"}
points: 40
files:
  learner: ["post.{md,pdf}", "plan.png"]
  optional: ["images/*.png"]
  max_bytes: 100000
  annex: {sources: [w01/add], runs: true}
profiles: {cpu: {data: none, cpu_s: 10, memory_mib: 256}}
tests:
  - {id: structure, rung: shape, public: true, points: 40, name: {zh: "结构", en: "Parts"}, about: {zh: "结构", en: "Parts"}}
version: 1.0.0
"""
RUBRIC = """\
version: 1.0.0
criteria:
  - id: clarity
    title: {zh: "清楚", en: "Clarity"}
    levels:
      - {points: 0, title: {zh: "不清楚", en: "Unclear"}, anchor: {zh: "读不懂。", en: "Nobody follows."}}
      - {points: 10, title: {zh: "清楚", en: "Clear"}, anchor: {zh: "一读就懂。", en: "One reading is enough."}}
"""


@pytest.fixture
def post(course: CourseFolder) -> Path:
    """The fixture course with a complete document task more."""
    folder = course.path(FOLDER)
    texts = {
        "task.yaml": TASK,
        "rubric.yaml": RUBRIC,
        "judge.py": "",
        "design.md": "Why.\n",
        "starter/post.md": "# 标题\n",
        "reference/post.md": "# 标题\n",
        "wrong/empty/post.md": "\n",
        "wrong/empty/expect.yaml": 'why: {zh: "空的", en: "Empty"}\nfails: [structure]\n',
        **{
            f"{page}.{lang}.md": "写一篇短文。\n" if lang == "zh" else "Write a post.\n"
            for page in ("statement", "hints", "debrief")
            for lang in ("zh", "en")
        },
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "reference/plan.png").write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    (folder / "starter/plan.png").write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    week = course.path("weeks/01-numbers/week.yaml")
    text = week.read_text(encoding="utf-8")
    assert "tasks: [add]" in text
    text = text.replace("tasks: [add]", "tasks: [add, post]").replace(
        "d: 6, minutes: 60, do: [w01/add]", "d: 6, minutes: 60, do: [w01/post]"
    )
    week.write_text(text, encoding="utf-8")
    return folder


def about_post(course: CourseFolder) -> list[str]:
    return [error for error in course.errors() if "tasks/post" in error]


def test_a_complete_document_task_has_no_errors(course: CourseFolder, post: Path) -> None:
    assert about_post(course) == []


@pytest.mark.django_db
def test_the_page_gets_the_rubric_and_the_templates_that_are_texts(course: CourseFolder, post: Path) -> None:
    course.sync()
    task = Task.objects.get(task_id="w01/post")
    assert task.is_ready
    assert task.spec["rubric"]["points"] == 10
    assert task.spec["rubric"]["criteria"][0]["levels"][1]["anchor"]["en"] == "One reading is enough."
    assert list(task.starter) == ["post.md"]
    assert task.spec["files"]["annex"] == {"sources": ["w01/add"], "runs": True}


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("rubric.yaml", "points: 0,", "points: 3,", "must rise from 0"),
        ("rubric.yaml", "points: 10,", "points: 0,", "must rise from 0"),
        ("rubric.yaml", ', anchor: {zh: "一读就懂。", en: "One reading is enough."}', "", "anchor"),
        ("rubric.yaml", 'en: "Clarity"', "", "en"),
        ("rubric.yaml", "id: clarity", "id: clarity\n    grade: 3", "grade"),
        ("task.yaml", "kind: document", "kind: function\nentry: {exports: []}", "only a document, or a program"),
        ("task.yaml", "kind: document", "kind: function\nentry: {exports: []}", "one of several names"),
        ("task.yaml", "kind: document", "kind: function\nentry: {exports: []}", "annex"),
        ("task.yaml", "[w01/add]", "[add]", "annex"),
        ("wrong/empty/expect.yaml", "[structure]", "[other]", "no test 'other'"),
    ],
)
def test_each_rule_of_a_document_task_says_what_is_wrong(
    course: CourseFolder, post: Path, name: str, old: str, new: str, said: str
) -> None:
    course.edit(f"{FOLDER}/{name}", old, new)
    assert any(said in error for error in about_post(course)), about_post(course)


@pytest.mark.parametrize("name", ["rubric.yaml", "judge.py", "reference/post.md", "reference/plan.png", "design.md"])
def test_what_is_missing_is_named_and_the_task_is_not_ready_without_its_judges(
    course: CourseFolder, post: Path, name: str
) -> None:
    (post / name).unlink()
    problems = [str(problem) for problem in course.problems() if "tasks/post" in str(problem)]
    wanted = "reference/ has no" if name.startswith("reference") else "is missing"
    assert any(wanted in problem for problem in problems), problems


def test_tasks_of_one_group_are_worth_the_same(course: CourseFolder, post: Path) -> None:
    points = next(line for line in (post / "task.yaml").read_text().splitlines() if line.startswith("points:"))
    course.edit(f"{FOLDER}/task.yaml", points, f"{points}\ngroup: direction")
    assert any("no other task of the week is in the group 'direction'" in str(problem) for problem in course.problems())
    other = course.path("weeks/01-numbers/tasks/add/task.yaml")
    theirs = next(line for line in other.read_text(encoding="utf-8").splitlines() if line.startswith("points:"))
    course.edit("weeks/01-numbers/tasks/add/task.yaml", theirs, f"{theirs}\ngroup: direction")
    said = [error for error in course.errors() if "the tasks of the group 'direction' are worth different points" in error]
    assert len(said) == (points != theirs)


@pytest.mark.django_db
def test_the_group_is_in_the_read_model(course: CourseFolder, post: Path) -> None:
    course.edit(f"{FOLDER}/task.yaml", "kind: document", "kind: document\ngroup: direction")
    course.sync()
    assert Task.objects.get(task_id="w01/post").group == "direction"
    assert Task.objects.get(task_id="w01/add").group == ""
