"""The page that lays runs side by side: who may open it, what it marks, and the table as a file."""

import csv
import io
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from everyday.accounts.models import User
from everyday.catalog.models import Lab, Task
from everyday.submissions.models import Run, Submission
from everyday.submissions.selectors.compared import MOST_RUNS, Comparison
from tests.conftest import Cast
from tests.everyday.factories import make_event, make_run, make_submission, signed_in

LAB_PAGE = "/labs/w05/init-activation/compare/"
TASK_PAGE = "/tasks/w05/two-layer-net/compare/"


@pytest.fixture(autouse=True)
def _broker(clean_broker: str) -> None:
    """The cache lives there."""
    cache.clear()


def lab_run(learner: User, lab: Lab, *, scale: float = 1.0, std: float = 0.5, **fields: Any) -> Run:
    config = {"scale": scale, "depth": 4, "activation": "relu", "bias": True}
    given = {"state": "finished", "status": "passed", "metrics": {"std": std}, "seed": 7, "content_version": "1.0.0", **fields}
    run = Run.objects.create(learner=learner, lab=lab, config=config, content_digest=lab.digest, **given)
    for step in range(3):
        make_event(run, "metric", {"step": step, "values": {"std": std / (step + 1)}, "source": "judge"})
    return run


def page(client: Client, address: str, *runs: Run) -> Any:
    return client.get(address, {"runs": ",".join(str(run.pk) for run in runs)})


def row(shown: Comparison, key: str) -> list[str]:
    return next([cell.text for cell in row.cells] for row in shown.rows if row.key == key)


def test_a_labs_runs_side_by_side(cast: Cast, lab: Lab) -> None:
    first, second = lab_run(cast.learner, lab), lab_run(cast.learner, lab, scale=0.1, std=0.25)
    lab.spec["metrics"] = [{"name": "std", "title": {"zh": "标准差", "en": "Deviation"}, "goal": "max"}]
    lab.save()
    answer = page(signed_in(cast.learner), LAB_PAGE, second, first)
    shown: Comparison = answer.context["comparison"]
    assert [column.run for column in shown.columns] == [first, second], "oldest first, in whatever order they are named"
    assert [column.title for column in shown.columns] == ["Run 1 · scale 1", "Run 2 · scale 0.1"]
    assert row(shown, "scale") == ["1", "0.1"]
    assert row(shown, "bias") == ["yes", "yes"]
    assert row(shown, "seed") == ["7", "7"]
    assert [r.key for r in shown.rows if r.differs] == ["scale"]
    assert [(cell.text, cell.best) for r in shown.rows if r.key == "std" for cell in r.cells] == [("0.5", True), ("0.25", False)]
    [chart] = shown.charts
    assert (chart.title, chart.self_reported, len(chart.lines)) == ("Deviation", False, 2)
    assert chart.summary[1] == ("Run 2 · scale 0.1", "0.08333", "0.08333", "0.25")
    assert chart.band == [[0, 1.0, 1.0], [1, 0.9, 0.9]]
    assert answer.context["charts"]["charts"][0]["lines"][0] == {"run": 0, "x": [0, 1, 2], "y": [0.5, 0.25, 0.16667]}


def test_the_page_names_what_differs_also_without_colour(cast: Cast, lab: Lab) -> None:
    html = page(
        signed_in(cast.learner), LAB_PAGE, lab_run(cast.learner, lab), lab_run(cast.learner, lab, scale=2.0)
    ).content.decode()
    assert html.count("(differs)") == 1
    assert html.count("data-same") == 5  # the other parameters, seed and version


def test_a_tasks_attempts_side_by_side(cast: Cast, task: Task) -> None:
    task.spec["reference"] = {"cpu": {"runs": 12, "metrics": {"acc": {"mean": 0.97, "std": 0.004}}}}
    task.save()
    runs = [
        make_run(make_submission(cast.learner, task), score=score, max_score=100.0, metrics={"acc": score / 100}, wall_s=1.5)
        for score in (40.0, 90.0)
    ]
    Run.objects.filter(pk=runs[1].pk).update(content_digest="e" * 64, content_version="1.1.0", peak_mib=33.25, device="cpu")
    answer = page(signed_in(cast.learner), TASK_PAGE, *runs)
    shown: Comparison = answer.context["comparison"]
    assert [column.title for column in shown.columns] == ["Attempt 1", "Attempt 2"]
    assert row(shown, "score") == ["40", "90"]
    assert row(shown, "version")[1] == "1.1.0 eeeeeeee"
    assert row(shown, "peak_mib") == ["–", "33.25"]
    assert next(r.reference for r in shown.rows if r.key == "acc") == "0.97 ± 0.004"
    assert "mean ± standard deviation of 12 runs" in answer.content.decode()
    assert shown.charts == []
    assert "no curves to draw" in answer.content.decode()


