"""The database shows the course: written once, only what changed, nothing that learners' work hangs on deleted."""

from collections import Counter

import pytest
from pytest_django import DjangoAssertNumQueries

from everyday.catalog.models import Day, Figure, Lab, Lesson, QuizItem, SyncState, Task, Term, Week
from everyday.catalog.services import InvalidCourse
from everyday.submissions.models import Submission
from tests.conftest import Cast
from tests.everyday.catalog.conftest import CourseFolder

TASK = "weeks/01-numbers/tasks/add/task.yaml"
LESSON = "weeks/01-numbers/lessons/01-adding.{}"


def test_everything_is_written(synced: CourseFolder) -> None:
    models = (Week, Day, Lesson, QuizItem, Figure, Task, Lab, Term)
    assert [model.objects.count() for model in models] == [3, 21, 3, 10, 2, 1, 1, 2]
    week = Week.objects.get(number=1)
    assert (week.code, week.slug, week.status, week.seed["topic"]) == ("w01", "numbers", "live", "数与形状")
    assert [(use["id"], use["section"], use["when"], use["lang"]) for use in week.resources] == [
        ("number-book", "Ch1 Sums", "before", "zh"),
        ("numbers-academy", "", "after", "en"),
    ]
    assert SyncState.objects.get().course["bands"][0]["weeks"] == ["w01", "w02", "w03"]


def test_days_name_what_to_do(synced: CourseFolder) -> None:
    first = Day.objects.get(week__number=1, number=1)
    assert first.items == [
        {"kind": "lesson", "id": "w01.l1", "title": {"zh": "求和", "en": "Adding up"}, "ready": True},
        {"kind": "quiz", "id": "w01.quiz", "title": {"zh": "测验", "en": "Quiz"}, "ready": True, "lessons": ["w01.l1"]},
    ]
    kinds = [day.items[0]["kind"] for day in Day.objects.filter(week__number=1)]
    assert kinds == ["lesson", "lab", "task", "review", "review", "task", "review"]
    later = Day.objects.get(week__number=3, number=1)
    assert [(item["kind"], item["ready"]) for item in later.items] == [("lesson", False), ("quiz", False), ("task", False)]


def test_a_lesson_is_rendered_in_both_languages(synced: CourseFolder) -> None:
    lesson = Lesson.objects.get(lesson_id="w01.l1")
    assert lesson.is_ready
    assert [entry["id"] for entry in lesson.contents["zh"]] == ["hand", "formula", "wrong"]
    assert lesson.contents["en"][1] == {"level": 2, "id": "formula", "title": "The formula"}
    zh, en = lesson.body_html["zh"], lesson.body_html["en"]
    assert '<section class="hand" id="hand-one-two"' in zh
    assert "两个数相加" in zh
    assert "两个数相加" not in en
    assert "two numbers added" in en
    assert 'class="cell-output"' in en
    assert "[0.167, 0.333, 0.5]" in en
    assert 'data-figure-url="/content/figures/w01/sums.json"' in zh
    assert 'href="/tasks/w01/add/"' in zh
    assert 'href="/labs/w01/dice/"' in zh
    assert '<a href="/weeks/2/lessons/slope/#slope">斜率</a>' in zh
    assert 'href="https://example.org/numbers"' in en
    assert "hand: one-two" not in zh
    assert "katex" in lesson.objectives[0]["html"]["zh"]


def test_a_lesson_in_preparation_has_no_body(synced: CourseFolder) -> None:
    lesson = Lesson.objects.get(lesson_id="w03.l1")
    assert not lesson.is_ready
    assert lesson.body_html == {"zh": "", "en": ""}
    assert lesson.title["en"] == "The slope"


def test_questions_keep_their_answers(synced: CourseFolder) -> None:
    first = QuizItem.objects.get(item_id="w01.q01")
    assert first.kind == "single"
    assert first.lesson is not None
    assert [option["correct"] for option in first.spec["options"]] == [True, False]
    assert "katex" in first.spec["stem"]["zh"]
    assert first.spec["options"][0]["explain"]["en"] == "Right, the order does not matter."
    assert QuizItem.objects.get(item_id="w01.q03").spec["answer"] == {"value": 0.75, "tol": 1e-6}


