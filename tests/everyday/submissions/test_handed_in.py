"""Where a handed-in file goes, what travels with a document, and what a merit is."""

import io
import json
import zipfile

import pytest

from everyday.catalog.models import Task
from everyday.submissions import bundles, selectors, services
from everyday.submissions.handed_in import HandedIn
from everyday.submissions.models import Run, Submission, SubmissionFile
from everyday.submissions.patterns import expand, matches, place, suffixes
from everyday.submissions.selectors import annex
from everyday.submissions.sources import Rules, SourcesRefusedError
from everyday.submissions.templatetags.results import merits
from tests.conftest import Cast
from workers import patterns as workers_patterns
from workers.bundles import unpack
from workers.judge.annex import read_annex

WANTED = ["notes/resnet.md", "notes/bert.md", "post.{pdf,pptx}", "diagrams/plan.{png,jpg}"]
NAMES = ["notes/resnet.md", "resnet.md", "post.pdf", "plan.jpg", "images/a.png", "a/b/c.png", "{a}.md", "x"]
PATTERNS = [*WANTED, "images/*.png", "*", "a.{b", "{a,b}/{c,d}.md"]


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("notes/resnet.md", "notes/resnet.md"),
        ("resnet.md", "notes/resnet.md"),
        ("RESNET.md", "notes/resnet.md"),
        ("my folder/bert.md", "notes/bert.md"),
        ("我的论文.pdf", "post.pdf"),
        ("plan.PNG", "diagrams/plan.png"),
        ("photo.jpg", "diagrams/plan.jpg"),
        ("other.md", "other.md"),  # two places for a .md: nobody guesses
        ("movie.mp4", "movie.mp4"),
        ("../../etc/resnet.md", "notes/resnet.md"),
    ],
)
def test_a_file_goes_where_its_name_or_its_kind_leaves_one_place(name: str, where: str) -> None:
    assert place(name, WANTED) == where


def test_a_folder_takes_any_name() -> None:
    assert place("loss.png", ["post.md", "images/*.png"]) == "images/loss.png"
    assert not matches("images/*.png", "images/deep/loss.png")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_both_sides_read_the_same_patterns(pattern: str) -> None:
    assert expand(pattern) == workers_patterns.expand(pattern)
    for name in NAMES:
        assert matches(pattern, name) == workers_patterns.matches(pattern, name)


def test_the_kinds_to_choose_from() -> None:
    assert suffixes(["post.{md,PDF}", "images/*.png"]) == [".md", ".pdf", ".png"]


RULES = Rules(required=tuple(WANTED), max_bytes=1000, optional=("images/*.png",), takes_files=True)


def test_a_second_attempt_replaces_what_takes_the_same_place() -> None:
    first = HandedIn(
        texts={"notes/resnet.md": "old", "notes/bert.md": "old"}, binaries={"post.pdf": b"%PDF", "images/a.png": b"a"}
    )
    merged = HandedIn(texts={"notes/bert.md": "new"}, binaries={"post.pptx": b"PK", "images/b.png": b"b"}).over(first, RULES)
    assert merged.texts == {"notes/resnet.md": "old", "notes/bert.md": "new"}
    assert merged.binaries == {"post.pptx": b"PK", "images/a.png": b"a", "images/b.png": b"b"}


def hand_in(cast: Cast, document: Task, **more: object) -> Submission:
    files = {"post.md": "# 标题\n正文\n"}
    binaries = {"plan.png": b"\x89PNG\r\n\x1a\nx"}
    return services.submit(learner=cast.learner, task=document, files=files, binaries=binaries, source="upload", **more)  # type: ignore[arg-type]


def test_the_worker_gets_every_file_and_the_annex_byte_for_byte(
    cast: Cast, task: Task, document: Task, clean_broker: str
) -> None:
    own = services.submit(learner=cast.learner, task=task, files={"solution.py": "OWN = 1\n"}, source="editor")
    Run.objects.filter(submission=own).update(state="finished", status="passed")
    services.submit(learner=cast.classmate, task=task, files={"solution.py": "THEIRS = 1\n"}, source="editor")
    run = hand_in(cast, document).runs.get()
    digest = bundles.sha256_of(run)
    services.submit(learner=cast.learner, task=task, files={"solution.py": "LATER = 1\n"}, source="editor")
    assert bundles.sha256_of(run) == digest, "what came later changes nothing: the hash was sent ahead"
    files = unpack(bundles.bundle_of(run))
    assert sorted(files) == ["plan.png", "post.md", "submission.json"]
    assert (files["plan.png"], files["post.md"].decode()) == (b"\x89PNG\r\n\x1a\nx", "# 标题\n正文\n")
    annex = json.loads(files["submission.json"])
    assert annex["sources"] == {"w05/two-layer-net": {"files": {"solution.py": "OWN = 1\n"}, "submission": str(own.pk)}}
    assert annex["runs"] == [{"id": str(own.runs.get().pk), "content": "w05/two-layer-net", "state": "finished"}]
    read = read_annex(files["submission.json"])
    assert read.source("w05/two-layer-net") == {"solution.py": "OWN = 1\n"}
    assert read.run(str(own.runs.get().pk).upper()) is not None