def test_the_seed_of_a_run_that_is_not_over_stays_secret(cast: Cast, lab: Lab) -> None:
    answer = page(signed_in(cast.learner), LAB_PAGE, lab_run(cast.learner, lab, state="running", status="", seed=4242))
    assert row(answer.context["comparison"], "seed") == ["–"]
    assert b"4242" not in answer.content


def test_what_a_program_reports_about_itself_has_no_band_and_says_so(cast: Cast, task: Task) -> None:
    task.spec["reference"] = {"cpu": {"runs": 12, "metrics": {"acc": {"mean": 0.97, "std": 0.004}}}}
    task.save()
    run = make_run(make_submission(cast.learner, task))
    make_event(run, "metric", {"step": 0, "values": {"acc": 0.1, "other": 1.0}, "source": "learner"})
    make_event(run, "metric", {"step": 0, "values": {"acc": 0.1, "extra": 1.0}, "source": "judge"})
    answer = page(signed_in(cast.learner), TASK_PAGE, run)
    charts = answer.context["comparison"].charts
    assert [(chart.metric, chart.self_reported, bool(chart.band)) for chart in charts] == [
        ("acc", False, True),
        ("extra", False, False),
        ("acc", True, False),
        ("other", True, False),
    ]
    html = answer.content.decode()
    assert html.count("No reference band") == 3
    assert "mean ± standard deviation of 12 reference runs" in html


def test_without_runs_there_is_a_choice_and_without_any_at_all_a_way_to_the_first(cast: Cast, lab: Lab) -> None:
    empty = signed_in(cast.learner).get(LAB_PAGE)
    assert empty.status_code == 200
    assert b"Nothing to compare yet" in empty.content
    run = lab_run(cast.learner, lab)
    answer = signed_in(cast.learner).get(LAB_PAGE)
    assert answer.context["comparison"] is None
    assert f'name="runs" value="{run.pk}"'.encode() in answer.content
    assert b'<details class="disclosure" open>' in answer.content


def test_the_lists_of_attempts_and_runs_lead_here(cast: Cast, task: Task, lab: Lab) -> None:
    run = make_run(make_submission(cast.learner, task))
    other = lab_run(cast.learner, lab)
    client = signed_in(cast.learner)
    attempts = client.get(reverse("submissions:submission-list", args=["w05", "two-layer-net"])).content.decode()
    assert f'action="{TASK_PAGE}"' in attempts
    assert f'name="runs" value="{run.pk}" aria-label="Compare attempt 1"' in attempts
    history = client.get(reverse("submissions:lab-detail", args=["w05", "init-activation"])).content.decode()
    assert f'action="{LAB_PAGE}"' in history
    assert f'name="runs" value="{other.pk}"' in history
    assert client.get(LAB_PAGE, {"runs": [str(other.pk)]}).context["comparison"] is not None


def test_who_may_open_the_link(cast: Cast, lab: Lab) -> None:
    run = lab_run(cast.learner, lab)
    for user, status in [
        (cast.learner, 200),
        (cast.mentor, 200),
        (cast.operator, 200),
        (cast.classmate, 404),
        (cast.other_mentor, 404),
        (cast.stranger, 404),
    ]:
        assert page(signed_in(user), LAB_PAGE, run).status_code == status, user
        assert page(signed_in(user), LAB_PAGE.removesuffix("/") + ".csv", run).status_code == status, user
    assert page(Client(), LAB_PAGE, run).status_code == 302


def test_a_mentor_is_offered_the_learners_runs_and_told_whose_they_are(cast: Cast, lab: Lab) -> None:
    run, other = lab_run(cast.learner, lab), lab_run(cast.learner, lab)
    answer = page(signed_in(cast.mentor), LAB_PAGE, run)
    assert set(answer.context["offered"]) == {run, other}
    assert b"Learner" in answer.content
    assert answer.context["permalink"] == f"http://testserver{LAB_PAGE}?runs={run.pk}"