def test_a_question_from_an_earlier_week_has_no_lesson_of_this_week(synced: CourseFolder) -> None:
    item = QuizItem.objects.get(item_id="w02.q05")
    assert item.lesson is None
    assert (item.spec["lesson"], item.spec["from_week"]) == ("w01.l1", "w01")


def test_a_task_shows_its_contract(synced: CourseFolder) -> None:
    task = Task.objects.get(task_id="w01/add")
    assert task.is_ready
    assert [test["id"] for test in task.tests] == ["small", "empty"]
    assert "katex" in task.tests[0]["about_html"]["zh"]
    assert task.spec["thresholds"][0]["value_by_profile"] == {"cpu": 0.25}
    assert task.spec["thresholds"][0]["merit_by_profile"] == {"cpu": 0.001, "gpu": 0.001}
    assert task.spec["reference"] == {"cpu": {"runs": 2, "metrics": {"error": {"mean": 0.2, "std": 0.01}}}}
    assert task.spec["process"]["forbid"][0]["target"] == "sum"
    assert "secret-image" not in str(task.spec)
    assert "Somebody" not in str(task.spec)
    assert list(task.starter) == ["solution.py"]
    assert list(task.public_tests) == ["test_public.py"]
    assert task.hints[0]["after_fails"] == 1
    assert "<code>[]</code>" in task.hints[0]["html"]["zh"]
    assert "katex" in task.statement_html["zh"]
    assert "Judges addition" not in str(task.__dict__)
    assert "x[0] + add" not in str(task.__dict__)


def test_a_lab_shows_its_form_and_questions(synced: CourseFolder) -> None:
    lab = Lab.objects.get(lab_id="w01/labs/dice")
    assert lab.is_ready
    assert [param["name"] for param in lab.spec["params"]] == ["rolls", "fair"]
    assert lab.spec["predict"][0]["answer"] == {"value": 3.5, "tol": 0.1}
    assert lab.spec["explain"][0]["stem"]["en"].startswith("<p>Why?")
    assert lab.sweep == {"version": 1, "points": []}


