"""Opening a submission through every process there is: page, queue, worker, sandboxes, recorder, page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse

from everyday.submissions.models import Run, Submission
from tests.conftest import Cast
from tests.workers.grading import FIXTURES, RIGHT
from tests.workers.queue.conftest import Worker, over
from tests.workers.queue.test_kinds import published, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site", "demo_worker")]


@pytest.fixture(scope="module")
def demo_worker(broker_url: str, state: Path) -> Iterator[Worker]:
    worker = Worker(state, broker_url, EVERYDAY_CURRICULUM=str(FIXTURES))
    try:
        yield worker.wait_ready()
    finally:
        worker.stop()


@pytest.fixture
def submission(cast: Cast) -> Submission:
    task = published("double")
    return Submission.objects.create(learner=cast.learner, task=task, number=1, files={"solution.py": RIGHT}, digest="d")


def test_the_mentor_asks_and_reads_the_answer(cast: Cast, submission: Submission) -> None:
    client = signed_in(cast.mentor)
    client.cookies["everyday_language"] = "en"
    page = reverse("submissions:demo-detail", args=[submission.pk])
    for request, shown in (("2", "名1"), ("-1", "n must not be negative")):
        assert client.post(reverse("submissions:demo-ask", args=[submission.pk]), {"request": request}).status_code == 302
        run = over(Run.objects.filter(demo_of=submission).latest("queued_at"), 60)
        assert (run.state, run.status, run.score, run.max_score) == (
            "finished", "passed" if request == "2" else "error", 0, 0
        )  # fmt: skip
        assert not run.test_results.exists()
        assert shown in client.get(page).content.decode()
    assert not submission.runs.exists(), "nothing was judged"


def test_a_request_that_never_ends_is_stopped_and_told(cast: Cast, submission: Submission) -> None:
    Submission.objects.filter(pk=submission.pk).update(
        files={"solution.py": RIGHT.replace("    return [", "    while n > 90:\n        pass\n    return [")}
    )
    client = signed_in(cast.learner)
    client.post(reverse("submissions:demo-ask", args=[submission.pk]), {"request": "91"})
    run = over(Run.objects.get(demo_of=submission), 60)
    assert (run.state, run.status, run.attempt) == ("finished", "timeout", 1)
