"""Every rule, shown failing: one thing is broken, and the report names the file, the line and what to do."""

import json
import shutil

import pytest

from everyday.catalog.source.problems import Level
from tests.everyday.catalog.conftest import CourseFolder

WEEK = "weeks/01-numbers/week.yaml"
QUIZ = "weeks/01-numbers/quiz.yaml"
TASK = "weeks/01-numbers/tasks/add/task.yaml"
LAB = "weeks/01-numbers/labs/dice/lab.yaml"
EXPECT = "weeks/01-numbers/tasks/add/wrong/forgets-empty/expect.yaml"
ZH = "weeks/01-numbers/lessons/01-adding.zh.md"
EN = "weeks/01-numbers/lessons/01-adding.en.md"
CODE = "weeks/01-numbers/lessons/01-adding.py"
SECOND_QUIZ = "weeks/02-slopes/quiz.yaml"

# file, what is replaced, by what, what the report must say (at the line of the replacement, or where `at` says)
BROKEN = [
    # schema
    pytest.param(WEEK, "id: w01\n", "id: w1\n", "id: String should match", id="bad-id"),
    pytest.param(WEEK, "goal: {zh:", "goals: {zh:", "goals: unknown field", id="unknown-field"),
    pytest.param(WEEK, 'en: "Numbers and shapes"}', 'fr: "Nombres"}', "title.fr: unknown field", id="unknown-language"),
    pytest.param(WEEK, "minutes_per_day: [60,", "minutes_per_day: [true, 60,", "minutes_per_day", id="eight-days"),
    pytest.param(WEEK, "version: 1.0.0", "version: 1.0", "version: should be a valid string", id="version-is-a-number"),
    pytest.param(QUIZ, "kind: shape", "kind: shapes", "items[1].kind: should be 'single'", id="unknown-kind"),
    pytest.param(QUIZ, "correct: true", "correct: false", "items[0]: a single question needs exactly one", id="no-correct"),
    pytest.param(QUIZ, "[small, big]", "[small]", "items[3]: the answer of an order question lists every", id="order"),
    pytest.param(QUIZ, "{value: 0.75, tol: 1.0e-6}", '{value: "0.75"}', "items[2]: the answer of a number question", id="number"),
    pytest.param(TASK, "points: 100", "points: 90", "the tests' points add up to 100, not to points: 90", id="points"),
    pytest.param(TASK, "- id: empty", "- id: small", "test ids are not unique: small", id="twin-tests"),
    pytest.param(LAB, "default: 10", "default: 1000", "default of rolls is not between", id="lab-default"),
    pytest.param(EXPECT, "fails: [empty]", "fails: []", "fails: List should have at least 1", id="expect-nothing"),
    # the course
    pytest.param("course.yaml", "02-slopes,", "02-hills,", "weeks/02-hills has no week.yaml", id="listed-week"),
    pytest.param("course.yaml", "[01-numbers, 02-slopes,", "[02-slopes, 01-numbers,", "not come after", id="week-order"),
    pytest.param("course.yaml", "w02, w03]", "w02, w04]", "w04 is no week of the course", id="band"),
    pytest.param("glossary.yaml", "first: w02.l1", "first: w02.l9", "slope: w02.l9 is no lesson", id="first-lesson"),
    # references
    pytest.param(WEEK, "do: [w01/labs/dice]", "do: [w01/labs/cards]", "'w01/labs/cards' is no lesson, task, lab", id="day-item"),
    pytest.param(WEEK, "prereqs: []", "prereqs: [w02.l1]", "prerequisite w02.l1 does not come earlier", id="later-prereq"),
    pytest.param(WEEK, "prereqs: []", "prereqs: [w09.l1]", "prerequisite w09.l1 is no lesson", id="unknown-prereq"),
    pytest.param(WEEK, "id: number-book,", "id: lost-book,", "resource 'lost-book' is not in resources.yaml", id="resource"),
    pytest.param(WEEK, "linked: w01.q01", "linked: w01.q09", "no quiz item, option or wrong solution 'w01.q09'", id="linked"),
    pytest.param(WEEK, "tasks: [add]", "tasks: [add, sub]", "tasks/sub is not there yet", id="listed-task"),
    pytest.param(WEEK, "labs: [dice]", "labs: []", "labs/dice is on disk, but not listed", id="unlisted-lab"),
    pytest.param(WEEK, "d: 2, minutes: 30", "d: 2, minutes: 31", "minutes_per_day says 30", id="minutes"),
    pytest.param(QUIZ, "objective: o2", "objective: o9", "w01.l1 has no objective 'o9'", id="objective"),
    pytest.param(QUIZ, "lesson: w01.l1", "lesson: w01.l7", "w01.l7 is no lesson of this week", id="quiz-lesson"),
    pytest.param(TASK, "needs: [small]", "needs: [smaller]", "empty needs 'smaller', which is no earlier test", id="needs"),
    pytest.param(TASK, '"w01.l1#formula"', '"w01.l1#nowhere"', "w01.l1 has no place #nowhere", id="hint-anchor"),
    pytest.param(TASK, "data: dice", "data: coins", "data set 'coins' is not in datasets.yaml", id="data-set"),
    pytest.param(TASK, "metric: error,", "metric: mistake,", "there is no metric 'mistake'", id="metric"),
    pytest.param(TASK, "calibration:error", "as low as possible", "a number or calibration:<key>", id="threshold"),
    pytest.param(TASK, "[w01.l1.o1]", "[w01.l1.o8]", "there is no objective 'w01.l1.o8'", id="test-objective"),
    pytest.param(EXPECT, "fails: [empty]", "fails: [missing]", "w01/add has no test 'missing'", id="expected-test"),
    pytest.param(ZH, "(res:number-book)", "(res:nothing)", "'nothing' is not in resources", id="res-link"),
    pytest.param(EN, "(task:w01/add)", "(task:w01/sub)", "task 'w01/sub' is not listed", id="task-link"),
    pytest.param(EN, "lab:w01/labs/dice", "lab:w01/labs/x", "lab 'w01/labs/x' is not", id="lab-link"),
    pytest.param(EN, "w02.l1#slope", "w02.l1#hill", "w02.l1 has no place #hill", id="lesson-anchor"),
    pytest.param(EN, "lesson:w02.l1", "lesson:w02.l5", "lesson 'w02.l5' is not in week.yaml", id="lesson-link"),
    # the seed
    pytest.param(WEEK, 'practice: "写一个加法函数"', 'practice: "写一个函数"', "seed.practice is not the", id="verbatim"),
    pytest.param(WEEK, 'covers: ["求和", "softmax"]', 'covers: ["求和", "乘法"]', "covers '乘法', which the", id="covers"),
    # questions
    pytest.param(QUIZ, 'text: {zh: "2", en: "2"}', 'text: {zh: "以上都对", en: "All of the above"}', "catch-all", id="catch-all"),
    pytest.param(SECOND_QUIZ, "from_week: w01", "from_week: w02", "from_week is not an earlier week", id="from-week"),
    # lessons
    pytest.param(ZH, "id: w01.l1", "id: w01.l2", "front matter must say id: w01.l1", id="front-matter"),
    pytest.param(ZH, " {#formula}", "", "a heading needs its anchor", id="anchor"),
    pytest.param(ZH, "## 手算", "# 手算", "headings of a lesson begin with ##", id="h1"),
    pytest.param(ZH, ":::hand one-two", ":::hand two-two", "no cell with `# hand: two-two`", id="hand"),
    pytest.param(ZH, " implements=eq-softmax", "", "no cell implements the formula (eq-softmax)", id="formula"),
    pytest.param(ZH, "eq-softmax\n", "eq-none\n", "this page has no formula labelled (eq-none)", id="label"),
    pytest.param(ZH, ":::cell softmax", ":::cell hardmax", "has no cell 'hardmax'", id="cell"),
    pytest.param(ZH, ":::misconception m2", ":::misconception m3", "no misconception 'm3'", id="misconception"),
    pytest.param(ZH, ":::figure sums", ":::figure lost", "figures/lost.json is missing", id="figure"),
    pytest.param(ZH, "拖动滑块，看求和的结果怎样变。\n", "", "does not say what to look for", id="look-for"),
    pytest.param(ZH, r"\frac{e^{z_i}}", r"\frak{e^{z_i}", "formula '", id="tex"),
    pytest.param(ZH, "求和之后再除", "求和之后花 $5 再除", "a $ without its partner", id="dollar"),
    pytest.param(ZH, ":::answer", ":::anwser", ":::anwser is no directive", id="directive"),
    pytest.param(CODE, "# %% id=softmax", "# %% id=by-hand", "cell 'by-hand' is there twice", id="twin-cells"),
    pytest.param(CODE, "# %% id=softmax", "# %%", "a cell needs an id", id="nameless-cell"),
    # parity and language
    pytest.param(EN, "{#formula}", "{#formulas}", "01-adding.zh.md:15 has heading h2 #formula", id="heading"),
    pytest.param(EN, "$1+2=3$", "$1+2=4$", "inline formula '1+2=4' stands 0 times in zh", id="inline-tex"),
    pytest.param(EN, r"\sum_j e", r"\sum_k e", "has formula (eq-softmax)", id="display-tex"),
    pytest.param(EN, "Put 1 and", "Put 7 and", "number '7' stands 0 times in zh, 1 times in en", id="number-en"),
    pytest.param(EN, "One plus two", "一加二", "Chinese in the English text: '一加二'", id="cjk-in-en"),
    pytest.param(
        ZH,
        "一加二：",
        "one plus two is what you get when you put the one and the two together：",
        "not translated",
        id="latin-in-zh",
    ),
    pytest.param(ZH, "求和之后再除", "总和数再除", "a variant that the glossary avoids: see sum", id="avoided"),
    pytest.param(ZH, "一加二", "一再加二", "is stale", id="stale"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), BROKEN)