def test_runs_of_two_learners_or_of_another_task_do_not_exist_here(cast: Cast, lab: Lab, task: Task) -> None:
    own, classmates = lab_run(cast.learner, lab), lab_run(cast.classmate, lab)
    assert page(signed_in(cast.mentor), LAB_PAGE, own, classmates).status_code == 404
    assert page(signed_in(cast.learner), TASK_PAGE, own).status_code == 404
    assert signed_in(cast.learner).get(LAB_PAGE, {"runs": "nonsense"}).status_code == 404
    assert signed_in(cast.learner).get(LAB_PAGE, {"runs": str(uuid.uuid4())}).status_code == 404
    assert signed_in(cast.learner).get("/labs/w05/nothing/compare/").status_code == 404


def test_the_table_as_a_file(cast: Cast, lab: Lab) -> None:
    Lab.objects.update(spec={**lab.spec, "params": [{**lab.spec["params"][0], "title": {"zh": "尺度", "en": "Scale"}}]})
    first, second = lab_run(cast.learner, lab, wall_s=1.25), lab_run(cast.learner, lab, scale=0.1, std=1 / 3)
    answer = page(signed_in(cast.learner), LAB_PAGE.removesuffix("/") + ".csv", first, second)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="w05-init-activation-runs-utf-8.csv"'
    lines = list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))
    assert [(line["Run"], line["Scale"], line["std"], line["Elapsed (s)"]) for line in lines] == [
        ("Run 1", "1.0", "0.5", "1.25"),
        ("Run 2", "0.1", str(1 / 3), ""),
    ]
    excel = signed_in(cast.learner).get(LAB_PAGE.removesuffix("/") + ".csv", {"runs": str(first.pk), "variant": "excel"})
    assert excel.content[:2] == b"\xff\xfe"
    wrong = signed_in(cast.learner).get(LAB_PAGE.removesuffix("/") + ".csv", {"runs": str(first.pk), "variant": "pdf"})
    assert wrong.status_code == 404


def test_no_more_than_fit_and_a_word_about_it(cast: Cast, lab: Lab) -> None:
    runs = [
        Run(learner=cast.learner, lab=lab, config={}, content_digest=lab.digest, state="finished", queued_at=timezone.now())
        for _ in range(MOST_RUNS + 1)
    ]
    Run.objects.bulk_create(runs)
    answer = page(signed_in(cast.learner), LAB_PAGE, *runs)
    assert len(answer.context["comparison"].columns) == MOST_RUNS
    assert b"At most 50 runs fit side by side" in answer.content


def test_many_runs_cost_no_more_queries_than_two(cast: Cast, task: Task, django_assert_max_num_queries: Any) -> None:
    client = signed_in(cast.learner)
    runs = [make_run(make_submission(cast.learner, task)) for _ in range(20)]
    page(client, TASK_PAGE, *runs[:2])
    with django_assert_max_num_queries(6):
        answer = page(client, TASK_PAGE, *runs)
    assert len(answer.context["comparison"].columns) == 20


def test_an_address_that_names_a_replaced_result_still_opens(cast: Cast, task: Task) -> None:
    """Its learner may have sent it to a mentor before a re-grade replaced the result."""
    submission = make_submission(cast.learner, task)
    run = make_run(submission, score=40.0)
    Run.objects.filter(pk=run.pk).update(submission=None, aside_of=submission)
    answer = page(signed_in(cast.learner), TASK_PAGE, run)
    assert answer.status_code == 200
    assert b">replaced<" in answer.content
    assert run not in answer.context["offered"]


def test_curves_that_are_no_longer_kept_are_said_to_be(cast: Cast, lab: Lab) -> None:
    run = lab_run(cast.learner, lab)
    client = signed_in(cast.learner)
    assert b"no longer kept" not in page(client, LAB_PAGE, run).content
    Run.objects.filter(pk=run.pk).update(trimmed_at=timezone.now())
    assert b"no longer kept" in page(client, LAB_PAGE, run).content


def test_a_withheld_regrade_does_not_exist_for_its_learner(cast: Cast, task: Task) -> None:
    submission: Submission = make_submission(cast.learner, task)
    make_run(submission, score=40.0)
    withheld = Run.objects.create(
        learner=cast.learner, aside_of=submission, is_regrade=True, content_digest=task.digest, state="finished"
    )
    assert page(signed_in(cast.learner), TASK_PAGE, withheld).status_code == 404
    assert page(signed_in(cast.mentor), TASK_PAGE, withheld).status_code == 200