def test_a_second_sync_asks_one_question_and_writes_nothing(
    synced: CourseFolder, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        result = synced.sync()
    assert not result.changed


def test_force_gives_the_same_rows(synced: CourseFolder) -> None:
    models = (Week, Day, Lesson, QuizItem, Figure, Task, Lab, Term)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    result = synced.sync(force=True)
    assert result.changed
    assert [list(model.objects.order_by("pk").values()) for model in models] == before


def test_only_what_changed_is_written(synced: CourseFolder) -> None:
    synced.edit(LESSON.format("zh.md"), "一加二：", "一再加二：")
    result = synced.sync()
    assert +result.written == Counter({"Lesson": 1})
    assert "一再加二" in Lesson.objects.get(lesson_id="w01.l1").body_html["zh"]


def test_a_statement_changes_the_page_and_not_the_content_digest(synced: CourseFolder) -> None:
    before = Task.objects.get(task_id="w01/add")
    synced.edit("weeks/01-numbers/tasks/add/statement.en.md", "Add up", "Sum up")
    assert +synced.sync().written == Counter({"Task": 1})
    after = Task.objects.get(task_id="w01/add")
    assert "Sum up" in after.statement_html["en"]
    assert after.digest == before.digest
    synced.edit("weeks/01-numbers/tasks/add/judge.py", "Judges", "Measures")
    synced.sync()
    assert Task.objects.get(task_id="w01/add").digest != before.digest


def test_what_is_gone_is_removed(synced: CourseFolder) -> None:
    synced.edit("weeks/01-numbers/quiz.yaml", "  - id: w01.q04", "  - id: w01.q05")
    synced.edit("glossary.yaml", "slope:", "steepness:")
    result = synced.sync()
    assert +result.removed == Counter({"QuizItem": 1, "Term": 1})
    assert not QuizItem.objects.filter(item_id="w01.q04").exists()


def test_rows_keep_their_identity(synced: CourseFolder) -> None:
    pk = Lesson.objects.get(lesson_id="w01.l1").pk
    synced.edit("weeks/01-numbers/week.yaml", "slug: adding", "slug: sums")
    for path in [*synced.path("weeks/01-numbers/lessons").glob("01-adding*")]:
        path.rename(path.with_name(path.name.replace("adding", "sums")))
    synced.path("weeks/01-numbers/lessons/out/01-adding.json").rename(synced.path("weeks/01-numbers/lessons/out/01-sums.json"))
    synced.sync()
    lesson = Lesson.objects.get(lesson_id="w01.l1")
    assert (lesson.pk, lesson.slug, lesson.is_ready) == (pk, "sums", True)


def _take_task_away(course: CourseFolder) -> None:
    course.edit("weeks/01-numbers/week.yaml", "tasks: [add]", "tasks: []")
    for _ in range(2):
        course.edit("weeks/01-numbers/week.yaml", "do: [w01/add]", "do: [review]")
    course.edit("weeks/01-numbers/week.yaml", "linked: forgets-empty", "linked: w01.q01")
    for name in ("zh.md", "en.md"):
        course.edit(LESSON.format(name), "(task:w01/add)", "(res:number-book)")
    folder = course.path("weeks/01-numbers/tasks/add")
    folder.rename(course.root.parent / "add")


def test_a_task_without_submissions_goes(synced: CourseFolder) -> None:
    _take_task_away(synced)
    assert synced.sync().removed["Task"] == 1
    assert not Task.objects.exists()


def test_a_task_with_submissions_stays_closed(synced: CourseFolder, cast: Cast) -> None:
    task = Task.objects.get(task_id="w01/add")
    Submission.objects.create(learner=cast.learner, task=task, number=1, files={"solution.py": ""})
    _take_task_away(synced)

    result = synced.sync()

    assert result.kept
    task.refresh_from_db()
    assert not task.is_ready
    (synced.root.parent / "add").rename(synced.path("weeks/01-numbers/tasks/add"))
    synced.edit("weeks/01-numbers/week.yaml", "tasks: []", "tasks: [add]")
    synced.edit("weeks/01-numbers/week.yaml", "do: [review]", "do: [w01/add]")
    synced.sync()
    task.refresh_from_db()
    assert task.is_ready


@pytest.mark.parametrize("name", ["judge.py", "statement.en.md", "starter/solution.py"])
def test_a_task_without_a_part_is_not_ready(db: None, course: CourseFolder, name: str) -> None:
    course.path(f"weeks/01-numbers/tasks/add/{name}").unlink()
    course.sync()
    assert not Task.objects.get(task_id="w01/add").is_ready


def test_an_invalid_course_is_refused_with_lines_and_nothing_is_written(synced: CourseFolder) -> None:
    before = SyncState.objects.get().digest
    synced.edit("weeks/02-slopes/week.yaml", "minutes: 30\n", "minutes: soon\n")
    line = synced.edit(LESSON.format("zh.md"), "$1+2=3$", "$1+\\nonsense$")

    with pytest.raises(InvalidCourse) as caught:
        synced.sync()

    assert any("minutes" in str(problem) for problem in caught.value.report.errors())
    assert SyncState.objects.get().digest == before
    synced.edit("weeks/02-slopes/week.yaml", "minutes: soon\n", "minutes: 30\n")
    with pytest.raises(InvalidCourse) as caught:
        synced.sync()
    assert any(
        str(problem).startswith(f"curriculum/{LESSON.format('zh.md')}:{line}: formula")
        for problem in caught.value.report.errors()
    )
    assert "nonsense" not in Lesson.objects.get(lesson_id="w01.l1").body_html["zh"]