def test_each_rule_names_its_file(course: CourseFolder, name: str, old: str, new: str, said: str) -> None:
    course.edit(name, old, new)

    errors = course.errors()

    found = [error for error in errors if said in error]
    assert found, "\n".join(errors)
    path, line, _ = found[0].split(":", 2)
    assert path.startswith("curriculum/")
    assert int(line) >= 1


def test_the_whole_course_has_no_errors(course: CourseFolder) -> None:
    assert course.errors() == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (WEEK, "do: [w01/labs/dice]", "do: [w01/labs/cards]", "'w01/labs/cards'"),
        (TASK, "needs: [small]", "needs: [smaller]", "needs 'smaller'"),
        (QUIZ, "kind: shape", "kind: shapes", "items[1].kind"),
        (QUIZ, "$0.5+0.25$ 是多少", "$\\\\frac{0.5}$ 是多少", "formula"),
        (QUIZ, "$0.5+0.25$ 是多少", "$\\frac{1}{2}$ 是多少", "is eaten by YAML"),
        (ZH, "(res:number-book)", "(res:nothing)", "'nothing'"),
        (ZH, "$2+1$ 与 $1+2$ 一样。", "$\\nonsense$ 一样。", "formula"),
        (EN, "$1+2=3$", "$1+2=4$", "'1+2=4'"),
        (ZH, ":::figure sums", ":::figure lost", "figures/lost.json"),
    ],
)
def test_the_line_is_the_line_of_the_mistake(course: CourseFolder, name: str, old: str, new: str, said: str) -> None:
    line = course.edit(name, old, new)

    assert any(error.startswith(f"curriculum/{name}:{line}: ") and said in error for error in course.errors())


