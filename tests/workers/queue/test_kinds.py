"""Models, documents and labs from the page's form to the verdict, through every process there is; then the mentor's part."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw
from ruamel.yaml import YAML

from everyday.accounts.models import User
from everyday.catalog.models import Task, Week
from everyday.reviews.models import LookRequest
from everyday.submissions import selectors
from everyday.submissions.models import Run, Submission
from tests.conftest import Cast
from tests.workers.grading import FIXTURES
from tests.workers.queue.conftest import Worker, over
from workers.content import find, task_digest

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site", "kinds_worker")]

TASKS = FIXTURES / "weeks/01-fixture/tasks"


@pytest.fixture(scope="module")
def kinds_worker(broker_url: str, state: Path) -> Iterator[Worker]:
    """A worker that holds the fixture tasks of every kind."""
    worker = Worker(state, broker_url, EVERYDAY_CURRICULUM=str(FIXTURES))
    try:
        yield worker.wait_ready()
    finally:
        worker.stop()


def published(slug: str) -> Task:
    content = find(f"w01/{slug}", FIXTURES)
    week, _ = Week.objects.get_or_create(number=1, defaults={"slug": "fixture", "version": "1.0.0", "digest": "w"})
    spec = dict(content.raw)
    if (content.folder / "rubric.yaml").exists():
        spec["rubric"] = YAML(typ="safe").load((content.folder / "rubric.yaml").read_text("utf-8"))
    return Task.objects.create(
        week=week,
        task_id=content.id,
        slug=slug,
        position=Task.objects.count() + 1,
        kind=content.raw["kind"],
        title=content.raw["title"],
        points=content.raw["points"],
        is_ready=True,
        spec=spec,
        digest=task_digest(content.folder),
        version="1.0.0",
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def hand_in(user: User, task: Task, files: dict[str, bytes], **more: Any) -> Run:
    address = reverse("submissions:submission-create", args=["w01", task.slug])
    uploads = [SimpleUploadedFile(name, data) for name, data in files.items()]
    answer = signed_in(user).post(address, {"upload": uploads, **more})
    assert answer.status_code == 302, answer.context["error"]
    return over(Submission.objects.filter(learner=user, task=task).order_by("-number")[0].runs.get(), 60)


def folder(slug: str, name: str = "reference") -> dict[str, bytes]:
    """The files of a solution, as someone picks them: without their folders."""
    return {
        path.name: path.read_bytes() for path in (TASKS / slug / name).rglob("*") if path.is_file() and path.suffix != ".yaml"
    }


def test_a_model_is_uploaded_and_judged(cast: Cast) -> None:
    run = hand_in(cast.learner, published("affine"), folder("affine"))
    assert (run.status, run.score) == ("passed", 100.0), run.message
    assert run.metrics["bytes"] == len(folder("affine")["model.onnx"])
    wrong = hand_in(cast.learner, Task.objects.get(slug="affine"), folder("affine", "wrong/fixed-batch"))
    assert (wrong.status, wrong.score) == ("failed", 20.0)


def test_a_model_that_is_none_costs_no_attempt(cast: Cast) -> None:
    task = published("affine")
    task.spec = {**task.spec, "attempts": {"per_day": 1}}
    task.save()
    run = hand_in(cast.learner, task, {**folder("affine"), "model.onnx": b"this is no model at all"})
    assert run.status == "not_gradable"
    assert "model.onnx" in run.test_results.get(test_id="K1").message["zh"]
    assert hand_in(cast.learner, task, folder("affine")).status == "passed"


def test_the_learners_code_writes_a_model_that_another_process_runs(cast: Cast) -> None:
    task = published("exporter")
    assert hand_in(cast.learner, task, folder("exporter")).status == "passed"
    wrong = hand_in(cast.learner, task, folder("exporter", "wrong/external-data"))
    assert wrong.test_results.get(test_id="no_external_data").status == "failed"


def test_a_document_is_read_judged_and_judged_again_by_a_mentor(cast: Cast) -> None:
    task = published("essay")
    files = {
        **folder("essay"),
        "essay.md": "# 短文\n\n## 问题\n\n越深的网络越难训练，误差先降后升。\n\n## 方法\n\n学与输入的差。\n".encode(),
    }
    run = hand_in(cast.learner, task, files, **{"self-accuracy": "2"})
    assert (run.status, run.score) == ("failed", 20.0)
    assert run.submission is not None
    assert run.submission.self_assessment == {"accuracy": 2}
    seen = {found["path"]: found for found in selectors.previews_of(run)}
    assert [heading["text"] for heading in seen["essay.md"]["headings"]] == ["短文", "问题", "方法"]
    assert seen["diagrams/plan.png"]["pictures"][0]["width"] == 240

    # The learner asks for a look at the refused test; it waits in the mentor's inbox and nobody else's.
    learner, mentor = signed_in(cast.learner), signed_in(cast.mentor)
    learner.post(reverse("reviews:look-create", args=[run.pk]), {"test_id": "structure", "reason": "局限写在方法里了。"})
    look = LookRequest.objects.get()
    assert [one.pk for one in mentor.get(reverse("reviews:inbox")).context["inbox"].looks] == [look.pk]
    assert signed_in(cast.other_mentor).get(reverse("reviews:inbox")).context["inbox"].count == 0
    assert signed_in(cast.other_mentor).post(reverse("reviews:look-decide", args=[look.pk])).status_code == 404
    page = mentor.get(reverse("reviews:submission", args=[run.submission.pk]))
    assert "局限写在方法里了。" in page.content.decode()
    mentor.post(reverse("reviews:look-decide", args=[look.pk]), {"decision": "accepted", "answer": "确实写了。"})
    run.refresh_from_db()
    assert (run.status, run.score) == ("passed", 40.0)
    assert run.test_results.get(test_id="structure").message["en"].startswith("Your mentor looked at it")

    # The mentor's rubric stands beside the automatic part.
    mentor.post(reverse("reviews:rubric-create", args=[run.submission.pk]), {"level-accuracy": "1", "note": "符号要解释。"})
    feedback = learner.get(reverse("reviews:feedback", args=[run.submission.pk])).content.decode()
    assert "4 / 10" in feedback
    assert "符号要解释。" in feedback
    assert mentor.get(reverse("reviews:inbox")).context["inbox"].count == 0


def test_what_was_handed_in_is_a_download_and_never_a_page(cast: Cast) -> None:
    run = hand_in(cast.learner, published("essay"), folder("essay"))
    assert run.submission is not None
    address = reverse("submissions:file-download", args=[run.submission.pk, "diagrams/plan.png"])
    answer = signed_in(cast.learner).get(address)
    assert b"".join(answer) == folder("essay")["plan.png"]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert signed_in(cast.mentor).get(address).status_code == 200
    for stranger in (cast.classmate, cast.other_mentor, cast.stranger):
        assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(cast.learner).get(address.replace("plan", "other")).status_code == 404


def test_a_second_attempt_keeps_the_files_that_did_not_change(cast: Cast) -> None:
    task = published("essay")
    hand_in(cast.learner, task, folder("essay", "wrong/no-limits"))
    run = hand_in(cast.learner, task, {"essay.md": folder("essay")["essay.md"]}, keep="1")
    assert (run.status, run.score) == ("passed", 40.0)


def picture(width: int, height: int) -> bytes:
    image = Image.new("L", (width, height), 255)
    ImageDraw.Draw(image).line((0, 0, width, height), fill=0, width=4)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("plan.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 400, "decoded"),
        ("plan.png", picture(6400, 6400), "pixels"),
        ("essay.pdf", b"%PDF-1.7\n" + b"\xff" * 500, "damaged"),
        ("essay.pptx", b"PK\x03\x04" + b"\0" * 200, "not what its name says"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_costs_no_attempt(cast: Cast, name: str, data: bytes, said: str) -> None:
    files = {path: content for path, content in folder("essay").items() if path.split(".")[0] != name.split(".")[0]}
    run = hand_in(cast.learner, published("essay"), {**files, name: data})
    gate = run.test_results.get(test_id="K1")
    assert (run.status, gate.status) == ("not_gradable", "failed")
    assert name.split(".")[0] in gate.message["zh"]
    assert said in gate.message["en"]
    assert selectors.attempts(cast.learner, Task.objects.get(slug="essay"), run.queued_at).used == 0
