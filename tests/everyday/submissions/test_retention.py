"""What is old and heavy goes; what was decided stays."""

import datetime as dt
import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from everyday.catalog.models import Lab
from everyday.submissions import live, selectors, services
from everyday.submissions.models import Run, RunEvent
from everyday.submissions.tasks import prune as nightly
from tests.conftest import Cast
from tests.everyday.submissions.conftest import Attempt

Submit = Callable[..., Run]
FIGURE = {"id": "f", "plotly": {"data": [], "layout": {}}, "source": "judge"}


def judged(run: Run, score: float = 100.0, *, days_ago: int) -> Run:
    """The run with a log, a curve, a figure and a verdict, ended so many days ago."""
    attempt = Attempt(run)
    attempt.claim()
    attempt.say("log", {"stream": "stdout", "text": "step 1\n"})
    attempt.say("metric", {"step": 1, "values": {"loss": 0.5}, "source": "learner"})
    attempt.say("figure", FIGURE)
    attempt.decide("passed" if score == 100.0 else "failed", score)
    ended = timezone.now() - dt.timedelta(days=days_ago)
    Run.objects.filter(pk=run.pk).update(ended_at=ended)
    run.refresh_from_db()
    return run


def kinds(run: Run) -> list[str]:
    return [event.kind for event in selectors.events_after(run.pk, 0)]


@pytest.fixture
def two(cast: Cast, submit: Submit, online: Any) -> tuple[Run, Run]:
    """An old run and the learner's best, older still."""
    online()
    best = judged(submit(cast.learner), days_ago=1_000)
    return judged(submit(cast.learner), 20.0, days_ago=200), best


def test_an_old_log_goes_and_everything_that_was_decided_stays(two: tuple[Run, Run]) -> None:
    old, best = two
    results = old.test_results.count()
    assert services.prune().log_events == 1
    assert kinds(old) == ["claimed", "metric", "figure", "verdict"]
    assert kinds(best) == ["claimed", "log", "metric", "figure", "verdict"], "the learner's best run keeps what it said"
    old.refresh_from_db()
    assert (old.status, old.score, old.test_results.count()) == ("failed", 20.0, results)
    assert old.trimmed_at is not None
    assert old.submission is not None
    assert old.submission.files


def test_curves_go_later_than_logs(two: tuple[Run, Run], settings: Any) -> None:
    old, _ = two
    assert services.prune().drawing_events == 0
    settings.RETENTION = {**settings.RETENTION, "events_days": 190}
    assert services.prune().drawing_events == 2
    assert kinds(old) == ["claimed", "verdict"]


def test_a_run_without_its_log_can_still_be_read_to_its_end(two: tuple[Run, Run], cast: Cast, settings: Any) -> None:
    settings.RETENTION = {**settings.RETENTION, "events_days": 190}
    services.prune()
    old, _ = two
    text = "".join(live._lines(str(old.pk), 0))
    assert "event: verdict" in text
    assert text.endswith("event: end\ndata: {}\n\n")
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.learner)
    page = client.get(reverse("submissions:run-detail", args=[old.pk])).text
    assert "no longer kept" in page


def test_nothing_young_and_nothing_under_way_is_touched(cast: Cast, submit: Submit, online: Any) -> None:
    online()
    judged(submit(cast.learner), days_ago=1)
    young = judged(submit(cast.learner), 20.0, days_ago=179)
    running = Attempt(submit(cast.classmate))
    running.claim()
    running.say("log", {"stream": "stdout", "text": "x"})
    before = RunEvent.objects.count()
    assert services.prune().log_events == 0
    assert RunEvent.objects.count() == before
    young.refresh_from_db()
    assert young.trimmed_at is None


def test_zero_days_keep_everything(two: tuple[Run, Run], settings: Any) -> None:
    settings.RETENTION = {"logs_days": 0, "events_days": 0, "temporary_hours": 24}
    assert services.prune().log_events == 0
    assert "log" in kinds(two[0])


def test_a_lab_answers_from_an_old_run_only_while_that_has_all_it_said(
    cast: Cast, lab: Lab, clean_broker: str, online: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    online()

    def run_lab() -> Run:
        with django_capture_on_commit_callbacks(execute=True):
            return services.run_lab(learner=cast.learner, lab=lab, config={}, seed=1)

    source = judged(run_lab(), days_ago=1_000)
    services.prune()
    assert "log" in kinds(source), "it answers for the lab's present content"
    assert run_lab().answered_from == "cache"
    Run.objects.filter(pk=source.pk).update(content_digest="of an earlier content")
    services.prune()
    assert kinds(source) == ["claimed", "verdict"]
    assert run_lab().answered_from == "worker"


def test_a_dry_run_says_what_would_go_and_drops_nothing(two: tuple[Run, Run], settings: Any, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path
    settings.RETENTION = {**settings.RETENTION, "events_days": 190}
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - dt.timedelta(days=1))
    before = RunEvent.objects.count()
    out = StringIO()
    call_command("prune", "--dry-run", stdout=out)
    said = out.getvalue()
    assert "log events: 1 would be dropped" in said
    assert "drawing events: 2 would be dropped" in said
    assert "sessions: 1 would be dropped" in said
    assert (RunEvent.objects.count(), Session.objects.filter(session_key="old").count()) == (before, 1)
    out = StringIO()
    call_command("prune", stdout=out)
    assert "log events: 1 dropped" in out.getvalue()
    assert not Session.objects.filter(session_key="old").exists()
    assert services.prune() == services.Pruned(log_events=0, drawing_events=0, sessions=0, unfinished_assets=0)


def test_what_a_cut_off_build_of_a_data_set_left_goes_and_data_sets_stay(db: None, settings: Any, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path
    old = (timezone.now() - dt.timedelta(days=2)).timestamp()
    for name in (".digits-ab12_x9z", "digits", ".keep", ".young-ab12cd34"):
        folder = tmp_path / "assets" / name
        folder.mkdir(parents=True)
        (folder / "data.npy").write_bytes(b"1")
        if "young" not in name:
            os.utime(folder, (old, old))
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "assets" / ".linked-ab12cd34").symlink_to(outside)
    os.utime(outside, (old, old))
    nightly()
    left = {path.name for path in (tmp_path / "assets").iterdir()}
    assert left == {"digits", ".keep", ".young-ab12cd34", ".linked-ab12cd34"}
    assert outside.is_dir()