def test_many_mistakes_are_reported_at_once(course: CourseFolder) -> None:
    course.edit(WEEK, "minutes: 30\n", "minutes: soon\n")
    course.edit(WEEK, "unlock: {after: none, min_score: 0.0}", "unlock: {after: none, min_score: 7}")
    course.edit(QUIZ, "kind: shape", "kind: shapes")

    errors = "\n".join(course.errors())

    assert "lessons[0].minutes" in errors
    assert "unlock.min_score" in errors
    assert "kind" in errors


def test_yaml_that_is_no_yaml_names_the_line(course: CourseFolder) -> None:
    line = course.edit(WEEK, "quiz: quiz.yaml", "quiz: [quiz.yaml")

    assert any(error.startswith(f"curriculum/{WEEK}:{line + 1}: not valid YAML") for error in course.errors())


def test_a_key_given_twice_is_refused(course: CourseFolder) -> None:
    line = course.edit(WEEK, "quiz: quiz.yaml", "quiz: quiz.yaml\nquiz: other.yaml")

    assert f"curriculum/{WEEK}:{line + 1}: key 'quiz' is given twice" in course.errors()


def test_an_uncovered_seed_item_and_resource(course: CourseFolder) -> None:
    course.edit(WEEK, 'covers: ["求和", "softmax"]', 'covers: ["求和"]')
    course.edit(WEEK, "{id: numbers-academy, when: after}", "{id: number-book, when: after}")

    errors = "\n".join(course.errors())

    assert "no lesson covers the seed item 'softmax'" in errors
    assert "seed resource 'Numbers Academy' is pointed to by no lesson: use numbers-academy" in errors