@pytest.mark.parametrize(
    ("state", "status", "counts"),
    [
        ("finished", "failed", True),
        ("finished", "not_gradable", False),
        ("queued", "", False),
        ("failed", "infrastructure", False),
    ],
)
def test_of_the_own_sources_the_latest_that_was_graded_goes_along(
    cast: Cast, task: Task, document: Task, clean_broker: str, *, state: str, status: str, counts: bool
) -> None:
    first = services.submit(learner=cast.learner, task=task, files={"solution.py": "OLD = 1\n"}, source="editor")
    Run.objects.filter(submission=first).update(state="finished", status="passed")
    second = services.submit(learner=cast.learner, task=task, files={"solution.py": "NEW = 1\n"}, source="editor")
    Run.objects.filter(submission=second).update(state=state, status=status)
    annex = hand_in(cast, document).annex
    assert annex["sources"]["w05/two-layer-net"]["submission"] == str((second if counts else first).pk)
    assert {one["state"] for one in annex["runs"]} == {"finished", state}


def test_sources_that_are_too_long_together_are_left_out_whole(
    cast: Cast, task: Task, document: Task, clean_broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = services.submit(learner=cast.learner, task=task, files={"solution.py": "OWN = 1\n"}, source="editor")
    Run.objects.filter(submission=own).update(state="finished", status="passed")
    monkeypatch.setattr(annex, "MAX_SOURCES_BYTES", 40)
    submission = hand_in(cast, document)
    assert submission.annex["sources"] == {}
    assert [one["content"] for one in submission.annex["runs"]] == ["w05/two-layer-net"]


def test_nobody_forges_what_the_web_side_lays_beside(cast: Cast, task: Task, document: Task, clean_broker: str) -> None:
    forged = '{"sources": {}, "runs": [{"id": "1", "content": "w05/two-layer-net", "state": "finished"}]}'
    for wanted, files in ((document, {"post.md": "# 标题\n"}), (task, {"solution.py": "x = 1\n"})):
        with pytest.raises(SourcesRefusedError):
            services.submit(
                learner=cast.learner,
                task=wanted,
                files={**files, "submission.json": forged},
                binaries={"plan.png": b"\x89PNG\r\n\x1a\nx"} if wanted == document else {},
                source="upload",
            )
    # Were there such a file from before, it would not reach the judge.
    old = hand_in(cast, document)
    Submission.objects.filter(pk=old.pk).update(files={"post.md": "x", "submission.json": forged}, annex={})
    old.refresh_from_db()
    assert sorted(bundles.contents_of(old)) == ["plan.png", "post.md"]


def test_programs_have_no_annex(cast: Cast, task: Task, clean_broker: str) -> None:
    run = services.submit(learner=cast.learner, task=task, files={"solution.py": "x = 1\n"}, source="editor").runs.get()
    assert zipfile.ZipFile(io.BytesIO(bundles.bundle_of(run))).namelist() == ["solution.py"]


def test_lists_of_submissions_never_load_the_files(cast: Cast, document: Task, clean_broker: str) -> None:
    submission = hand_in(cast, document)
    file = selectors.binaries_of(submission).get()
    assert (file.path, file.size, "content" in file.get_deferred_fields()) == ("plan.png", 9, True)
    assert SubmissionFile.objects.get().sha256 == file.sha256


def test_equal_files_have_equal_digests_and_others_not(cast: Cast, document: Task, clean_broker: str) -> None:
    first, second = hand_in(cast, document), hand_in(cast, document)
    third = services.submit(
        learner=cast.learner, task=document, files=first.files, binaries={"plan.png": b"\x89PNG\r\n\x1a\ny"}, source="upload"
    )
    assert first.digest == second.digest != third.digest


def test_self_assessment_is_a_level_of_the_rubric(cast: Cast, document: Task, clean_broker: str) -> None:
    assert hand_in(cast, document, self_assessment={"clarity": "1", "unknown": "9"}).self_assessment == {"clarity": 1}
    assert hand_in(cast, document, self_assessment={"clarity": ""}).self_assessment == {}
    for value in ("2", "-1", "x", "１"):
        with pytest.raises(SourcesRefusedError):
            hand_in(cast, document, self_assessment={"clarity": value})


@pytest.mark.parametrize(
    ("goal", "value", "profile", "reached"),
    [
        ("max", 0.97, "cpu", ["acc"]),
        ("max", 0.96, "cpu", []),
        ("min", 0.96, "cpu", ["acc"]),
        ("max", 0.99, "gpu", []),
        ("max", None, "cpu", []),
    ],
)
def test_a_merit_is_a_threshold_beyond_the_pass(
    task: Task, goal: str, value: float | None, profile: str, reached: list[str]
) -> None:
    task.spec = {
        "metrics": [{"name": "acc", "goal": goal}],
        "thresholds": [
            {"test": "t", "metric": "acc", "value": 0.9, "merit": 0.97, "merit_by_profile": {"cpu": 0.97}, "profile": "cpu"}
        ],
    }
    assert merits(task, Run(metrics={} if value is None else {"acc": value}, profile=profile)) == reached