def test_a_seed_resource_that_the_shelf_lacks(course: CourseFolder) -> None:
    course.edit("resources.yaml", '["Numbers Academy"]', "[]")

    assert any("seed resource 'Numbers Academy' is in no `seed:` list" in error for error in course.errors())


def test_questions_are_counted_balanced_and_reach_back(course: CourseFolder) -> None:
    course.edit(SECOND_QUIZ, "    from_week: w01\n", "")
    course.edit(SECOND_QUIZ, "lesson: w01.l1", "lesson: w02.l1")

    assert any("1 items come from earlier weeks" in error for error in course.errors())
    items = course.path(QUIZ).read_text(encoding="utf-8").split("  - id: ")
    course.path(QUIZ).write_text("  - id: ".join([items[0], items[1]]), encoding="utf-8")
    errors = "\n".join(course.errors())
    assert "w01.l1 has 1 quiz items of its own; a lesson has 4 to 6" in errors
    assert "no item that predicts" in errors
    assert "objective w01.l1.o2 is hit by no quiz item and no test" in errors


def test_the_right_answer_may_not_always_stand_first(course: CourseFolder) -> None:
    single = course.path(QUIZ).read_text(encoding="utf-8").split("  - id: w01.q02")[0].removeprefix("items:\n")
    more = "".join(single.replace("w01.q01", f"w01.q{number}") for number in range(10, 16))
    course.path(QUIZ).write_text(course.path(QUIZ).read_text(encoding="utf-8") + more, encoding="utf-8")

    assert any("place is not balanced: a 7 of 7" in error for error in course.errors())


@pytest.mark.parametrize(
    "name",
    [
        EN,
        CODE,
        "weeks/01-numbers/lessons/out/01-adding.json",
        "weeks/01-numbers/quiz.yaml",
        "weeks/01-numbers/figures/sums.svg",
        "weeks/01-numbers/tasks/add/statement.zh.md",
        "weeks/01-numbers/tasks/add/judge.py",
        "weeks/01-numbers/tasks/add/starter/solution.py",
        "weeks/01-numbers/tasks/add/calibration.json",
        "weeks/01-numbers/tasks/add/wrong/forgets-empty/expect.yaml",
        "weeks/01-numbers/tasks/add/wrong/forgets-empty/solution.py",
        "weeks/01-numbers/labs/dice/sweep.json",
        "glossary.yaml",
    ],
)
def test_what_is_missing_is_an_error_in_a_live_week(course: CourseFolder, name: str) -> None:
    course.path(name).unlink()

    assert course.errors()


def test_what_a_draft_lacks_is_a_notice(course: CourseFolder) -> None:
    notices = [problem for problem in course.problems(weeks=[3]) if problem.level is Level.NOTICE]

    assert any("tasks/someday is not there yet" in problem.message for problem in notices)
    assert course.errors(weeks=[3]) == []


def test_strict_refuses_drafts_among_the_named_weeks_only(course: CourseFolder) -> None:
    assert course.errors(weeks=[1], strict=True) == []
    assert any("this week is a draft" in error for error in course.errors(weeks=[3], strict=True))
    assert any("this week is a draft" in error for error in course.errors(strict=True))


def test_outputs_of_an_older_code_file_are_refused(course: CourseFolder) -> None:
    course.edit(CODE, "print(total)", "print(total + 0)")

    assert any("recorded from an older 01-adding.py" in error for error in course.errors())


def test_a_cell_without_its_output(course: CourseFolder) -> None:
    path = course.path("weeks/01-numbers/lessons/out/01-adding.json")
    recording = json.loads(path.read_text(encoding="utf-8"))
    del recording["cells"]["softmax"]
    path.write_text(json.dumps(recording), encoding="utf-8")

    assert any("no output recorded of cell 'softmax'" in error for error in course.errors())


def test_a_cell_is_short(course: CourseFolder) -> None:
    course.edit(CODE, "print(total)", "print(total)\n" + "total = total\n" * 25)

    assert any("cell 'by-hand' has 29 lines, at most 25" in error for error in course.errors())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"en": "Two bars, the second twice as high"', '"en": ""', "alt needs a text in zh and en"),
        ('"type": "bar"', '"type": "scatter3d"', "trace type 'scatter3d' is not in the site's Plotly bundle"),
        ('"layout"', '"html"', "a figure has the keys alt, data, layout"),
        ('"data": [', '"data": [,', "not valid JSON"),
    ],
)
def test_a_figure_that_cannot_be_shown(course: CourseFolder, old: str, new: str, said: str) -> None:
    course.edit("weeks/01-numbers/figures/sums.json", old, new)

    assert any(said in error for error in course.errors())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("求和之后再除，得到", "求和之后再除,得到", "half-width ','"),
        ("求和之后再除", "求和softmax再除", "no space between Chinese and Latin"),
    ],
)
def test_style_is_a_warning(course: CourseFolder, old: str, new: str, said: str) -> None:
    name = EN if old.isascii() else ZH
    course.edit(name, old, new)

    assert any(said in warning for warning in course.warnings())


def test_a_week_that_cannot_be_read_breaks_no_other(course: CourseFolder) -> None:
    course.edit(WEEK, "version: 1.0.0", "version: 1.0")

    assert course.errors() == [f"curriculum/{WEEK}:40: version: should be a valid string"]


def test_a_term_of_one_language_only_is_a_warning(course: CourseFolder) -> None:
    course.edit("glossary.yaml", "zh: 求和", "zh: 放在一起")

    assert any("zh says '放在一起', this does not say 'sum'" in warning for warning in course.warnings())


def test_a_term_inside_a_longer_term_is_not_asked_for(course: CourseFolder) -> None:
    course.edit("glossary.yaml", "zh: 求和\n  en: sum", "zh: 求\n  en: plus")
    assert any("zh says '求'" in warning for warning in course.warnings())

    course.edit("glossary.yaml", "sum:", "total: {zh: 求和, en: sum, first: w01.l1}\nsum:")
    assert not any("zh says '求'" in warning for warning in course.warnings())


def test_two_folders_of_one_week(course: CourseFolder) -> None:
    shutil.copytree(course.path("weeks/02-slopes"), course.path("weeks/02-hills"))

    assert "curriculum/weeks:1: 2 folders are week 02" in course.errors()
